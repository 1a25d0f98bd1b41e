"""One worker per core of this machine. Runs in the judge.

Each worker is a judge of its own with its own wall, on a core of its own. A thread here speaks to
each, so that it works the same on every system. Who sits there, and who comes next where a worker
is lost: :mod:`grader_plugins.executors.judge`.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from queue import Queue
from threading import Lock, Thread

from grader.executing.desk import Desk, Errand, Graded
from grader_plugins.executors.judge import Seat


class Local:
    """Grades on every core of this machine, one worker each."""

    name = "local"
    summary = "on every core of this machine, a worker each"
    waits = True

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
    """Seats, the errands that are left, and what came of those that are done."""

    desk: Desk
    errands: Iterator[Errand]
    results: "Queue[Graded | BaseException | None]" = field(default_factory=Queue)
    seats: list[Seat] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)
    ended: bool = False

    def hire(self, core: int | None) -> None:
        """Let one more worker begin."""
        seat = Seat(self.desk, core)
        self.seats.append(seat)
        Thread(target=self._attend, args=(seat,), daemon=True).start()

    def done(self) -> Iterator[Graded]:
        """Yield results until every thread has said that it has no more."""
        threads = len(self.seats)
        while threads:
            result = self.results.get()
            if result is None:
                threads -= 1
            elif isinstance(result, BaseException):
                raise result
            else:
                yield result

    def dismiss(self) -> None:
        """End every worker, also one in the middle of its work."""
        with self.lock:
            self.ended = True
        for seat in self.seats:
            seat.end()

    def _attend(self, seat: Seat) -> None:
        """Hand errands to whoever sits here; a worker is started for the first."""
        try:
            while (errand := self._next()) is not None:
                self.results.put(seat.carry_out(errand))
        except BaseException as problem:  # noqa: BLE001 - raised again where results are read
            self.results.put(problem)
        finally:
            seat.end()
            self.results.put(None)

    def _next(self) -> Errand | None:
        with self.lock:
            return None if self.ended else next(self.errands, None)
