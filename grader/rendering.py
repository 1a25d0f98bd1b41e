"""Renders a report for an audience: the filter first, then the reporter. Runs in the judge."""

from typing import TYPE_CHECKING

from grader.audience import for_audience

if TYPE_CHECKING:
    from grader.kinds import Reporter
    from grader.models.report import Report

NARROWEST, WIDEST = 60, 120


def render(
    report: "Report",
    *,
    reporter: "Reporter",
    audience: str,
    color: bool = False,
    width: int = 80,
) -> str:
    """Return a report as text; the reporter never holds what its audience may not see.

    Args:
        report: The staff's report, or a student's copy for students.
        reporter: What writes it; chosen by its name.
        audience: ``student`` or ``staff``.
        color: Whether colour is wanted; the caller knows the terminal and ``NO_COLOR``.
        width: Columns of the terminal; kept between 60 and 120.

    Raises:
        UsageError: There is no such audience, or a student's copy is asked for the staff's part.
    """
    shown = for_audience(report, audience)
    return reporter.render(shown, color=color, width=min(max(width, NARROWEST), WIDEST))
