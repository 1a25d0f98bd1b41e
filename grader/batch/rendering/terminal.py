"""A class's summary on a terminal. Runs in the judge."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.batch.rendering import words
from grader.batch.summary import CheckSummary, Summary
from grader.reporting.sinks import one_line

BAR = 30
MOST = 20
"""How many lines of what was not graded are printed."""


def show(found: Summary, console: Console) -> None:
    """Print what a class came to."""
    console.print(Text(words.headline(found), style="bold"))
    for line in words.figures(found):
        console.print(Text(f"  {line}"))
    if found.graded:
        console.print()
        console.print(_distribution(found))
        console.print()
        console.print(_checks(found.checks))
    _section(console, "Named most often", words.misconceptions(found))
    _section(console, "Slowest", words.slowest(found))
    _section(console, "Not graded", words.ungraded(found))
    _section(console, "Look at", found.notes)


def _distribution(found: Summary) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right")
    table.add_column(justify="right")
    table.add_column()
    highest = max(found.bands) or 1
    for band, count in zip(words.bands(found), found.bands, strict=True):
        table.add_row(f"  {band}", str(count), "━" * round(BAR * count / highest))
    return table


def _checks(checks: Sequence[CheckSummary]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("check", no_wrap=True)
    for name in ("points", "mean", "passed", "seconds"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("how it ended otherwise")
    for check in checks:
        table.add_row(*map(one_line, words.check(check)))
    return table


def _section(console: Console, title: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    console.print()
    console.print(Text(title, style="bold"))
    for line in lines[:MOST]:
        console.print(Padding(Text(one_line(line)), (0, 0, 0, 2)))
    if len(lines) > MOST:
        console.print(Text(f"  and {len(lines) - MOST} more, all of them in --format json"))
