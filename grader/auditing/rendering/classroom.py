"""What an assignment costs a class, on a terminal. Runs in the judge."""

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.auditing.classroom import CheckCost, ClassAudit
from grader.auditing.rendering import words
from grader.reporting.sinks import one_line


def show(found: ClassAudit, console: Console) -> None:
    """Print what each check and part costs, and what was not graded."""
    head = f"{found.assignment}: {found.graded} of {found.submissions} submissions graded"
    console.print(Text(head, style="bold"))
    bands = f"by tenths of the points: {', '.join(map(str, found.bands))}"
    for line in (words.average(found), *([bands] if found.graded else [])):
        console.print(Padding(Text(one_line(line)), (0, 0, 0, 2)))
    console.print()
    console.print(_table(found))
    for title, counted in (
        ("Other conventions", words.conventions(found)),
        ("Misconceptions", words.misconceptions(found)),
    ):
        _section(console, title, [f"{count} × {text}" for text, count in counted.items()])
    _section(console, "How the folder was read", list(found.notes))
    _section(console, "Not graded", [f"{u.submission}: {u.reason}" for u in found.ungraded])


def _table(found: ClassAudit) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("check", no_wrap=True)
    for name in ("points", "mean loss", "lost by"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("how it ended")
    for check in found.checks:
        table.add_row(*_row(check))
        if len(check.parts) > 1:
            for part in check.parts:
                cells = (f"{part.points:g}", f"{part.mean_lost:.2f}", str(part.lost_by), "")
                table.add_row(f"  {one_line(part.id)}", *cells, style="dim")
    return table


def _row(check: CheckCost) -> tuple[str, ...]:
    ended = ", ".join(f"{count} {status}" for status, count in check.statuses.items())
    return (
        one_line(check.id),
        f"{check.points:g}",
        f"{check.mean_lost:.2f}",
        str(check.lost_by),
        ended,
    )


def _section(console: Console, title: str, lines: list[str]) -> None:
    if lines:
        console.print()
        console.print(Text(title, style="bold"))
        for line in lines:
            console.print(Padding(Text(one_line(line)), (0, 0, 0, 2)))
