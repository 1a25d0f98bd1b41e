"""Where text for a terminal is laid out before it is printed; rich is imported only then."""

from io import StringIO
from typing import TYPE_CHECKING

from grader.reporting.sinks import inert

if TYPE_CHECKING:
    from rich.console import Console


def in_memory(*, color: bool, width: int) -> "Console":
    """Return a console that depends on nothing but its arguments."""
    from rich.console import Console

    return Console(
        file=StringIO(),
        width=width,
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=not color,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )


def laid_out(console: "Console", *, color: bool) -> str:
    """Return what was printed on such a console, inert, and with one end of line at its end."""
    assert isinstance(console.file, StringIO)
    lines = inert(console.file.getvalue()).split("\n")
    return "\n".join(line if color else line.rstrip() for line in lines).rstrip("\n") + "\n"
