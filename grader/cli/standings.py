"""``grader standings``: everybody's final mark, and how it came to that."""

import csv
import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from grader.cli.course import loaded, opened, told
from grader.cli.output import put
from grader.cli.parameters import Word, plugin_option
from grader.cli.store import store_option

if TYPE_CHECKING:
    from grader.policies.standing import FinalMark

COLUMNS = (
    "login", "status", "attempts", "attempt", "handed_in_at", "late_seconds", "graded", "marked",
    "final", "max_score", "provisional", "excused", "steps",
)  # fmt: skip


@click.command()
@click.argument("assignment", metavar="SLUG|PATH", type=Word())
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["terminal", "csv", "json"]),
    default="terminal",
    show_default=True,
    help="How they are written.",
)
@store_option
@plugin_option
def standings(assignment: str, *, form: str, place: str | None, plugins: tuple[str, ...]) -> None:
    """Show everybody's final mark in an assignment: attempts, marks by hand, lateness.

    It is reckoned from the assignment's `policy` whenever somebody asks; no result holds it.
    """
    from grader.policies.standing import final_marks

    read = loaded(assignment, plugins)
    with opened(place) as store, store.reading() as connection:
        marks = sorted(final_marks(connection, read), key=told)
    if form == "terminal":
        _show(read.assignment.assignment, marks)
    elif form == "csv":
        put(_csv(marks))
    else:
        from grader.reporting.sinks import json_safe

        rows = [_row(mark) | {"person": mark.person, "checks": _checks(mark)} for mark in marks]
        document = {"schema_version": "1.0", "assignment": read.assignment.assignment}
        put(json_safe(json.dumps({**document, "standings": rows}, indent=2, ensure_ascii=False)))


def _row(mark: "FinalMark") -> dict[str, Any]:
    at = mark.handed_in_at
    row = {name: getattr(mark, name, None) for name in COLUMNS}
    return {
        **row,
        "login": told(mark),
        "handed_in_at": at.isoformat() if at else None,
        "steps": list(mark.steps),
    }


def _checks(mark: "FinalMark") -> dict[str, dict[str, float]]:
    return {name: {"score": s, "max_score": most} for name, (s, most) in mark.checks.items()}


def _csv(marks: Sequence["FinalMark"]) -> str:
    from grader.reporting.sinks import csv_cell

    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for mark in marks:
        row = {**_row(mark), "steps": "; ".join(mark.steps)}
        cells = ("" if row[name] is None else csv_cell(str(row[name])) for name in COLUMNS)
        writer.writerow(list(cells))
    return file.getvalue()


def _show(slug: str, marks: Sequence["FinalMark"]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from grader.reporting.sinks import one_line

    console = Console(highlight=False)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("who", no_wrap=True)
    for name in ("attempt", "graded", "marked", "final"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("how")
    for mark in marks:
        table.add_row(*(Text(one_line(cell)) for cell in _cells(mark)))
    console.print(table)
    graded = sum(mark.status == "graded" for mark in marks)
    console.print(Text(f"{slug}: {len(marks)} people, {graded} with a mark"))


def _cells(mark: "FinalMark") -> tuple[str, ...]:
    attempt = "–" if mark.attempt is None else f"{mark.attempt} of {mark.attempts}"
    final = _number(mark.final)
    if mark.final is not None:
        final = f"{final} of {mark.max_score:g}"
    waiting = ("waits for a person",) if mark.provisional else ()
    how = "; ".join((*mark.steps, *waiting))
    return told(mark), attempt, _number(mark.graded), _number(mark.marked), final, how


def _number(points: float | None) -> str:
    return "–" if points is None else f"{points:g}"
