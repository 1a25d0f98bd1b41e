"""Reports as they travel and are kept: small, and with what a summary needs beside them.

A worker packs, so that whoever collects from many workers does little. Runs in the judge.
"""

import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.models.report import CheckReport, Report

LEVEL = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Packed:
    """A report, compressed, and what is asked of it most.

    Attributes:
        report: The staff's, as JSON, compressed.
        outcome: The checks in short, as JSON: of each its ``status``, ``score``, ``max_score``,
            ``seconds``, and where there are any ``named`` (ids of diagnoses, the likeliest first)
            and ``convention``.
        status: ``graded`` or ``ungraded``.
        provisional: Whether a person has yet to fill something in.
        score: Points.
        max_score: Points that could be earned.
        seconds: How long it took.
    """

    report: bytes
    outcome: str
    status: str
    provisional: bool
    score: float
    max_score: float
    seconds: float


def packed(report: "Report") -> Packed:
    """Return a report as it is kept."""
    return Packed(
        report=zlib.compress(report.model_dump_json().encode(), LEVEL),
        outcome=json.dumps(
            {check.id: _brief(check) for check in report.checks}, separators=(",", ":")
        ),
        status=report.status,
        provisional=report.provisional,
        score=report.score,
        max_score=report.max_score,
        seconds=round(report.timings.get("total", 0.0), 4),
    )


def unpacked(data: bytes) -> "Report":
    """Return the report that was packed."""
    from grader.models.report import Report

    return Report.model_validate_json(zlib.decompress(data))


def _brief(check: "CheckReport") -> dict[str, Any]:
    brief: dict[str, Any] = {
        "status": check.status.value,
        "score": check.score,
        "max_score": check.max_score,
        "seconds": round(check.seconds, 4),
    }
    if check.diagnoses:
        brief["named"] = [diagnosis.id for diagnosis in check.diagnoses]
    if check.convention:
        brief["convention"] = list(check.convention)
    return brief
