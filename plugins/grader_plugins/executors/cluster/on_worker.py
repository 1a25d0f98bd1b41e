"""The judges of one run on one worker of a cluster. In a dask worker, which runs no student code.

``distributed`` is imported here: import this module where dask is needed and not before.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock, Timer
from typing import Any, Final

from distributed import WorkerPlugin, get_worker

from grader.errors import GraderError
from grader.executing.desk import Desk
from grader_plugins.executors.cluster.messages import (
    Sheet,
    desk_read,
    errands_read,
    sheet_written,
)
from grader_plugins.executors.judge import Seat
from grader_plugins.executors.stopped import Stopped, stopped

IDLE_SECONDS: Final = 120.0
"""A judge that nobody gave anything for so long goes; the command may have been killed."""


GENTLE_SECONDS: Final = 5.0
"""What a free judge may take to go."""


def carried_out(run: str, errands: bytes) -> bytes:
    """Carry out a chunk of errands, on the worker this is called in, with the judges of a run."""
    worker = get_worker()
    judges = worker.plugins[run]
    assert isinstance(judges, Judges)
    sheet = judges.carried_out(errands)
    if sheet.stopped is not None:
        sheet = replace(sheet, stopped=_refusal(str(worker.address), sheet.stopped))
    return sheet_written(sheet)


class Judges(WorkerPlugin):  # type: ignore[misc] # dask may not be installed where this is checked
    """Keeps the judges of a run open between its chunks: one for each thread of the worker."""

    def __init__(self, desk: bytes) -> None:
        self._desk = desk

    def setup(self, worker: Any) -> None:
        """Make room; nothing is started before there is something to grade."""
        del worker
        self._lock = Lock()
        self._free: list[Seat] = []
        self._seats: list[Seat] = []
        self._timer = Timer(0, self._rest)
        self._over = False

    async def teardown(self, worker: Any) -> None:
        """End every judge, at the end of the run or of the worker."""
        del worker
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        """Let free judges go, and stop those in the middle of something."""
        with self._lock:
            self._over = True
            self._timer.cancel()
            seats, free = tuple(self._seats), tuple(self._free)
        for seat in seats:
            seat.end(patience=GENTLE_SECONDS if seat in free else 0.0)

    def carried_out(self, errands: bytes) -> Sheet:
        """Carry out a chunk; why no judge can begin is an answer too."""
        try:
            with self._seat() as seat:
                seat.begun()
                began = time.monotonic()
                graded = tuple(map(seat.carry_out, errands_read(errands)))
                return Sheet(graded, time.monotonic() - began)
        except GraderError as problem:
            return Sheet((), 0.0, stopped(problem))

    @contextmanager
    def _seat(self) -> Iterator[Seat]:
        """Lend a seat: a free one, or another."""
        with self._lock:
            self._timer.cancel()
            seat = self._free.pop() if self._free else self._another()
        try:
            yield seat
        finally:
            with self._lock:
                self._free.append(seat)
                self._wait()

    def _another(self) -> Seat:
        seat = Seat(_placed(desk_read(self._desk)))
        if self._over:
            raise GraderError("the grading was ended")
        self._seats.append(seat)
        return seat

    def _wait(self) -> None:
        """Look after some time whether somebody still gives something."""
        self._timer.cancel()
        if not self._over:
            self._timer = Timer(IDLE_SECONDS, self._rest)
            self._timer.daemon = True
            self._timer.start()

    def _rest(self) -> None:
        """Let free judges go; the next chunk brings others."""
        with self._lock:
            for seat in self._free:
                seat.leave()


def _refusal(worker: str, why: Stopped) -> Stopped:
    """Return why a worker cannot begin, with its name: to the command it is the grader's fault."""
    return Stopped(message=f"the worker {worker} cannot grade this: {why.message}", hint=why.hint)


def _placed(desk: Desk) -> Desk:
    """Return the desk with the assignment where it lies here.

    That is where it lies for the command, else a folder of that name in ``GRADER_ASSIGNMENTS``.

    Raises:
        GraderError: It lies at neither.
    """
    name = Path(desk.assignment.parent.name) / desk.assignment.name
    folders = os.environ.get("GRADER_ASSIGNMENTS", "").split(os.pathsep)
    for path in (desk.assignment, *(Path(folder) / name for folder in folders if folder)):
        if path.is_file():
            return replace(desk, assignment=path.absolute())
    raise GraderError(
        f"there is no {desk.assignment} there, and no {name} in its GRADER_ASSIGNMENTS",
        hint="put the assignment there too: its answers are not sent",
    )
