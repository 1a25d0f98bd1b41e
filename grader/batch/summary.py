"""What is told of a graded class. Runs in the judge; the JSON of ``grader batch -f json``."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pydantic import Field

from grader.models.frozen import Model

if TYPE_CHECKING:
    from grader.batch.tally import Tally
    from grader.store.basis import Basis

SCHEMA_VERSION = "1.0"


class Ungraded(Model):
    """A submission without a mark, why, and the exit code ``grader check`` would have ended in."""

    submission: str
    reason: str
    code: int


class Slow(Model):
    """A submission that took long."""

    submission: str
    seconds: float


class Named(Model):
    """A misconception that was named as a check's likeliest, and how often."""

    check: str
    id: str
    count: int


class CheckSummary(Model):
    """What a check came to.

    Attributes:
        id: Its name.
        points: What it is worth.
        mean: Points earned on average.
        pass_rate: The share that passed.
        statuses: How it ended, how often.
        misconceptions: What was named first, how often.
        conventions: Conventions it was done in that are not the usual ones, how often.
        seconds: What it took on average.
    """

    id: str
    points: float
    mean: float
    pass_rate: float
    statuses: Mapping[str, int] = Field(default_factory=dict)
    misconceptions: Mapping[str, int] = Field(default_factory=dict)
    conventions: Mapping[str, int] = Field(default_factory=dict)
    seconds: float = 0.0


class Summary(Model):
    """What a class came to.

    Attributes:
        assignment: The assignment's name.
        title: Its title.
        digest: Its digest.
        grader: The grader's version.
        seed: What inputs were drawn from.
        submissions: How many there are.
        graded: How many have a mark.
        provisional: How many of these wait for a person.
        fresh: How many were graded now; the others were known.
        most: What can be earned.
        mean: Points on average.
        median: Points that half of them reach.
        bands: How many earned each tenth of what can be earned.
        checks: The checks.
        misconceptions: The most frequent.
        slowest: Which took longest.
        ungraded: Which have no mark, and why.
        notes: What else needs attention.
        seconds: How long the run took.
    """

    schema_version: str = SCHEMA_VERSION
    assignment: str
    title: str = ""
    digest: str
    grader: str
    seed: str
    submissions: int
    graded: int
    provisional: int
    fresh: int
    most: float
    mean: float
    median: float
    bands: tuple[int, ...]
    checks: tuple[CheckSummary, ...]
    misconceptions: tuple[Named, ...]
    slowest: tuple[Slow, ...]
    ungraded: tuple[Ungraded, ...]
    notes: tuple[str, ...] = ()
    seconds: float = 0.0


def summary(
    tally: "Tally", basis: "Basis", *, title: str, notes: tuple[str, ...], seconds: float
) -> Summary:
    """Return what is told of what was counted."""
    return Summary(
        assignment=basis.slug,
        title=title,
        digest=basis.assignment,
        grader=basis.environment["grader"],
        seed=basis.seed,
        submissions=tally.count,
        graded=len(tally.scores),
        provisional=tally.provisional,
        fresh=tally.fresh,
        most=tally.most,
        mean=tally.mean,
        median=tally.median,
        bands=tally.bands,
        checks=tally.checks,
        misconceptions=tally.named,
        slowest=tally.slowest,
        ungraded=tuple(sorted(tally.ungraded, key=lambda each: each.submission)),
        notes=notes,
        seconds=round(seconds, 2),
    )
