"""Tables of our own making are read by others as they were meant."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from grader.exporting.standing import Standing
from grader.exporting.writing import gradescope, nbgrader, plain
from grader.people.who import Who

ADA = Standing(
    who=Who(login="ada", email="ada@x.org", sis_id="007", name='Lovelace, "Ada"', section="NN 101"),
    assignment="letters",
    score=11.5,
    max_score=14,
    raw_score=13.0,
    late_seconds=3725,
    attempt=2,
    handed_in_at=datetime(2026, 2, 3, 21, 53, 3, tzinfo=UTC),
    checks={"relu": (1.0, 1.0), "CE": (1.5, 2.0)},
)
BOB = Standing(
    who=Who(login="bob", first="Bob", last="van Dyk"),
    assignment="letters",
    score=None,
    max_score=14,
    status="missing",
)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_nbgrader_s_table_has_its_columns() -> None:
    text = nbgrader([ADA, BOB])
    header, ada = text.splitlines()[:2]
    assert header == (
        "assignment,duedate,timestamp,student_id,last_name,first_name,email,"
        "raw_score,late_submission_penalty,score,max_score"
    )
    assert ada.startswith("letters,,2026-02-03 21:53:03.000000,ada,Lovelace,")
    one, two = read(text)
    assert (one["raw_score"], one["late_submission_penalty"], one["score"]) == ("13", "1.5", "11.5")
    assert (two["first_name"], two["last_name"], two["score"]) == ("Bob", "van Dyk", "0")


def test_who_has_neither_number_nor_address_is_told_by_the_login() -> None:
    one, two = read(gradescope([replace(BOB, who=Who(login="bob")), ADA]))
    assert one["SID"] == "bob"
    assert two["SID"] == "007"


def test_gradescope_s_table_has_its_columns_and_one_for_each_check() -> None:
    one, two = read(gradescope([ADA, BOB]))
    assert one["Total Score"] == "11.5"
    assert (one["First Name"], one["Last Name"], one["SID"]) == ('"Ada"', "Lovelace", "007")
    assert (one["Status"], two["Status"]) == ("Graded", "Missing")
    assert one["Submission Time"] == "2026-02-03 21:53:03 +0000"
    assert one["Lateness (H:M:S)"] == "01:02:05"
    assert (one["1: relu (1 pts)"], one["2: CE (2 pts)"]) == ("1", "1.5")
    assert two["Total Score"] == ""


def test_the_plain_table_says_everything() -> None:
    one, two = read(plain([ADA, BOB]))
    assert one["handed_in_at"] == "2026-02-03T21:53:03Z"
    assert (one["score"], one["check CE"], one["attempt"]) == ("11.5", "1.5", "2")
    assert (two["name"], two["status"], two["score"]) == ("Bob van Dyk", "missing", "")


def test_who_is_excused_has_no_score() -> None:
    excused = Standing(who=Who(login="a"), assignment="x", score=3, max_score=9, excused=True)
    assert read(nbgrader([excused]))[0]["score"] == ""
    assert read(plain([excused]))[0]["excused"] == "true"


TEXT = st.text(
    st.one_of(st.sampled_from("=+-@\t\r\n\",;' 1"), st.characters(exclude_categories=["Cs"])),
    max_size=10,
)


@given(TEXT, TEXT, TEXT)
def test_no_cell_is_a_formula_and_no_row_is_torn(name: str, login: str, section: str) -> None:
    standing = Standing(
        who=Who(name=name, login=login, section=section), assignment="x", score=-1.5, max_score=9
    )
    for make in (nbgrader, gradescope, plain):
        text = make([standing, ADA])
        header, *others = csv.reader(io.StringIO(text, newline=""))
        assert [len(row) for row in others] == [len(header)] * 2
        for cell in others[0]:
            assert not _is_formula(cell), cell


def _is_formula(cell: str) -> bool:
    if not cell.lstrip().startswith(("=", "+", "-", "@")):
        return False
    try:
        float(cell)
    except ValueError:
        return True
    return False
