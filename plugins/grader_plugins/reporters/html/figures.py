"""Evidence as figures: a picture where it can be drawn, always its words and its table."""

from collections.abc import Iterator

from grader.reporting.html.elements import Markup, blocks, element
from grader_plugins.reporters.forms import Form
from grader_plugins.reporters.forms.form import Table

INSTALL = "pip install nn-grader[pictures]"


def figure(form: Form, *, name: str, pictures: bool) -> Markup:
    """Return a figure; its identifiers start with a name that no other figure has."""
    caption = f"{name}-words"
    return element(
        "figure",
        element("h3", form.title),
        _picture(form, name, caption) if pictures else None,
        element("figcaption", form.words(), id=caption),
        _table(form.table(), form.title),
        aria_labelledby=caption,
    )


def _picture(form: Form, name: str, caption: str) -> Markup | None:
    """Return a picture that its words describe; one that fails is told, and nothing is lost."""
    from grader_plugins.reporters.html.drawing import picture

    try:
        svg = picture(form, name=name)
    except Exception as problem:  # noqa: BLE001 - a library's fault must not cost the report
        why = f"The picture could not be drawn ({type(problem).__name__}); its table says the same."
        return element("p", why, class_="note")
    if not svg:
        return None
    return element("div", Markup(svg), class_="picture", role="img", aria_labelledby=caption)


def _table(table: Table, title: str) -> Markup:
    head = (
        element("th", c, scope="col", class_="number" if n else None)
        for n, c in enumerate(table.columns)
    )
    whole = element(
        "table",
        element("caption", f"{title}, in numbers"),
        element("thead", element("tr", *head)),
        element("tbody", blocks(*_rows(table))),
    )
    scroll = element(
        "div", whole, class_="scroll", role="region", tabindex="0", aria_label=f"{title}: table"
    )
    note = element("p", table.note, class_="note") if table.note else None
    return element("details", element("summary", "The numbers"), scroll, note, open="")


def _rows(table: Table) -> Iterator[Markup]:
    for name, *cells in table.rows:
        numbers = (element("td", cell, class_="number") for cell in cells)
        yield element("tr", element("th", name, scope="row"), *numbers)
