"""The words for a class's figures, the same wherever they are told. Runs in the judge."""

from collections.abc import Sequence
from itertools import pairwise

from grader.batch.summary import CheckSummary, Summary

PASSED = "passed"


def headline(found: Summary) -> str:
    """Say how many were graded."""
    return f"{found.assignment}: {found.graded} of {found.submissions} submissions graded"


def figures(found: Summary) -> Sequence[str]:
    """Say the mean, the median, what was known before, and how long it took."""
    lines = []
    if found.graded:
        lines.append(f"mean {found.mean:.2f}, median {found.median:g} of {found.most:g} points")
    if found.provisional:
        lines.append(f"{found.provisional} wait for a person: their marks are provisional")
    known = found.submissions - found.fresh
    rate = f", {found.fresh / found.seconds:.0f} a second" if found.fresh and found.seconds else ""
    lines.append(f"{found.fresh} graded now, {known} known, in {found.seconds:.1f} s{rate}")
    return lines


def bands(found: Summary) -> Sequence[str]:
    """Name the tenths of what can be earned, in points."""
    width = found.most / len(found.bands)
    edges = [round(width * n, 2) for n in range(len(found.bands) + 1)]
    return [f"{low:g}-{high:g}" for low, high in pairwise(edges)]


def check(found: CheckSummary) -> tuple[str, ...]:
    """Return a check's cells: name, points, mean, share that passed, seconds, other ends."""
    others = [f"{count} {status}" for status, count in found.statuses.items() if status != PASSED]
    return (
        found.id,
        f"{found.points:g}",
        f"{found.mean:.2f}",
        f"{found.pass_rate:.0%}",
        f"{found.seconds:.3f}",
        ", ".join(others),
    )


def misconceptions(found: Summary) -> Sequence[str]:
    """Say what was named most often."""
    return [f"{named.count} × {named.check}: {named.id}" for named in found.misconceptions]


def slowest(found: Summary) -> Sequence[str]:
    """Say which took longest."""
    return [f"{slow.seconds:.2f} s  {slow.submission}" for slow in found.slowest]


def ungraded(found: Summary) -> Sequence[str]:
    """Say which were not graded, and why."""
    return [f"{one.submission}: {one.reason}" for one in found.ungraded]
