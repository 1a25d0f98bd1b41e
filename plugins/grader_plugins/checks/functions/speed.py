"""``speed``: cost against the reference's on the same machine, and its growth. Runs in the judge.

Theory of operation
-------------------
Every question has a round of its own, and the judge's clock tells how long it took; nothing that
the student's side says about time is looked at. A duration holds the way through the wall too. It
is therefore taken for one call and for several in one question, whose difference is calls alone.
The reference runs in the judge at the same moment, on inputs alike. No call has the examples of one
before, nor a row of them: every number is moved a little from call to call, so that an answer that
was kept is no fast answer. Only what is right is timed, and only what is too slow twice is said to
be: verdicts do not hang on how busy a machine is.
"""

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from grader.bench import Bench
from grader.binding.functions import Bound
from grader.examination.answers import Answer
from grader.hearing import Hearing
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Arguments, Question, ReferenceFunction
from grader.models.assignment import CheckSpec
from grader.models.frozen import Model
from grader.models.report import Evidence, Status
from grader.worker.varying import varied
from grader_plugins.checks.functions.durations import (
    SHORTEST,
    Cost,
    grows_too_fast,
    per_call,
    too_costly,
)
from grader_plugins.checks.parts import unknown_parts

PARTS = ("cost", "growth")
LATER = "timed when the values are right"
ATTEMPTS = 5
LONG = 0.05
"""Seconds beside which what disturbs a machine is little: few attempts are enough."""
FEW = 2
ENOUGH = 0.02
"""Seconds that several calls take together, so that a clock can tell them."""
MOST_CALLS = 32
APART_FROM_BEFORE = 1 + 2 * ATTEMPTS * MOST_CALLS
"""More calls than are made of one size."""
APART = 1e-7
"""By how much, relative to itself, a row is moved from one it repeats."""


class SpeedParams(Model):
    """Whose function is timed on what, and what is too slow."""

    check: str = Field(description="the check whose function is timed")
    sizes: tuple[int, ...] = Field(
        default=(500, 1000, 2000), min_length=3, max_length=6, description="examples, growing"
    )
    at_most: float = Field(default=20.0, ge=10, description="times the reference's cost")
    growth: float = Field(default=1.6, ge=1.3, description="power of the number of examples")


class Speed:
    """Times what is right, in rounds of its own."""

    name = "speed"
    summary = "cost against the reference's on the same machine, and its growth with the examples"
    params = SpeedParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for a check whose function takes examples, and for sizes that show a slope."""
        params = bench.params(spec)
        check = bench.checks.get(params.check)
        if check is None or not check.function:
            return [f"check: {params.check!r} is not a check with a function"]
        apart = bench.rng(spec, "apart")
        if any(b < 2 * a for a, b in zip(params.sizes, params.sizes[1:], strict=False)):
            return ["sizes: each must be twice the one before, or more"]
        if _grown(bench.cases(check)[0].arguments, bench.function(check), 2, apart) is None:
            return [f"check: {check.id} takes no array with a row for each example"]
        return unknown_parts(spec, PARTS)

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write a question per size, asked only when the check is judged."""
        return [sized.question for sized in bench.once(spec, _sized)]

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """See that the answers are right, then time them; what is too slow is timed again."""
        bench = hearing.bench
        check = bench.checks[bench.params(spec).check]
        bound = hearing.binding(check)
        if not bound.callable:
            return _alike(Status.MISSING, bound.note)
        trouble = _untimed(check, hearing, bench.once(spec, _sized))
        if trouble is not None:
            return trouble
        try:
            slow = _slow(spec, check, hearing, first=1)
            if slow:
                again = _slow(spec, check, hearing, first=1 + APART_FROM_BEFORE)
                slow = [part for part in again if part in slow]
        except LostError as lost:
            return _alike(lost.answer.status, _trouble(lost.answer, hearing))
        return _judged(slow, bench.params(spec), bound)


class LostError(Exception):
    """No answer came to a question that is timed."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status.value)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Sized:
    """Examples up to a size, no two of them the same."""

    examples: int
    arguments: Arguments
    question: Question


def _sized(spec: CheckSpec, bench: Bench) -> tuple[Sized, ...]:
    params = bench.params(spec)
    check = bench.checks[params.check]
    case = bench.cases(check)[0].arguments
    found = []
    for examples in params.sizes:
        rng = bench.rng(spec, "apart", str(examples))
        arguments = _grown(case, bench.function(check), examples, rng)
        assert arguments is not None
        question = Question(
            id=f"{spec.id}/{examples}",
            check=check.id,
            function=check.function,
            arguments=arguments,
            part="speed",
            label=f"{examples} examples",
            later=True,
            varied=tuple(n for n, v in arguments.items() if v is not case[n] and _fractional(v)),
        )
        found.append(Sized(examples, arguments, question))
    return tuple(found)


def _grown(
    arguments: Arguments, function: ReferenceFunction, examples: int, rng: np.random.Generator
) -> Mapping[str, Any] | None:
    """Return arguments with so many examples, those there are repeated; None where none are rows.

    Repeated rows are moved apart a little, whole numbers excepted. What has as many rows as the
    first array that is no parameter of a network has examples.
    """
    arrays = {
        name: value
        for name, value in arguments.items()
        if name not in function.tensors and isinstance(value, np.ndarray) and value.ndim
    }
    if not arrays:
        return None
    rows = len(next(iter(arrays.values())))
    grown = {
        name: _apart(np.resize(value, (examples, *value.shape[1:])), rng)
        for name, value in arrays.items()
        if len(value) == rows
    }
    return {**arguments, **grown}


def _apart(rows: NDArray[Any], rng: np.random.Generator) -> NDArray[Any]:
    """Move each row a little; what holds whole numbers alone, such as labels, stays."""
    if not _fractional(rows):
        return rows
    sizes = (len(rows), *(1 for _ in rows.shape[1:]))
    return rows * (1.0 + APART * rng.uniform(-1.0, 1.0, size=sizes))


def _fractional(array: NDArray[Any]) -> bool:
    return np.issubdtype(array.dtype, np.floating) and not np.array_equal(array, np.round(array))


def _untimed(check: CheckSpec, hearing: Hearing, sized: Sequence[Sized]) -> Judgement | None:
    """Return the judgement on what is not timed: no answer, or one that is not right."""
    combination = hearing.combination(check)
    for each in sized:
        hearing.ask([(check, each.question, combination)])
        answer = hearing.answer(each.question, combination)
        if not answer.came:
            text = f"{each.examples} examples: {_trouble(answer, hearing)}"
            return _alike(answer.status, text)
        if not hearing.compared(check, each.question, combination).ok:
            return _alike(Status.SKIPPED, LATER)
    return None


def _trouble(answer: Answer, hearing: Hearing) -> str:
    return answer.trouble(brief=True, known=hearing.inventory.names)


def _slow(spec: CheckSpec, check: CheckSpec, hearing: Hearing, *, first: int) -> list[str]:
    """Measure every size once and return the parts that are far beyond their band.

    ``first`` is the number of the first call: calls of one number have the same inputs.
    """
    params = hearing.bench.params(spec)
    sizes = hearing.bench.once(spec, _sized)
    costs = [_cost(check, hearing, each, itertools.count(first)) for each in sizes]
    found = {
        "cost": too_costly(costs, params.at_most),
        "growth": grows_too_fast(costs, params.growth, params.at_most),
    }
    return [part for part, slow in found.items() if slow]


def _cost(check: CheckSpec, hearing: Hearing, sized: Sized, numbers: Iterator[int]) -> Cost:
    """Time the submission and the reference on the same examples, one after the other."""

    def seconds(calls: int) -> float:
        first, *_ = itertools.islice(numbers, calls)
        return _seconds(check, hearing, sized, calls, first=first)

    single = [seconds(1)]
    calls = _calls(single[0])
    several = []
    for _ in range(FEW if single[0] > LONG else ATTEMPTS):
        single.append(seconds(1))
        several.append(seconds(calls))
    right = hearing.bench.function(check).right
    return Cost(sized.examples, per_call(single, several, calls), _reference(right, sized))


def _calls(seconds: float) -> int:
    """Return how many calls take long enough together, from how long one does."""
    return int(np.clip(ENOUGH / max(seconds, SHORTEST), 2, MOST_CALLS))


def _seconds(check: CheckSpec, hearing: Hearing, sized: Sized, calls: int, *, first: int) -> float:
    """Return how long the judge waited for an answer to so many calls, each of other examples.

    Raises:
        LostError: None came.
    """
    question = replace(
        sized.question,
        id=f"{sized.question.id}/{first}",
        calls=calls,
        first=first,
        seconds=check.limits.seconds * calls,
        kept=False,
    )
    answer, seconds = hearing.timed(check, question, hearing.combination(check))
    if not answer.came:
        raise LostError(answer)
    return max(seconds, SHORTEST)


def _reference(right: Any, sized: Sized) -> float:
    """Return the seconds of one call of the reference: the least of several attempts."""
    calls = _calls(_reference_seconds(right, sized, 1))
    return min(_reference_seconds(right, sized, calls) for _ in range(ATTEMPTS))


def _reference_seconds(right: Any, sized: Sized, calls: int) -> float:
    values = list(sized.arguments.values())
    places = [n for n, name in enumerate(sized.arguments) if name in sized.question.varied]
    with np.errstate(all="ignore"):
        began = time.perf_counter()
        for number in range(calls):
            right(*varied(values, places, number))
        return (time.perf_counter() - began) / calls


def _alike(status: Status, text: str) -> Judgement:
    """Return a judgement whose parts all ended alike."""
    parts = tuple(PartVerdict(part, status, text) for part in PARTS)
    return Judgement(parts=parts, student_text=text, staff_text=text)


def _judged(slow: Sequence[str], params: SpeedParams, bound: Bound) -> Judgement:
    texts = {
        "cost": f"{params.sizes[-1]} examples take more than {params.at_most:g} times as long as"
        f" operations on whole arrays do{_loop(bound)}",
        "growth": "twice as many examples take much more than twice as long: is there an array in"
        " it of all examples by all examples?",
    }
    parts = tuple(
        PartVerdict(part, Status.FAILED, texts[part])
        if part in slow
        else PartVerdict(part, Status.PASSED)
        for part in PARTS
    )
    text = "; ".join(part.text for part in parts if part.text)
    asked = f"{', '.join(map(str, params.sizes))} examples, timed"
    return Judgement(
        parts=parts, student_text=text, staff_text=text, evidence=Evidence(asked=asked)
    )


def _loop(bound: Bound) -> str:
    """Name the loop that is likely meant, where the function has one."""
    function = bound.function
    if function is None or not (function.loops or function.comprehensions):
        return ""
    return f"; {function.name} has a loop, and numpy can do this on whole arrays"
