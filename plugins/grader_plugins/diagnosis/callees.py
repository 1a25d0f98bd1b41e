"""Points from a wrong answer to a wrong function that it calls. Runs in the judge.

A gradient computed with a wrong softmax is wrong, and nothing in its own lines says why. Which
function calls which is read from the sealed inventory.
"""

from collections.abc import Sequence

from grader.hearing import Hearing
from grader.models.assignment import CheckSpec
from grader.models.report import Diagnosis
from grader_plugins.diagnosis.hints import hint_of


class FromCallees:
    """Names the graded functions that a failed one calls and that are not right themselves."""

    name = "callees"

    def diagnose(self, spec: CheckSpec, hearing: Hearing) -> Sequence[Diagnosis]:
        """Return one diagnosis per function that is called and wrong."""
        bound = hearing.binding(spec).function
        if bound is None:
            return ()
        called = {call.rpartition(".")[2] for call in bound.calls}
        wrong = (name for name in _wrong(spec, hearing) if name in called)
        return tuple(_diagnosis(name, spec, hearing) for name in wrong)


def _wrong(spec: CheckSpec, hearing: Hearing) -> list[str]:
    """Return the student's names of the other functions that do not answer rightly."""
    found = []
    for check in hearing.bench.assignment.checks:
        if not check.function or hearing.name(check) == hearing.name(spec):
            continue
        bound = hearing.binding(check)
        if bound.callable and bound.function is not None and not _right(check, hearing):
            found.append(bound.function.name)
    return list(dict.fromkeys(found))


def _right(check: CheckSpec, hearing: Hearing) -> bool:
    combination = hearing.combination(check)
    questions = hearing.bench.questions(check)
    return all(hearing.compared(check, q, combination).ok for q in questions if q.rule != "none")


def _diagnosis(name: str, spec: CheckSpec, hearing: Hearing) -> Diagnosis:
    return Diagnosis(
        id=f"callee.{name}",
        title=f"it calls {name}, which is not right yet",
        hint=hint_of((f"Mend {name} first, then check again.",), spec, hearing),
        explanation=f"{name} is wrong by itself; this check may be right once it is mended.",
        confidence=0.6,
    )
