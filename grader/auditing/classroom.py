"""A real class graded by an assignment: what each check would have cost it. Runs in the judge.

Every entry of a folder is a submission of somebody else's code, and is confined as any other.
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
from grader.errors import SubmissionError, UsageError
from grader.grading import read_submission
from grader.models.frozen import Model
from grader.models.report import Status
from grader.preparation import Prepared
from grader.reporting.sinks import one_line

SCHEMA_VERSION = "1.0"
EDGES = 10
"""How many bands the scores are counted in."""


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
    """What an assignment would have cost a class."""

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
    seconds: float = 0.0


def graded_class(
    folder: Path, prepared: Prepared, gradings: Gradings, only: tuple[str, ...]
) -> ClassAudit:
    """Grade every entry of a folder, and count.

    Raises:
        UsageError: The folder holds nothing to grade.
        GraderError: The assignment or its wall cannot be set up.
    """
    began = time.perf_counter()
    tasks, unread = _handed_in(folder, prepared, only)
    apart = replace(gradings, desk=replace(gradings.desk, trust=False))
    found = apart.graded(tasks, "submissions")
    outcomes = {name: each for name, each in found.items() if not each.trouble}
    failed = [_ungraded(n, o.trouble) for n, o in found.items() if o.trouble]
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
        bands=_bands(totals, most),
        checks=_costs(list(outcomes.values())),
        ungraded=(*unread, *failed),
        seconds=round(time.perf_counter() - began, 1),
    )


def _handed_in(
    folder: Path, prepared: Prepared, only: tuple[str, ...]
) -> tuple[list[Task], list[Ungraded]]:
    """Read every entry; what cannot be read is told and not graded."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder", hint="name the one that holds a class's work")
    tasks: list[Task] = []
    unread: list[Ungraded] = []
    seed = prepared.bench.seed
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        try:
            submission = read_submission(path, prepared.registry)
        except SubmissionError as problem:
            unread.append(_ungraded(path.name, problem.message))
            continue
        tasks.append(Task(key=path.name, submission=submission, only=only, seed=seed))
    if not tasks and not unread:
        raise UsageError(f"{folder} is empty", hint="each of its entries is one submission")
    return tasks, unread


def _ungraded(name: str, reason: str) -> Ungraded:
    """Return what is told of a submission, in characters that every file can hold."""
    return Ungraded(submission=one_line(name), reason=one_line(reason))


def _bands(totals: Sequence[float], most: float) -> tuple[int, ...]:
    """Count scores in tenths of what can be earned."""
    counts = [0] * EDGES
    for total in totals if most else ():
        counts[min(int(EDGES * total / most), EDGES - 1)] += 1
    return tuple(counts)


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
    return dict(sorted(Counter(words).items(), key=lambda pair: (-pair[1], pair[0])))
