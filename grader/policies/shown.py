"""A report with people's decisions and lateness in it, as it is given out. Runs in the judge."""

from typing import TYPE_CHECKING

from grader.models.assignment import Visibility
from grader.models.report import Adjustment, CheckReport, Report, Status

if TYPE_CHECKING:
    from grader.policies.choosing import Weighed
    from grader.policies.points import Change


def shown(report: Report, one: "Weighed", *, label: str = "", released: bool = False) -> Report:
    """Return the report of an attempt as it counts; the one that is stored stays as it is.

    A rubric item that a person filled in has its points; everything else is an adjustment, so that
    the checks and the adjustments add up to the score.

    Args:
        report: The staff's.
        one: The attempt, with what decisions and lateness make of it.
        label: What the submission is called.
        released: Whether nobody has time left, so that what waited for that is shown.
    """
    booked = one.points
    assert booked is not None
    assert one.final is not None
    filled = {change.check: change for change in booked.changes if change.filled}
    checks = tuple(_filled(check, filled.get(check.id)) for check in report.checks)
    submission = report.submission.model_copy(update={"id": label or report.submission.id})
    free = one.lateness.seconds is not None and one.final == booked.marked
    update = {
        "submission": submission,
        "provisional": booked.provisional,
        "score": one.final,
        "checks": tuple(map(_released, checks)) if released else checks,
        "adjustments": (*report.adjustments, *_adjustments(one)),
        "warnings": (*report.warnings, *(one.lateness.steps if free else ())),
    }
    return report.model_copy(update=update)


def _adjustments(one: "Weighed") -> tuple[Adjustment, ...]:
    booked = one.points
    assert booked is not None
    assert one.final is not None
    by_hand = tuple(
        Adjustment(check=c.check, delta=c.delta, who=c.who, when=c.when, reason=c.why)
        for c in booked.changes
        if c.delta and not c.filled
    )
    lost = round(one.final - booked.marked, 6)
    if not lost:
        return by_hand
    reason = "; ".join(one.lateness.steps)
    return (*by_hand, Adjustment(check="", delta=lost, who="", when="", reason=reason))


def _filled(check: CheckReport, change: "Change | None") -> CheckReport:
    """Return a rubric item with the points that a person gave it."""
    if change is None:
        return check
    points = change.delta + check.score
    status = Status.PARTIAL if 0 < points < check.max_score else Status.FAILED
    status = Status.PASSED if points >= check.max_score else status
    by = " ".join(text for text in (check.staff_text, f"Marked by {change.who}, {change.when}."))
    update = {
        "score": points,
        "status": status,
        "parts": (),
        "student_text": change.why,
        "staff_text": by.strip(),
    }
    return check.model_copy(update=update)


def _released(check: CheckReport) -> CheckReport:
    if check.visibility != Visibility.AFTER_DUE:
        return check
    return check.model_copy(update={"visibility": Visibility.VISIBLE.value})
