"""Chunks that cost workers, by a scheduler that is played: who is to blame is found out."""

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import pytest
from distributed import KilledWorker

from grader.errors import ExitCode, GraderError
from grader.executing.desk import Desk, Errand, Graded
from grader_plugins.executors.cluster.connection import Cluster
from grader_plugins.executors.cluster.messages import Sheet, errands_read, sheet_written
from grader_plugins.executors.cluster.run import Run
from tests.plugins.executors.handed_in import errand

Lose = Callable[[], BaseException]


class Played:
    """A client of dask that answers at once, and loses its workers with one errand."""

    status = "running"

    def __init__(self, guilty: str, lose: Lose) -> None:
        self.guilty, self.lose = guilty, lose
        self.chunks: list[list[str]] = []

    def nthreads(self) -> dict[str, int]:
        return {"tcp://127.0.0.1:1": 1}

    def register_plugin(self, plugin: object, name: str) -> None: ...
    def unregister_worker_plugin(self, name: str) -> None: ...
    def cancel(self, futures: list[object], *, force: bool) -> None: ...

    def submit(self, function: object, name: str, data: bytes, **options: object) -> "Promise":
        keys = [each.key for each in errands_read(data)]
        self.chunks.append(keys)
        if self.guilty in keys:
            return Promise(self.lose())
        return Promise(sheet_written(Sheet(tuple(Graded(key=key) for key in keys), 1e-3)))


class Promise:
    """A future of dask that is done."""

    def __init__(self, outcome: bytes | BaseException) -> None:
        self.outcome = outcome

    def add_done_callback(self, function: Callable[["Promise"], None]) -> None:
        function(self)

    def result(self, timeout: float) -> bytes:
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


def _results(client: Any, count: int = 20) -> Iterator[Graded]:
    errands: Iterator[Errand | Graded] = map(errand, range(count))
    run = Run(Cluster(client, "tcp://127.0.0.1:1", 1.0), errands, workers=None)
    return run.results(Desk(assignment=Path("assignment.yaml")))


@pytest.mark.parametrize(
    "lose", [lambda: KilledWorker("key", None, 3), CancelledError], ids=["killed", "cancelled"]
)
def test_an_errand_that_costs_workers_is_ungraded_and_those_beside_it_are_not(lose: Lose) -> None:
    client = Played("7", lose)
    done = {each.key: each for each in _results(client)}
    assert sorted(done, key=int) == [str(number) for number in range(20)]
    assert [key for key, each in done.items() if each.trouble] == ["7"]
    assert done["7"].code is ExitCode.GRADER
    assert "was lost" in done["7"].trouble
    assert any(len(chunk) > 1 and "7" in chunk for chunk in client.chunks)
    assert client.chunks.count(["7"]) == 1


def test_a_cluster_without_our_code_is_told_what_it_needs() -> None:
    client = Played("0", lambda: ModuleNotFoundError("No module named 'grader_plugins'"))
    with pytest.raises(GraderError, match=r"cannot run grader.*No module named") as told:
        list(_results(client))
    assert "need the same nn-grader" in told.value.hint


def test_a_scheduler_that_goes_in_the_middle_ends_the_run() -> None:
    client = Played("7", CancelledError)
    results = _results(client)
    next(results)
    client.status = "closed"
    with pytest.raises(GraderError, match=r"the scheduler at .* has gone"):
        list(results)
