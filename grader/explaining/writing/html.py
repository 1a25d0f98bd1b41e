"""A page as one HTML file, in the style of the reports. Runs in the judge."""

from collections.abc import Iterator

from grader.explaining.page import Block, Code, Page, Paragraph, Section, Steps, Terms
from grader.reporting.html.document import document
from grader.reporting.html.elements import Markup, blocks, element, together

SHORT = 12
"""Names up to this length stand beside what they are; longer ones above it."""


def html(page: Page) -> str:
    """Return a document that needs nothing else: no script, no request, light and dark."""
    head = element("header", element("h1", page.title), _id(page))
    main = element("main", blocks(*map(_section, page.sections)))
    return document(f"{page.title} · {page.id}" if page.id else page.title, blocks(head, main))


def _id(page: Page) -> Markup | None:
    return element("p", element("code", page.id), class_="who") if page.id else None


def _section(section: Section) -> Markup:
    parts = [part for block in section.blocks for part in _block(block)]
    return element("section", blocks(element("h2", section.heading), *parts), id=section.name)


def _block(block: Block) -> Iterator[Markup]:
    match block:
        case Paragraph(text):
            if text:
                yield element("p", _spans(text))
        case Steps(items):
            yield element("ol", blocks(*(element("li", _spans(text)) for text in items)))
        case Terms(rows):
            terms = (
                together(element("dt", element("code", name)), element("dd", _spans(text)))
                for name, text in rows
            )
            longest = max(len(name) for name, _ in rows)
            yield element("dl", blocks(*terms), class_="long" if longest > SHORT else None)
        case Code(text):
            yield element("pre", element("code", text))


def _spans(text: str) -> Markup:
    """Return text in which what stands between backticks is code."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return together(text)
    return together(*(element("code", p) if n % 2 else p for n, p in enumerate(pieces) if p))
