"""Where a command's words go: standard output in characters it can carry, or a file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console


def put(text: str) -> None:
    """Print text, with a line's end where it has none; symbols become ASCII where they must."""
    from grader.reporting.sinks import encodable

    encoding = sys.stdout.encoding if sys.stdout is not None else None
    click.echo(encodable(text, encoding or "utf-8"), nl=not text.endswith("\n"))


def put_into(output: Path | None, text: str) -> None:
    """Write text to a file, ended as a line is, or print it where there is none."""
    if output is None:
        put(text)
    else:
        output.write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8")


@contextmanager
def console_into(output: Path | None) -> "Iterator[Console]":
    """Give a console that writes in a file, or on standard output where there is none."""
    from rich.console import Console

    if output is None:
        yield Console(highlight=False)
        return
    with output.open("w", encoding="utf-8") as file:
        yield Console(file=file, highlight=False, width=100)


def refuse_unwritable(output: Path | None, what: str) -> None:
    """Refuse a place where nothing can be written, before anything is measured.

    Raises:
        UsageError: It is one; ``what`` is what would be written there.
    """
    if output is None:
        return
    new = not output.exists()
    try:
        with output.open("a", encoding="utf-8"):
            pass
        if new:
            output.unlink()
    except OSError as problem:
        raise UsageError(
            f"{what} cannot be written to {output}: {problem.strerror}",
            hint="name a file in a folder that is there and is yours",
        ) from problem
