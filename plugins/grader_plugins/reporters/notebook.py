"""The report for a notebook: as text and as a page, by media type. Runs in the judge."""

import json

from grader.models.report import Report
from grader_plugins.reporters.html import Html
from grader_plugins.reporters.terminal import Terminal


class Notebook:
    """Writes what a notebook shows: JSON with the report as text and as HTML."""

    name = "notebook"
    suffix = ".json"

    def render(self, report: Report, *, color: bool, width: int) -> str:
        """Return both forms by their media types, as a notebook's front end chooses among them."""
        del color
        page = Html().render(report, color=False, width=width)
        text = Terminal().render(report, color=False, width=width)
        return json.dumps({"text/html": page, "text/plain": text}, ensure_ascii=False) + "\n"
