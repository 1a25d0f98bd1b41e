"""One worker per core of this machine. Runs in the judge.

Each worker is a judge of its own with its own wall, on a core of its own. A thread here speaks to
each, so that it works the same on every system. A worker that is lost in the middle of an errand is
replaced and the errand is carried out again; one that costs two workers is given up.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Queue
from threading import Lock, Thread
from typing import Any, Final

from grader.errors import ExitCode, GraderError
from grader.executing.desk import Desk, Errand, Graded
from grader_plugins.executors.worker import put, take

START: Final = (
    "import sys; sys.path[:] = {path!r}; from grader_plugins.executors.worker import main; main()"
)
ONE_THREAD: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
TRIES: Final = 2
PATIENCE: Final = 5.0
"""Seconds that a worker which was told to end may take for it."""


class Local:
    """Grades on every core of this machine, one worker each."""

    name = "local"
    summary = "on every core of this machine, a worker each"

    def run(
        self, desk: Desk, errands: Iterable[Errand], *, workers: int | None = None
    ) -> Iterator[Graded]:
        """Yield what came of each errand, as it is done.

        Args:
            desk: Set up once in each worker.
            errands: Taken one by one, as workers are free.
            workers: How many; by default one per core that this process may use.

        Raises:
            GraderError: No worker can be started.
        """
        cores = _cores()
        crew = _Crew(desk, iter(errands))
        count = workers or len(cores)
        # Threads that share cores are the system's to place.
        places = cores if count <= len(cores) and hasattr(os, "sched_setaffinity") else [None]
        for number in range(count):
            crew.hire(places[number % len(places)])
        try:
            yield from crew.done()
        finally:
            crew.dismiss()


def _cores() -> list[int | None]:
    if hasattr(os, "sched_getaffinity"):
        return [*sorted(os.sched_getaffinity(0))]
    return list(range(os.cpu_count() or 1))


@dataclass
class _Crew:
    """Workers, the errands that are left, and what came of those that are done."""

    desk: Desk
    errands: Iterator[Errand]
    results: "Queue[Graded | BaseException | None]" = field(default_factory=Queue)
    workers: "list[_Worker]" = field(default_factory=list)
    threads: int = 0
    lock: Lock = field(default_factory=Lock)
    ended: bool = False

    def hire(self, core: int | None) -> None:
        """Let one more worker begin."""
        self.threads += 1
        Thread(target=self._attend, args=(core,), daemon=True).start()

    def done(self) -> Iterator[Graded]:
        """Yield results until every thread has said that it has no more."""
        while self.threads:
            result = self.results.get()
            if result is None:
                self.threads -= 1
            elif isinstance(result, BaseException):
                raise result
            else:
                yield result

    def dismiss(self) -> None:
        """End every worker, also one in the middle of its work."""
        with self.lock:
            self.ended = True
            workers = list(self.workers)
        for worker in workers:
            worker.end()

    def _attend(self, core: int | None) -> None:
        """Hand errands to one worker, or to one after another where they are lost."""
        worker: _Worker | None = None
        try:
            while (errand := self._next()) is not None:
                worker, result = self._carried_out(errand, worker, core)
                self.results.put(result)
        except BaseException as problem:  # noqa: BLE001 - raised again where results are read
            self.results.put(problem)
        finally:
            if worker is not None:
                worker.end()
            self.results.put(None)

    def _next(self) -> Errand | None:
        with self.lock:
            return None if self.ended else next(self.errands, None)

    def _carried_out(
        self, errand: Errand, worker: "_Worker | None", core: int | None
    ) -> "tuple[_Worker | None, Graded]":
        for _ in range(TRIES):
            worker = worker or self._started(core)
            try:
                return worker, worker.ask(errand)
            except (EOFError, OSError):
                worker.end()
                worker = None
        why = f"{TRIES} workers were lost while it was graded"
        return None, Graded(key=errand.key, trouble=why, code=ExitCode.GRADER)

    def _started(self, core: int | None) -> "_Worker":
        with self.lock:
            if self.ended:
                raise GraderError("the grading was ended")
            worker = _Worker(self.desk, core)
            self.workers.append(worker)
            return worker


class _Worker:
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

    def ask(self, errand: Errand) -> Graded:
        """Let it carry out an errand.

        Raises:
            EOFError: It is lost.
            OSError: The same.
            GraderError: Its desk cannot be set up.
        """
        self._send(errand)
        assert self._process.stdout is not None
        result = take(self._process.stdout)
        if isinstance(result, GraderError):
            raise result
        assert isinstance(result, Graded)
        return result

    def end(self) -> None:
        """Close its pipes and wait a little; safe to call again."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with suppress(OSError):
            process.stdout.close()

    def _send(self, value: Any) -> None:
        assert self._process.stdin is not None
        put(self._process.stdin, value)
