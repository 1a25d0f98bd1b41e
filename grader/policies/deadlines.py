"""When somebody's work is due, and how late something is: in days of the course's own clock.

A day late ends where the clock on the wall shows the time of the deadline again, so that the day on
which the clocks change is as long as it is. Runs in the judge.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from grader.models.policy import NEVER, OfCourse, Policy, moment


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadlines:
    """When a person's work is due.

    Attributes:
        due: After it, work is late.
        shut: After it, nothing counts.
        zone: Where days are counted.
        extended: Whether this is later than everybody's.
        slip_days: How many days late are free.
    """

    due: datetime
    shut: datetime
    zone: tzinfo
    extended: bool = False
    slip_days: int = 0


def deadlines(policy: Policy, until: datetime | None = None, *, used: int = 0) -> Deadlines:
    """Return when the work of somebody with an extension, or with none, is due.

    An extension moves the deadline, and the end of everything where that would come before it.

    Args:
        policy: The assignment's.
        until: Till when the person has time, by an extension.
        used: How many slip days of the course the person used in assignments due before.
    """
    due, shut = policy.due_at, policy.shut_at
    slip = _slip_days(policy, used)
    if until is None or until <= due:
        return Deadlines(due=due, shut=shut, zone=policy.place, slip_days=slip)
    return Deadlines(
        due=until, shut=max(shut, until), zone=policy.place, extended=True, slip_days=slip
    )


def _slip_days(policy: Policy, used: int) -> int:
    """Return how many days late are free for somebody: here, or as many as are left."""
    if isinstance(policy.slip_days, OfCourse):
        return max(policy.slip_days.course - used, 0)
    return policy.slip_days


def days_late(due: datetime, at: datetime, zone: tzinfo) -> int:
    """Return how many days late something is, each that has begun counted whole."""
    if at <= due:
        return 0
    wall = due.astimezone(zone).replace(tzinfo=None)
    days = max((at.astimezone(zone).date() - wall.date()).days - 1, 0)
    while at > moment(wall + timedelta(days=days), zone):
        days += 1
    return days


def released(policy: Policy, extensions: Iterable[datetime | None], at: datetime) -> bool:
    """Say whether what is kept back until the work is due may be shown: nobody has time left."""
    last = max((policy.due_at, *(until for until in extensions if until is not None)))
    return last is not NEVER and policy.due is not None and at > last
