"""Writers that get in each other's way begin again, a few times, and both get through."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from grader.store.engine import TRIES, Store, StoreError
from grader.store.opening import open_store
from tests.grader.store import postgres


@pytest.fixture
def place(postgresql: URL) -> Iterator[str]:
    with postgres.database(postgresql, "retrying") as url:
        yield url


@pytest.fixture
def counted(place: str) -> Iterator[str]:
    """A store with two numbers beside its tables."""
    with open_store(place) as store:
        with store.writing() as connection:
            connection.execute(text("CREATE TABLE counts (id int PRIMARY KEY, n int)"))
            connection.execute(text("INSERT INTO counts VALUES (1, 0), (2, 0)"))
        yield place


def counts(place: str) -> list[int]:
    with open_store(place) as store, store.reading() as connection:
        return list(connection.scalars(text("SELECT n FROM counts ORDER BY id")))


def together(place: str, *works: "Work") -> None:
    """Carry out each work in a thread with a store of its own."""

    def carry_out(work: "Work") -> None:
        with open_store(place) as store:
            store.write(work)

    threads = [threading.Thread(target=carry_out, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Work:
    """Counts two numbers up in an order; the first time, waits in between for the other.

    Args:
        order: Which comes first.
        both: Where the two wait for each other.
        isolation: How apart transactions are.
    """

    def __init__(
        self, order: tuple[int, int], both: threading.Barrier, isolation: str = "READ COMMITTED"
    ) -> None:
        self._order = order
        self._both = both
        self._isolation = isolation
        self.times = 0

    def __call__(self, connection: Connection) -> None:
        self.times += 1
        connection.execute(text(f"SET TRANSACTION ISOLATION LEVEL {self._isolation}"))
        first, second = self._order
        self._count(connection, first)
        if self.times == 1:
            self._both.wait(30)
        self._count(connection, second)

    def _count(self, connection: Connection, which: int) -> None:
        connection.execute(text("UPDATE counts SET n = n + 1 WHERE id = :which"), {"which": which})


class Reader(Work):
    """Sets one number by the other: of two such, one must see what the other did."""

    def _count(self, connection: Connection, which: int) -> None:
        if which == self._order[0]:
            query = text("SELECT n FROM counts WHERE id = :which")
            self._seen = connection.scalar(query, {"which": which})
            return
        order = text("UPDATE counts SET n = :n WHERE id = :which")
        connection.execute(order, {"n": (self._seen or 0) + 1, "which": which})


def test_two_that_wait_for_each_other_both_get_through(counted: str) -> None:
    both = threading.Barrier(2)
    works = Work((1, 2), both), Work((2, 1), both)
    together(counted, *works)
    assert counts(counted) == [2, 2]
    assert sum(work.times for work in works) > 2


def test_two_of_which_one_must_have_come_first_both_get_through(counted: str) -> None:
    both = threading.Barrier(2)
    works = Reader((1, 2), both, "SERIALIZABLE"), Reader((2, 1), both, "SERIALIZABLE")
    together(counted, *works)
    assert sorted(counts(counted)) == [1, 2]
    assert sum(work.times for work in works) == 3


def test_what_is_undone_leaves_nothing_and_another_failure_is_told_at_once(counted: str) -> None:
    times = 0

    def work(connection: Connection) -> None:
        nonlocal times
        times += 1
        connection.execute(text("UPDATE counts SET n = 7"))
        connection.execute(text("SELECT 1 / 0"))

    with open_store(counted) as store, pytest.raises(StoreError, match="division by zero"):
        store.write(work)
    assert times == 1
    assert counts(counted) == [0, 0]


class _Deadlock(Exception):  # noqa: N818 - stands for what a driver raises
    sqlstate = "40P01"


def test_it_is_not_tried_for_ever(counted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("grader.store.engine.time.sleep", pauses.append)
    times = 0

    def work(_: Connection) -> None:
        nonlocal times
        times += 1
        raise OperationalError("UPDATE", {}, _Deadlock("deadlock detected"))

    with open_store(counted) as store, pytest.raises(StoreError, match="deadlock detected"):
        store.write(work)
    assert times == TRIES
    assert len(pauses) == TRIES - 1
    assert pauses == sorted(pauses)


def test_work_is_one_transaction_everywhere(store_of_files: Store) -> None:
    def work(connection: Connection) -> int:
        connection.execute(text("CREATE TABLE counts (n int)"))
        return 3

    assert store_of_files.write(work) == 3


@pytest.fixture
def store_of_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("store") / "grader.db") as store:
        yield store
