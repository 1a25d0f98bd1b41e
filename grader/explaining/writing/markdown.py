"""A page as Markdown, for course notes and issue threads. Runs in the judge."""

from collections.abc import Iterator

from grader.explaining.page import Block, Code, Page, Paragraph, Steps, Terms
from grader.reporting.sinks import code_block, code_span
from grader.reporting.sinks import markdown as safe


def markdown(page: Page) -> str:
    """Return a document of headings, lists and fenced code."""
    name = f" ({code_span(page.id)})" if page.id else ""
    parts = [f"# {safe(page.title)}{name}"]
    for section in page.sections:
        parts.append(f"## {safe(section.heading)}")
        parts.extend(block for each in section.blocks for block in _block(each))
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            if text:
                yield _spans(text)
        case Steps(items):
            yield "\n".join(f"{n}. {_spans(text)}" for n, text in enumerate(items, start=1))
        case Terms(rows):
            yield "\n".join(f"- {code_span(name)}: {_spans(text)}" for name, text in rows)
        case Code(text, language):
            yield code_block(text, language=language or "text")


def _spans(text: str) -> str:
    """Return text in which what stands between backticks stays code."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return safe(text)
    return "".join(code_span(piece) if n % 2 else _plain(piece) for n, piece in enumerate(pieces))


def _plain(piece: str) -> str:
    """Escape a piece of a line and keep the spaces at its ends."""
    before = " " * (len(piece) - len(piece.lstrip()) > 0)
    after = " " * (len(piece) - len(piece.rstrip()) > 0 and bool(piece.strip()))
    return f"{before}{safe(piece)}{after}"
