"""The report as one HTML file: no script, no request, light and dark, phone and paper.

Runs in the judge. Every text passes one escaping function (``elements.element``), and a policy in
the page's head forbids scripts and requests all the same.
"""

from grader.models.report import Report


class Html:
    """Writes a page that can be opened, mailed and printed as it is."""

    name = "html"
    suffix = ".html"

    def render(self, report: Report, *, color: bool, width: int) -> str:
        """Return the report as an HTML document; the reader's own device chooses the colours."""
        from grader_plugins.reporters.html.page import page

        del color, width
        return page(report)
