"""Says whether one answer is another, up to the rounding of its precision. Runs in the judge."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.numerics.comparison import as_numbers, fitted, is_single, split

Floats = NDArray[np.float64]
CLOSE = 1e-6
"""How far from a wrong answer, relative to its largest number, is still that answer."""
CLOSE_SINGLE = 1e-4
"""The same for what was computed in float32."""
CLEAR = 10.0
"""So many times farther than from the wrong answer it must be from the right one, in float32."""
NOTHING = 1e-12
"""What is so small beside the other outputs is rounding: a sum that is exactly 0 on paper."""


class Fit(IntEnum):
    """How an answer fits: not, to the precision of float32, or to that of float64."""

    NOT = 0
    SINGLE = 1
    DOUBLE = 2


def alike(got: Any, wrong: Sequence[Any], outputs: tuple[str, ...]) -> bool:
    """Say whether an answer is a wrong one, up to rounding; what is not finite matches itself."""
    return same(taken_apart(got, outputs), wrong, CLOSE)


def taken_apart(got: Any, outputs: tuple[str, ...]) -> tuple[Floats, ...]:
    """Return an answer's outputs as numbers; none where it is not made of numbers."""
    pieces = split(got, outputs)
    if isinstance(pieces, str):
        return ()
    arrays = tuple(map(as_numbers, pieces))
    return tuple(a for a in arrays if not isinstance(a, str)) if _numeric(arrays) else ()


def _numeric(arrays: Sequence[Floats | str]) -> bool:
    return not any(isinstance(array, str) for array in arrays)


def same(arrays: Sequence[Floats], wrong: Sequence[Any], close: float) -> bool:
    """Say whether all outputs are those of a wrong answer, each relative to its largest number."""
    if len(arrays) != len(wrong):
        return False
    floor = NOTHING * max((_largest(part) for part in wrong), default=0.0)
    return all(_same(a, part, close, floor) for a, part in zip(arrays, wrong, strict=True))


def fit(
    arrays: Sequence[Floats], wrong: Sequence[Any], right: Sequence[Any] | None, *, single: bool
) -> Fit:
    """Say how an answer fits a wrong one that lies beside a right one."""
    if same(arrays, wrong, CLOSE):
        return Fit.DOUBLE
    if single and same(arrays, wrong, CLOSE_SINGLE) and _clear(arrays, wrong, right):
        return Fit.SINGLE
    return Fit.NOT


def in_single(arrays: Sequence[Floats]) -> bool:
    """Say whether an answer was computed in float32: some of its fractions survive the trip."""
    return any(map(is_single, arrays))


def _clear(arrays: Sequence[Floats], wrong: Sequence[Any], right: Sequence[Any] | None) -> bool:
    """Say whether some output is far from the right one beside its distance from the wrong one."""
    if right is None or len(right) != len(wrong):
        return True
    return any(
        np.shape(w) != np.shape(r) or CLEAR * _distance(a, w) < _distance(a, r)
        for a, w, r in zip(arrays, wrong, right, strict=True)
    )


def _distance(array: Floats, part: Floats) -> float:
    with np.errstate(all="ignore"):
        away = np.abs(fitted(array, np.shape(part)) - part)
        return float(np.max(away, where=np.isfinite(away), initial=0.0))


def _largest(part: Floats) -> float:
    return float(np.max(np.abs(part), where=np.isfinite(part), initial=0.0))


def _same(array: Floats, part: Floats, close: float, floor: float) -> bool:
    """Say whether one output is a wrong one; its size and its first number usually tell."""
    if array.size != part.size:
        return False
    array = fitted(array, part.shape)
    if array.shape != part.shape:
        return False
    with np.errstate(all="ignore"):
        finite = np.isfinite(part)
        near = max(close * _largest(part), floor, 1e-300)
        if array.size and finite.flat[0] and not abs(array.flat[0] - part.flat[0]) <= near:
            return False
        if not np.array_equal(array[~finite], part[~finite], equal_nan=True):
            return False
        return bool(np.all(np.abs(array[finite] - part[finite]) <= near))
