"""Points from a wrong answer to a wrong function behind it. Runs in the judge.

A gradient computed with a wrong softmax is wrong, and nothing in its own lines says why; neither
does a training that goes badly. Which function calls which is read from the sealed inventory. Of
several wrong functions behind one another, the one is named that none of the others explains; and
where the reference around the student's own function gives the very answers, that explains them.
"""

from collections.abc import Iterator, Sequence

from grader.following import followed, reached, wrong_functions
from grader.hearing import Hearing
from grader.models.assignment import CheckSpec
from grader.models.report import Diagnosis
from grader_plugins.diagnosis import findings
from grader_plugins.diagnosis.confidence import CONFIDENCE, Evidence
from grader_plugins.diagnosis.hints import hint_of


class FromCallees:
    """Names the graded functions that a failed check rests on and that are not right themselves."""

    name = "callees"
    findings = findings.CALLEES

    def diagnose(self, spec: CheckSpec, hearing: Hearing) -> Sequence[Diagnosis]:
        """Return one diagnosis per function that is called and wrong."""
        behind = _behind(spec, hearing)
        around = followed(spec, hearing) if behind and spec.function else None
        if around is not None and around.parts >= _parts(spec, hearing):
            return [_diagnosis(name, spec, hearing, proved=True) for name in around.through]
        return [_diagnosis(name, spec, hearing) for name in behind]


def _behind(spec: CheckSpec, hearing: Hearing) -> list[str]:
    """Return the student's names of wrong functions that a check rests on, the roots alone."""
    called = reached(_own(spec, hearing), hearing)
    if not called:
        return []
    wrong = [n for n in _names(spec, hearing) if n in called]
    roots = [n for n in wrong if not (reached((n,), hearing) - {n}) & set(wrong)]
    return roots or wrong


def _names(spec: CheckSpec, hearing: Hearing) -> Iterator[str]:
    for check in wrong_functions(spec, hearing):
        function = hearing.binding(check).function
        if function is not None:
            yield function.name


def _parts(spec: CheckSpec, hearing: Hearing) -> frozenset[str]:
    return frozenset(q.part for q in hearing.bench.questions(spec) if q.rule != "none")


def _own(spec: CheckSpec, hearing: Hearing) -> tuple[str, ...]:
    """Return the student's functions that a check calls: its own, or those its parameters name."""
    if spec.function:
        function = hearing.binding(spec).function
        return (function.name,) if function is not None else ()
    named = {word for _, value in hearing.bench.params(spec) for word in _words(value)}
    bound = (hearing.bound[word].function for word in sorted(named & set(hearing.bound)))
    return tuple(function.name for function in bound if function is not None)


def _words(value: object) -> Iterator[str]:
    """Yield a text, or the texts of a list."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        yield from (item for item in value if isinstance(item, str))


def _diagnosis(name: str, spec: CheckSpec, hearing: Hearing, *, proved: bool = False) -> Diagnosis:
    kind = Evidence.CALLEE if spec.function else Evidence.UPSTREAM
    verb = "calls" if spec.function else "rests on"
    title = f"it {verb} {name}, which is not right yet"
    explanation = f"{name} is wrong by itself; this check may be right once it is mended."
    if proved:
        title = f"it is right for your own {name}, which is not right yet"
        explanation = f"the reference around the student's {name} gives these very answers."
    steps = (
        f"Mend {name} first, then check again.",
        f"Put a right {name} in its place for a moment: does this check pass then?",
    )
    return Diagnosis(
        id=f"{kind.value}.{name}",
        title=title,
        hint=hint_of(steps, spec, hearing),
        explanation=explanation,
        confidence=CONFIDENCE[Evidence.FOLLOWED if proved else kind],
    )
