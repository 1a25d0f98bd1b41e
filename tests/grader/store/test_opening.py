"""A store is made, found, brought up to date, or refused with what to do."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hatchling.builders.wheel import WheelBuilder
from sqlalchemy import inspect

from grader.errors import GraderError, UsageError
from grader.store import holdings, opening
from grader.store.engine import Store
from grader.store.opening import VERSIONS, chosen_store, open_store
from grader.store.tables import Base
from tests.grader.store.stored import assigned, handed_in

ROOT = Path(__file__).resolve().parents[3]
NEXT = """\
from alembic import op
import sqlalchemy as sa

revision = "next"
down_revision = "0001"


def upgrade():
    op.add_column("people", sa.Column("colour", sa.String(), nullable=True))
"""


def test_the_migrations_make_what_the_tables_say(store: Store) -> None:
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_versions_are_those_of_the_migrations_and_are_in_the_wheel() -> None:
    scripts = ScriptDirectory(str(opening.MIGRATIONS))
    made = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(made)) == VERSIONS
    shipped = {f.distribution_path for f in WheelBuilder(str(ROOT)).recurse_included_files()}
    steps = {f"grader/store/migrations/{p.relative_to(opening.MIGRATIONS)}" for p in _python()}
    assert steps <= shipped


def _python() -> list[Path]:
    return sorted(opening.MIGRATIONS.rglob("*.py"))


def test_a_store_is_opened_again_with_what_it_held(place: str) -> None:
    with open_store(place) as store, store.writing() as connection:
        handed_in(connection, "ada")
    with open_store(place, create=False) as store, store.reading() as connection:
        assert holdings.holdings(connection).people == 1


def test_a_closed_store_is_one_file(tmp_path: Path) -> None:
    with open_store(tmp_path / "grader.db") as store, store.writing() as connection:
        handed_in(connection, "ada")
    assert [path.name for path in tmp_path.iterdir()] == ["grader.db"]


def test_a_store_of_an_older_version_is_copied_and_brought_up_to_date(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, following: Path
) -> None:
    with open_store(place) as store, store.writing() as connection:
        assigned(connection)
        handed_in(connection, "ada")
    monkeypatch.setattr(opening, "VERSIONS", (*VERSIONS, "next"))
    monkeypatch.setattr(opening, "MIGRATIONS", following)
    with open_store(place) as store, store.reading() as connection:
        columns = [column["name"] for column in inspect(connection).get_columns("people")]
        assert columns == ["id", "colour"]
        assert holdings.holdings(connection).people == 1
    if store.path is not None:
        copies = [path.name for path in tmp_path.glob("grader.db.*")]
        assert copies == ["grader.db.0001.backup"]
        with closing(sqlite3.connect(tmp_path / copies[0])) as copy:
            assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
            assert copy.execute("SELECT count(*) FROM people").fetchone() == (1,)


def test_a_store_of_a_newer_version_is_refused_with_what_to_do(
    place: str, monkeypatch: pytest.MonkeyPatch, following: Path
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(opening, "VERSIONS", (*VERSIONS, "next"))
        newer.setattr(opening, "MIGRATIONS", following)
        open_store(place).close()
    with pytest.raises(GraderError, match="made by a newer grader") as refused:
        open_store(place)
    assert "install that grader" in refused.value.hint


@pytest.fixture
def following(tmp_path: Path) -> Path:
    """Migrations with one more step."""
    folder = tmp_path / "migrations"
    for path in (*_python(), opening.MIGRATIONS / "script.py.mako"):
        copy = folder / path.relative_to(opening.MIGRATIONS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    (folder / "versions" / "next.py").write_text(NEXT, encoding="utf-8")
    return folder


def _folder(path: Path) -> None:
    path.mkdir()


def _nothing(path: Path) -> None:
    assert not path.exists()


def _text(path: Path) -> None:
    path.write_text("student,mark\nada,3\n" * 50, encoding="utf-8")


def _other_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE songs (title)")
        other.commit()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (_folder, "is a folder"),
        (_nothing, "there is no store"),
        (_text, "no store of a grader"),
        (_other_tables, "none of a grader's"),
    ],
)
def test_what_is_no_store_is_refused_and_left_as_it_is(
    tmp_path: Path, made: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / "grader.db"
    made(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(UsageError, match=words) as refused:
        open_store(path, create=False)
    assert refused.value.hint
    assert (path.read_bytes() if path.is_file() else b"") == before


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://nobody@localhost:1/none?connect_timeout=2", "cannot be opened"),
        ("songs://host/name", "no driver"),
        ("://", "URL cannot be read"),
    ],
)
def test_a_server_that_cannot_be_had_is_told(url: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        open_store(url)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(UsageError) as refused:
        open_store("postgresql://ada:hunter2@localhost:1/none?connect_timeout=2")
    assert "hunter2" not in refused.value.message


def test_a_store_that_is_named_comes_before_the_variable_and_both_before_the_usual(
    tmp_path: Path,
) -> None:
    env = {"GRADER_STORE": "course.db"}
    assert chosen_store("mine.db", env, tmp_path) == "mine.db"
    assert chosen_store(None, env, tmp_path) == "course.db"
    assert chosen_store(None, {}, tmp_path) == str(tmp_path / "grader.db")
