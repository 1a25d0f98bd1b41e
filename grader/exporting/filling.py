"""Fills scores into a gradebook that was downloaded: the differences first, then the bytes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from grader.errors import UsageError
from grader.exporting.sheet import Sheet
from grader.exporting.standing import Standing
from grader.people.matching import Matching, matched
from grader.tables.numbers import parsed, rounded


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that changes: whose it is, its row, what it says and what it will say."""

    who: str
    row: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody whose cell stays as it is, and why."""

    who: str
    why: str


@dataclass(slots=True)
class Filling:
    """What filling in a gradebook does.

    Attributes:
        sheet: What is filled in.
        changes: The cells that change, in the file's order.
        same: How many say already what they should.
        left: Whose cells stay as they are although there is a result, and why.
        unknown: Who has a result and is not in the file.
        unclear: Who could be several in the file, or shares a row with others.
        without: Who is in the file and has no result.
    """

    sheet: Sheet
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    left: list[Left] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unclear: list[Left] = field(default_factory=list)
    without: list[str] = field(default_factory=list)

    @property
    def data(self) -> bytes:
        """Return the file as it will be: where nothing changes, the bytes it was."""
        cells = {(each.row, self.sheet.column): each.after for each in self.changes}
        return self.sheet.table.changed(cells)


def fill(
    sheet: Sheet,
    standings: Sequence[Standing],
    *,
    scale: bool | None = None,
    provisional: bool = False,
) -> Filling:
    """Work out what filling in a gradebook changes; nothing is written.

    Args:
        sheet: The column to fill in.
        standings: Where people stand.
        scale: Whether scores are brought to the platform's points; undecided, both must agree.
        provisional: Whether scores that wait for a person are filled in too.

    Raises:
        UsageError: The platform's points are not the assignment's, and nobody said what to do.
    """
    rows = list(sheet.people)
    factors = {each.max_score: _factor(sheet, each, scale=scale) for each in standings}
    matching = matched([each.who for each in standings], [sheet.people[row] for row in rows])
    found = Filling(sheet)
    by_row = {rows[match.right]: standings[match.left] for match in matching.matches}
    for row in sorted(by_row):
        standing = by_row[row]
        why = _reason(sheet, row, standing, provisional=provisional)
        factor = factors[standing.max_score]
        _sort_in(found, row, why or _enter(sheet, row, standing, factor))
    _tell_others(found, standings, rows, matching)
    return found


def _factor(sheet: Sheet, standing: Standing, *, scale: bool | None) -> Decimal:
    """Return what a score is multiplied by.

    Raises:
        UsageError: The points differ, and nobody said what to do.
    """
    most = Decimal(repr(float(standing.max_score)))
    if sheet.points is None or most == 0 or rounded(sheet.points) == rounded(most):
        return Decimal(1)
    if scale is None:
        message = f"{sheet.platform} has {sheet.points} points, the assignment {most.normalize():f}"
        raise UsageError(message, hint="say --scale to convert, or --no-scale to write them as is")
    return sheet.points / most if scale else Decimal(1)


def _reason(sheet: Sheet, row: int, standing: Standing, *, provisional: bool) -> str:
    """Return why a cell stays as it is, or nothing."""
    if row in sheet.kept:
        return sheet.kept[row]
    if standing.excused:
        return "" if sheet.excused else f"excused, which {sheet.platform} has no mark for"
    if standing.status == "missing":
        return "nothing handed in"
    if standing.status != "graded" or standing.score is None:
        return "not graded"
    if standing.provisional and not provisional:
        return "provisional: something waits for a person"
    return ""


def _enter(sheet: Sheet, row: int, standing: Standing, factor: Decimal) -> Change | str:
    """Return the change of a cell; one that says the same already has no other text."""
    before = sheet.table.value(row, sheet.column)
    who = sheet.people[row].shown
    if standing.excused:
        same = before.strip().casefold() == sheet.excused.casefold()
        return Change(who, row, before, before if same else sheet.excused)
    number = rounded(Decimal(repr(float(standing.score or 0.0))) * factor)
    if sheet.bounded and not 0 <= number <= (sheet.points or number):
        return f"{number} is out of range; {sheet.platform} would pass it over"
    old = parsed(before)
    same = old is not None and rounded(old) == number
    return Change(who, row, before, before if same else sheet.style.written(number))


def _sort_in(found: Filling, row: int, outcome: Change | str) -> None:
    """Keep a change, count what is the same, or tell what stays."""
    if isinstance(outcome, str):
        found.left.append(Left(found.sheet.people[row].shown, outcome))
    elif outcome.before == outcome.after:
        found.same += 1
    else:
        found.changes.append(outcome)


def _tell_others(
    found: Filling, standings: Sequence[Standing], rows: Sequence[int], matching: Matching
) -> None:
    """Tell who is not in the file, who is unclear, and who has no result."""
    people: Mapping[int, str] = {row: who.shown for row, who in found.sheet.people.items()}
    found.unknown += [standings[place].who.shown for place in matching.unknown]
    for each in matching.ambiguous:
        names = ", ".join(people[rows[right]] for right in each.rights[:4])
        found.unclear.append(Left(standings[each.left].who.shown, f"by the {each.by}: {names}"))
    found.without += [people[rows[right]] for right in matching.left_over]


def lines(found: Filling) -> Iterator[str]:
    """Yield in sentences what filling in changes, and what it does not."""
    column = found.sheet.table.value(0, found.sheet.column).strip()
    file = found.sheet.table.decoded
    if file.assumed:
        yield "the file is taken for Windows-1252; if names look wrong, say --encoding"
    yield f"{found.sheet.platform}, column {column!r}: {_count(found)}"
    yield from (f"  {c.who}: {c.before.strip() or '–'} → {c.after}" for c in found.changes)
    groups = (
        ("left as they are", [f"{each.who}: {each.why}" for each in found.left]),
        ("not clear who is meant", [f"{each.who}: {each.why}" for each in found.unclear]),
        ("not in the file", found.unknown),
        ("in the file, without a result", found.without),
    )
    for title, people in groups:
        if people:
            yield f"{title} ({len(people)}):"
            yield from (f"  {person}" for person in people)


def _count(found: Filling) -> str:
    cells = len(found.changes)
    return f"{cells} cell{'' if cells == 1 else 's'} to change, {found.same} the same already"
