"""Grades in a platform's container, in which time may run out: what is cheap comes first.

Theory of operation
-------------------
The platform kills what takes too long, and keeps what was written. So the checks that cost little
are graded and written before those with budgets of their own; then everything is graded together
and written again. A timer of ours rings before the platform's does: what is not graded by then is
told as such, and never as wrong.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import ConfinementError, GraderError, SubmissionError
from grader.levels import Confinement
from grader.reporting.scrubbing import scrub_paths

if TYPE_CHECKING:
    from types import FrameType

    from grader.kinds import Question
    from grader.models.report import Report
    from grader.plugin_manager import Registry
    from grader.preparation import Prepared
    from grader.seeds import Seed

NO_WALL = "The grader does not find the confinement here that it needs. Tell your teacher."
OUR_FAULT = "The grader failed, not you. Tell your teacher."
NOT_REACHED = "the time ran out before its turn"


class TimeIsUp(BaseException):
    """The timer rang; no check may take it for a fault of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """What is graded where.

    Attributes:
        assignment: Its YAML file.
        submission: The folder with what was handed in.
        seed: What inputs are drawn from.
        attempt: Which attempt it is.
        seconds: When the timer rings.
        demand: The least confinement.
    """

    assignment: Path
    submission: Path
    seed: "Seed"
    attempt: int = 1
    seconds: float = 540.0
    demand: Confinement | None = Confinement.L2


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of it: a report, or a sentence for the student about why there is none.

    Attributes:
        report: The staff's report; none: nothing could be graded.
        trouble: Why there is no report, for students.
        staff: The same for staff, who read the log.
        by_student: Whether what was handed in is the reason.
    """

    report: "Report | None" = None
    trouble: str = ""
    staff: str = ""
    by_student: bool = False


def grade_in_stages(
    stage: Stage, keep: "Callable[[Report, Registry], None]"
) -> "tuple[Outcome, Registry | None]":
    """Grade, and let every stage's report be kept as soon as it is there."""
    from grader.preparation import prepare

    registry: Registry | None = None
    try:
        prepared = prepare(stage.assignment, seed=stage.seed)
        registry = prepared.registry
        return Outcome(report=_graded(stage, prepared, keep)), registry
    except SubmissionError as problem:
        text = scrub_paths(_told(problem))
        return Outcome(trouble=text, staff=_told(problem), by_student=True), registry
    except ConfinementError as problem:
        return Outcome(trouble=NO_WALL, staff=_told(problem)), registry
    except GraderError as problem:
        return Outcome(trouble=OUR_FAULT, staff=_told(problem)), registry


def _told(problem: GraderError) -> str:
    return f"{problem.message} ({problem.hint})" if problem.hint else problem.message


def _graded(
    stage: Stage, prepared: "Prepared", keep: "Callable[[Report, Registry], None]"
) -> "Report":
    from grader.examination.wall import open_wall
    from grader.grading import grade, raise_wall, read_submission

    known: Report | None = None
    try:
        with _timer(stage.seconds), open_wall(demand=stage.demand) as wall:
            raise_wall(wall, prepared, demand=stage.demand)
            submission = read_submission(stage.submission, prepared.registry)
            for only in _stages(prepared):
                known = grade(prepared, submission, wall, only=only, attempt=stage.attempt)
                keep(whole(known, prepared), prepared.registry)
    except TimeIsUp:
        if known is None:
            raise GraderError("the time ran out before anything was graded") from None
    assert known is not None
    return whole(known, prepared)


def _stages(prepared: "Prepared") -> Iterator[tuple[str, ...]]:
    """Yield the checks that cost little, where others do not; then all."""
    checks = prepared.bench.assignment.checks
    prepared.bench.seconds(checks)
    dear = {c.id for c in checks if any(q.seconds for q in _questions(prepared, c.id))}
    cheap = tuple(c.id for c in checks if c.id not in dear and not dear & set(c.needs))
    if dear and cheap:
        yield cheap
    yield tuple(check.id for check in checks)


def _questions(prepared: "Prepared", check: str) -> "tuple[Question, ...]":
    from contextlib import suppress

    with suppress(Exception):  # it breaks again when it is graded, and is told then
        return prepared.bench.questions(prepared.bench.checks[check])
    return ()


def whole(report: "Report", prepared: "Prepared") -> "Report":
    """Return a report on all checks: those that were not reached wait, and cost nobody a word."""
    from grader.models.report import CheckReport, Status

    graded = {check.id: check for check in report.checks}
    checks = tuple(
        graded.get(spec.id)
        or CheckReport(
            id=spec.id,
            kind=spec.kind,
            title=spec.title or spec.id,
            status=Status.PENDING,
            score=0.0,
            max_score=spec.points,
            visibility=spec.visibility.value,
            student_text=NOT_REACHED,
            staff_text=NOT_REACHED,
        )
        for spec in prepared.bench.assignment.checks
    )
    if len(graded) == len(checks):
        return report
    return report.model_copy(
        update={
            "checks": checks,
            "provisional": True,
            "max_score": round(sum(check.max_score for check in checks), 6),
        }
    )


@contextmanager
def _timer(seconds: float) -> Iterator[None]:
    """Let ``TimeIsUp`` be raised here after some seconds."""

    def ring(_: int, __: "FrameType | None") -> None:
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
