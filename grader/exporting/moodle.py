"""Moodle's offline grading worksheet, in whatever language it was downloaded.

Moodle writes its headers in the language of whoever downloads it, and reads them in the language of
whoever uploads it, so they are left as they are. Columns are told by the English headers, else by
what is in them: *Participant 123* (the word differs, the number counts), and the column of the
greatest grade, which says the same number in every row, stands right of the grades, and left of
whether a grade can be changed. Moodle passes over rows that are locked, out of range, or graded
since the download (``mod/assign/feedback/offline``).
"""

from collections.abc import Sequence
from decimal import Decimal

from grader.batch.roster import participant, participants
from grader.errors import UsageError
from grader.exporting.sheet import Sheet
from grader.people.who import Who
from grader.tables.numbers import parsed, style
from grader.tables.table import Table, stripped

IDENTIFIER, GRADE, MAXIMUM = "Identifier", "Grade", ("Maximum Grade", "Maximum grade")
CHANGEABLE = "Grade can be changed"
FIELDS = {"ID number": "sis_id", "Username": "login", "Email address": "email"}
NO = frozenset((
    "no", "nein", "non", "não", "nej", "nei", "nee", "ei", "ne", "nie", "nu", "nem", "hayır",
    "нет", "ні", "όχι", "לא", "لا", "いいえ", "否", "아니요", "không", "tidak",
))  # fmt: skip
NOTHING = ("", "-")
STATES = 7
"""How many words may stand right of the maximum: yes and no, or the states of a workflow."""
HINT = (
    "download the worksheet from Moodle: in the assignment, View all submissions, Grading action, "
    "Download grading worksheet; it needs Offline grading worksheet under Feedback types"
)


def sheet(table: Table, *, name: str, wanted: str = "") -> Sheet:
    """Return the column of grades in a worksheet of Moodle.

    Args:
        table: The worksheet.
        name: What errors call it.
        wanted: The header of the column of grades, where it cannot be told.

    Raises:
        UsageError: It is no such worksheet, or its columns cannot be told.
    """
    rows = [row for row in range(1, len(table.rows)) if any(map(str.strip, table.values(row)))]
    identifier = _identifier(table, rows, name)
    grade = _grade(table, rows, name, wanted)
    maximum = next((parsed(table.value(row, grade + 1)) for row in rows), None)
    cells = [table.value(row, at) for row in rows for at in (grade, grade + 1)]
    return Sheet(
        platform="Moodle",
        table=table,
        column=grade,
        people={row: _who(table, row, identifier) for row in rows},
        points=maximum,
        style=style(cells, delimiter=table.delimiter),
        kept={row: "locked in Moodle" for row in rows if _is_locked(table, row, grade)},
        bounded=True,
    )


def _identifier(table: Table, rows: Sequence[int], name: str) -> int:
    """Return the column of participants.

    Raises:
        UsageError: There is none.
    """
    headers = [header.strip() for header in table.values(0)]
    if IDENTIFIER in headers:
        return headers.index(IDENTIFIER)
    for column in range(min(len(headers), 3)):
        if participants([table.value(row, column) for row in rows]):
            return column
    raise UsageError(f"{name}: no column says who is which participant", hint=HINT)


def _grade(table: Table, rows: Sequence[int], name: str, wanted: str) -> int:
    """Return the column of grades.

    Raises:
        UsageError: None can be told, or the assignment is graded by a scale of words.
    """
    headers = [header.strip() for header in table.values(0)]
    if wanted or GRADE in headers:
        header = wanted.strip() or GRADE
        if headers.count(header) != 1:
            listed = ", ".join(headers)
            raise UsageError(f"{name}: no column is called {header!r}", hint=f"there are: {listed}")
        column = headers.index(header)
        if wanted or set(MAXIMUM) & {*headers[column + 1 : column + 2]}:
            return column
        message = f"{name}: there is no column of the maximum grade: is it graded by words?"
        raise UsageError(message, hint="a scale of words takes no scores")
    found = [at for at in range(2, len(headers) - 1) if _is_grade(table, rows, at)]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(headers)
    raise UsageError(
        f"{name}: the column of grades cannot be told",
        hint=f"name it with --column, one of: {listed}",
    )


def _is_grade(table: Table, rows: Sequence[int], column: int) -> bool:
    """Say whether a column holds grades, by the maximum right of it and the word after that."""
    greatest = {parsed(table.value(row, column + 1)) for row in rows}
    words = {table.value(row, column + 2).strip() for row in rows}
    if len(greatest) != 1 or None in greatest or len(words) > STATES or words & {*NOTHING}:
        return False
    (most,) = greatest
    marks = [table.value(row, column).strip() for row in rows]
    fit = all(m in NOTHING or _between(parsed(m), most) for m in marks)
    return fit and all(parsed(word) is None for word in words)


def _between(number: Decimal | None, most: Decimal | None) -> bool:
    return number is not None and most is not None and 0 <= number <= most


def _is_locked(table: Table, row: int, grade: int) -> bool:
    """Say whether a grade cannot be changed; a column of the workflow may stand before that."""
    headers = [header.strip() for header in table.values(0)]
    known = [headers.index(CHANGEABLE)] if CHANGEABLE in headers else [grade + 2, grade + 3]
    return any(table.value(row, column).strip().casefold() in NO for column in known)


def _who(table: Table, row: int, identifier: int) -> Who:
    """Return what a row tells; in other languages the address is what has an @ in it."""
    number = participant(table.value(row, identifier))
    told = {"id": f"moodle:{number}"} if number else {}
    for at, header in enumerate(table.values(0)):
        field = FIELDS.get(header.strip())
        value = stripped(table.value(row, at))
        if field:
            told[field] = value
        elif at == identifier + 1 and parsed(value) is None and "@" not in value:
            told["name"] = value
        elif at in (identifier + 1, identifier + 2, identifier + 3) and _is_address(value):
            told.setdefault("email", value)
    return Who(**told)


def _is_address(value: str) -> bool:
    name, at, host = value.partition("@")
    return bool(name and at and "." in host) and " " not in value
