"""Prints what a command says on standard output, in characters that it can carry."""

import sys

import click


def put(text: str) -> None:
    """Print text, with a line's end where it has none; symbols become ASCII where they must."""
    from grader.reporting.sinks import encodable

    encoding = sys.stdout.encoding if sys.stdout is not None else None
    click.echo(encodable(text, encoding or "utf-8"), nl=not text.endswith("\n"))
