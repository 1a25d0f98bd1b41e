"""Decisions from a CSV, line by line."""

import pytest

from grader.errors import UsageError
from grader.marking.table import Line, lines
from grader.models.policy import Policy
from grader.policies.choosing import Weighed, weighed
from grader.policies.deadlines import deadlines
from grader.store.marks import Kind
from grader.tables.table import table
from tests.grader.policies.graded import attempt

ONE = weighed(Policy(), deadlines(Policy()), attempt(1), ())


def find(person: str, number: int | None) -> Weighed:
    if person != "ada" or number not in (None, 1):
        raise UsageError(f"{person} handed in nothing", hint="see who did")
    return ONE


def read(text: str, *, who: str = "B", why: str = "Why not.") -> tuple[Line, ...]:
    return lines(table(text.encode(), name="marks.csv"), find, who=who, why=why)


def test_points_set_and_add_adds_with_the_lines_own_words() -> None:
    set_, added = read(
        "Person;Check;Points;Add;Who;Why\nada;style;1,5;;;\nada;softmax;;0.5;Bo;Close.\n"
    )
    assert set_.given is not None
    assert (set_.given.kind, set_.given.points, set_.given.who) == (Kind.MANUAL, 1.5, "B")
    assert added.given is not None
    assert (added.given.kind, added.given.points) == (Kind.ADJUSTMENT, 0.5)
    assert (added.given.who, added.given.why) == ("Bo", "Close.")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("eve,style,1,,", "eve handed in nothing (see who did)"),
        ("ada,style,3,,", "style has 2 points; 3 is more than that"),
        ("ada,style,-1,,", "points -1 has a sign (what is added goes under `add`)"),
        ("ada,style,1,1,", "say either points, which sets, or add, which adds"),
        ("ada,style,,,", "say either points, which sets, or add, which adds"),
        ("ada,style,nan,,", "'nan' is no number of points (write 2, +1 or -0.5)"),
        ("ada,style,1,,first", "'first' is no number of an attempt"),
        ("ada,total,,-8,", "total has 7 points; -8 is more than that"),
    ],
)
def test_a_wrong_line_is_told_by_its_number(line: str, wrong: str) -> None:
    right, found = read(f"person,check,points,add,attempt\nada,relu,1,,1\n{line}\n")
    assert right.given is not None
    assert (found.number, found.given, found.wrong) == (3, None, wrong)


def test_the_same_decided_twice_is_a_mistake() -> None:
    first, second = read("person,check,points\nada,style,1\nada,style,2\n")
    assert first.given is not None
    assert second.wrong.startswith("line 2 decides the same already")


def test_what_nobody_gives_a_reason_for_is_not_kept() -> None:
    [line] = read("person,check,points\nada,style,1\n", why="")
    assert line.wrong == "nothing says why (fill the column, or give --why)"


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("person,points", "no column 'check'"),
        ("person,check", "no column 'points'"),
        ("person,check,points,score", "a column 'score'"),
    ],
)
def test_a_table_with_other_columns_is_refused(header: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read(f"{header}\nada,style,1\n")
