"""What a wrong tensor is to the right one: a factor, where there is one. Runs in the judge."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.numerics.comparison import as_numbers, fitted, split, within, within_single
from grader.numerics.tolerance import Expected

FITS = 1e-6


@dataclass(frozen=True, slots=True)
class Ratio:
    """One tensor of an answer beside the right one.

    Attributes:
        name: The output's name.
        right: Whether it is right.
        factor: The constant it is off by; ``None`` where no constant fits.
        shape: The shape that came back, where it is another than the right one.
    """

    name: str
    right: bool = False
    factor: float | None = None
    shape: tuple[int, ...] | None = None


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
            right = within(array, part, expected.bounds[number])
            right = right or within_single(array, part, expected, number)
            found.append(Ratio(name, right, factor(array, part)))
    return tuple(found)


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
