"""One run on a cluster: what is under way, and what is done where workers are lost. In the judge.

``distributed`` is imported here: import this module where dask is needed and not before.
"""

import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Final

from distributed import Future, KilledWorker

from grader.errors import ExitCode
from grader.executing.desk import Desk, Errand, Graded
from grader_plugins.executors.cluster.connection import Cluster, not_installed
from grader_plugins.executors.cluster.messages import desk_written, errands_written, sheet_read
from grader_plugins.executors.cluster.on_worker import Judges, carried_out
from grader_plugins.executors.cluster.pace import Pace

POLL_SECONDS: Final = 1.0
AHEAD: Final = 2
"""Chunks for each thread of a worker: one that it grades, one that lies ready."""

Chunk = tuple[Errand, ...]


@dataclass
class Run:
    """What is to be done, what is under way, and what must be tried alone.

    Attributes:
        cluster: Where.
        waiting: Errands whose submissions were read, and what came of those that cannot be.
        workers: How many chunks are under way at once; none: as many as keep all busy.
    """

    cluster: Cluster
    waiting: Iterator[Errand | Graded]
    workers: int | None
    _name: str = field(default_factory=lambda: f"grader-{uuid.uuid4().hex}")
    _pace: Pace = field(default_factory=Pace)
    _under_way: dict[Future, Chunk] = field(default_factory=dict)
    _done: SimpleQueue[Future] = field(default_factory=SimpleQueue)
    _unreadable: list[Graded] = field(default_factory=list)
    _suspects: list[Errand] = field(default_factory=list)

    def results(self, desk: Desk) -> Iterator[Graded]:
        """Yield what came of each errand; whatever ends this, nothing is left on the cluster.

        Raises:
            GraderError: A worker cannot begin, or nobody is there any more.
        """
        with self.cluster.equipped(Judges(desk_written(desk)), self._name):
            try:
                yield from self._together()
                yield from self._alone()
            finally:
                self.cluster.cancel(list(self._under_way))

    def _together(self) -> Iterator[Graded]:
        """Keep every worker busy; what was under way when workers were lost becomes suspect."""
        while True:
            self._fill()
            while self._unreadable:
                yield self._unreadable.pop()
            if not self._under_way:
                return
            chunk, graded = self._next()
            if graded is None:
                self._suspects += chunk
            else:
                yield from graded

    def _alone(self) -> Iterator[Graded]:
        """Grade suspects one by one with nothing else under way, so that no other is blamed."""
        for errand in self._suspects:
            self._submit((errand,))
            _, graded = self._next()
            yield from graded or (_given_up(errand),)

    def _fill(self) -> None:
        room = self.workers or AHEAD * max(1, self.cluster.threads())
        while len(self._under_way) < room:
            chunk = self._pace.chunk(self._readable())
            if not chunk:
                return
            self._submit(chunk)

    def _readable(self) -> Iterator[Errand]:
        for errand in self.waiting:
            if isinstance(errand, Errand):
                yield errand
            else:
                self._unreadable.append(errand)

    def _submit(self, chunk: Chunk) -> None:
        message = errands_written(chunk)
        key = f"{self._name}-{uuid.uuid4().hex}"
        future = self.cluster.client.submit(carried_out, self._name, message, key=key, pure=False)
        self._under_way[future] = chunk
        future.add_done_callback(self._done.put)

    def _next(self) -> tuple[Chunk, Sequence[Graded] | None]:
        """Return the next chunk that ended, and what came of it; none: its workers were lost.

        Raises:
            GraderError: A worker cannot begin, or nobody is there any more.
        """
        future = self._ended()
        data = self._brought(future)
        chunk = self._under_way.pop(future)
        if data is None:
            return chunk, None
        sheet = sheet_read(data)
        if sheet.stopped is not None:
            raise sheet.stopped.error()
        self._pace.learn(len(sheet.graded), sheet.seconds)
        return chunk, sheet.graded

    def _ended(self) -> Future:
        while True:
            try:
                return self._done.get(timeout=POLL_SECONDS)
            except Empty:
                self.cluster.see_alive()

    def _brought(self, future: Future) -> bytes | None:
        """Return the bytes of a chunk that is done; its worker may just have gone with them."""
        while True:
            try:
                result = future.result(timeout=POLL_SECONDS)
            except TimeoutError:
                self.cluster.see_alive()
            except (KilledWorker, CancelledError):
                self.cluster.see_alive()
                return None
            except Exception as problem:
                raise not_installed(self.cluster.address, problem) from problem
            else:
                assert isinstance(result, bytes)
                return result


def _given_up(errand: Errand) -> Graded:
    why = "every worker of the cluster that graded it was lost, also when nothing else was graded"
    return Graded(key=errand.key, trouble=why, code=ExitCode.GRADER)
