"""What people's decisions make of a graded attempt: points by check, and each change. In the judge.

The order: what was graded, set by hand, given to everybody (a voided check); no less in all than an
earlier grading where that was kept; then what is added to checks and to the whole, within bounds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.store.marks import Kind

if TYPE_CHECKING:
    from grader.store.marks import Given, Voided
    from grader.store.results import Stored

ROUNDING = 6
PENDING = "pending"
EVERYBODY = "voided, so that everybody has its points"
MOST = "no more than there is"
KEPT = "not less than before it was graded again"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What a decision does to points.

    Attributes:
        check: Of which check; empty: of the whole.
        delta: How many more.
        who: Who decided it.
        when: When.
        why: Why, for the student.
        filled: Whether it fills in what waited for a person.
    """

    check: str
    delta: float
    who: str
    when: str
    why: str
    filled: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Points:
    """An attempt's points.

    Attributes:
        graded: What the grader gave.
        base: Before what is added to checks and to the whole.
        marked: With all decisions.
        max_score: Out of how many.
        provisional: Whether something waits for a person still.
        checks: Points and maximum of each check, with what concerns it.
        changes: Every decision that counts, with what it does.
        stray: Checks that decisions are about and that are no more.
    """

    graded: float
    base: float
    marked: float
    max_score: float
    provisional: bool = False
    checks: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    stray: tuple[str, ...] = ()


def points(result: "Stored", given: Sequence["Given"], voids: Sequence["Voided"]) -> Points:
    """Return what decisions make of a result."""
    account = _Account(result)
    for mark in _of(given, Kind.MANUAL):
        account.set(mark)
    for voided in voids:
        account.give(voided)
    for mark in _of(given, Kind.AT_LEAST):
        account.keep(mark)
    base = account.total
    for mark in sorted(_of(given, Kind.ADJUSTMENT), key=lambda mark: mark.check == ""):
        account.add(mark)
    return account.closed(given, base)


def _of(given: Sequence["Given"], kind: Kind) -> list["Given"]:
    return [mark for mark in given if mark.kind is kind]


class _Account:
    """Points while decisions are booked, one after the other."""

    def __init__(self, result: "Stored") -> None:
        self.result = result
        self.checks = {
            name: (float(check["score"]), float(check["max_score"]))
            for name, check in result.checks.items()
        }
        self.waiting = {n for n, check in result.checks.items() if check["status"] == PENDING}
        self.void: set[str] = set()
        self.whole = 0.0
        self.changes: list[Change] = []

    @property
    def total(self) -> float:
        return sum(score for score, _ in self.checks.values()) + self.whole

    def set(self, mark: "Given") -> None:
        if mark.check in self.checks:
            filled = mark.check in self.waiting
            self._book(mark.check, mark.points, mark.who, mark.when, mark.why, filled=filled)
            self.waiting.discard(mark.check)

    def give(self, voided: "Voided") -> None:
        if voided.check in self.checks:
            why = f"{EVERYBODY}: {voided.why}" if voided.why else EVERYBODY
            most = self.checks[voided.check][1]
            self._book(voided.check, most, voided.who, voided.when, why)
            self.waiting.discard(voided.check)
            self.void.add(voided.check)

    def keep(self, mark: "Given") -> None:
        if mark.points > self.total:
            why = f"{KEPT}: {mark.why}" if mark.why else KEPT
            self._book("", mark.points, mark.who, mark.when, why)

    def add(self, mark: "Given") -> None:
        if mark.check in self.void or (mark.check and mark.check not in self.checks):
            return
        before = self.checks[mark.check][0] if mark.check else self.total
        self._book(mark.check, before + mark.points, mark.who, mark.when, mark.why)

    def _book(
        self, check: str, to: float, who: str, when: str, why: str, *, filled: bool = False
    ) -> None:
        """Bring a check, or the whole, to so many points, within what there is of it."""
        before, most = self.checks[check] if check else (self.total, self.result.max_score)
        reached = min(max(to, 0.0), most)
        delta = round(reached - before, ROUNDING)
        if check:
            self.checks[check] = (round(reached, ROUNDING), most)
        else:
            self.whole += delta
        self.changes.append(
            Change(check=check, delta=delta, who=who, when=when, why=why, filled=filled)
        )

    def closed(self, given: Sequence["Given"], base: float) -> Points:
        if self.total > self.result.max_score:  # what was kept, and added to checks since
            self._book("", self.result.max_score, "", "", MOST)
        stray = {mark.check for mark in given if mark.check and mark.check not in self.checks}
        return Points(
            graded=self.result.score,
            base=round(base, ROUNDING),
            marked=round(self.total, ROUNDING),
            max_score=self.result.max_score,
            provisional=self.result.provisional and bool(self.waiting),
            checks=self.checks,
            changes=tuple(self.changes),
            stray=tuple(sorted(stray)),
        )
