"""Numbers and arrays in few digits, as a student would copy them. Runs in the judge."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.explaining.page import Code

FEW, MANY = 12, 9
"""How many numbers of an array are written out, and how many of a part of it."""
DIGITS, MOST_DIGITS = 4, 12
DUST = 1e-13
"""Numbers so much smaller than the largest beside them are rounding."""


def written(value: Any, digits: int = DIGITS) -> str:
    """Return a value in few digits: a number, nested lists, or a large array's shape and ends."""
    if isinstance(value, (bool, np.bool_, str)) or value is None:
        return str(value)
    if isinstance(value, tuple):
        return f"({', '.join(written(each, digits) for each in value)})"
    array = _array(value)
    if array is None:
        return f"a value of type {type(value).__name__}"
    if array.size > FEW:
        return f"an array of shape {array.shape}, {_ends(array, digits)}"
    return _nested(_without_dust(array), digits)


def _without_dust(array: Any) -> Any:
    """Return an array in which what rounding left of a zero is one."""
    if array.dtype.kind != "f" or not array.size:
        return array
    finite = np.abs(array[np.isfinite(array)])
    return np.where(np.abs(array) < DUST * np.max(finite, initial=0.0), 0.0, array)


def _array(value: Any) -> Any:
    """Return a value as an array of numbers; ``None`` where it is none."""
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):
        return None
    return array if array.dtype.kind in "fiub" else None


def _nested(array: Any, digits: int) -> str:
    if array.ndim == 0:
        return number(array.item(), digits)
    return f"[{', '.join(_nested(each, digits) for each in array)}]"


def number(value: float, digits: int = DIGITS) -> str:
    """Return a number in a few significant digits: 0.25, 1.2e-07, ∞, NaN."""
    if isinstance(value, (bool, int)):
        return str(value)
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "−∞" if value < 0 else "∞"
    return f"{value:.{digits}g}".replace("-", "−")


def _ends(array: Any, digits: int) -> str:
    """Say between which numbers the finite ones lie, and how many are not finite."""
    finite = array[np.isfinite(array)]
    rest = array.size - finite.size
    strange = f"; {rest} of {array.size} not finite" if rest else ""
    if not finite.size:
        return "none of them finite"
    return f"from {number(finite.min(), digits)} to {number(finite.max(), digits)}{strange}"


def together(rows: Iterable[tuple[str, str]]) -> Code:
    """Return labels and what stands behind each, one below the other."""
    listed = list(rows)
    width = max(len(label) for label, _ in listed)
    return Code("\n".join(f"{label:{width}}  {text}" for label, text in listed))


def arguments(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each argument's name and what it is."""
    for name, value in given.items():
        yield name, written(value)
