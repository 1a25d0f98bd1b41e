"""What came of one grading, as far as an audit needs it. Runs in the judge."""

import hashlib
import json
from collections.abc import Mapping

from pydantic import Field

from grader.errors import ExitCode
from grader.executing.desk import Graded
from grader.models.frozen import Model
from grader.models.report import CheckReport, Report, Status


class CheckOutcome(Model):
    """One check's verdict.

    Attributes:
        status: How it ended.
        score: What it earned.
        max_score: What it is worth.
        parts: The points of each part.
        most: What each part is worth.
        convention: Conventions it was right in, or was taken for.
        named: Ids of the diagnoses, the likeliest first.
        seconds: What the answers to its questions took, on the student's side.
    """

    status: Status
    score: float
    max_score: float
    parts: Mapping[str, float] = Field(default_factory=dict)
    most: Mapping[str, float] = Field(default_factory=dict)
    convention: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    seconds: float = 0.0


class Outcome(Model):
    """What came of one grading.

    Attributes:
        checks: The verdicts by check.
        trouble: Why there is none.
        ours: Whether that is the grader's fault: then nothing is known of what was graded.
        seconds: How long it took.
        warnings: What the report warns of.
        said: A digest of all that the report says, but how long things took.
    """

    checks: Mapping[str, CheckOutcome] = Field(default_factory=dict)
    trouble: str = ""
    ours: bool = False
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()
    said: str = ""

    def lost(self, right: "Outcome") -> dict[str, tuple[str, ...]]:
        """Return what earned less than the right answer did: parts by check.

        A submission that cannot be read lost everything; one that the grader failed on, nothing.
        """
        if self.ours:
            return {}
        if self.trouble:
            return {name: tuple(check.parts) for name, check in right.checks.items()}
        return {
            name: _less(check, right.checks[name])
            for name, check in self.checks.items()
            if name in right.checks and _is_less(check, right.checks[name])
        }


def outcome(graded: Graded) -> Outcome:
    """Return what came of an errand."""
    if graded.report is None:
        ours = graded.code is not ExitCode.SUBMISSION
        return Outcome(trouble=graded.trouble or "nothing was said", ours=ours)
    if graded.report.status == "ungraded":
        faults = [c.staff_text for c in graded.report.checks if c.status is Status.GRADER_ERROR]
        return Outcome(trouble="; ".join(faults), ours=True)
    return Outcome(
        checks={check.id: _of(check) for check in graded.report.checks},
        seconds=round(graded.report.timings.get("total", 0.0), 3),
        warnings=graded.report.warnings[:3],
        said=_said(graded.report),
    )


def _said(report: Report) -> str:
    """Return the digest of a report without its clocks."""
    plain = report.model_dump(mode="json", exclude={"timings"})
    for check in plain["checks"]:
        del check["seconds"]
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _of(check: CheckReport) -> CheckOutcome:
    return CheckOutcome(
        status=check.status,
        score=check.score,
        max_score=check.max_score,
        parts={part.id: part.score for part in check.parts},
        most={part.id: part.max_score for part in check.parts},
        convention=check.convention,
        named=tuple(diagnosis.id for diagnosis in check.diagnoses),
        seconds=round(check.seconds, 4),
    )


def _is_less(check: CheckOutcome, right: CheckOutcome) -> bool:
    worse = right.status is Status.PASSED and check.status is not Status.PASSED
    return check.score < right.score - 1e-9 or (worse and right.max_score == 0)


def _less(check: CheckOutcome, right: CheckOutcome) -> tuple[str, ...]:
    """Return the parts that were lost; all, where the check has no verdict by parts."""
    return tuple(
        name for name, score in right.parts.items() if check.parts.get(name, 0.0) < score - 1e-9
    )
