"""The same journey as the command's, on one wall for many attacks: what one leaves, the next meets.

Attacks that never leave the student's side need no process of their own to be judged in; those on
the command, its limits and its output run the real one.
"""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from grader.errors import SubmissionError
from grader.examination.wall import open_wall
from grader.grading import grade, raise_wall, read_submission
from grader.preparation import Prepared, prepare
from grader.reporting.rendering import render
from grader.reporting.verdict import exit_code
from tests.attacks.command import BOUND, LETTERS, Outcome

KEPT = 2
"""How many assignments stay prepared: each holds its data sets, and the series has several."""


class Judge:
    """A wall and the assignments that were prepared for it; a context manager."""

    def __init__(self) -> None:
        self._wall = open_wall()
        self._prepared: dict[bytes, Prepared] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._wall.close()

    def check(self, submission: Path, assignment: Path = LETTERS / "assignment.yaml") -> Outcome:
        """Grade a submission into a student's JSON report, within the bound of a command."""
        prepared = self._ready(assignment)
        try:
            with _at_most(BOUND):
                handed_in = read_submission(submission, prepared.registry)
                report = grade(prepared, handed_in, self._wall)
        except SubmissionError as problem:
            return Outcome(int(problem.exit_code), {}, "", problem.message)
        reporter = prepared.registry.reporters["json"]
        text = render(report, reporter=reporter, audience="student", color=False, width=100)
        return Outcome(exit_code(report), json.loads(text), text, "")

    def _ready(self, assignment: Path) -> Prepared:
        written = assignment.read_bytes()
        if written not in self._prepared:
            prepared = prepare(assignment)
            if not self._prepared:
                raise_wall(self._wall, prepared)
            self._prepared = dict(list(self._prepared.items())[1 - KEPT :])
            self._prepared[written] = prepared
        return self._prepared[written]


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Interrupt what keeps the judge longer than an attack may."""

    def interrupt(*_: object) -> None:
        raise TimeoutError(f"an attack kept the judge for {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
