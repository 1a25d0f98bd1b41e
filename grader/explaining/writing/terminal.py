"""A page on a terminal, 60 to 120 columns wide. Runs in the judge; rich is imported when written.

Code has no frame and no numbers, so that it can be copied as it stands.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from grader.explaining.page import Block, Code, Page, Paragraph, Section, Steps, Terms
from grader.reporting.console import in_memory, laid_out
from grader.reporting.sinks import terminal as safe

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

    Rows = tuple[tuple[str, str], ...] | list[tuple[str, str]]

INDENT, LABEL = 2, 22


def terminal(page: Page, *, color: bool, width: int) -> str:
    """Return the page as lines of text, with colour where it is wanted."""
    from rich.text import Text

    console = in_memory(color=color, width=width)
    console.print(Text(safe(page.title), style="bold"))
    if page.id:
        console.print(Text(safe(page.id), style="dim"))
    for section in page.sections:
        console.print()
        console.print(Text(safe(section.heading), style="bold"))
        _section(console, section)
    return laid_out(console, color=color)


def _section(console: "Console", section: Section) -> None:
    """Print the blocks of a section; code stands between empty lines."""
    for before, block in pairwise((None, *section.blocks)):
        if isinstance(before, Code):
            console.print()
        assert block is not None
        _print(console, block)


def _print(console: "Console", block: Block) -> None:
    """Print a block; code is not wrapped, so that it can be copied."""
    from rich.padding import Padding
    from rich.text import Text

    if isinstance(block, Code):
        lines = "\n".join(f"{' ' * INDENT}{line}" for line in safe(block.text).split("\n"))
        console.print(Text(f"\n{lines}", style="cyan"), soft_wrap=True)
        return
    for part in _block(block):
        console.print(Padding(part, (0, 0, 0, INDENT)))


def _block(block: Block) -> "Iterator[RenderableType]":
    from rich.text import Text

    match block:
        case Paragraph(text):
            if text:
                yield Text(_bare(text))
        case Steps(items):
            yield _rows([(f"{n}.", text) for n, text in enumerate(items, start=1)])
        case Terms(rows):
            if max(len(name) for name, _ in rows) <= LABEL:
                yield _rows(rows)
            else:
                yield _below(rows)


def _bare(text: str) -> str:
    """Return text without the signs that mark code."""
    return safe(text.replace("`", ""))


def _rows(rows: "Rows") -> "Table":
    """Return labels and texts side by side."""
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for name, text in rows:
        table.add_row(Text(safe(name), style="bold"), Text(_bare(text)))
    return table


def _below(rows: "Rows") -> "RenderableType":
    """Return long labels with their texts below them."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    parts: list[RenderableType] = []
    for name, text in rows:
        parts += (Text(safe(name), style="bold"), Padding(Text(_bare(text)), (0, 0, 0, INDENT)))
    return Group(*parts)
