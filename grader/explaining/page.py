"""The nouns of an explanation: a page of sections, and what may stand in one. Runs in the judge.

A page says what there is to say; how it looks is for the modules that write it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

SCHEMA_VERSION = "1.0"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences."""

    text: str


@dataclass(frozen=True, slots=True)
class Steps:
    """Sentences in an order, counted from 1."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Names, and what each is."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Lines to paste, or what they print."""

    text: str
    language: str = ""


Block: TypeAlias = Paragraph | Steps | Terms | Code


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page; ``name`` is for programs, ``heading`` for readers."""

    name: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """An explanation: what it is about, in which words, and its sections.

    Attributes:
        kind: ``misconception``, ``function``, ``convention``, ``diagnosis`` or ``list``.
        id: What was asked for.
        title: One line.
        sections: In the order in which they are read; none is empty.
    """

    kind: str
    id: str
    title: str
    sections: tuple[Section, ...]

    def plain(self) -> Mapping[str, Any]:
        """Return the page as plain data, ``schema_version`` first."""
        return {
            "schema_version": SCHEMA_VERSION,
            "kind": self.kind,
            "id": self.id,
            "title": self.title,
            "sections": [_plain(section) for section in self.sections],
        }


def section(name: str, heading: str, *blocks: Block | None) -> Section | None:
    """Return a section of the blocks that say something; ``None`` where none does."""
    told = tuple(block for block in blocks if block is not None and any(asdict(block).values()))
    return Section(name, heading, told) if told else None


def page(kind: str, name: str, title: str, *sections: Section | None) -> Page:
    """Return a page of the sections that there are."""
    return Page(kind, name, title, tuple(each for each in sections if each is not None))


def _plain(part: Section) -> Mapping[str, Any]:
    blocks = [{"kind": type(block).__name__.lower(), **asdict(block)} for block in part.blocks]
    return {"name": part.name, "heading": part.heading, "blocks": blocks}
