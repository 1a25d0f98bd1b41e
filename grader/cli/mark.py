"""``grader mark``: points that a person gives, with who, when and why."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.course import (
    attempt_of,
    finder,
    loaded,
    opened,
    people_of,
    said,
    who_option,
    why_option,
)
from grader.cli.output import put
from grader.cli.parameters import Number, Place, Word, plugin_option
from grader.cli.store import store_option
from grader.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from grader.marking.table import Line
    from grader.policies.choosing import Weighed
    from grader.reading.assignment_file import LoadedAssignment
    from grader.store.engine import Store
    from grader.store.marks import Given

EPILOG = """\b
Examples:
  grader mark letters ada style 2 --who B --why "Clear."
  grader mark letters ada total -0.5 --who B --why "Late."
  grader mark letters --csv marks.csv --who B --write
  grader mark letters --list

PERSON is a login, an address, a number or a pseudonym. A plain number sets the points of CHECK; a
number with a sign adds to them, or to the `total`. It is about the attempt that counts now, and
stays with it when that is graded again. A CSV has the columns person, check, points or add, why,
who, attempt; without --write it is only checked.
"""


@click.command(epilog=EPILOG, context_settings={"ignore_unknown_options": True})
@click.argument("assignment", metavar="SLUG|PATH", type=Word())
@click.argument("person", required=False, type=Word())
@click.argument("check", required=False, type=Word())
@click.argument("points", required=False, type=Word())
@who_option
@why_option
@click.option("--attempt", type=Number(1), metavar="N", help="The attempt that it is about.")
@click.option(
    "--csv",
    "table",
    type=Place(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Read decisions from a CSV; nothing is written without --write.",
)
@click.option("--write", is_flag=True, help="Keep what the CSV says.")
@click.option("--partial", is_flag=True, help="Keep the right lines where others are wrong.")
@click.option("--list", "listed", is_flag=True, help="List what was decided.")
@click.option("--take-back", is_flag=True, help="Let what was decided of CHECK count no more.")
@store_option
@plugin_option
def mark(
    assignment: str,
    person: str | None,
    check: str | None,
    points: str | None,
    *,
    who: str | None,
    why: str | None,
    attempt: int | None,
    table: Path | None,
    write: bool,
    partial: bool,
    listed: bool,
    take_back: bool,
    place: str | None,
    plugins: tuple[str, ...],
) -> int:
    """Give PERSON points for CHECK, or for the `total`."""
    read = loaded(assignment, plugins)
    with opened(place) as store:
        if listed:
            return _list(store, read, person)
        if table is not None:
            return _from_table(
                store, read, table, who=who or "", why=why or "", write=write, partial=partial
            )
        named, about = _needed(person, "PERSON"), _needed(check, "CHECK")
        if take_back:
            return _take_back(store, read, named, about, attempt)
        number = _needed(points, "POINTS")
        return _give(
            store, read, named, about, number, attempt, said(who, "--who"), said(why, "--why")
        )


def _needed(value: str | None, name: str) -> str:
    if value is None:
        raise UsageError(f"{name} is missing", hint="`grader mark --help` shows examples")
    return value


def _give(
    store: "Store",
    read: "LoadedAssignment",
    person: str,
    check: str,
    points: str,
    attempt: int | None,
    who: str,
    why: str,
) -> int:
    from grader.marking.deciding import decision
    from grader.store import marks

    def give(connection: "Connection") -> "tuple[Given, Weighed, str]":
        one = attempt_of(connection, read, person, attempt)
        given = decision(one, check, points, who=who, why=why)
        marks.give(connection, given)
        after = attempt_of(connection, read, person, one.attempt.attempt)
        return given, after, people_of(connection, one)

    given, after, people = store.write(give)
    assert after.points is not None
    total = f"{after.points.marked:g} of {after.points.max_score:g}"
    put(f"{people}, attempt {after.attempt.attempt}: {_told(given)}; in all {total}")
    return int(ExitCode.PASSED)


def _told(given: "Given") -> str:
    from grader.store.marks import Kind

    name = given.check or "total"
    number = f"= {given.points:g}" if given.kind is Kind.MANUAL else f"{given.points:+g}"
    if given.kind is Kind.AT_LEAST:
        return f"at least {given.points:g} in all"
    return f"{name} {number}"


def _take_back(
    store: "Store", read: "LoadedAssignment", person: str, check: str, attempt: int | None
) -> int:
    from grader.marking.deciding import TOTAL
    from grader.store import marks

    name = "" if check == TOTAL else check

    def take_back(connection: "Connection") -> "tuple[Weighed, list[bool], str]":
        one = attempt_of(connection, read, person, attempt)
        submission = one.attempt.submission
        done = [marks.take_back(connection, submission, name, kind) for kind in marks.Kind]
        return one, done, people_of(connection, one)

    one, done, people = store.write(take_back)
    if not any(done):
        raise UsageError(
            f"nothing was decided of {check} for {people}, attempt {one.attempt.attempt}",
            hint="`grader mark --list` shows what was",
        )
    put(f"{people}, attempt {one.attempt.attempt}: what was decided of {check} counts no more")
    return int(ExitCode.PASSED)


def _list(store: "Store", read: "LoadedAssignment", person: str | None) -> int:
    from grader.cli.course import person_named
    from grader.store import people, standings

    with store.reading() as connection:
        wanted = person and person_named(connection, person)
        who = people.identities(connection)
        found = standings.standings(connection, read.assignment.assignment)
    lines = [
        f"{who[one.person].login if one.person in who else one.person}, attempt {each.attempt}: "
        f"{_told(given)}, {given.who}, {given.when}: {given.why}"
        for one in found
        if wanted in (None, one.person)
        for each in one.attempts
        for given in each.marks
    ]
    put("\n".join(_safe(lines) or ["nothing was decided by hand"]))
    return int(ExitCode.PASSED)


def _safe(lines: Sequence[str]) -> list[str]:
    from grader.reporting.sinks import one_line

    return [one_line(line) for line in lines]


def _from_table(
    store: "Store",
    read: "LoadedAssignment",
    path: Path,
    *,
    who: str,
    why: str,
    write: bool,
    partial: bool,
) -> int:
    from grader.marking.table import lines
    from grader.store import marks
    from grader.tables.table import table

    rows = table(path.read_bytes(), name=path.name)

    def keep(connection: "Connection") -> "tuple[Sequence[Line], int, int]":
        found = lines(rows, finder(connection, read), who=who, why=why)
        right = [line.given for line in found if line.given is not None]
        kept = right if write and (partial or len(right) == len(found)) else []
        for given in kept:
            marks.give(connection, given)
        return found, len(right), len(kept)

    if write:
        found, right, kept = store.write(keep)
    else:
        with store.reading() as connection:
            found, right, kept = keep(connection)
    put("\n".join(_safe([_line(path, line) for line in found])))
    put(_end(len(found), right, kept, write=write))
    return int(ExitCode.PASSED if right == len(found) else ExitCode.USAGE)


def _line(path: Path, line: "Line") -> str:
    if line.given is None:
        return f"{path.name}:{line.number}: {line.person}: {line.wrong}"
    return f"{path.name}:{line.number}: {line.person}: {_told(line.given)}, {line.given.why}"


def _end(count: int, right: int, kept: int, *, write: bool) -> str:
    told = f"{right} of {count} lines are right"
    if kept:
        return f"{told}; {kept} kept"
    if write:
        return f"{told}; nothing is kept: mend the others, or say --partial"
    return f"{told}; nothing is kept yet: say --write"
