"""Opens a store: finds it, makes it, brings one of an older grader up to date. In the judge."""

import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from grader.errors import GraderError, UsageError
from grader.store.engine import Store, StoreError, engine_for

VARIABLE = "GRADER_STORE"
USUAL = "grader.db"
VERSIONS = ("0001",)
"""Every version of the tables, oldest first, by the names of the migrations that make them."""

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x67726164
"""What processes that would set up the same PostgreSQL database at once wait for."""


def chosen_store(given: str | None, env: Mapping[str, str], cwd: Path) -> str:
    """Return the store that is meant: named, in ``GRADER_STORE``, or ``grader.db`` here."""
    return given or env.get(VARIABLE) or str(cwd / USUAL)


def open_store(place: str | Path, *, create: bool = True) -> Store:
    """Open a store by a path or a URL.

    Args:
        place: A file for SQLite, or a URL such as ``postgresql://host/name``.
        create: Whether one that is not there is made.

    Raises:
        UsageError: There is none, it is no store, or it cannot be written.
        GraderError: A newer grader made it.
    """
    url = _url(place)
    path = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
    if path is not None:
        _look_at(path, create=create)
    shown = url.render_as_string(hide_password=True)
    try:
        store = Store(engine_for(url), shown, path)
    except (ImportError, NoSuchModuleError) as problem:
        raise UsageError(
            f"no driver for the store {shown}: {problem}",
            hint="for PostgreSQL: pip install nn-grader[postgres]",
        ) from problem
    try:
        _bring_up_to_date(store, create=create)
    except BaseException as problem:
        store.close()
        cause = problem.__cause__ if isinstance(problem, StoreError) else problem
        if isinstance(cause, DBAPIError):
            raise _cannot(shown, cause) from problem
        raise
    return store


def _url(place: str | Path) -> URL:
    named = str(place)
    if "://" not in named:
        return URL.create("sqlite", database=str(Path(named).expanduser()))
    try:
        url = make_url(named)
    except ArgumentError as problem:
        raise UsageError(
            "the store's URL cannot be read", hint="write postgresql://user@host/name, or a path"
        ) from problem
    plain = url.drivername in ("postgresql", "postgres")
    return url.set(drivername="postgresql+psycopg") if plain else url


def _look_at(path: Path, *, create: bool) -> None:
    """Refuse a place where no store is or can be.

    Raises:
        UsageError: It is one.
    """
    if path.is_dir():
        hint = f"name a file in it, such as {path / USUAL}"
        raise UsageError(f"the store {path} is a folder", hint=hint)
    if not path.exists() and not create:
        raise UsageError(
            f"there is no store at {path}",
            hint=f"`grader batch` makes one; name another with --store, or in {VARIABLE}",
        )
    if not path.parent.is_dir():
        raise UsageError(
            f"there is no folder {path.parent} for the store", hint="make it, or name another place"
        )
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UsageError(f"the store {path} cannot be written", hint="mend its permissions")


def _cannot(shown: str, problem: DBAPIError) -> GraderError:
    why = str(problem.orig).strip().partition("\n")[0]
    if isinstance(problem, OperationalError):
        return UsageError(
            f"the store {shown} cannot be opened: {why}",
            hint="is it a store, and is its server running and reachable from here?",
        )
    return UsageError(f"{shown} is no store of a grader: {why}", hint="name another with --store")


def _bring_up_to_date(store: Store, *, create: bool) -> None:
    """Make the tables, or migrate them, in one transaction that others wait for.

    Raises:
        UsageError: Something else is there.
        GraderError: A newer grader made it.
    """
    with store.reading() as connection:
        if _version(connection, store) == VERSIONS[-1]:
            return
    store.keep_log()
    with store.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        found = _version(connection, store)
        if not found and not create:
            raise UsageError(f"there is no store at {store.url}", hint="`grader batch` makes one")
        if found and found != VERSIONS[-1] and store.path is not None:
            _backed_up(store.path, found)
        if found != VERSIONS[-1]:
            _migrate(connection)


def _version(connection: Connection, store: Store) -> str:
    """Return the version of the tables; nothing where there are none.

    Raises:
        UsageError: There are tables of something else.
        GraderError: A newer grader made them.
    """
    tables = inspect(connection).get_table_names()
    if not tables:
        return ""
    if "alembic_version" not in tables or "submissions" not in tables:
        raise UsageError(
            f"{store.url} holds tables that are none of a grader's",
            hint="name a database of its own with --store",
        )
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
    if found not in VERSIONS:
        raise GraderError(
            f"the store {store.url} was made by a newer grader (its version is {found}, this"
            f" grader knows up to {VERSIONS[-1]})",
            hint="install that grader or a newer one, or name another store with --store",
        )
    return str(found)


def _backed_up(path: Path, version: str) -> Path:
    """Copy a store before its tables are changed; the copy's name says of which version it is."""
    copy = path.with_name(f"{path.name}.{version}.backup")
    partial = path.with_name(f"{copy.name}.partial")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(partial)) as target:
        source.backup(target)
    shutil.move(partial, copy)
    return copy


def _migrate(connection: Connection) -> None:
    """Carry out every migration that is missing, in the transaction of the connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
