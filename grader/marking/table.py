"""Decisions from a CSV: every line is checked, and what is wrong is told by its line. In the judge.

Columns, in any order: ``person``, ``check``, ``points`` (sets) or ``add`` (adds), ``why``, ``who``,
``attempt``. A column ``points`` takes no signs, since spreadsheets drop a plus.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.marking.deciding import SIGNS, decision
from grader.tables.table import Table

if TYPE_CHECKING:
    from grader.policies.choosing import Weighed
    from grader.store.marks import Given

COLUMNS = ("person", "check", "points", "add", "why", "who", "attempt")
Find = Callable[[str, int | None], "Weighed"]
"""Finds the attempt of a person that counts, or the one of a number; raises UsageError."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of the table: what it decides of whom, or what is wrong with it."""

    number: int
    person: str
    given: "Given | None" = None
    wrong: str = ""


def lines(table: Table, find: Find, *, who: str, why: str) -> tuple[Line, ...]:
    """Return what every line of a table says.

    Args:
        table: The rows; the first names the columns.
        find: Finds whose attempt it is.
        who: Who decides where the line does not say.
        why: Why, where the line does not say.

    Raises:
        UsageError: A column that is needed is not there, or one is unknown.
    """
    header = _header(table.values(0))
    read = [_line(number, _row(table, number, header), find, who, why)
            for number in range(1, len(table.rows))]  # fmt: skip
    return tuple(_without_doubles(read))


def _header(names: Sequence[str]) -> Mapping[str, int]:
    header = {name.strip().casefold(): at for at, name in enumerate(names) if name.strip()}
    unknown = [name for name in header if name not in COLUMNS]
    missing = [name for name in ("person", "check") if name not in header]
    if "points" not in header and "add" not in header:
        missing.append("points")
    if missing or unknown:
        what = f"has no column {missing[0]!r}" if missing else f"has a column {unknown[0]!r}"
        raise UsageError(
            f"the table {what}", hint=f"its first line names columns of {', '.join(COLUMNS)}"
        )
    return header


def _row(table: Table, number: int, header: Mapping[str, int]) -> dict[str, str]:
    return {name: table.value(number, at).strip() for name, at in header.items()}


def _line(number: int, row: Mapping[str, str], find: Find, who: str, why: str) -> Line:
    person = row["person"]
    try:
        told_who, told_why = row.get("who") or who, row.get("why") or why
        _said(told_who, told_why)
        one = find(person, _attempt(row.get("attempt", "")))
        given = decision(one, row["check"], _points(row), who=told_who, why=told_why)
    except UsageError as problem:
        wrong = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
        return Line(number=number + 1, person=person, wrong=wrong)
    return Line(number=number + 1, person=person, given=given)


def _said(who: str, why: str) -> None:
    if not who or not why:
        missing = "why" if who else "who"
        raise UsageError(f"nothing says {missing}", hint=f"fill the column, or give --{missing}")


def _attempt(written: str) -> int | None:
    if not written:
        return None
    if not written.isdecimal():
        raise UsageError(f"{written!r} is no number of an attempt")
    return int(written)


def _points(row: Mapping[str, str]) -> str:
    """Return points as a command takes them: what is added has a sign."""
    points, added = row.get("points", ""), row.get("add", "")
    if bool(points) == bool(added):
        raise UsageError("say either points, which sets, or add, which adds")
    if points and points.startswith(SIGNS):
        raise UsageError(f"points {points} has a sign", hint="what is added goes under `add`")
    return points or (added if added.startswith(SIGNS) else f"+{added}")


def _without_doubles(read: Sequence[Line]) -> list[Line]:
    """Refuse a second decision of one kind about the same: one of the two is a mistake."""
    seen: dict[tuple[int, str, str], int] = {}
    checked = []
    for line in read:
        if line.given is not None:
            key = (line.given.submission, line.given.check, line.given.kind.value)
            if key in seen:
                wrong = f"line {seen[key]} decides the same already; a group has one mark"
                line = Line(number=line.number, person=line.person, wrong=wrong)  # noqa: PLW2901
            else:
                seen[key] = line.number
        checked.append(line)
    return checked
