"""The report as a result file of Classroom 50 (``classroom50/result/v1``). Runs in the judge.

Its scores are whole numbers, ours are not: it counts hundredths of a point, rounded down, so that
no half mark is lost and none is gained. Whose work it is stands in the environment of the workflow
that graded it, as ``CONTEXT`` lists; nothing of it is guessed. ``datetime`` is when the work was
handed in, and stays the same when it is graded again.
"""

import json
import math
import os
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from grader.errors import UsageError
from grader.models.report import CheckReport, Report, Status
from grader.reporting.sinks import json_safe
from grader_plugins.reporters import handed_back, wording

SCHEMA = "classroom50/result/v1"
HUNDREDTHS = 100
CONTEXT: Mapping[str, str] = MappingProxyType(
    {
        "classroom": "CLASSROOM50_CLASSROOM",
        "assignment": "CLASSROOM50_ASSIGNMENT",
        "assignment_type": "CLASSROOM50_ASSIGNMENT_TYPE",
        "owner": "CLASSROOM50_OWNER",
        "submission": "CLASSROOM50_SUBMISSION",
        "commit": "CLASSROOM50_COMMIT",
        "release": "CLASSROOM50_RELEASE",
        "review": "CLASSROOM50_REVIEW",
        "datetime": "CLASSROOM50_DATETIME",
    }
)
"""Each required field, and the variable that holds it."""


class Classroom50:
    """Writes scores in hundredths of a point, and whose work it is."""

    name = "classroom50"
    suffix = ".json"

    def render(self, report: Report, *, color: bool, width: int) -> str:
        """Return the result file.

        Raises:
            UsageError: There is no verdict to write, or the workflow does not say whose it is.
        """
        del color, width
        if not wording.is_graded(report):
            raise UsageError("there is no verdict, and so no score for Classroom 50")
        return json_safe(json.dumps(_result(report), ensure_ascii=False, indent=1)) + "\n"


def _result(report: Report) -> dict[str, Any]:
    tests = [_test(check) for check in report.checks]
    return {
        "schema": SCHEMA,
        **_context(os.environ),
        "score": min(_hundredths(report.score), _hundredths(report.max_score)),
        "max-score": _hundredths(report.max_score),
        "tests": tests,
    }


def _test(check: CheckReport) -> dict[str, Any]:
    return {
        "test-name": handed_back.title(check),
        "passed": check.status is Status.PASSED,
        "score": _hundredths(check.score),
        "max-score": _hundredths(check.max_score),
    }


def _hundredths(points: float) -> int:
    """Return points in whole hundredths, rounded down but for the last bits."""
    return math.floor(max(points, 0.0) * HUNDREDTHS + 1e-6)


def _context(env: Mapping[str, str]) -> dict[str, str]:
    """Return whose work it is.

    Raises:
        UsageError: A variable is missing, or holds what the format refuses.
    """
    found = {field: env.get(variable, "") for field, variable in CONTEXT.items()}
    lacking = [CONTEXT[field] for field, value in found.items() if not value]
    if lacking:
        are = "is" if len(lacking) == 1 else "are"
        raise UsageError(
            f"Classroom 50 asks whose work it is: {', '.join(lacking)} {are} not set",
            hint="set these variables in the workflow's step, as docs/platforms.md shows",
        )
    _refuse(found, "assignment_type", found["assignment_type"] in ("individual", "group"))
    _refuse(found, "submission", found["submission"].startswith("submit/"))
    _refuse(found, "datetime", _is_moment(found["datetime"]))
    return found


def _refuse(found: Mapping[str, str], field: str, fine: bool) -> None:  # noqa: FBT001
    wanted = {
        "assignment_type": "individual or group",
        "submission": "a tag that begins with submit/",
        "datetime": "a moment such as 2026-11-21T18:00:00Z",
    }
    if not fine:
        raise UsageError(f"{CONTEXT[field]} is {found[field]!r}", hint=f"let it be {wanted[field]}")


def _is_moment(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return False
    return text.endswith("Z")
