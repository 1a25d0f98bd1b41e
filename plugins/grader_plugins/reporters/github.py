"""The report as workflow commands: annotations at the line of each function. Runs in the judge.

GitHub shows at most ten annotations of a type in a step, and would drop the others unsaid: the
tenth says how many there are more. Files are named as seen from the submission's folder; where that
is not the repository's own, ``GRADER_ANNOTATED_FOLDER`` says which it is.
"""

import os
from collections.abc import Iterator, Sequence

from grader.models.report import CheckReport, Report, Status
from grader.reporting.sinks import one_line, workflow_data, workflow_property
from grader_plugins.reporters import handed_back, phrases, wording

FOLDER = "GRADER_ANNOTATED_FOLDER"
MOST = 10


class GitHub:
    """Writes an error per failure, a warning where part is right, a notice with the score."""

    name = "github"
    suffix = ".txt"

    def render(self, report: Report, *, color: bool, width: int) -> str:
        """Return lines that a GitHub runner turns into annotations."""
        del color, width
        folder = os.environ.get(FOLDER, "").strip("/")
        wrong = [c for c in report.checks if _kind(c) == "error"]
        partly = [c for c in report.checks if _kind(c) == "warning"]
        lines = [
            _notice(report),
            *_annotations(report, "error", wrong, folder),
            *_annotations(report, "warning", partly, folder),
        ]
        return "\n".join(lines) + "\n"


def _kind(check: CheckReport) -> str:
    """Return what a check's outcome is to GitHub; nothing where there is nothing to mend."""
    if check.status is Status.PARTIAL:
        return "warning"
    fine = check.status in (Status.PASSED, *handed_back.POSTPONED)
    return "" if fine else "error"


def _notice(report: Report) -> str:
    title = wording.heading(report)
    if not wording.is_graded(report):
        advice = wording.ungraded_advice(report)
        return _command("notice", f"{wording.verdict(report)} {advice}", title=title)
    points = phrases.points_in_words(report.score, report.max_score)
    waits = wording.provisional_advice(report)
    text = " ".join(filter(None, (f"{points}.", wording.verdict(report), waits)))
    return _command("notice", text, title=title)


def _annotations(
    report: Report, kind: str, checks: Sequence[CheckReport], folder: str
) -> Iterator[str]:
    kept = checks if len(checks) <= MOST else checks[: MOST - 1]
    for check in kept:
        where = f"{folder}/{check.file}" if folder and check.file else check.file
        text = handed_back.told(report, check)
        title = f"{handed_back.title(check)}: {_points(report, check)}"
        yield _command(kind, text, title=title, file=one_line(where), line=check.line)
    if len(kept) < len(checks):
        more = ", ".join(handed_back.title(check) for check in checks[len(kept) :])
        yield _command(kind, more, title=f"{len(checks) - len(kept)} more checks are not right yet")


def _points(report: Report, check: CheckReport) -> str:
    if wording.points_of(report, check) == "–":
        return "no verdict"
    return phrases.points_in_words(check.score, check.max_score)


def _command(kind: str, text: str, *, title: str, file: str = "", line: int = 0) -> str:
    place = [f"file={workflow_property(file)}"] if file else []
    if file and line > 0:
        place.append(f"line={line}")
    properties = ",".join([*place, f"title={workflow_property(one_line(title))}"])
    return f"::{kind} {properties}::{workflow_data(text)}"
