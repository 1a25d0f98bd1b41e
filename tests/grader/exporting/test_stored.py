"""Final marks of a store are exported as they are."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.exporting.standing import as_lines, from_lines
from grader.exporting.stored import from_marks, only_assignment
from grader.people.matching import matched
from grader.people.who import Who
from grader.policies.standing import FinalMark
from grader.store.opening import open_store
from grader.store.people import Who as Remembered
from tests.grader.store.stored import SLUG, assigned

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ADA = FinalMark(
    person="p_1",
    who=Remembered(
        login="ada", name="Ada", sis_id="007", section="NN", extra={"id": "canvas:1001"}
    ),
    status="graded",
    attempt=2,
    handed_in_at=NOON,
    late_seconds=60.0,
    marked=12.0,
    final=10.5,
    max_score=14.0,
    checks={"relu": (1.0, 2.0)},
)
FORGOTTEN = FinalMark(person="p_2", status="ungraded", max_score=14.0)


def test_a_final_mark_is_a_standing() -> None:
    (found,) = from_marks([ADA], "letters")
    assert found.who == Who(
        id="canvas:1001", sis_id="007", login="ada", name="Ada", given="ada", section="NN"
    )
    assert (found.score, found.raw_score, found.penalty, found.max_score) == (10.5, 12.0, 1.5, 14.0)
    assert (found.late_seconds, found.attempt, found.handed_in_at) == (60.0, 2, NOON)
    assert found.checks == {"relu": (1.0, 2.0)}


def test_whoever_was_forgotten_is_a_pseudonym_and_has_a_line() -> None:
    found = from_marks([FORGOTTEN], "letters")
    assert found[0].who.shown == "p_2"
    assert from_lines(as_lines(found), name="r") == found


def test_a_folder_named_by_a_name_finds_its_row() -> None:
    mark = FinalMark(person="p_3", who=Remembered(login="Lovelace, Ada"))
    (found,) = from_marks([mark], "letters")
    assert matched([found.who], [Who(name="Ada Lovelace", login="ada")]).matches


def test_the_only_assignment_of_a_store_need_not_be_named(tmp_path: Path) -> None:
    with open_store(tmp_path / "grader.db") as store:
        with store.reading() as connection, pytest.raises(UsageError, match="no assignment"):
            only_assignment(connection)
        with store.writing() as connection:
            assigned(connection)
            assert only_assignment(connection) == SLUG
