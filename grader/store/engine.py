"""Connections to a store's database, made so that several processes may write. In the judge.

SQLite: a write-ahead log, so that readers never wait; writers say so when they begin, since one
that finds out later that another was faster could not wait for it.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from grader.errors import GraderError

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

T = TypeVar("T")

BUSY_SECONDS = 60
TRIES, PAUSE_SECONDS = 6, 0.05
"""How often work is tried, and for how long at most is waited first; each time twice as long."""
IN_THE_WAY: Final = frozenset(("40001", "40P01"))
"""SQL states of work that another's got in the way of: not serialisable, a deadlock."""
READING = "grader_reading"
CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)"
PRAGMAS = (
    f"busy_timeout = {BUSY_SECONDS * 1000}",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "secure_delete = ON",
)


class StoreError(GraderError):
    """The store's database failed: a full disk, a server that is gone, a broken file."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open store; a context manager that lets go of its connections.

    Attributes:
        engine: SQLAlchemy's engine.
        url: Where it is, without a password.
        path: Its file, for SQLite.
    """

    engine: Engine
    url: str
    path: Path | None = None
    _lock: RLock = field(default_factory=RLock, repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def keep_log(self) -> None:
        """Let SQLite write ahead to a log; once said, the file remembers it."""
        if self.path is not None:
            with closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA journal_mode = WAL")

    def compact(self) -> None:
        """Give back what was deleted, so that nothing of it stays in the file."""
        if self.path is None:
            return
        with self._lock, closing(self.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            for order in (CHECKPOINT, "VACUUM", CHECKPOINT):
                cursor.execute(order)
                cursor.fetchall()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose work is one transaction; an exception undoes it.

        Raises:
            StoreError: The database failed.
        """
        with self._lock, self._told(), self.engine.begin() as connection:
            yield connection

    def write(self, work: Callable[[Connection], T]) -> T:
        """Carry out work in one transaction, anew where another's got in its way; a few times.

        Two writers that wait for each other are both right: the server undoes one of them, which
        begins again after a while that chance decides. So the work must bear to be done twice.

        Raises:
            StoreError: The database failed, or others were in the way each time.
        """
        with self._told():
            for left in reversed(range(TRIES)):
                try:
                    with self._lock, self.engine.begin() as connection:
                        return work(connection)
                except DBAPIError as problem:
                    if not left or not _was_in_the_way(problem):
                        raise
                time.sleep(random.uniform(0.5, 1.0) * PAUSE_SECONDS * 2 ** (TRIES - 1 - left))  # noqa: S311
        raise AssertionError  # the last try returns or raises

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees the store as it is now and waits for nobody.

        Raises:
            StoreError: The database failed.
        """
        options = {READING: True}
        with self._told(), self.engine.connect().execution_options(**options) as connection:
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say of a database that failed what is to be done."""
        try:
            yield
        except DBAPIError as problem:
            why = str(problem.orig).strip().partition("\n")[0]
            raise StoreError(
                f"the store {self.url} failed: {why}",
                hint="what was kept before is safe: mend that, and run the same command again",
            ) from problem


def _was_in_the_way(problem: DBAPIError) -> bool:
    """Say whether the same work may succeed when it is done again."""
    return getattr(problem.orig, "sqlstate", None) in IN_THE_WAY


def engine_for(url: URL) -> Engine:
    """Return an engine, set up for its kind of database."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: "DBAPIConnection", record: "ConnectionPoolEntry") -> None:
    del record
    sqlite: Any = connection
    sqlite.isolation_level = None  # transactions begin where we say so
    for pragma in PRAGMAS:
        sqlite.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
