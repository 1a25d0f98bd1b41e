"""Parts of an audit's pages: a heading with a table or a list. Runs in the judge."""

from collections.abc import Sequence

from grader.reporting.html.elements import Markup, blocks, element

NARROW = 2
"""A table of so many columns fits a telephone; wider ones are scrolled."""


def section(title: str, content: Markup) -> Markup:
    """Write a part of a page under its heading."""
    return element("section", blocks(element("h2", title), content))


def listed(lines: Sequence[str], title: str) -> Markup:
    """Write lines as a part of a page; nothing where there are none."""
    items = [element("li", line) for line in lines]
    return section(title, element("ul", blocks(*items))) if items else Markup("")


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    title: str,
    note: Markup | None = None,
) -> Markup:
    """Write a table whose first column is words; numbers follow, and where there are, words."""
    numeric = [_is_numeric([row[n] for row in rows]) for n in range(len(head))]
    kinds = ["number" if each else None for each in numeric]
    names = zip(head, kinds, strict=True)
    top = element("tr", *(element("th", t, scope="col", class_=kind) for t, kind in names))
    body = [
        element(
            "tr",
            element("th", row[0], scope="row"),
            *(element("td", t, class_=k) for t, k in zip(row[1:], kinds[1:], strict=True)),
        )
        for row in rows
    ]
    whole = element("table", element("thead", top), element("tbody", blocks(*body)))
    return section(title, blocks(_scrolled(whole, title) if len(head) > NARROW else whole, note))


def _scrolled(whole: Markup, title: str) -> Markup:
    return element(
        "div", whole, class_="scroll", role="region", tabindex="0", aria_label=f"{title}: table"
    )


def _is_numeric(cells: Sequence[str]) -> bool:
    return all(cell[:1].isdigit() or cell == "–" for cell in cells)
