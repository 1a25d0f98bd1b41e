"""Canvas's gradebook as it is exported: *Export Entire Gradebook*, filled in and imported again.

What Canvas's importer asks of the file (``lib/gradebook_importer.rb``), and what is checked here:
the first header contains ``Student`` (or there are ``LastName`` and ``FirstName``), the next
``ID``, and the last column about the student ``Section``. A column of an assignment is called
``Title (1234)``; any other title would make a new assignment. ``EX`` is excused, ``N/A`` not
assigned. Rows before the students hold how marks are posted, and the points possible.
"""

from collections.abc import Mapping, Sequence

from grader.errors import UsageError
from grader.exporting.sheet import Sheet
from grader.people.who import Who, folded, squeezed
from grader.tables.numbers import parsed, style
from grader.tables.table import Table, stripped

POINTS = "Points Possible"
EXCUSED = "EX"
NOT_ASSIGNED = "N/A"
READ_ONLY = "read only"
TOTALS = (
    "Current Score", "Current Points", "Current Grade", "Final Score", "Final Points",
    "Final Grade", "Override Score", "Override Grade", "Override Status",
)  # fmt: skip
FIELDS = {
    "ID": "id", "SIS User ID": "sis_id", "SIS Login ID": "login", "Student": "name",
    "LastName": "last", "FirstName": "first",
}  # fmt: skip
HINT = "export it anew from Canvas (Grades, Export), and do not change its columns"
TEST_STUDENT = "studenttest"


def sheet(table: Table, *, name: str, wanted: Sequence[str]) -> Sheet:
    """Return the column of an assignment in a gradebook of Canvas.

    Args:
        table: The gradebook.
        name: What errors call it.
        wanted: The assignment's title, its id, or the whole header; the first that is met counts.

    Raises:
        UsageError: It is no gradebook of Canvas, or no single column is meant.
    """
    headers = table.values(0)
    section = _section(headers, name)
    column = _column(headers, section, wanted, name)
    first = _first_student(table)
    points_row = next((row for row in range(1, first) if _is_points(table, row)), None)
    points = table.value(points_row, column) if points_row is not None else ""
    if READ_ONLY in points:
        raise UsageError(f"{name}: Canvas does not take {headers[column]!r}", hint=HINT)
    return Sheet(
        platform="Canvas",
        table=table,
        column=column,
        people={row: _who(table, row) for row in _students(table, first)},
        points=parsed(points),
        style=style(_numbers(table, column, section), delimiter=table.delimiter),
        kept={row: why for row in _students(table, first) if (why := _kept(table, row, column))},
        excused=EXCUSED,
    )


def _section(headers: Sequence[str], name: str) -> int:
    """Return the last column about the student, after the checks that Canvas makes.

    Raises:
        UsageError: Canvas would refuse it.
    """
    one = len(headers) > 3 and "Student" in headers[0] and "ID" in headers[1]
    two = len(headers) > 4 and headers[:2] == ("LastName", "FirstName") and "ID" in headers[2]
    found = [at for at, header in enumerate(headers) if "Section" in header and at < 8]
    if not (one or two) or not found:
        wanted = "Student, ID, …, Section, then the assignments"
        got = ", ".join(headers[:6]) or "nothing"
        raise UsageError(f"{name}: no gradebook of Canvas: {got}, not {wanted}", hint=HINT)
    return found[0]


def _column(headers: Sequence[str], section: int, wanted: Sequence[str], name: str) -> int:
    """Return the column of an assignment: by header, by id, by title, by the title's letters.

    Raises:
        UsageError: No column is meant, or several.
    """
    ours = {
        at: header
        for at, header in enumerate(headers)
        if at > section and not any(total in header for total in TOTALS)
    }
    titles = {at: parts for at, header in ours.items() if (parts := title_and_id(header))}
    several = ""
    for each in filter(None, wanted):
        found = _named(ours, titles, each)
        if len(found) == 1:
            return found[0]
        several = several or (each if found else "")
    listed = "; ".join(ours[at] for at in titles) or "none at all"
    what = f"several columns are called {several!r}" if several else ""
    names = " or ".join(repr(each) for each in wanted if each)
    raise UsageError(
        f"{name}: {what or f'no column is called {names}'}",
        hint=f"name one with --column; there are: {listed}",
    )


def _named(
    ours: Mapping[int, str], titles: Mapping[int, tuple[str, str]], wanted: str
) -> Sequence[int]:
    """Return the columns of a name, by the strongest way in which any is."""
    ways = (
        [at for at, header in ours.items() if header == wanted],
        [at for at, (_, number) in titles.items() if number == wanted.strip("() ")],
        [at for at, (title, _) in titles.items() if folded(title) == folded(wanted)],
        [at for at, (title, _) in titles.items() if squeezed(title) == squeezed(wanted)],
    )
    return next((found for found in ways if found), ())


def title_and_id(header: str) -> tuple[str, str] | None:
    """Take ``Title (1234)`` apart; nothing where a header has no number."""
    title, opened, rest = header.rstrip().rpartition(" (")
    number = rest.removesuffix(")")
    if not opened or number == rest or not (number.isascii() and number.isdecimal()):
        return None
    return title, number


def _first_student(table: Table) -> int:
    """Return the first row after those of posting and of points."""
    for row in range(1, min(len(table.rows), 4)):
        values = table.values(row)
        posting = all(not v.strip() or v.strip().startswith(("Manual", "Muted")) for v in values)
        if not posting and not _is_points(table, row):
            return row
    return min(len(table.rows), 4)


def _is_points(table: Table, row: int) -> bool:
    return POINTS in table.value(row, 0)


def _students(table: Table, first: int) -> list[int]:
    return [
        row
        for row in range(first, len(table.rows))
        if squeezed(table.value(row, 0)) != TEST_STUDENT and any(map(str.strip, table.values(row)))
    ]


def _who(table: Table, row: int) -> Who:
    told: dict[str, str] = {}
    for at, header in enumerate(table.values(0)):
        field = FIELDS.get(header.strip())
        if field:
            told.setdefault(field, stripped(table.value(row, at)))
    if told.get("id"):
        told["id"] = f"canvas:{told['id']}"
    return Who(**told)


def _kept(table: Table, row: int, column: int) -> str:
    """Return why a cell must stay as it is, or nothing."""
    value = table.value(row, column).strip()
    if value.casefold() == EXCUSED.casefold():
        return "excused in Canvas"
    return "not assigned to them in Canvas" if value == NOT_ASSIGNED else ""


def _numbers(table: Table, column: int, section: int) -> list[str]:
    """Return the cells that show how numbers are written: the column's own, else all marks."""
    own = [table.value(row, column) for row in range(1, len(table.rows))]
    if any("." in cell or "," in cell for cell in own if parsed(cell) is not None):
        return own
    rows = range(1, min(len(table.rows), 200))
    return [cell for row in rows for cell in table.values(row)[section + 1 :]]
