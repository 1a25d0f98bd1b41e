"""``grader check --watch``: checks again after each save until somebody ends it."""

from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.progress import Waiting
from grader.cli.rechecked import Screen
from grader.cli.saves import Saves
from grader.errors import SubmissionError
from grader.grading import read_submission
from grader.rechecking.session import Session
from grader.rechecking.stopping import StoppableWall, Superseded
from grader.reporting.verdict import exit_code

if TYPE_CHECKING:
    from grader.examination.wall import Wall
    from grader.handing_in.submission import Submission
    from grader.preparation import Prepared
    from grader.watching import Left


class Watched:
    """Watches one submission.

    Args:
        path: Where it is.
        prepared: The assignment.
        wall: Where children come from.
        screen: Shows what came of it.
        only: The checks that are asked for.
        attempt: Which attempt it is.
    """

    def __init__(
        self,
        path: Path,
        prepared: "Prepared",
        wall: "Wall",
        screen: Screen,
        *,
        only: tuple[str, ...] = (),
        attempt: int = 1,
    ) -> None:
        self._path = path
        self._prepared = prepared
        self._wall = StoppableWall(wall)
        self._screen = screen
        self._session = Session(
            prepared=prepared, wall=self._wall, only=only, attempt=attempt, tell=self._tell
        )
        self._waiting: Waiting | None = None
        self._digest = ""

    def run(self) -> int:
        """Check after each save; return the code of the last verdict when interrupted.

        Raises:
            KeyboardInterrupt: It was interrupted before there was any.
            GraderError: It cannot be read at the beginning, or the wall failed.
        """
        try:
            with Saves(self._path, self._saved) as saves:
                saves.ready()
                self._check(self._read())
                while True:
                    saves.wait()
                    saves.clear()
                    self._again()
        except KeyboardInterrupt:
            if self._session.report is None:
                raise
            return exit_code(self._session.report)

    def _saved(self) -> bool:
        """Say, from the thread that hears of saves, whether one counts; end what it outdates."""
        try:
            digest = self._read().digest
        except SubmissionError:
            digest = ""
        if digest == self._digest:
            return False
        self._wall.stop()
        return True

    def _read(self) -> "Submission":
        return read_submission(self._path, self._prepared.registry)

    def _again(self) -> None:
        """Check what was saved; what cannot be read, or is gone, is waited for."""
        self._wall.go_on()
        try:
            self._check(self._read())
        except SubmissionError as problem:
            self._digest = ""
            self._screen.unreadable(self._session.report, problem.message)

    def _check(self, submission: "Submission") -> None:
        """Show step by step what came of a save, unless another comes in between."""
        self._digest = submission.digest
        try:
            with Waiting(f"checking {submission.id}") as self._waiting:
                steps = self._session.check(submission)
                step = next(steps, None)
            while step is not None:
                self._screen.show(step)
                with Waiting(f"checking {submission.id}") as self._waiting:
                    step = next(steps, None)
        except Superseded:
            return

    def _tell(self, words: str, left: "Left | None" = None) -> None:
        if self._waiting is not None:
            self._waiting.say(words, left)
