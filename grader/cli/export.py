"""``grader export``: marks into a gradebook that was downloaded, or into a table or lines."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.output import put
from grader.cli.parameters import Place, Word
from grader.cli.store import store_option
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.exporting.sheet import Sheet
    from grader.exporting.standing import Standing

FILLED = ("canvas", "moodle")
MADE = ("gradescope", "nbgrader", "csv", "jsonl")
EPILOG = """\b
Examples:
  grader export canvas letters --into g.csv --column 1234
  grader export canvas letters --into g.csv --write
  grader export moodle letters --into w.csv --write
  grader export csv letters -o letters.csv
  grader export nbgrader --from letters.jsonl

canvas and moodle fill in a file that was downloaded from there: the differences are shown, and
nothing is written without --write. Cells that do not change stay as they are, byte for byte.
"""


@click.command(epilog=EPILOG)
@click.argument("form", metavar="FORMAT", type=click.Choice((*FILLED, *MADE)))
@click.argument("named", metavar="[ASSIGNMENT]", type=Word(), required=False)
@click.option(
    "--into",
    type=Place(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="The gradebook to fill in, as it was downloaded from canvas or moodle.",
)
@click.option("--write", is_flag=True, help="Write FILE, or --output, after showing differences.")
@click.option(
    "--output",
    "-o",
    type=Place(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write here: a filled gradebook instead of its FILE, a table instead of printing it.",
)
@click.option("--column", type=Word(), metavar="NAME", help="Which column: title, id or header.")
@click.option(
    "--scale/--no-scale",
    default=None,
    help="Convert scores to the platform's points, where they differ, or write them as they are.",
)
@click.option("--provisional", is_flag=True, help="Fill in also what still waits for a person.")
@click.option(
    "--from",
    "source",
    type=Place(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Take results from lines of JSON instead of the store.",
)
@store_option
@click.option(
    "--assignment", "-a", type=Word(), metavar="SLUG|PATH", help="The same as ASSIGNMENT."
)
@click.option("--encoding", type=Word(), metavar="NAME", help="The file's encoding.")
def export(
    form: str,
    named: str | None,
    *,
    into: Path | None,
    write: bool,
    output: Path | None,
    column: str | None,
    scale: bool | None,
    provisional: bool,
    source: Path | None,
    place: str | None,
    assignment: str | None,
    encoding: str | None,
) -> None:
    """Export marks as FORMAT: canvas, moodle, gradescope, nbgrader, csv or jsonl.

    ASSIGNMENT (a slug or a path) may be left out where the store holds one alone.
    """
    _agreed(form, into=into, write=write, column=column, output=output)
    standings, title = _standings(source, place, _one(named, assignment))
    if form in MADE or into is None:
        _out(_made(form, standings), output, encoding or "utf-8")
        return
    sheet = _sheet(form, into, standings, column, title, encoding or "")
    _fill(sheet, standings, into, output, scale=scale, provisional=provisional, write=write)


def _one(named: str | None, option: str | None) -> str | None:
    """Return the assignment that is meant.

    Raises:
        UsageError: Two different ones were named.
    """
    if named and option and named != option:
        raise UsageError(f"two assignments are named, {named} and {option}", hint="name one")
    return named or option


def _agreed(
    form: str, *, into: Path | None, write: bool, column: str | None, output: Path | None
) -> None:
    """Refuse options that do not go together.

    Raises:
        UsageError: They do not.
    """
    if form in FILLED and into is None:
        message = f"{form} needs --into: a gradebook is filled in, not made"
        raise UsageError(message, hint=f"download it from {form.capitalize()} and name it")
    if form in FILLED and output is not None and not write:
        message = "--output was given without --write: nothing would be written"
        raise UsageError(message, hint="look at the differences first, then say --write")
    if form in MADE and (into or write or column):
        message = f"--into, --write and --column are for canvas and moodle, not for {form}"
        raise UsageError(message, hint=f"write {form} with --output FILE")


def _standings(
    source: Path | None, place: str | None, assignment: str | None
) -> tuple[Sequence["Standing"], str]:
    """Return where everybody stands, and the assignment's title as far as it is known.

    Raises:
        UsageError: There is nothing to export, or there are several assignments.
    """
    from grader.exporting.standing import from_lines, one_assignment

    if source is None:
        return _from_store(place, assignment)
    every = from_lines(_text(source), name=str(source))
    ours = [each for each in every if assignment in (None, each.assignment)]
    one_assignment(ours)
    return ours, ""


def _from_store(place: str | None, assignment: str | None) -> tuple[Sequence["Standing"], str]:
    """Return final marks, by the policy that the assignment has now.

    Raises:
        UsageError: There is no store, no such assignment, or nobody has a mark in it.
    """
    from grader.cli.course import loaded, opened
    from grader.exporting.stored import from_marks, only_assignment
    from grader.policies.standing import final_marks

    with opened(place) as store, store.reading() as connection:
        found = loaded(assignment or only_assignment(connection))
        marks = final_marks(connection, found)
    if not marks:
        message = f"nobody has a mark in {found.assignment.assignment}"
        raise UsageError(message, hint="grade the class first, with `grader batch`")
    return from_marks(marks, found.assignment.assignment), found.assignment.title


def _text(path: Path) -> str:
    from grader.batch.roster import file_bytes
    from grader.tables.encodings import decoded

    return decoded(file_bytes(path), name=str(path), encoding="").text


def _made(form: str, standings: Sequence["Standing"]) -> str:
    """Return a table or lines of our own making."""
    from grader.exporting import writing
    from grader.exporting.standing import as_lines
    from grader.reporting.sinks import json_safe

    if form == "jsonl":
        return json_safe(as_lines(standings))
    made = {"gradescope": writing.gradescope, "nbgrader": writing.nbgrader, "csv": writing.plain}
    return made[form](standings)


def _sheet(
    form: str,
    into: Path,
    standings: Sequence["Standing"],
    column: str | None,
    title: str,
    encoding: str,
) -> "Sheet":
    """Read a gradebook that was downloaded."""
    from grader.batch.roster import file_bytes
    from grader.exporting import canvas, moodle
    from grader.tables.table import table

    read = table(file_bytes(into), name=str(into), encoding=encoding)
    if form == "moodle":
        return moodle.sheet(read, name=str(into), wanted=column or "")
    wanted = (column,) if column else (title, standings[0].assignment)
    return canvas.sheet(read, name=str(into), wanted=wanted)


def _fill(
    sheet: "Sheet",
    standings: Sequence["Standing"],
    into: Path,
    output: Path | None,
    *,
    scale: bool | None,
    provisional: bool,
    write: bool,
) -> None:
    """Show what changes; where that is wanted, write it."""
    from grader.exporting.filling import fill, lines
    from grader.reporting.sinks import one_line

    found = fill(sheet, standings, scale=scale, provisional=provisional)
    put("\n".join(_indented(line, one_line(line)) for line in lines(found)))
    if not write:
        click.echo("nothing was written: say --write to write it", err=True)
        return
    _replace(output or into, found.data)
    click.echo(f"written: {output or into}", err=True)


def _indented(line: str, shown: str) -> str:
    return f"  {shown}" if line.startswith("  ") else shown


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        UsageError: It cannot be written.
    """
    beside = path.with_name(f"{path.name}.new")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as problem:
        with suppress(OSError):
            beside.unlink()
        message = f"{path} cannot be written: {problem.strerror or problem}"
        hint = "name a file in a folder that is there and yours with --output"
        raise UsageError(message, hint=hint) from problem


def _out(text: str, output: Path | None, encoding: str) -> None:
    """Print a table, or write it to a file; its line ends stay as they are.

    Raises:
        UsageError: There is no such encoding, or the text does not exist in it.
    """
    try:
        data = text.encode(encoding)
    except (LookupError, UnicodeError) as problem:
        raise UsageError(f"it cannot be written as {encoding}", hint="use utf-8") from problem
    if output is not None:
        _replace(output, data)
        click.echo(f"written: {output}", err=True)
        return
    click.echo(data, nl=False, file=sys.stdout)
