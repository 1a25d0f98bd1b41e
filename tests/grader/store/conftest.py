"""Stores to test with: every test that asks for one is run with SQLite and with PostgreSQL."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from grader.store.engine import Store
from grader.store.opening import open_store
from tests.grader.store import postgres

NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[URL]:
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store may be made."""
    if request.param == "sqlite":
        yield str(tmp_path / "grader.db")
        return
    with postgres.database(request.getfixturevalue("postgresql"), f"t{next(NUMBERS)}") as url:
        yield url


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    with open_store(place) as opened:
        yield opened
