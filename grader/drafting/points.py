"""Shares points out among checks by one simple rule, which the draft states.

A check weighs 1, one more for every part beyond the first, and one more for every four lines of the
solution beyond the first two, up to four; gradients and steps weigh twice that, a dry run and
manners 1. Points are in halves, none has less than a half, and they come to the total.
"""

from collections.abc import Sequence

LINES = 4
MOST_FOR_LINES = 4
TWICE = ("gradient", "trajectory")
HALVES = 2


def weight(kind: str, *, lines: int, parts: int) -> float:
    """Return what a check weighs by its kind, the solution's lines and its parts."""
    longer = min(max(lines - 2, 0) // LINES, MOST_FOR_LINES)
    own = 1 + max(parts - 1, 0) + longer
    return own * 2 if kind in TWICE else own


def shared_out(weights: Sequence[float], total: float) -> list[float]:
    """Return points in halves that come to a total, in the proportion of weights.

    Where there are not so many halves, they are in tenths, hundredths, and so on.
    """
    if not weights:
        return []
    steps = HALVES
    while total * steps < len(weights) or abs(total * steps - round(total * steps)) > 1e-9:
        steps = 10 if steps == HALVES else steps * 10
        if steps > 10**8:
            break
    units = round(total * steps)
    left = units - len(weights)
    exact = [left * each / sum(weights) for each in weights]
    given = [1 + int(each) for each in exact]
    order = sorted(range(len(weights)), key=lambda n: (int(exact[n]) - exact[n], n))
    for number in order[: units - sum(given)]:
        given[number] += 1
    return [each / steps for each in given]
