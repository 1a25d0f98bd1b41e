"""What earns which marks, on a terminal: one block per check, conventions by axis."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.models.assignment import Assignment
from grader.reading.summary import Earning, Marks
from grader.reporting.sinks import one_line

MISTAKES_SHOWN = 3


def show(
    assignment: Assignment, table: Sequence[Marks], problems: Sequence[str], said: Sequence[str]
) -> None:
    """Print every check's block, then what running the assignment showed."""
    console = Console(highlight=False)
    for each in table:
        console.print(Text(_heading(each), style="bold"))
        console.print(Padding(_block(each), (0, 0, 1, 2)))
    total = sum(check.points for check in assignment.checks)
    end = "no mistakes" if not problems else f"{len(problems)} to mend"
    checks = _counted(len(assignment.checks), "check")
    console.print(Text(f"{assignment.assignment}: {checks}, {_counted(total, 'point')}, {end}"))
    for line in said:
        console.print(Text(one_line(line)))
    for problem in problems:
        console.print(Text(f"✗ {one_line(problem)}", style="red"))


def _heading(each: Marks) -> str:
    parts = ", ".join(f"{name} {points:g}" for name, points in each.parts.items())
    told = f" ({parts})" if len(each.parts) > 1 else ""
    return f"{each.check} · {_counted(each.points, 'point')}{told}"


def _counted(number: float, what: str) -> str:
    return f"{number:g} {what}{'' if number == 1 else 's'}"


def _block(each: Marks) -> Table:
    block = Table.grid(padding=(0, 2))
    block.add_column(style="dim", no_wrap=True)
    block.add_column(ratio=1)
    for label, line in _lines(each):
        block.add_row(label, Text(line))
    return block


def _lines(each: Marks) -> Iterator[tuple[str, str]]:
    """Yield what earns all, some and nothing; the conventions of one axis share a line."""
    label = "full marks"
    for line in _by_axis(each.full) or ["right answers" if each.function else each.title]:
        yield label, line
        label = ""
    label = "part marks"
    for earning in each.partial:
        yield label, f"{earning.share:g} × {earning.id}: {earning.claim}"
        label = ""
    label = "nothing"
    for earning in (e for e in each.nothing if e.axis):
        yield label, f"{earning.id}: {earning.claim}"
        label = ""
    mistakes = [earning.id for earning in each.nothing if not earning.axis]
    if mistakes:
        shown = ", ".join(mistakes[:MISTAKES_SHOWN])
        more = ", …" if len(mistakes) > MISTAKES_SHOWN else ""
        word = "mistake" if len(mistakes) == 1 else "mistakes"
        yield label, f"{len(mistakes)} known {word}: {shown}{more}"


def _by_axis(earnings: Sequence[Earning]) -> list[str]:
    axes = dict.fromkeys(earning.axis for earning in earnings)
    return [
        f"{axis}: {_choices(earnings, axis)}" if axis else _choices(earnings, "") for axis in axes
    ]


def _choices(earnings: Sequence[Earning], axis: str) -> str:
    return " or ".join(earning.id for earning in earnings if earning.axis == axis)
