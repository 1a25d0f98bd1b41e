"""The exit code that says a report's verdict. Runs in the judge."""

from typing import TYPE_CHECKING

from grader.errors import ExitCode

if TYPE_CHECKING:
    from grader.models.report import Report


def exit_code(report: "Report") -> int:
    """Return 0 where every check passed or waits for a person, 1 where not, 5 without a verdict."""
    if report.status != "graded":
        return int(ExitCode.GRADER)
    fine = (c.status.value in ("passed", "pending") or c.left_out for c in report.checks)
    return int(ExitCode.PASSED if all(fine) else ExitCode.FAILED)
