"""What a function returned as plain data, before it is written down. Runs confined.

numpy takes a generator, a ``map``, a ``range``, fractions for numbers, or for what makes them; what
is right in such a form is right. Whatever runs here is a student's: only plain data crosses.
"""

import itertools
import types
from array import array
from collections import deque
from typing import Any

import numpy as np

from grader.worker import adapters

ITEMS = 500
"""The most items a list is written with one by one."""
NESTED = 3
DRAWN = 10_000_000
"""The most items that are drawn from what makes them on demand."""
LAZY = frozenset((
    types.GeneratorType, map, filter, zip, range, enumerate, reversed, deque, array,
    type({}.keys()), type({}.values()), type(iter([])), type(iter(())),
    *(kind for kind in vars(itertools).values() if isinstance(kind, type)),
))  # fmt: skip
"""What is gone through once for its items; a class of a student's own is not."""
RATIONAL = (("decimal", "Decimal"), ("fractions", "Fraction"))


def plain(value: Any, depth: int = 0) -> Any:
    """Return a value with its items drawn and its fractions as floats; outputs stay apart.

    Long lists of numbers become arrays, so that they travel raw.
    """
    value = _drawn(value)
    if type(value) is dict and depth < NESTED:
        return {key: plain(item, depth + 1) for key, item in value.items()}
    if type(value) is tuple and depth < NESTED:
        return tuple(plain(item, depth + 1) for item in value)
    if type(value) is not list:
        return value
    if _items(value) > ITEMS:
        array_ = _as_array(value)
        if array_ is not None:
            return array_
    return [plain(item, depth + 1) for item in value] if depth < NESTED else value


def _drawn(value: Any) -> Any:
    """Return what a value stands for: its items as a list, a fraction as a float, a tensor."""
    value = adapters.as_numpy(value)
    kind = type(value)
    if kind in LAZY:
        return list(itertools.islice(value, DRAWN))
    if kind is np.ndarray and value.dtype.kind == "O":
        return value.tolist() if value.ndim else _drawn(value.item())
    if (kind.__module__, kind.__name__) in RATIONAL:
        try:
            return float(value)
        except (ValueError, OverflowError):
            return value
    return value


def _as_array(value: list[Any]) -> "np.ndarray[Any, Any] | None":
    try:
        found = np.asarray(value)
    except ValueError:
        return None
    return found if found.dtype.kind in "fiub" else None


def _items(value: Any) -> int:
    """Count the items of nested lists, coarsely."""
    first: Any = value
    count = 1
    while isinstance(first, (list, tuple)) and first:
        count *= len(first)
        first = first[0]
    return count
