"""The report as Gradescope's ``results.json``. Runs in the judge.

One test a check. Gradescope keeps one file for all: of tests it hides, staff read everything, of
all others they read what students read. It shows no total while any test is hidden, and says so to
nobody; so the text above the tests does. A report that is no verdict has no score at all, which
Gradescope tells as a failure of its autograder: a zero would look like one that was earned.
"""

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from grader.models.report import CheckReport, Report, Status
from grader.reporting.html.elements import blocks, element
from grader.reporting.sinks import json_safe
from grader_plugins.reporters import handed_back, wording
from grader_plugins.reporters.facts import facts

VISIBILITY: Mapping[str, str] = MappingProxyType(
    {"visible": "visible", "after_due": "after_due_date", "hidden": "hidden"}
)
HIDES_THE_TOTAL = (
    "Some tests are not shown yet; while any is hidden, Gradescope shows no total score."
)
MOST_OUTPUT = 20_000


class Gradescope:
    """Writes scores, texts and visibilities as Gradescope reads them."""

    name = "gradescope"
    suffix = ".json"

    def render(self, report: Report, *, color: bool, width: int) -> str:
        """Return the report as ``results.json``."""
        del color, width
        return json_safe(json.dumps(_results(report), ensure_ascii=False, indent=1)) + "\n"


def _results(report: Report) -> dict[str, Any]:
    shown = handed_back.students(report)
    hidden = any(check.visibility != "visible" for check in report.checks)
    output = handed_back.summary(shown)
    scored = {"score": round(report.score, 6)} if wording.is_graded(report) else {}
    return {
        **scored,
        "execution_time": round(report.timings.get("total", 0.0)),
        "output": f"{output}\n\n{HIDES_THE_TOTAL}" if hidden else output,
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"grader": handed_back.provenance(report)},
        "tests": list(_tests(report, shown)),
    }


def _tests(report: Report, shown: Report) -> Iterator[dict[str, Any]]:
    copies = {check.id: check for check in shown.checks}
    for number, check in enumerate(report.checks, start=1):
        hidden = check.id not in copies
        source, copy = (report, check) if hidden else (shown, copies[check.id])
        text, form = _output(source, copy)
        yield {
            **_scored(report, check),
            "name": handed_back.title(copy),
            "name_format": "text",
            "number": str(number),
            "output": text,
            "output_format": form,
            "tags": [check.kind, check.status.value],
            "visibility": "hidden" if hidden else VISIBILITY.get(check.visibility, "hidden"),
            "extra_data": {"check": check.id},
        }


def _scored(report: Report, check: CheckReport) -> dict[str, Any]:
    """Return a test's points and how it ended; nothing of both where there is no verdict."""
    if not wording.is_graded(report):
        return {"max_score": check.max_score}
    points = {"score": round(check.score, 6), "max_score": check.max_score}
    if check.status in handed_back.POSTPONED:
        return points
    return {**points, "status": "passed" if check.status is Status.PASSED else "failed"}


def _output(report: Report, check: CheckReport) -> tuple[str, str]:
    """Return what is told of a check and in which form: HTML only for the sake of pictures."""
    text = handed_back.told(report, check)[:MOST_OUTPUT]
    pictures = tuple(handed_back.pictures(check))
    if not pictures:
        return text, "text"
    from grader_plugins.reporters.html.told import told

    words = told(facts(report, check, width=handed_back.WIDTH, drawn=True))
    drawn = (
        element("figure", element("img", src=p.url, alt=p.words), element("figcaption", p.words))
        for p in pictures
    )
    head = element("p", wording.result(report, check))
    return blocks(head, words, *drawn).html, "html"
