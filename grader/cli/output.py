"""Where a command's words go: standard output in characters it can carry, or a file."""

import sys
from pathlib import Path

import click

from grader.errors import UsageError


def put(text: str) -> None:
    """Print text, with a line's end where it has none; symbols become ASCII where they must."""
    from grader.reporting.sinks import encodable

    encoding = sys.stdout.encoding if sys.stdout is not None else None
    click.echo(encodable(text, encoding or "utf-8"), nl=not text.endswith("\n"))


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
