"""Which survivors are no mistakes: the same answers to everything, bit for bit. Runs in the judge.

A mutant whose answers are the solution's on every question of the assignment, and on those of
other seeds, cannot be told from it: no input that the checks draw shows a difference. That is
evidence and no proof, and an audit says so.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from grader.auditing.mutants.mutant import Mutant
from grader.auditing.study import Key, Study, same_bits, studied
from grader.errors import GraderError
from grader.examination.answers import Answer
from grader.examination.wall import Wall
from grader.handing_in.submission import Submission
from grader.models.assignment import CheckSpec
from grader.preparation import Prepared

ROUNDING = 1e-12
"""How far answers may be apart, relative to the largest of their tensor, by rounding alone."""


class Likeness(StrEnum):
    """How a mutant's answers are to the solution's; ``form``: but for axes of length one."""

    SAME = "same"
    ROUNDING = "rounding"
    FORM = "form"
    OTHER = "other"
    UNKNOWN = "unknown"


ORDER = (Likeness.UNKNOWN, Likeness.SAME, Likeness.ROUNDING, Likeness.FORM, Likeness.OTHER)
"""From the most alike to the least."""


@dataclass
class Comparing:
    """Compares mutants with the solution on several draws.

    Attributes:
        draws: The assignment with each seed, and the wall that goes with it.
        solution: Right code.
    """

    draws: Collection[tuple[Prepared, Wall]]
    solution: Submission

    def __post_init__(self) -> None:
        self._right: dict[tuple[int, tuple[str, ...]], Study] = {}

    def likeness(self, mutant: Mutant, checks: Collection[str]) -> Likeness:
        """Return how a mutant answers some checks' questions, over all draws."""
        worst = Likeness.UNKNOWN
        for number, (prepared, wall) in enumerate(self.draws):
            specs = [s for n, s in prepared.bench.checks.items() if n in checks and s.function]
            if not specs:
                return Likeness.UNKNOWN
            try:
                found = self._once(number, prepared, wall, specs, mutant)
            except GraderError:
                return Likeness.OTHER
            if found is Likeness.OTHER:
                return found
            worst = max(worst, found, key=ORDER.index)
        return worst

    def _once(
        self, number: int, prepared: Prepared, wall: Wall, specs: list[CheckSpec], mutant: Mutant
    ) -> Likeness:
        key = number, tuple(spec.id for spec in specs)
        if key not in self._right:
            self._right[key] = studied(prepared, self.solution, wall, specs)
        wrong = studied(prepared, mutant.submitted(self.solution), wall, specs)
        return _alike(self._right[key].answers, wrong.answers)


def _alike(right: Mapping[Key, Answer], wrong: Mapping[Key, Answer]) -> Likeness:
    found = Likeness.UNKNOWN
    for key, answer in right.items():
        other = wrong.get(key)
        if other is None or other.status is not answer.status:
            return Likeness.OTHER
        found = max(found, _values_alike(answer.value, other.value), key=ORDER.index)
    return found


def _values_alike(right: Any, wrong: Any) -> Likeness:
    if same_bits(right, wrong):
        return Likeness.SAME
    if isinstance(right, (list, tuple)) and isinstance(wrong, (list, tuple)):
        if len(right) != len(wrong):
            return Likeness.OTHER
        pairs = zip(right, wrong, strict=True)
        return max((_values_alike(*pair) for pair in pairs), key=ORDER.index)
    return _arrays_alike(right, wrong)


def _arrays_alike(right: Any, wrong: Any) -> Likeness:
    try:
        first, second = np.asarray(right, float), np.asarray(wrong, float)
    except (TypeError, ValueError):
        return Likeness.OTHER
    largest = np.max(np.abs(first), initial=0.0)
    flat, other = np.squeeze(first), np.squeeze(second)
    if flat.shape != other.shape or not np.allclose(
        flat, other, rtol=0, atol=ROUNDING * largest, equal_nan=True
    ):
        return Likeness.OTHER
    return Likeness.ROUNDING if first.shape == second.shape else Likeness.FORM
