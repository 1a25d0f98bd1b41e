"""Shares points out among checks by one simple rule, which the draft states.

A check weighs 1, one more for every part beyond the first, and one more for every four lines of the
solution beyond the first two, up to four; checks that ask one definition several times share its
lines. Gradients and steps weigh twice that, a dry run 1, and manners 1 or a tenth of all. Points
are in halves, or in quarters and finer where there are so many checks that halves would make them
alike; they come to the total.
"""

from collections.abc import Sequence

LINES = 4
MOST_FOR_LINES = 4
TWICE = ("gradient", "trajectory")
STEPS: tuple[int, ...] = (2, 4, 10, 100, 1000, 10**5, 10**7, 10**9)
"""Points are in halves; where that is too coarse, in quarters, tenths, and so on."""
FINE = 3
"""How many steps there are for every check, at least: fewer would make checks alike."""


def weight(kind: str, *, lines: int, parts: int) -> float:
    """Return what a check weighs by its kind, the solution's lines and its parts."""
    longer = min(max(lines - 2, 0) // LINES, MOST_FOR_LINES)
    own = 1 + max(parts - 1, 0) + longer
    return own * 2 if kind in TWICE else own


def shared_out(weights: Sequence[float], total: float) -> list[float]:
    """Return points in halves that come to a total, in the proportion of weights.

    Where there are too few halves, they are in quarters, tenths, and so on.
    """
    if not weights:
        return []
    steps = _steps(len(weights), total)
    units = round(total * steps)
    left = units - len(weights)
    exact = [left * each / sum(weights) for each in weights]
    given = [1 + int(each) for each in exact]
    order = sorted(range(len(weights)), key=lambda n: (int(exact[n]) - exact[n], n))
    for number in order[: units - sum(given)]:
        given[number] += 1
    return [each / steps for each in given]


def _steps(count: int, total: float) -> int:
    """Return into how many steps a point is divided: enough, and the total is a number of them."""
    fitting = (s for s in STEPS if abs(total * s - round(total * s)) <= 1e-9)
    return next((s for s in fitting if total * s >= FINE * count), STEPS[-1])
