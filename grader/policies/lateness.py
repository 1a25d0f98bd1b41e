"""What lateness costs one attempt, in points and in words. Runs in the judge."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from grader.models.policy import NEVER, Policy
from grader.policies.deadlines import Deadlines, days_late

ROUNDING = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Lateness:
    """How late an attempt is, and what of it.

    Attributes:
        seconds: How long after the deadline; none where it was in time or is not known.
        days: How many days were begun, beyond the minutes that nobody counts.
        slip_days: How many of them are free.
        share: What is taken away, of 1.
        shut: Whether it came when nothing counts any more.
        steps: What was done, in words.
    """

    seconds: float | None = None
    days: int = 0
    slip_days: int = 0
    share: float = 0.0
    shut: bool = False
    steps: tuple[str, ...] = ()


def lateness(
    policy: Policy, own: Deadlines, at: datetime | None, *, said: bool | None = None
) -> Lateness:
    """Return how late something is that was handed in at a time.

    Args:
        policy: The assignment's.
        own: When the person's work is due.
        at: When it was handed in, as far as is known.
        said: Whether a platform called it late; asked only where the time is not known.
    """
    if own.due is NEVER:
        return Lateness()
    if at is None:
        late = "it was late, and not by how much: look at it" if said else "when it was handed in"
        known = f"the platform says that {late}" if said else f"nothing says {late}: not late"
        return Lateness(steps=(known,))
    if at <= own.due:
        extended = ("in time by the extension",) if own.extended else ()
        return Lateness(steps=extended)
    seconds = (at - own.due).total_seconds()
    if at > own.shut:
        when = own.shut.astimezone(own.zone)
        told = f"came after {when:%Y-%m-%d %H:%M}, when nothing counts any more"
        return Lateness(seconds=seconds, shut=True, steps=(told,))
    grace = timedelta(minutes=policy.late.grace_minutes)
    if at <= own.due + grace:
        told = f"{_spoken(seconds)} late: within the {policy.late.grace_minutes:g} minutes of grace"
        return Lateness(seconds=seconds, steps=(told,))
    return _charged(policy, own, seconds, days_late(own.due, at, own.zone))


def _charged(policy: Policy, own: Deadlines, seconds: float, days: int) -> Lateness:
    """Return what days cost: the free ones first, the others up to the most that is taken."""
    slip = min(days, own.slip_days)
    share = round(min((days - slip) * policy.late.per_day, policy.late.at_most), ROUNDING)
    steps = [f"{_counted(days, 'day')} late"]
    if slip or policy.of_course:
        steps.append(_used(slip, own.slip_days - slip, policy.of_course))
    if share:
        whole = "of what was earned" if policy.late.of == "earned" else "of what was possible"
        steps.append(f"−{100 * share:g} % {whole}")
    return Lateness(seconds=seconds, days=days, slip_days=slip, share=share, steps=tuple(steps))


def _used(slip: int, left: int, course: int | None) -> str:
    """Say how many slip days are used here, and how many of the course's are left."""
    if course is None:
        return f"{_counted(slip, 'slip day')} used"
    if not slip:
        return f"none of the course's {_counted(course, 'slip day')} is left"
    return f"{_counted(slip, 'slip day')} used, {left} of the course's {course} left"


def after(policy: Policy, late: Lateness, marked: float, max_score: float) -> float:
    """Return the points that lateness leaves of some."""
    if late.shut:
        return 0.0
    whole = marked if policy.late.of == "earned" else max_score
    return round(max(marked - late.share * whole, min(marked, 0.0)), ROUNDING)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _spoken(seconds: float) -> str:
    return _counted(int(seconds), "second") if seconds < 60 else _counted(
        int(seconds // 60), "minute"
    )  # fmt: skip
