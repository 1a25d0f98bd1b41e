"""Standings as tables of our own making: Gradescope's, nbgrader's, plain ones.

Text that people chose (names, logins) is kept from being taken for a formula; numbers stay numbers.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from grader.exporting.standing import Standing
from grader.people.who import Who
from grader.reporting.sinks import csv_cell

NBGRADER = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip
GRADESCOPE = (
    "First Name", "Last Name", "SID", "Email", "Sections", "Total Score", "Max Points", "Status",
    "Submission ID", "Submission Time", "Lateness (H:M:S)",
)  # fmt: skip
PLAIN = (
    "login", "email", "sis_id", "name", "section", "assignment", "score", "max_score", "status",
    "provisional", "excused", "raw_score", "late_seconds", "attempt", "handed_in_at",
)  # fmt: skip
STATUS = {"graded": "Graded", "ungraded": "Ungraded", "missing": "Missing"}


def nbgrader(standings: Sequence[Standing]) -> str:
    """Return a ``grades.csv`` as nbgrader's exporter writes it; what is missing has 0.

    A cell with a comma is quoted, which nbgrader's own exporter forgets.
    """
    return _table(NBGRADER, (_nbgrader(each) for each in standings), end="\n")


def _nbgrader(standing: Standing) -> list[str]:
    who = standing.who
    first, last = _names(who)
    missing = standing.status == "missing" and not standing.excused
    score = 0.0 if missing else _counted(standing)
    raw = standing.raw_score if standing.raw_score is not None and not missing else score
    return [
        _text(standing.assignment),
        "",
        _time(standing.handed_in_at, "%Y-%m-%d %H:%M:%S.%f"),
        _text(who.login or who.email or who.sis_id or who.given),
        *map(_text, (last, first, who.email)),
        *map(_number, (raw, standing.penalty, score, standing.max_score)),
    ]


def gradescope(standings: Sequence[Standing]) -> str:
    """Return a table as Gradescope's *Download Grades* has it, with a column for each check."""
    checks = _checks(standings)
    headers = [f"{number}: {name} ({_number(most)} pts)" for number, (name, most) in
               enumerate(checks, 1)]  # fmt: skip
    rows = ([*_gradescope(each), *_scores(each, checks)] for each in standings)
    return _table((*GRADESCOPE, *headers), rows, end="\n")


def _gradescope(standing: Standing) -> list[str]:
    who = standing.who
    return [
        *map(_text, (*_names(who), who.sis_id or _known_by(who), who.email, who.section)),
        _number(_counted(standing)),
        _number(standing.max_score),
        STATUS[standing.status],
        "",
        _time(standing.handed_in_at, "%Y-%m-%d %H:%M:%S +0000"),
        _lateness(standing),
    ]


def _known_by(who: Who) -> str:
    """Return what tells a person from others where neither a number nor an address does."""
    return "" if who.email else who.login or who.given or who.id


def plain(standings: Sequence[Standing]) -> str:
    """Return a table of everything that is known, with a column for each check."""
    checks = _checks(standings)
    headers = [f"check {name}" for name, _ in checks]
    rows = ([*_plain(each), *_scores(each, checks)] for each in standings)
    return _table((*PLAIN, *headers), rows, end="\r\n")


def _plain(standing: Standing) -> list[str]:
    who = standing.who
    return [
        *map(_text, (who.login or who.given, who.email, who.sis_id, who.full)),
        *map(_text, (who.section, standing.assignment)),
        _number(standing.score),
        _number(standing.max_score),
        standing.status,
        str(standing.provisional).lower(),
        str(standing.excused).lower(),
        _number(standing.raw_score),
        _number(standing.late_seconds),
        "" if standing.attempt is None else str(standing.attempt),
        _time(standing.handed_in_at, "%Y-%m-%dT%H:%M:%SZ"),
    ]


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]], *, end: str) -> str:
    """Return rows as separated values, quoted where they must be."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end)
    writer.writerow([_text(header) for header in headers])
    writer.writerows(rows)
    return out.getvalue()


def _text(text: str) -> str:
    return csv_cell(text)


def _number(value: float | None) -> str:
    """Return a number to six digits after the point, a whole one without a point."""
    if value is None:
        return ""
    short = round(float(value), 6)
    return str(int(short)) if short == int(short) else repr(short)


def _counted(standing: Standing) -> float | None:
    """Return the score as far as there is one that counts."""
    return None if standing.excused or standing.status != "graded" else standing.score


def _names(who: Who) -> tuple[str, str]:
    """Return given and family name; a name that nothing tells apart stays whole."""
    if who.first or who.last:
        return who.first, who.last
    last, comma, first = who.name.partition(",")
    return (first.strip(), last.strip()) if comma else (who.name, "")


def _checks(standings: Sequence[Standing]) -> list[tuple[str, float]]:
    """Return every check with its maximum, in the order in which they are met."""
    found: dict[str, float] = {}
    for standing in standings:
        for name, (_, most) in standing.checks.items():
            found.setdefault(name, most)
    return list(found.items())


def _scores(standing: Standing, checks: Sequence[tuple[str, float]]) -> list[str]:
    return [
        _number(standing.checks[name][0]) if name in standing.checks else "" for name, _ in checks
    ]


def _time(at: datetime | None, form: str) -> str:
    return at.astimezone(UTC).strftime(form) if at else ""


def _lateness(standing: Standing) -> str:
    seconds = round(standing.late_seconds or 0.0)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
