"""Counts a class as it is graded, one submission after another, in little memory. In the judge."""

import heapq
import statistics
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from grader.batch.summary import CheckSummary, Named, Slow, Ungraded

if TYPE_CHECKING:
    from grader.store.results import Stored

BANDS = 10
SLOWEST = 5
NAMED = 10
PASSED = "passed"


@dataclass(slots=True)
class _Check:
    """What was counted of one check."""

    points: float = 0.0
    earned: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    conventions: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


@dataclass(slots=True)
class Tally:
    """What was counted of a class."""

    scores: "array[float]" = field(default_factory=lambda: array("d"))
    most: float = 0.0
    provisional: int = 0
    fresh: int = 0
    ungraded: list[Ungraded] = field(default_factory=list)
    _checks: dict[str, _Check] = field(default_factory=dict)
    _slowest: list[tuple[float, str]] = field(default_factory=list)

    def add(self, label: str, stored: "Stored", *, fresh: bool) -> None:
        """Count one submission."""
        self.fresh += fresh
        if stored.status != "graded":
            why = stored.trouble or _faults(stored.checks)
            self.ungraded.append(Ungraded(submission=label, reason=why, code=stored.code))
            return
        self.scores.append(stored.score)
        self.most = max(self.most, stored.max_score)
        self.provisional += stored.provisional
        heapq.heappush(self._slowest, (stored.seconds, label))
        if len(self._slowest) > SLOWEST:
            heapq.heappop(self._slowest)
        for name, check in stored.checks.items():
            self._count(self._checks.setdefault(name, _Check()), check)

    def _count(self, counted: _Check, check: Mapping[str, Any]) -> None:
        counted.points = max(counted.points, check["max_score"])
        counted.earned += check["score"]
        counted.seconds += check["seconds"]
        counted.statuses[check["status"]] += 1
        counted.conventions.update(check.get("convention", ()))
        counted.named.update(check.get("named", ())[:1])

    @property
    def count(self) -> int:
        """How many were counted."""
        return len(self.scores) + len(self.ungraded)

    @property
    def mean(self) -> float:
        """The mean score of those that were graded."""
        return round(statistics.fmean(self.scores), 3) if self.scores else 0.0

    @property
    def median(self) -> float:
        """The score that half of them reach."""
        return round(statistics.median(self.scores), 3) if self.scores else 0.0

    @property
    def bands(self) -> tuple[int, ...]:
        """How many earned each tenth of what can be earned; all that can be is in the last."""
        return banded(self.scores, self.most)

    @property
    def slowest(self) -> tuple[Slow, ...]:
        """The submissions that took longest."""
        ordered = sorted(self._slowest, key=lambda pair: (-pair[0], pair[1]))
        return tuple(Slow(submission=label, seconds=round(s, 3)) for s, label in ordered)

    @property
    def checks(self) -> tuple[CheckSummary, ...]:
        """What was counted of each check, in the assignment's order."""
        return tuple(_summary(name, counted) for name, counted in self._checks.items())

    @property
    def named(self) -> tuple[Named, ...]:
        """The misconceptions that were named most often, as the likeliest of a check."""
        counts = Counter(
            {(n, what): c for n, each in self._checks.items() for what, c in each.named.items()}
        )
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:NAMED]
        return tuple(Named(check=n, id=what, count=count) for (n, what), count in ordered)


def _summary(name: str, counted: _Check) -> CheckSummary:
    count = counted.statuses.total()
    return CheckSummary(
        id=name,
        points=counted.points,
        mean=round(counted.earned / count, 3),
        pass_rate=round(counted.statuses[PASSED] / count, 4),
        statuses=ordered(counted.statuses.items()),
        misconceptions=ordered(counted.named.items()),
        conventions=ordered(counted.conventions.items()),
        seconds=round(counted.seconds / count, 4),
    )


def banded(scores: Iterable[float], most: float) -> tuple[int, ...]:
    """Count scores in tenths of what can be earned; all that can be is in the last."""
    counts = [0] * BANDS
    for score in scores if most else ():
        counts[max(0, min(int(BANDS * score / most), BANDS - 1))] += 1
    return tuple(counts)


def ordered(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return counts by name, the largest first."""
    return dict(sorted(counts, key=lambda pair: (-pair[1], pair[0])))


def _faults(checks: Mapping[str, Mapping[str, Any]]) -> str:
    """Say which checks the grader could not carry out."""
    failed = [name for name, check in checks.items() if check["status"] == "grader_error"]
    return f"the grader could not carry out {', '.join(failed)}; the staff's report says why"
