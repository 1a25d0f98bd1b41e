"""One calibration from beginning to end: measure, propose, contest, write. Runs in the judge."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from grader.calibrating.bounds import needs_scipy
from grader.calibrating.finding import Finding
from grader.calibrating.journal import Journal
from grader.calibrating.measuring import Crew, measure
from grader.calibrating.proposing import Proposal, propose
from grader.calibrating.rivals import CASES, Contest, Rival, contest, rivals_of
from grader.calibrating.subjects import Subject, solution_of
from grader.calibrating.writing import shown, write, written
from grader.errors import UsageError
from grader.executing.desk import Desk
from grader.kinds import Executor
from grader.plugin_manager import Registry
from grader.reading.assignment_file import LoadedAssignment
from grader.watching import Say, nobody

RIVAL_SEEDS = 3
"""Wrong code is graded with so many seeds each: its runs are much alike."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What is to be calibrated, and how.

    Attributes:
        loaded: The assignment, by the recipe that is meant.
        registry: What its plugins registered.
        chosen: The checks to measure.
        desk: Where the solution is graded.
        executor: Who grades; ``workers`` at once.
        seeds: A run each.
        journal: The file that keeps runs; none: they are kept for this order alone.
        date: When.
        checking: Only see whether the lines of now hold.
        writing: Write lines and provenance into the assignment.
        tighten: Raise laxer lines, too.
        against: Known wrong code: ``cases``, or a folder.
    """

    loaded: LoadedAssignment
    registry: Registry
    chosen: tuple[Subject, ...]
    desk: Desk
    executor: Executor
    seeds: range
    date: str
    workers: int | None = None
    journal: Path | None = None
    checking: bool = False
    writing: bool = False
    tighten: bool = False
    against: str = ""

    @property
    def solution(self) -> Path:
        """The right code that is measured.

        Raises:
            UsageError: There is none.
        """
        path = solution_of(self.loaded)
        if path.exists():
            return path
        message = f"there is no {path.name} in {self.loaded.folder.name}/ to measure"
        raise UsageError(message, hint="put right code there: thresholds are measured on it")


def carried_out(order: Order, *, tell: Say = nobody) -> Finding:
    """Carry an order out.

    Nothing is written where a run measured nothing: the same command goes on from the journal.

    Raises:
        UsageError: There is no solution, no scipy, or no wrong code where some was named.
        GraderError: Nothing can be graded here, or what would be written does not read.
    """
    needs_scipy()
    with _rivals(order) as rivals:
        crew = Crew(desk=order.desk, executor=order.executor, workers=order.workers)
        journal = Journal.opened(order.journal)
        runs = measure(crew, order.solution, order.chosen, order.seeds, journal=journal, tell=tell)
        proposals = propose(order.chosen, runs)
        contests = _contests(order, rivals, proposals, tell) if rivals else ()
    writes = order.writing and not any(run.trouble for run in runs)
    if writes:
        text = written(order.loaded, proposals, date=order.date, tighten=order.tighten)
        write(order.loaded.path, text, order.registry)
    blocks = shown(proposals, date=order.date, tighten=order.tighten)
    return Finding(
        assignment=order.loaded.assignment.assignment,
        recipe=order.loaded.recipe,
        date=order.date,
        checking=order.checking,
        runs=runs,
        proposals=proposals,
        contests=contests,
        blocks={} if order.checking else blocks,
        written=writes,
        tighten=order.tighten,
    )


@contextmanager
def _rivals(order: Order) -> Iterator[tuple[Rival, ...]]:
    """Yield known wrong code, where some was named; it is looked for before anything is measured.

    Raises:
        UsageError: There is none.
    """
    if not order.against:
        yield ()
        return
    with tempfile.TemporaryDirectory(prefix="grader-") as scratch:
        yield rivals_of(
            order.against,
            folder=order.loaded.folder,
            subjects=order.chosen,
            scratch=Path(scratch),
        )


def _contests(
    order: Order, rivals: tuple[Rival, ...], proposals: tuple[Proposal, ...], tell: Say
) -> tuple[Contest, ...]:
    """Grade known wrong code; what lies in a folder may be a stranger's, and is confined."""
    desk = replace(order.desk, trust=order.against == CASES)
    crew = Crew(desk=desk, executor=order.executor, workers=order.workers)
    seeds = order.seeds[:RIVAL_SEEDS]
    return contest(crew, rivals, proposals, seeds, tighten=order.tighten, tell=tell)
