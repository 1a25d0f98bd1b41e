"""What may be said of durations: only what is far beyond doubt. Runs in the judge.

A machine is busy with other things too. So the shortest of several durations counts, what is small
is never judged, and a verdict takes a factor that no load explains and a slope that agrees.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 1e-3
"""Seconds below which a call is never too slow."""
SHORTEST = 1e-6
"""Seconds that anything takes."""
APART = 0.4
"""By how much the exponent of growth must exceed the reference's."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one call on so many examples: the submission's, and the reference's."""

    examples: int
    own: float
    reference: float

    @property
    def ratio(self) -> float:
        """How many times the reference's duration it takes."""
        return self.own / max(self.reference, SHORTEST)


def per_call(single: Sequence[float], several: Sequence[float], calls: int) -> float:
    """Return the seconds of one call from durations of one and of several calls, way included.

    The way there and back is in both, so that their difference is calls and nothing else.
    """
    return max(0.0, (min(several) - min(single)) / (calls - 1))


def too_costly(costs: Sequence[Cost], at_most: float) -> bool:
    """Say whether the two largest cost far too much, and every further example does too."""
    first, last = costs[0], costs[-1]
    if last.own < LEAST or any(cost.ratio <= at_most for cost in costs[-2:]):
        return False
    by_reference = max(last.reference - first.reference, SHORTEST)
    return last.own - first.own > at_most * by_reference


def grows_too_fast(costs: Sequence[Cost], exponent: float, at_most: float) -> bool:
    """Say whether costs grow faster than examples to a power, in the last step and as a whole.

    What is small may seem to grow by any power; so it must also have come to cost far too much.
    """
    if costs[-1].own < LEAST or costs[-1].ratio <= at_most:
        return False
    whole = _exponent(costs[0], costs[-1])
    step = _exponent(costs[-2], costs[-1])
    reference = _exponent(costs[0], costs[-1], own=False)
    return min(whole, step) > max(exponent, reference + APART)


def _exponent(one: Cost, other: Cost, *, own: bool = True) -> float:
    """Return the power of the number of examples by which costs grow from one to another."""
    before, after = (one.own, other.own) if own else (one.reference, other.reference)
    ratio = max(after, SHORTEST) / max(before, SHORTEST)
    return math.log(ratio) / math.log(other.examples / one.examples)
