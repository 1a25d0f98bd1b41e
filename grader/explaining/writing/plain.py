"""A page as JSON, for programs. Runs in the judge."""

import json

from grader.explaining.page import Page
from grader.reporting.sinks import json_safe


def plain(page: Page) -> str:
    """Return a JSON document, ``schema_version`` first."""
    return json_safe(json.dumps(page.plain(), indent=2, ensure_ascii=False)) + "\n"
