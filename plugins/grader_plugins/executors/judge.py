"""A worker's process as whoever hands it errands sees it, replaced where it is lost. In the judge.

A process that ends by itself before it has set its desk up would do so again: that ends the run,
with what it said. One that was killed is replaced, as is one that is lost in the middle of an
errand; the errand is then carried out again, a few times.
"""

import os
import subprocess
import sys
from contextlib import suppress
from threading import Lock
from typing import Any, Final

from grader.errors import ExitCode, GraderError
from grader.executing.desk import Desk, Errand, Graded
from grader_plugins.executors.stopped import Stopped
from grader_plugins.executors.worker import put, take

START: Final = (
    "import sys; sys.path[:] = {path!r}; from grader_plugins.executors.worker import main; main()"
)
ONE_THREAD: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
TRIES: Final = 3
PATIENCE: Final = 5.0
"""Seconds that a worker which was told to end may take for it."""


class Seat:
    """A place for one worker after another; safe to end from any thread."""

    def __init__(self, desk: Desk, core: int | None = None) -> None:
        self._desk = desk
        self._core = core
        self._lock = Lock()
        self._judge: Judge | None = None
        self._over = False

    def carry_out(self, errand: Errand) -> Graded:
        """Have an errand carried out, by another worker where one is lost.

        Raises:
            GraderError: No worker can begin, or the grading was ended.
        """
        for _ in range(TRIES):
            judge = self.begun()
            try:
                return judge.ask(errand)
            except (EOFError, OSError):
                self._lose(judge)
        why = f"{TRIES} workers were lost while it was graded"
        return Graded(key=errand.key, trouble=why, code=ExitCode.GRADER)

    def begun(self) -> "Judge":
        """Return the worker that sits here, or one that has just set its desk up.

        Raises:
            GraderError: None can begin, or the grading was ended.
        """
        if self._judge is not None and not self._over:
            return self._judge
        for _ in range(TRIES):
            judge = self._started()
            try:
                judge.hear_ready()
            except (EOFError, OSError):
                _refuse_ended(self._lose(judge))
            else:
                return judge
        raise GraderError(
            f"{TRIES} workers were killed before they could begin",
            hint="is there enough memory? the system's log says what ended them",
        )

    def leave(self) -> None:
        """End the worker; the next errand starts another."""
        with self._lock:
            judge, self._judge = self._judge, None
        if judge is not None:
            judge.end()

    def end(self, *, patience: float = PATIENCE) -> None:
        """End the worker for good, also one in the middle of its work."""
        with self._lock:
            self._over = True
            judge, self._judge = self._judge, None
        if judge is not None:
            judge.end(patience)

    def _started(self) -> "Judge":
        with self._lock:
            if self._over:
                raise _ended()
            self._judge = Judge(self._desk, self._core)
            return self._judge

    def _lose(self, judge: "Judge") -> int:
        """Clear a worker away that was lost, and return what it ended in.

        Raises:
            GraderError: It was ended by us.
        """
        code = judge.end()
        with self._lock:
            if self._over:
                raise _ended()
            self._judge = None
        return code


def _ended() -> GraderError:
    return GraderError("the grading was ended")


def _refuse_ended(code: int) -> None:
    """Refuse to start another worker after one that ended by itself.

    Raises:
        GraderError: It did; below 0 is a signal, and another may fare better.
    """
    if code >= 0:
        raise GraderError(
            f"a worker ended before it could begin, with exit code {code}",
            hint="what it wrote to standard error says why",
        )


class Judge:
    """One process at its desk, and the pipes to it."""

    def __init__(self, desk: Desk, core: int | None) -> None:
        path = [entry for entry in sys.path if entry]  # the current folder may be a stranger's
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
            [sys.executable, "-P", "-c", START.format(path=path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **dict.fromkeys(ONE_THREAD, "1")},
        )
        with suppress(OSError):  # where it has gone at once, the first answer says so
            self._send(core)
            self._send(desk)

    def hear_ready(self) -> None:
        """Wait until its desk is set up.

        Raises:
            EOFError: It is lost.
            OSError: The same.
            GraderError: Its desk cannot be set up.
        """
        if (said := self._heard()) is not None:
            assert isinstance(said, Stopped)
            raise said.error()

    def ask(self, errand: Errand) -> Graded:
        """Let it carry out an errand.

        Raises:
            EOFError: It is lost.
            OSError: The same.
        """
        self._send(errand)
        result = self._heard()
        assert isinstance(result, Graded)
        return result

    def end(self, patience: float = PATIENCE) -> int:
        """Close its pipes and wait a little; return what it ended in. Safe to call again."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with suppress(OSError):
            process.stdout.close()
        return process.returncode

    def _heard(self) -> Any:
        assert self._process.stdout is not None
        return take(self._process.stdout)

    def _send(self, value: Any) -> None:
        assert self._process.stdin is not None
        put(self._process.stdin, value)
