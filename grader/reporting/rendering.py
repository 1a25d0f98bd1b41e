"""Renders a report for an audience: the filter first, then the reporter. Runs in the judge."""

from typing import TYPE_CHECKING

from grader.errors import GraderError
from grader.reporting.audience import for_audience

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
        GraderError: The reporter failed, or says itself why there is nothing to show.
    """
    shown = for_audience(report, audience)
    columns = min(max(width, NARROWEST), WIDEST)
    try:
        text = reporter.render(shown, color=color, width=columns)
    except GraderError:
        raise
    except Exception as problem:
        raise _broken(reporter, f"{type(problem).__name__}: {problem}") from problem
    if not isinstance(text, str):
        raise _broken(reporter, f"it gave {type(text).__name__}, not text")
    return text


def _broken(reporter: "Reporter", why: str) -> GraderError:
    return GraderError(
        f"graded, but the reporter {reporter.name!r} could not write the report ({why})",
        hint="the submission is not at fault and no mark is changed: choose another --format, and "
        "tell whoever wrote this one",
    )
