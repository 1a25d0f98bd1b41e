"""How a page is written: terminal, Markdown, HTML, JSON. Runs in the judge."""

from grader.explaining.page import Page

FORMS = ("terminal", "markdown", "html", "json")


def written(page: Page, form: str, *, color: bool = False, width: int = 80) -> str:
    """Return a page in one of the forms; colour and width are for terminals."""
    if form == "html":
        from grader.explaining.writing.html import html

        return html(page)
    if form == "markdown":
        from grader.explaining.writing.markdown import markdown

        return markdown(page)
    if form == "json":
        from grader.explaining.writing.plain import plain

        return plain(page)
    from grader.explaining.writing.terminal import terminal

    return terminal(page, color=color, width=width)
