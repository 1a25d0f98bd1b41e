"""Which conventions an answer could fit at all: one look before any bound. Runs in the judge.

Theory of operation
-------------------
A function may have hundreds of combinations of conventions, and an answer fits one of them or none.
Measuring a bound is dear: the right answer is computed a dozen times. The loosest bound that any
rule allows is not. So the right answers of a question, under all combinations that hand over the
same arguments, are stacked once, and an answer is laid beside all of them together. Only what is
near is then compared in earnest. Choices that an assignment must list, such as the epsilons that a
gradient carries, are many and rare, and change little: they are stacked apart, and looked at only
where nothing usual is near.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.conventions.combinations import Combination
from grader.kinds import Question, ReferenceFunction
from grader.numerics import tolerance
from grader.numerics.comparison import as_numbers, fitted, is_of_another_size, split

Floats = NDArray[np.float64]
Shapes = tuple[tuple[int, ...], ...]
Ids = tuple[str, ...]

LOOSEST = 2 * tolerance.CAP_SINGLE
"""Twice what float32 may cost an answer, relative to its size and to its largest element."""
CANCELLED = 1000 * tolerance.CAP
"""How far off an answer may be whose terms cancel, relative to them, whatever its form."""


class Sieve:
    """The right answers of one question under the combinations of one presentation."""

    def __init__(
        self,
        function: ReferenceFunction,
        question: Question,
        combinations: Sequence[Combination],
        attempt: Callable[[Callable[[], Any]], Any],
    ) -> None:
        self._outputs = function.outputs
        self._rights = _Rights(function, question, attempt)
        self._stated = question.stated or (0.0, 0.0)
        self._usual = [c for c in combinations if not c.rare]
        self._rare = [c for c in combinations if c.rare]
        self._stacks: dict[bool, Mapping[Shapes, _Stack]] = {}

    def near(self, answer: Any) -> frozenset[Ids]:
        """Return the combinations whose right answer is near, however loosely.

        What is near a usual one may be that with a rare choice: they are not looked at.
        """
        pieces = split(answer, self._outputs)
        if isinstance(pieces, str):
            return frozenset()
        found = self._near(pieces, rare=False)
        if not found:
            return self._near(pieces, rare=True)
        beside = {c.usual for c in self._usual if c.ids in found}
        return found | {c.ids for c in self._rare if c.usual in beside}

    def _near(self, pieces: Sequence[Any], *, rare: bool) -> frozenset[Ids]:
        if rare not in self._stacks:
            self._stacks[rare] = self._stacked(self._rare if rare else self._usual)
        rtol, atol = self._stated
        allowed = rtol, max(atol, CANCELLED * self._rights.terms)
        found: list[Ids] = []
        for shapes, stack in self._stacks[rare].items():
            found += stack.near(pieces, shapes, allowed)
        return frozenset(found)

    def _stacked(self, combinations: Sequence[Combination]) -> "Mapping[Shapes, _Stack]":
        groups: dict[Shapes, list[tuple[Ids, tuple[Floats, ...]]]] = {}
        for combination in combinations:
            parts = self._rights.under(combination)
            if parts is not None:
                shapes = tuple(part.shape for part in parts)
                groups.setdefault(shapes, []).append((combination.ids, parts))
        return {shapes: _Stack(found) for shapes, found in groups.items()}


class _Rights:
    """Computes right answers, each formula once; conventions only bring them into form."""

    def __init__(
        self,
        function: ReferenceFunction,
        question: Question,
        attempt: Callable[[Callable[[], Any]], Any],
    ) -> None:
        self._function = function
        self._arguments = question.arguments
        self._attempt = attempt
        self._computed: dict[tuple[Any, ...], Any] = {}
        self._measured: set[str] = set()
        self.terms = 0.0

    def under(self, combination: Combination) -> tuple[Floats, ...] | None:
        key = combination.formula
        if key not in self._computed:
            base = combination.base(self._function)
            self._computed[key] = self._attempt(lambda: base(*self._arguments.values()))
            self._measure(combination)
        right = self._computed[key]
        if right is None:
            return None
        adapted: tuple[Floats, ...] | None = self._attempt(
            lambda: tolerance.as_parts(combination.adapt(right, self._arguments))
        )
        return adapted

    def _measure(self, combination: Combination) -> None:
        """Measure the terms of a right function once: what is named hardly changes them."""
        own = combination.formula[0]
        if own not in self._measured:
            self._measured.add(own)
            self.terms = max(self.terms, self._largest_terms(combination))

    def _largest_terms(self, combination: Combination) -> float:
        """Return the largest Σ|terms|: what is left of them may be much smaller, or nothing."""
        magnitude = combination.magnitude(self._function)
        if magnitude is None:
            return 0.0
        found = self._attempt(lambda: tolerance.as_parts(magnitude(*self._arguments.values())))
        sizes = [float(np.abs(part[np.isfinite(part)]).max(initial=0.0)) for part in found or ()]
        return max(sizes, default=0.0)


class _Stack:
    """Right answers of the same shapes, one above another."""

    def __init__(self, rights: Sequence[tuple[Ids, tuple[Floats, ...]]]) -> None:
        self._ids = [ids for ids, _ in rights]
        distinct: dict[bytes, int] = {}
        firsts: list[tuple[Floats, ...]] = []
        self._which = np.empty(len(rights), dtype=int)
        for number, (_, parts) in enumerate(rights):
            key = b"".join(part.tobytes() for part in parts)
            if key not in distinct:
                distinct[key] = len(firsts)
                firsts.append(parts)
            self._which[number] = distinct[key]
        self._parts = [np.stack(column) for column in zip(*firsts, strict=True)]

    def near(
        self, pieces: Sequence[Any], shapes: Shapes, allowed: tuple[float, float]
    ) -> list[Ids]:
        arrays = [_laid(piece, shape) for piece, shape in zip(pieces, shapes, strict=True)]
        near = np.ones(int(self._which.max()) + 1, dtype=bool)
        for array, stack in zip(arrays, self._parts, strict=True):
            if array is None:
                return []
            near &= _near(array, stack, allowed)
        return [ids for ids, found in zip(self._ids, near[self._which], strict=True) if found]


def _laid(piece: Any, shape: tuple[int, ...]) -> Floats | None:
    """Return a piece of an answer in a shape, or nothing where it has another."""
    if is_of_another_size(piece, np.broadcast_to(0.0, shape)):
        return None
    array = as_numbers(piece)
    if isinstance(array, str):
        return None
    array = fitted(array, shape)
    return array if array.shape == shape else None


def _near(array: Floats, stack: Floats, allowed: tuple[float, float]) -> NDArray[np.bool_]:
    """Say of every right answer whether an array is near it everywhere."""
    rtol, atol = allowed
    rest = tuple(range(1, stack.ndim))
    with np.errstate(all="ignore"):
        size = np.where(np.isfinite(stack), np.abs(stack), 0.0)
        largest = size.max(axis=rest, keepdims=True, initial=0.0)
        bound = LOOSEST * (size + largest) + rtol * size + atol
        near = (np.abs(array - stack) <= bound) | (array == stack)
    return np.asarray(near.all(axis=rest))


def by_presentation(combinations: Sequence[Combination]) -> Mapping[str, tuple[Combination, ...]]:
    """Return combinations by the way in which they hand over arguments, in their order."""
    found: dict[str, list[Combination]] = {}
    for combination in combinations:
        found.setdefault(combination.presentation, []).append(combination)
    return {name: tuple(each) for name, each in found.items()}
