"""Other inputs for each of several calls, so that none can be answered from memory; runs anywhere.

Every number of an array is moved by so little that the work is the same and no byte is.
"""

from collections.abc import Collection, Sequence
from typing import Any

STEP = 1e-9
"""By how much, relative to itself, a number is moved from one call to the next."""


def varied(arguments: Sequence[Any], places: Collection[int], number: int) -> list[Any]:
    """Return arguments for a call of some number; the arrays at some places are moved."""
    factor = 1.0 + STEP * number
    return [value * factor if n in places else value for n, value in enumerate(arguments)]
