"""Pieces of Markdown pages."""

from collections.abc import Iterable, Sequence

from grader.reporting.sinks import code_span
from grader.reporting.sinks import markdown as safe


def page(*parts: str) -> str:
    """Return a document of the parts that say something."""
    return "\n\n".join(part for part in parts if part) + "\n"


def code(text: str) -> str:
    """Return a name as code, also within a table."""
    return code_span(text, cell=True)


def text(words: str) -> str:
    """Return words on one line; what stands between backticks, one or two, stays code."""
    pieces = words.replace("``", "`").split("`")
    if len(pieces) % 2 == 0:
        return safe(words)
    return "".join(code(p) if n % 2 else _between(p) for n, p in enumerate(pieces) if p)


def _between(piece: str) -> str:
    """Escape a piece of a line, and keep a space at either end."""
    before = " " if piece[:1].isspace() else ""
    after = " " if piece.strip() and piece[-1:].isspace() else ""
    return f"{before}{safe(piece) if piece.strip() else ''}{after}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already; nothing where there is no row."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join((f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *lines))


def bullets(items: Iterable[str]) -> str:
    """Return a list of items that are Markdown already."""
    return "\n".join(f"- {item}" for item in items)


def numbered(items: Iterable[str]) -> str:
    """Return a list of steps that are Markdown already."""
    return "\n".join(f"{n}. {item}" for n, item in enumerate(items, start=1))


def paragraphs(words: str) -> str:
    """Return a docstring's paragraphs; what is indented in it stays as it is."""
    parts = (part for part in words.strip().split("\n\n") if part.strip())
    return "\n\n".join(part if part.startswith(" ") else text(part) for part in parts)
