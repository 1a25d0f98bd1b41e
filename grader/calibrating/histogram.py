"""How often which values came: the distribution behind a bound. Runs in the judge."""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST, MOST = 5, 15


@dataclass(frozen=True, slots=True)
class Bin:
    """From ``low`` to below ``high``, the last with its end: so many values."""

    low: float
    high: float
    count: int


def bins(values: Sequence[float]) -> tuple[Bin, ...]:
    """Return the distribution in about √n bins of one width; one bin where all are the same."""
    least, most = min(values), max(values)
    if least == most:
        return (Bin(least, most, len(values)),)
    count = min(MOST, max(FEWEST, round(len(values) ** 0.5)))
    width = (most - least) / count
    counts = [0] * count
    for value in values:
        counts[min(count - 1, int((value - least) / width))] += 1
    edges = [least + width * number for number in range(count)] + [most]
    return tuple(
        Bin(low, high, each) for low, high, each in zip(edges, edges[1:], counts, strict=False)
    )
