"""Parts that an assignment gives points and that a kind does not judge. Runs in the judge."""

from collections.abc import Iterable

from grader.models.assignment import CheckSpec
from grader.reading.near_miss import suggestion


def unknown_parts(spec: CheckSpec, known: Iterable[str]) -> list[str]:
    """Say which parts have points that nothing can earn."""
    judged = tuple(known)
    return [
        f"parts: unknown part {name!r}; {suggestion(name, judged, what='parts')}"
        for name in spec.parts
        if name not in judged
    ]
