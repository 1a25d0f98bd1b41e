"""One HTML document that needs nothing else: no script, no request, light and dark, phone, paper.

Runs in the judge. Reports and explanations are such documents.
"""

from importlib.resources import files

from grader.reporting.html.elements import Markup, blocks, element

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Even were something not escaped: no script would run, nothing would be fetched or sent."""


def document(title: str, body: Markup) -> str:
    """Return a whole document; its title is text, its body is markup."""
    page = element("html", blocks(_head(title), element("body", body)), lang="en")
    return f"<!doctype html>\n{page.html}\n"


def _head(title: str) -> Markup:
    style = files(__package__).joinpath("style.css").read_text(encoding="utf-8")
    return element(
        "head",
        blocks(
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", http_equiv="Content-Security-Policy", content=POLICY),
            element("meta", name="color-scheme", content="light dark"),
            element("meta", name="referrer", content="no-referrer"),
            element("title", title),
            element("style", Markup(style)),
        ),
    )
