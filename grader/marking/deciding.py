"""A decision about somebody's points, checked before it is kept. Runs in the judge."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.store.marks import Given, Kind
from grader.tables.numbers import parsed

if TYPE_CHECKING:
    from grader.policies.choosing import Weighed

TOTAL = "total"
"""What the whole is called where a check is named."""

SIGNS = ("+", "-", "−")


def decision(one: "Weighed", check: str, written: str, *, who: str, why: str) -> Given:
    """Return what somebody wrote of a check's points, as it is kept.

    A plain number sets the check's points; one with a sign adds to them, or to the whole.

    Args:
        one: The attempt it is about.
        check: The check's id, or ``total``.
        written: The points as written: ``2``, ``+1``, ``-0.5``.
        who: Who decides.
        why: Why; students read it.

    Raises:
        UsageError: There is no such check, the points are no number or out of bounds.
    """
    most = maximum(one, check)
    points = _number(written)
    if not written.strip().startswith(SIGNS):
        return _set(one, check, points, most, who=who, why=why)
    if abs(points) > most:
        raise UsageError(f"{check} has {most:g} points; {points:+g} is more than that")
    name = "" if check == TOTAL else check
    submission = one.attempt.submission
    return Given(
        submission=submission, check=name, kind=Kind.ADJUSTMENT, points=points, who=who, why=why
    )


def _set(  # what is set is a check's
    one: "Weighed", check: str, points: float, most: float, *, who: str, why: str
) -> Given:
    if check == TOTAL:
        raise UsageError(
            f"the total is not set, it is added to: say +{points:g} or -{points:g}",
            hint="or name a check to set its points",
        )
    if points > most:
        raise UsageError(f"{check} has {most:g} points; {points:g} is more than that")
    submission = one.attempt.submission
    return Given(
        submission=submission, check=check, kind=Kind.MANUAL, points=points, who=who, why=why
    )


def maximum(one: "Weighed", check: str) -> float:
    """Return how many points there are for a check, or for the whole.

    Raises:
        UsageError: There is no such check, or nothing was graded.
    """
    if one.points is None:
        raise UsageError(
            f"attempt {one.attempt.attempt} has no mark yet",
            hint="grade it first, with `grader batch`",
        )
    if check == TOTAL:
        return one.points.max_score
    known(check, one.points.checks)
    return one.points.checks[check][1]


def known(check: str, checks: Collection[str]) -> None:
    """Refuse a check that is none.

    Raises:
        UsageError: So it is.
    """
    if check not in checks:
        close = get_close_matches(check, checks, n=1)
        hint = f"did you mean {close[0]}? " if close else ""
        raise UsageError(
            f"there is no check {check!r}", hint=f"{hint}the checks are {', '.join(checks)}"
        )


def _number(written: str) -> float:
    number = parsed(written.strip().removeprefix("+").replace("−", "-"))
    if number is None:
        raise UsageError(f"{written!r} is no number of points", hint="write 2, +1 or -0.5")
    return float(number)
