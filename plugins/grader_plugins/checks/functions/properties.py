"""``properties``: pure, deterministic, repeatable, dtype kept. Runs in the judge.

The judge recomputes everything from what came back: it sends arguments, asks for them again after
the call, and calls twice with equal arguments; an object's method also on the same object.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from pydantic import Field

from grader.bench import Bench
from grader.binding.functions import Bound
from grader.examination.answers import Answer
from grader.hearing import Hearing
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Question
from grader.models.assignment import CheckSpec
from grader.models.frozen import Model
from grader.models.report import Status
from grader.numerics.comparison import as_numbers, split
from grader_plugins.checks.functions.calling import own_name
from grader_plugins.checks.functions.repeating import repeatable, works_on_object
from grader_plugins.checks.parts import unknown_parts

LATER = "checked when the values are right"
"""Why the manners of a function are not judged that does not do its work yet."""

OTHERWISE = "the same call gives another answer the second time"

Property = Literal["pure", "deterministic", "repeatable", "dtype"]


class PropertiesParams(Model):
    """Which check's function must have which properties."""

    functions: Mapping[str, tuple[Property, ...]] = Field(
        description="by check id, such as {relu: [pure, deterministic]}"
    )


class Properties:
    """Calls functions again and looks at what they did to their arguments."""

    name = "properties"
    summary = "pure, deterministic, dtype kept; calling again gives the same answer again"
    params = PropertiesParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for functions that other checks define."""
        known = {check.id for check in bench.assignment.checks if check.function}
        wanted = bench.params(spec).functions
        return [
            *unknown_parts(spec, wanted),
            *(f"functions: {n!r} is not a check with a function" for n in wanted if n not in known),
            *(text for name, asked in wanted.items() if (text := _series(bench, name, asked))),
        ]

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write one question per function, on a small input: values are not the point."""
        return tuple(
            Question(
                id=f"{spec.id}/{name}/0",
                check=name,
                function=check.function,
                arguments=_fitted(_example(check, bench), wanted),
                part=name,
                label=f"{name} called twice",
                repeat=2,
                returns_arguments=True,
                rule="none",
            )
            for name, wanted in bench.params(spec).functions.items()
            if (check := bench.checks.get(name)) is not None
        )

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Judge each function's properties from what came back."""
        checks = hearing.bench.checks
        wanted = hearing.bench.params(spec).functions
        questions = hearing.bench.questions(spec)
        right = [q for q in questions if _right_somewhere(checks[q.part], hearing)]
        hearing.ask([(checks[q.part], q, hearing.combination(checks[q.part])) for q in right])
        parts = tuple(
            _judged(hearing, question, checks[question.part], wanted[question.part])
            if question in right
            else PartVerdict(question.part, Status.SKIPPED, LATER)
            for question in questions
        )
        text = _told(parts)
        return Judgement(parts=parts, student_text=text, staff_text=text)


def _series(bench: Bench, name: str, asked: Sequence[str]) -> str:
    """Say that a call with series, such as batches, is not one that comes again."""
    interface = bench.interface(name)
    if "repeatable" not in asked or interface is None or not interface.calls[name].each:
        return ""
    return f"functions: {name!r} is called once for each item of a series, and is not repeatable"


def _told(parts: Sequence[PartVerdict]) -> str:
    """Say what is wrong, function by function, and which functions wait for their values."""
    wrong = [p for p in parts if p.status not in (Status.PASSED, Status.SKIPPED)]
    waiting = [part.id for part in parts if part.status is Status.SKIPPED]
    later = [f"{', '.join(waiting)}: {LATER}"] if waiting else []
    return "; ".join([*(f"{part.id}: {part.text}" for part in wrong), *later])


def _right_somewhere(check: CheckSpec, hearing: Hearing) -> bool:
    """Say whether the first part is answered rightly: a constant is pure, and worth nothing."""
    combination = hearing.combination(check)
    questions = hearing.bench.questions(check)
    first = [question for question in questions if question.part == questions[0].part]
    return bool(first) and all(hearing.compared(check, q, combination).ok for q in first)


def _example(check: CheckSpec, bench: Bench) -> Mapping[str, Any]:
    """Return the largest of the small inputs of a check's function, drawn for this purpose."""
    return (bench.small(check, "properties") or bench.cases(check))[-1].arguments


def _fitted(arguments: Mapping[str, Any], wanted: Sequence[str]) -> Mapping[str, Any]:
    """Use single precision where the dtype must be kept."""
    if "dtype" not in wanted:
        return arguments
    return {
        k: v.astype(np.float32) if isinstance(v, np.ndarray) and v.dtype.kind == "f" else v
        for k, v in arguments.items()
    }


def _judged(
    hearing: Hearing, question: Question, check: CheckSpec, wanted: Sequence[str]
) -> PartVerdict:
    """Judge one function; what is not an answer at all has no properties to keep."""
    combination = hearing.combination(check)
    answer = hearing.answer(question, combination)
    if not answer.came:
        return PartVerdict(question.part, answer.status, answer.trouble())
    missing = _no_answer(answer, hearing.bench.function(check).outputs)
    if missing or len(answer.earlier) != question.repeat - 1:
        text = missing or "the answers of the first calls did not come back"
        return PartVerdict(question.part, Status.FAILED, text)
    sent = combination.present(question.arguments)
    problems = _problems(answer, sent, wanted, hearing.binding(check))
    if "repeatable" in wanted and (text := _repeated(hearing, question, check, answer)):
        problems.append(text)
    status = Status.FAILED if problems else Status.PASSED
    return PartVerdict(question.part, status, "; ".join(problems))


def _no_answer(answer: Answer, outputs: tuple[str, ...]) -> str:
    """Say why what came back is no numbers, where it is none."""
    pieces = split(answer.value, outputs)
    if isinstance(pieces, str):
        return pieces
    return next((text for p in pieces if isinstance(text := as_numbers(p), str)), "")


def _problems(
    answer: Answer, sent: Mapping[str, Any], wanted: Sequence[str], bound: Bound
) -> list[str]:
    """Say which of the wanted properties a function does not have."""
    problems = []
    if "pure" in wanted and (changed := _changed(answer.arguments, sent, bound)):
        problems.append(f"it changes {changed}; work on a copy, such as numpy.copy gives")
    if "deterministic" in wanted and not _agree(answer):
        problems.append(OTHERWISE)
    if "dtype" in wanted and (others := _dtypes(answer.value) - {"float32"}):
        problems.append(f"float32 went in and {' and '.join(sorted(others))} came back")
    return problems


def _repeated(hearing: Hearing, question: Question, check: CheckSpec, answer: Answer) -> str:
    """Say what calling again brings up, on one object where there is one."""
    if works_on_object(hearing.bench, hearing.name(check)):
        return repeatable(hearing, check, question)
    return "" if _agree(answer) else OTHERWISE


def _agree(answer: Answer) -> bool:
    return all(same(answer.value, earlier) for earlier in answer.earlier)


def _changed(after: Sequence[Any], sent: Mapping[str, Any], bound: Bound) -> str:
    """Return the arguments that came back other than they went in, in words."""
    if len(after) != len(sent):
        return "its arguments"
    pairs = zip(sent.items(), after, strict=True)
    changed = [own_name(bound, sent, name) for (name, old), new in pairs if not same(old, new)]
    if not changed:
        return ""
    return f"its argument{'s' * (len(changed) > 1)} {', '.join(changed)}"


def same(one: Any, other: Any) -> bool:
    """Say whether two values that crossed the wall are the same, NaN included."""
    if isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, (tuple, list)) or isinstance(other, (tuple, list)):
        return False
    a, b = np.asarray(one), np.asarray(other)
    if a.shape != b.shape:
        return False
    kinds = {a.dtype.kind, b.dtype.kind}
    return bool(np.array_equal(a, b, equal_nan=kinds <= set("fc")))


def _dtypes(value: Any) -> set[str]:
    """Return the dtypes of an answer's arrays; plain Python numbers have none."""
    if isinstance(value, Mapping):
        return _dtypes(list(value.values()))
    if isinstance(value, (tuple, list)):
        return set().union(*map(_dtypes, value))
    return {str(value.dtype)} if isinstance(value, (np.ndarray, np.generic)) else set()
