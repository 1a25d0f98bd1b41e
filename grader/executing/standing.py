"""Workers that stay from one run to the next: what they made ready serves all. Runs in the judge.

Gradings may come in rounds, of which each depends on the last. Where an executor's workers wait for
errands (:class:`grader.kinds.Waits`), all rounds are one run of it: desks are set up once, and what
was computed for one submission serves those of later rounds. With any other executor each round is
a run of its own.
"""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Final

from grader.errors import GraderError
from grader.executing.desk import Desk, Errand, Graded
from grader.kinds import Executor, Waits


@contextmanager
def standing(executor: Executor) -> Iterator[Executor]:
    """Give an executor whose workers stay, where they can, until the block ends."""
    if not isinstance(executor, Waits):
        yield executor
        return
    kept = _Standing(executor)
    try:
        yield kept
    finally:
        kept.close()


class _Feed:
    """Errands as they come; whoever takes one waits for it, until it is closed."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Errand | None] = SimpleQueue()

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> Errand:
        errand = self._waiting.get()
        if errand is None:
            self.close()  # for whoever else waits
            raise StopIteration
        return errand

    def put(self, errand: Errand) -> None:
        self._waiting.put(errand)

    def close(self) -> None:
        self._waiting.put(None)


class _Standing:
    """An executor and its one run."""

    summary: Final = "workers that stay"

    def __init__(self, executor: Waits) -> None:
        self._executor = executor
        self._feed = _Feed()
        self._desk: Desk | None = None
        self._results: Iterator[Graded] | None = None

    @property
    def name(self) -> str:
        return self._executor.name

    def run(
        self, desk: Desk, errands: Iterable[Errand], *, workers: int | None = None
    ) -> Iterator[Graded]:
        """Yield what came of each errand, as it is done.

        Raises:
            GraderError: No worker can be started, or they all ended.
        """
        if self._results is None:
            self._desk = desk
            self._results = iter(self._executor.run(desk, self._feed, workers=workers))
        if desk != self._desk:
            yield from self._executor.run(desk, errands, workers=workers)
            return
        count = 0
        for errand in errands:
            self._feed.put(errand)
            count += 1
        for _ in range(count):
            graded = next(self._results, None)
            if graded is None:
                raise GraderError("the workers ended before all was graded")
            yield graded

    def close(self) -> None:
        """Let the workers end."""
        self._feed.close()
        if isinstance(self._results, Generator):
            self._results.close()
