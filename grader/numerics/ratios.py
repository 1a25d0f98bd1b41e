"""What a wrong tensor is to the right one: a factor, where there is one. Runs in the judge."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.numerics.comparison import as_numbers, fitted, split, within, within_single
from grader.numerics.tolerance import Expected

Floats = NDArray[np.float64]
FITS = 1e-6
ROUNDING = 0.1
"""How far above a power of ten an error is still told as that power, in decades."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """One tensor of an answer beside the right one.

    Attributes:
        name: The output's name.
        right: Whether it is right.
        factor: The constant it is off by; ``None`` where no constant fits.
        shape: The shape that came back, where it is another than the right one.
        error: The largest error relative to the largest right element.
        allowed: How large that error may be.
    """

    name: str
    right: bool = False
    factor: float | None = None
    shape: tuple[int, ...] | None = None
    error: float = 0.0
    allowed: float = 0.0


def ratios(got: Any, expected: Expected, outputs: tuple[str, ...]) -> tuple[Ratio, ...]:
    """Return each tensor's ratio; nothing where the answer cannot be taken apart."""
    pieces = split(got, outputs)
    if isinstance(pieces, str):
        return ()
    found = []
    for number, (name, piece, part) in enumerate(
        zip(outputs or ("",), pieces, expected.parts, strict=True)
    ):
        array = as_numbers(piece)
        if isinstance(array, str):
            return ()
        array = fitted(array, part.shape)
        if array.shape != part.shape:
            found.append(Ratio(name, shape=array.shape))
        else:
            bound = expected.bounds[number]
            right = within(array, part, bound) or within_single(array, part, expected, number)
            allowed = agreement(part + bound, part)
            found.append(
                Ratio(
                    name,
                    right,
                    factor(array, part),
                    error=agreement(array, part),
                    allowed=allowed,
                )
            )
    return tuple(found)


def agreement(array: Floats, part: Floats) -> float:
    """Return the largest error relative to the largest right element; infinity without one."""
    with np.errstate(all="ignore"):
        largest = float(np.max(np.abs(part), initial=0.0))
        error = float(np.max(np.abs(array - part), initial=0.0))
        relative = error / largest if largest else float("inf")
    return relative if np.isfinite(relative) else float("inf")


def power_of_ten(error: float) -> str:
    """Return an error rounded up to a power of ten, as in ``1e-7``."""
    return f"1e{int(np.ceil(np.log10(error) - ROUNDING))}" if error > 0.0 else "0"


def factor(array: Any, part: Any) -> float | None:
    """Return the constant ``c`` with ``array = c · part``, or ``None`` where none fits."""
    with np.errstate(all="ignore"):
        square = float(np.sum(part * part))
        if not np.all(np.isfinite(array)) or square == 0.0:
            return None
        constant = float(np.sum(array * part)) / square
        rest = float(np.max(np.abs(array - constant * part), initial=0.0))
        largest = float(np.max(np.abs(array), initial=0.0))
    return constant if rest <= FITS * largest or largest == 0.0 else None
