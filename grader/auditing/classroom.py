"""A real class graded by an assignment: what each check would have cost it. Runs in the judge.

Its folder lies as ``grader batch`` takes it. Every submission is somebody else's code, and is
confined as any other.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import Field

from grader import __version__
from grader.auditing.outcome import CheckOutcome, Outcome
from grader.auditing.running import Gradings, Task
from grader.batch.finding import found
from grader.batch.found import Found
from grader.batch.reading import read
from grader.batch.tally import banded, ordered
from grader.errors import SubmissionError
from grader.models.frozen import Model
from grader.models.report import Status
from grader.preparation import Prepared
from grader.reporting.sinks import one_line

SCHEMA_VERSION = "1.0"


class Ungraded(Model):
    """A submission that could not be graded, and why."""

    submission: str
    reason: str


class PartCost(Model):
    """What one part cost the class: the points lost on average, and by how many."""

    id: str
    points: float
    mean_lost: float
    lost_by: int


class CheckCost(Model):
    """What one check cost the class.

    Attributes:
        id: Its name.
        points: What it is worth.
        mean_lost: Points lost on average, over all that were graded.
        lost_by: How many lost some.
        statuses: How it ended, how often.
        parts: The same by part.
        conventions: Conventions it was done in that are not the usual ones, how often.
        misconceptions: What was named first, how often.
    """

    id: str
    points: float
    mean_lost: float
    lost_by: int
    statuses: Mapping[str, int] = Field(default_factory=dict)
    parts: tuple[PartCost, ...] = ()
    conventions: Mapping[str, int] = Field(default_factory=dict)
    misconceptions: Mapping[str, int] = Field(default_factory=dict)


class ClassAudit(Model):
    """What an assignment would have cost a class.

    Attributes:
        assignment: The assignment's slug.
        digest: Its digest.
        grader: The version that graded.
        submissions: How many were handed in.
        graded: How many could be graded.
        mean: Their mean score.
        most: What could be earned.
        bands: How many earned each tenth of it.
        checks: What each check cost them.
        ungraded: What could not be graded, and why.
        notes: What was passed over in the folder, and as what it was taken.
        left_out: Checks that train, where no training was asked for.
        seconds: How long it took.
    """

    schema_version: str = SCHEMA_VERSION
    assignment: str
    digest: str = ""
    grader: str = ""
    submissions: int
    graded: int
    mean: float
    most: float
    bands: tuple[int, ...] = ()
    checks: tuple[CheckCost, ...] = ()
    ungraded: tuple[Ungraded, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    seconds: float = 0.0


def graded_class(
    folder: Path, prepared: Prepared, gradings: Gradings, only: tuple[str, ...]
) -> ClassAudit:
    """Grade every submission of a folder, or of a platform's zip file, and count.

    Raises:
        UsageError: It holds nothing to grade.
        GraderError: The assignment or its wall cannot be set up.
    """
    began = time.perf_counter()
    handed_in = found(folder, assignment=prepared.loaded.assignment.assignment)
    tasks, unread = _read(handed_in.found, prepared, only)
    apart = replace(gradings, desk=replace(gradings.desk, trust=False))
    graded = apart.graded(tasks, "submissions")
    outcomes = {name: each for name, each in graded.items() if not each.trouble}
    failed = [_ungraded(n, o.trouble) for n, o in graded.items() if o.trouble]
    totals = [sum(c.score for c in each.checks.values()) for each in outcomes.values()]
    most = max(
        (sum(c.max_score for c in o.checks.values()) for o in outcomes.values()), default=0.0
    )
    return ClassAudit(
        assignment=prepared.loaded.assignment.assignment,
        digest=prepared.loaded.digest,
        grader=__version__,
        submissions=len(tasks) + len(unread),
        graded=len(outcomes),
        mean=round(sum(totals) / len(totals), 3) if totals else 0.0,
        most=most,
        bands=banded(totals, most),
        checks=_costs(list(outcomes.values())),
        ungraded=(*unread, *failed),
        notes=tuple(map(one_line, handed_in.notes)),
        left_out=tuple(n for n in prepared.bench.checks if only and n not in only),
        seconds=round(time.perf_counter() - began, 1),
    )


def _read(
    handed_in: Sequence[Found], prepared: Prepared, only: tuple[str, ...]
) -> tuple[list[Task], list[Ungraded]]:
    """Read every submission; what cannot be read is told and not graded."""
    tasks: list[Task] = []
    unread: list[Ungraded] = []
    seed = prepared.bench.seed
    for each in handed_in:
        try:
            submission = read(each, prepared.registry)
        except SubmissionError as problem:
            unread.append(_ungraded(each.label, problem.message))
            continue
        tasks.append(Task(key=each.label, submission=submission, only=only, seed=seed))
    return tasks, unread


def _ungraded(name: str, reason: str) -> Ungraded:
    """Return what is told of a submission, in characters that every file can hold.

    Reasons begin with what a submission was called where it was graded, which names nobody.
    """
    called, _, said = reason.partition(": ")
    reason = said if called.startswith("submission") else reason
    return Ungraded(submission=one_line(name), reason=one_line(reason))


def _costs(outcomes: Sequence[Outcome]) -> tuple[CheckCost, ...]:
    names = dict.fromkeys(name for outcome in outcomes for name in outcome.checks)
    return tuple(_cost(n, [o.checks[n] for o in outcomes if n in o.checks]) for n in names)


def _cost(name: str, found: Sequence[CheckOutcome]) -> CheckCost:
    lost = [each.max_score - each.score for each in found]
    return CheckCost(
        id=name,
        points=found[0].max_score,
        mean_lost=round(sum(lost) / len(lost), 3),
        lost_by=sum(each > 0 for each in lost),
        statuses=_counted(each.status.value for each in found),
        parts=_parts(found),
        conventions=_counted(c for each in found if _judged(each) for c in each.convention),
        misconceptions=_counted(each.named[0] for each in found if each.named),
    )


def _judged(check: CheckOutcome) -> bool:
    return check.status in (Status.PASSED, Status.PARTIAL, Status.FAILED)


def _parts(found: Sequence[CheckOutcome]) -> tuple[PartCost, ...]:
    most = {name: worth for each in found for name, worth in each.most.items()}
    costs = []
    for name, worth in most.items():
        lost = [worth - each.parts.get(name, 0.0) for each in found]
        mean = round(sum(lost) / len(lost), 3)
        by = sum(each > 0 for each in lost)
        costs.append(PartCost(id=name, points=worth, mean_lost=mean, lost_by=by))
    return tuple(costs)


def _counted(words: Iterable[str]) -> dict[str, int]:
    return ordered(Counter(words).items())
