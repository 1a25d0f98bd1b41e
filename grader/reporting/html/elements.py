"""HTML elements from plain values: the only way text gets into the page. Runs in the judge.

A child that is a string is text and is escaped, always; what is markup already is a
:class:`Markup`, which only this module and the drawing of pictures make.
"""

from dataclasses import dataclass

from grader.reporting.sinks import html

_EMPTY = frozenset(("meta", "br"))


@dataclass(frozen=True, slots=True)
class Markup:
    """Text that is HTML already."""

    html: str


Child = str | Markup | None


def element(tag: str, *children: Child, **attributes: str | None) -> Markup:
    """Return an element; an attribute that is ``None`` is left out.

    ``class_`` is the attribute ``class``, ``aria_label`` is ``aria-label``.
    """
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{html(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in _EMPTY:
        return Markup(f"<{tag}{given}>")
    return Markup(f"<{tag}{given}>{together(*children).html}</{tag}>")


def together(*children: Child, between: str = "") -> Markup:
    """Return children one after the other."""
    return Markup(between.join(map(_html, (child for child in children if child is not None))))


def blocks(*children: Child) -> Markup:
    """Return children each on lines of its own, for those who read the source."""
    return together(*(c for c in children if c is not None and _html(c)), between="\n")


def _html(child: str | Markup) -> str:
    return child.html if isinstance(child, Markup) else html(child)
