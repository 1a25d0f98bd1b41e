"""A place where submissions are graded: one assignment made ready, one wall. Runs in a judge.

Desks and errands are plain values, so that they can be sent to another process or machine of ours;
the desk is set up where it is opened.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import gethostname
from typing import TYPE_CHECKING, Self

from grader.errors import ExitCode, GraderError
from grader.levels import Confinement

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.examination.wall import Wall
    from grader.executing.packing import Packed
    from grader.handing_in.submission import Submission
    from grader.models.report import Report
    from grader.preparation import Prepared
    from grader.seeds import Seed


@dataclass(frozen=True, kw_only=True, slots=True)
class Errand:
    """One submission to grade.

    Attributes:
        key: Tells it from the others of its kind.
        submission: What was handed in, or the path where it lies.
        seed: What inputs are drawn from.
        only: Grade these checks, with what they need; none: all.
        attempt: Which attempt it is.
    """

    key: str
    submission: "Submission | Path"
    seed: "Seed" = 0
    only: tuple[str, ...] = ()
    attempt: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Graded:
    """What came of an errand: a report, or why there is none.

    Attributes:
        key: The errand's.
        report: The staff's report.
        packed: The same as it is kept, in its place, where the desk packs.
        trouble: Why there is none: the submission cannot be read, or the grader failed.
        code: The exit code that ``grader check`` would have ended in.
        worker: Which process of which machine graded it.
    """

    key: str
    report: "Report | None" = None
    packed: "Packed | None" = None
    trouble: str = ""
    code: ExitCode = ExitCode.PASSED
    worker: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """How a place is set up where an assignment is graded.

    Attributes:
        assignment: Its YAML file.
        plugins: Modules named beside those the assignment names.
        explicit: Whether it was named, so that its own plugins are loaded.
        full: Whether the longer recipe is graded.
        demand: The confinement that must hold.
        trust: Whether what is graded is our own.
        packs: Whether reports are packed where they are made, to be kept.
        secrets: Files that no submission may read, beside the assignment's own.
        expected: What must be the same where it is opened (:mod:`grader.executing.sameness`);
            nothing: it is opened by whoever made it.
    """

    assignment: Path
    plugins: tuple[str, ...] = ()
    explicit: bool = True
    full: bool = False
    demand: Confinement | None = None
    trust: bool = False
    packs: bool = False
    secrets: tuple[str, ...] = ()
    expected: Mapping[str, str] = field(default_factory=dict)

    @contextmanager
    def open(self) -> "Iterator[Callable[[Errand], Graded]]":
        """Set the desk up, and yield what carries out an errand at it.

        Raises:
            GraderError: The assignment has mistakes, or is another than was expected, or nothing
                here confines enough.
        """
        with _Seats(self) as seats:
            yield seats.carry_out


class _Seats:
    """The assignment made ready for one seed at a time, and the wall that goes with it."""

    def __init__(self, desk: Desk) -> None:
        from grader.preparation import prepare

        self._desk = desk
        self._prepared = prepare(
            desk.assignment, plugins=desk.plugins, explicit=desk.explicit, full=desk.full
        )
        if desk.expected:
            from grader.executing.sameness import facts, refuse_difference

            refuse_difference(desk.expected, facts(self._prepared))
        self._stack = ExitStack()
        self._wall: Wall | None = None

    def __enter__(self) -> Self:
        self._wall = self._raised()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def carry_out(self, errand: Errand) -> Graded:
        """Grade, and say of a submission that cannot be graded why.

        A fork server that is lost costs nobody a mark: there is another, and one more try.
        """
        from grader.examination.server import ServerGoneError

        try:
            try:
                return self._graded(errand)
            except ServerGoneError:
                self._lower()
                return self._graded(errand)
        except GraderError as problem:
            return Graded(key=errand.key, trouble=_told(problem), code=problem.exit_code)
        except Exception as problem:  # noqa: BLE001 - one submission's trouble is not the next one's
            self._lower()
            why = f"the grader itself failed: {type(problem).__name__}: {problem}"
            return Graded(key=errand.key, trouble=why, code=ExitCode.GRADER)

    def _graded(self, errand: Errand) -> Graded:
        from grader.grading import grade, read_submission

        prepared, wall = self._for(errand.seed)
        submission = errand.submission
        if isinstance(submission, Path):
            submission = read_submission(submission, prepared.registry)
        report = grade(prepared, submission, wall, only=errand.only or None, attempt=errand.attempt)
        worker = f"{gethostname()} {os.getpid()}"
        if not self._desk.packs:
            return Graded(key=errand.key, report=report, worker=worker)
        from grader.executing.packing import packed

        return Graded(key=errand.key, packed=packed(report), worker=worker)

    def _for(self, seed: "Seed") -> "tuple[Prepared, Wall]":
        """Return what grades with a seed: the last one's, or made anew from what was read."""
        from grader.preparation import Prepared

        if self._prepared.bench.seed != seed:
            self._lower()
            self._prepared = Prepared(self._prepared.loaded, self._prepared.registry, seed=seed)
        self._wall = self._wall or self._raised()
        return self._prepared, self._wall

    def _lower(self) -> None:
        """Close the wall; the next errand raises another."""
        self._stack.close()
        self._wall = None

    def _raised(self) -> "Wall":
        """Raise a wall, and another where its fork server is lost before it stands."""
        from grader.examination.server import ServerGoneError

        try:
            return self._raise()
        except ServerGoneError:
            self._lower()
            return self._raise()

    def _raise(self) -> "Wall":
        from grader.examination.wall import open_wall
        from grader.grading import raise_wall

        desk = self._desk
        wall = self._stack.enter_context(open_wall(demand=desk.demand, trust=desk.trust))
        raise_wall(wall, self._prepared, demand=desk.demand, secrets=desk.secrets)
        return wall


def _told(problem: GraderError) -> str:
    return f"{problem.message} ({problem.hint})" if problem.hint else problem.message
