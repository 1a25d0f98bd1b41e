"""The report as the ``results.json`` of PrairieLearn's external graders. Runs in the judge.

All of that file is shown to the student. So it holds the tests that a student may see; the score
counts the others too where the report is the staff's. A report that is no verdict is not gradable,
which costs no attempt. PrairieLearn takes at most 1 MB: pictures go first, then long texts.
"""

import json
from collections.abc import Iterator
from typing import Any

from grader.models.report import CheckReport, Report
from grader.reporting.audience import for_audience
from grader.reporting.sinks import json_safe
from grader_plugins.reporters import handed_back, phrases, wording

MOST_BYTES = 1_000_000
LONGEST = (20_000, 2_000, 200)
"""Characters of a text, shorter and shorter until all of it fits."""


class PrairieLearn:
    """Writes a score from 0 to 1, and a test for each check that is shown."""

    name = "prairielearn"
    suffix = ".json"

    def render(self, report: Report, *, color: bool, width: int) -> str:
        """Return the report as ``results.json`` of less than 1 MB."""
        del color, width
        shown = for_audience(report, "student")
        document = _written(_results(report, shown, pictures=True, longest=LONGEST[0]))
        for longest in LONGEST:
            if len(document.encode()) < MOST_BYTES:
                break
            document = _written(_results(report, shown, pictures=False, longest=longest))
        return document


def _written(results: dict[str, Any]) -> str:
    return json_safe(json.dumps(results, ensure_ascii=False, indent=1)) + "\n"


def _results(report: Report, shown: Report, *, pictures: bool, longest: int) -> dict[str, Any]:
    graded = wording.is_graded(report)
    return {
        **({"score": _share(report.score, report.max_score)} if graded else {}),
        "gradable": graded,
        "message": wording.verdict(shown),
        "output": handed_back.summary(shown)[:longest],
        **({} if graded else {"format_errors": [wording.ungraded_advice(shown)]}),
        "tests": [_test(shown, check, pictures, longest) for check in shown.checks],
    }


def _share(score: float, max_score: float) -> float:
    return round(min(max(score / max_score, 0.0), 1.0), 9) if max_score > 0 else 0.0


def _test(report: Report, check: CheckReport, pictures: bool, longest: int) -> dict[str, Any]:  # noqa: FBT001
    graded = wording.is_graded(report)
    drawn = list(_images(check)) if pictures else []
    return {
        "name": handed_back.title(check),
        "description": phrases.short_name(check.id),
        "points": round(check.score, 6) if graded else 0.0,
        "max_points": check.max_score if graded else 0.0,
        "message": wording.result(report, check),
        "output": handed_back.told(report, check)[:longest],
        **({"images": drawn} if drawn else {}),
    }


def _images(check: CheckReport) -> Iterator[dict[str, str]]:
    for picture in handed_back.pictures(check):
        yield {"label": picture.title, "url": picture.url}
