"""Answers beside the right ones, as relations look at them. Runs in the judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.conventions.combinations import Combination
from grader.hearing import Hearing
from grader.kinds import Question
from grader.models.assignment import CheckSpec
from grader.numerics.comparison import fitted
from grader_plugins.diagnosis.closeness import CLOSE, CLOSE_SINGLE, in_single, taken_apart

Floats = NDArray[np.float64]
ENOUGH = 8
"""So many numbers of one answer are as good as two answers."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What every answer is to its right one, in words for students, with steps of a hint."""

    name: str
    title: str
    hints: tuple[str, ...]
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Observed:
    """One answer beside the right one, with the arguments as ours and as the student's are.

    Attributes:
        outputs: Names of the outputs; one without a name where there is one alone.
        wrong: Which of them are not right.
        close: What is rounding at the answer's precision, relative to the largest number.
    """

    got: tuple[Floats, ...]
    right: tuple[Floats, ...]
    wrong: tuple[bool, ...]
    outputs: tuple[str, ...]
    arguments: Mapping[str, Any]
    presented: Mapping[str, Any]
    close: float

    @property
    def pairs(self) -> tuple[tuple[Floats, Floats], ...]:
        """Every output with the right one."""
        return tuple(zip(self.got, self.right, strict=True))

    @property
    def shaped(self) -> bool:
        """Whether every output has the right shape."""
        return all(a.shape == b.shape for a, b in self.pairs)


def observed(spec: CheckSpec, hearing: Hearing, combination: Combination) -> list[Observed]:
    """Return what came back for the first part that failed; nothing where that says too little."""
    found: list[Observed] = []
    for question in _of_first_failed_part(spec, hearing, combination):
        one = _one(spec, hearing, combination, question)
        if one is None:
            return []
        found.append(one)
    numbers = sum(part.size for one in found for part in one.right)
    return found if len(found) > 1 or numbers >= ENOUGH else []


def equal(array: Floats, part: Floats, close: float) -> bool:
    """Say whether two arrays of one shape are equal up to rounding, relative to the largest."""
    if array.shape != part.shape:
        return False
    with np.errstate(all="ignore"):
        near = close * float(np.max(np.abs(part), where=np.isfinite(part), initial=0.0))
        return bool(np.all((np.abs(array - part) <= near) | (array == part)))


def _of_first_failed_part(
    spec: CheckSpec, hearing: Hearing, combination: Combination
) -> Sequence[Question]:
    questions = hearing.bench.questions(spec)
    wrong = (q for q in questions if not hearing.right(spec, q, combination))
    first = next(wrong, None)
    return [q for q in questions if first is not None and q.part == first.part]


def _one(
    spec: CheckSpec, hearing: Hearing, combination: Combination, question: Question
) -> Observed | None:
    answer = hearing.answer(question, combination)
    expected = hearing.bench.expected(spec, question, combination)
    if not answer.came or expected is None:
        return None
    outputs = hearing.bench.function(spec).outputs
    arrays = taken_apart(answer.value, outputs)
    if len(arrays) != len(expected.parts):
        return None
    got = tuple(fitted(a, np.shape(p)) for a, p in zip(arrays, expected.parts, strict=True))
    close = CLOSE_SINGLE if in_single(arrays) else CLOSE
    return Observed(
        got,
        expected.parts,
        tuple(not equal(a, b, close) for a, b in zip(got, expected.parts, strict=True)),
        outputs or ("",),
        question.arguments,
        combination.present(question.arguments),
        close,
    )
