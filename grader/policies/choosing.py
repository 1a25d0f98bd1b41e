"""Which of a person's attempts counts. Runs in the judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from grader.policies.deadlines import Deadlines
from grader.policies.lateness import Lateness, after, lateness
from grader.policies.points import Points, points

if TYPE_CHECKING:
    from grader.models.policy import Policy
    from grader.store.marks import Voided
    from grader.store.standings import Attempt

LONG_AGO = datetime.min.replace(tzinfo=UTC)
WORDS: Mapping[str, str] = {"best": "the best", "last": "the last", "active": "the active one"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighed:
    """An attempt with what decisions and lateness make of it; no points where none was graded."""

    attempt: "Attempt"
    lateness: Lateness
    points: Points | None = None
    final: float | None = None


def weighed(
    policy: "Policy", own: Deadlines, attempt: "Attempt", voids: Sequence["Voided"]
) -> Weighed:
    """Return an attempt's points, and what lateness leaves of them."""
    late = lateness(policy, own, attempt.handed_in_at, said=attempt.late)
    result = attempt.result
    if result is None or result.status != "graded":
        return Weighed(attempt=attempt, lateness=late)
    booked = points(result, attempt.marks, voids)
    final = after(policy, late, booked.marked, booked.max_score)
    return Weighed(attempt=attempt, lateness=late, points=booked, final=final)


def chosen(policy: "Policy", attempts: Sequence[Weighed]) -> tuple[Weighed | None, tuple[str, ...]]:
    """Return the attempt that counts, and why it does in words.

    What came too late counts only where nothing else is there; of equal ones the first is best.
    """
    most = policy.attempts.at_most
    allowed = attempts if most is None else attempts[:most]
    candidates = [one for one in allowed if not one.lateness.shut] or list(allowed)
    if not candidates:
        return None, ()
    one = _picked(policy.attempts.count, candidates)
    steps = []
    if len(attempts) > 1:
        count = WORDS[policy.attempts.count]
        steps.append(f"attempt {one.attempt.attempt} of {len(attempts)} counts: {count}")
    if len(attempts) > len(allowed):
        steps.append(f"the first {most} attempts count, and no later one")
    return one, tuple(steps)


def _picked(count: str, candidates: Sequence[Weighed]) -> Weighed:
    graded = [one for one in candidates if one.final is not None]
    if count == "best" and graded:
        return max(graded, key=lambda one: one.final or 0.0)
    if count == "active":
        return max(reversed(candidates), key=lambda one: one.attempt.seen_at or LONG_AGO)
    return candidates[-1]
