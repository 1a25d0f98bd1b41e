"""Which conventions an answer could fit at all: one look before any bound. Runs in the judge.

Theory of operation
-------------------
A function may have hundreds of combinations of conventions, and an answer fits one of them or none.
Measuring a bound is dear: the right answer is computed a dozen times. The loosest bound that any
rule allows is not. So the right answers of a question, under all combinations that hand over the
same arguments, are stacked once, and an answer is laid beside all of them together. Only what is
near is then compared in earnest. Of large answers some numbers alone are stacked: what is far off
in one of them is far off, and of the few that are left the whole is looked at. Choices that an
assignment must list, such as the epsilons that a gradient carries, are many and rare, and change
little: they are stacked apart, and looked at only where nothing usual is near.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.conventions.combinations import Combination
from grader.conventions.formulas import Attempt, Formulas
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
STACKED = 256
"""So many numbers of each tensor are stacked: those of a large one lie evenly apart."""


class Sieve:
    """The right answers of one question under the combinations of one presentation."""

    def __init__(
        self,
        function: ReferenceFunction,
        question: Question,
        combinations: Sequence[Combination],
        attempt: Attempt,
        formulas: Formulas | None = None,
    ) -> None:
        self._outputs = function.outputs
        self._formulas = formulas or Formulas(function, question, attempt)
        self._terms = 0.0
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
        allowed = rtol, max(atol, CANCELLED * self._terms)
        found: list[Ids] = []
        for shapes, stack in self._stacks[rare].items():
            found += stack.near(pieces, shapes, allowed)
        return frozenset(found)

    def _stacked(self, combinations: Sequence[Combination]) -> "Mapping[Shapes, _Stack]":
        stacks: dict[Shapes, _Stack] = {}
        for combination in combinations:
            parts = self._formulas.parts(combination)
            self._terms = max(self._terms, self._formulas.terms(combination))
            if parts is not None:
                shapes = tuple(part.shape for part in parts)
                stacks.setdefault(shapes, _Stack(self._formulas, shapes)).add(combination, parts)
        return stacks


class _Stack:
    """Right answers of the same shapes, one above another: of a large one some numbers."""

    def __init__(self, formulas: Formulas, shapes: Shapes) -> None:
        self._formulas = formulas
        self._chosen = [_evenly(int(np.prod(shape))) for shape in shapes]
        self._whole = all(np.prod(shape) <= STACKED for shape in shapes)
        self._ids: list[tuple[Ids, int]] = []
        self._distinct: dict[bytes, int] = {}
        self._firsts: list[Combination] = []
        self._sampled: list[list[Floats]] = [[] for _ in shapes]
        self._largest: list[list[float]] = [[] for _ in shapes]
        self._columns: list[tuple[Floats, Floats]] = []

    def add(self, combination: Combination, parts: Sequence[Floats]) -> None:
        """Lay a right answer on top, unless the very same is there."""
        key = _digest(parts)
        if key not in self._distinct:
            self._distinct[key] = len(self._firsts)
            self._firsts.append(combination)
            for number, part in enumerate(parts):
                self._sampled[number].append(part.reshape(-1)[self._chosen[number]])
                self._largest[number].append(_largest(part))
        self._ids.append((combination.ids, self._distinct[key]))

    def near(
        self, pieces: Sequence[Any], shapes: Shapes, allowed: tuple[float, float]
    ) -> list[Ids]:
        """Return the combinations whose answer is near everywhere."""
        arrays = [_laid(piece, shape) for piece, shape in zip(pieces, shapes, strict=True)]
        if any(array is None for array in arrays):
            return []
        flat = [array.reshape(-1) for array in arrays if array is not None]
        near = self._near_where_sampled(flat, allowed)
        if not self._whole:
            for number in np.flatnonzero(near):
                near[number] = self._is_near(flat, int(number), allowed)
        return [ids for ids, number in self._ids if near[number]]

    def _near_where_sampled(
        self, arrays: Sequence[Floats], allowed: tuple[float, float]
    ) -> NDArray[np.bool_]:
        near = np.ones(len(self._firsts), dtype=bool)
        pairs = zip(arrays, self._chosen, self._stacked(), strict=True)
        for array, chosen, (sampled, largest) in pairs:
            near &= _near(array[chosen], sampled, largest, allowed)
        return near

    def _is_near(self, arrays: Sequence[Floats], number: int, allowed: tuple[float, float]) -> bool:
        """Look at the whole of one right answer."""
        parts = self._formulas.parts(self._firsts[number]) or ()
        return all(
            bool(_near(array, part.reshape(1, -1), self._stacked()[n][1][[number]], allowed)[0])
            for n, (array, part) in enumerate(zip(arrays, parts, strict=True))
        )

    def _stacked(self) -> list[tuple[Floats, Floats]]:
        """Return, of each output, the chosen numbers and the largest, a row per right answer."""
        if not self._columns:
            pairs = zip(self._sampled, self._largest, strict=True)
            self._columns = [(np.stack(rows), np.array(sizes)[:, None]) for rows, sizes in pairs]
            self._sampled, self._largest = [], []
        return self._columns


def _evenly(size: int) -> NDArray[np.int64]:
    """Return the places of so many numbers as are stacked, evenly apart; all of a small tensor."""
    return np.unique(np.linspace(0, max(size - 1, 0), min(size, STACKED)).astype(np.int64))


def _digest(parts: Sequence[Floats]) -> bytes:
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(np.ascontiguousarray(part).data)
    return found.digest()


def _largest(part: Floats) -> float:
    return float(np.abs(part[np.isfinite(part)]).max(initial=0.0))


def _laid(piece: Any, shape: tuple[int, ...]) -> Floats | None:
    """Return a piece of an answer in a shape, or nothing where it has another."""
    if is_of_another_size(piece, np.broadcast_to(0.0, shape)):
        return None
    array = as_numbers(piece)
    if isinstance(array, str):
        return None
    array = fitted(array, shape)
    return array if array.shape == shape else None


def _near(
    array: Floats, rows: Floats, largest: Floats, allowed: tuple[float, float]
) -> NDArray[np.bool_]:
    """Say of every right answer, a row each, whether an array is near it everywhere.

    ``largest`` is the largest finite number of each as a whole, in a column.
    """
    rtol, atol = allowed
    with np.errstate(all="ignore"):
        size = np.where(np.isfinite(rows), np.abs(rows), 0.0)
        bound = LOOSEST * (size + largest) + rtol * size + atol
        near = (np.abs(array - rows) <= bound) | (array == rows)
    return np.asarray(near.all(axis=1))


def by_presentation(combinations: Sequence[Combination]) -> Mapping[str, tuple[Combination, ...]]:
    """Return combinations by the way in which they hand over arguments, in their order."""
    found: dict[str, list[Combination]] = {}
    for combination in combinations:
        found.setdefault(combination.presentation, []).append(combination)
    return {name: tuple(each) for name, each in found.items()}
