"""A filled gradebook is one that Canvas's importer takes, and nothing but its cells changed."""

import codecs

import pytest

from grader.errors import UsageError
from grader.exporting import canvas
from grader.exporting.filling import Filling, fill
from grader.exporting.standing import Standing
from grader.tables.table import table
from tests.grader.exporting.gradebooks import CANVAS, has, rows


def filled(*standings: Standing, text: str = CANVAS, column: str = "57") -> Filling:
    return fill(
        canvas.sheet(table(text.encode(), name="g.csv"), name="g.csv", wanted=(column,)), standings
    )


def marks(found: Filling) -> dict[str, str]:
    """Return the column by the student's id, after the checks that Canvas's importer makes."""
    header, *others = rows(found.data)
    assert "Student" in header[0]
    assert "ID" in header[1]
    assert header[2:5] == ["SIS User ID", "SIS Login ID", "Section"]
    assert len(header) > 3
    column = header.index("Letters (57)")
    points = [row for row in others if "Points Possible" in row[0]]
    assert [row[column] for row in points] == ["14.00"]
    return {row[1]: row[column] for row in others if row[1]}


def test_a_score_is_matched_by_id_then_sis_id_then_login_then_name() -> None:
    found = filled(
        has(1, id="canvas:1001", login="kun"),
        has(2, sis_id="010", login="nobody"),
    )
    assert marks(found) == {
        "1001": "1.00", "1002": "EX", "1003": "N/A", "1004": "2.00", "9": "",
    }  # fmt: skip
    by_login = marks(filled(has(3, login="ADA"), has(4, name="Kůň Žluťoučký")))
    assert (by_login["1001"], by_login["1004"]) == ("3.00", "4.00")


def test_everything_else_stays_byte_for_byte() -> None:
    found = filled(has(13.456, login="ada"))
    assert found.data == CANVAS.replace("9.00,3.00,90.5", "9.00,13.46,90.5").encode()
    marked = codecs.BOM_UTF8 + CANVAS.replace("\r\n", "\n").encode()
    sheet = canvas.sheet(table(marked, name="g"), name="g", wanted=("57",))
    assert fill(sheet, [has(13.456, login="ada")]).data == marked.replace(
        b"9.00,3.00", b"9.00,13.46"
    )


def test_a_score_that_stands_there_already_is_left_as_it_is_written() -> None:
    found = filled(has(12.4999, login="kun"))
    assert (found.changes, found.same) == ([], 1)
    assert found.data == CANVAS.encode()


def test_excused_and_not_assigned_are_kept_and_told() -> None:
    found = filled(has(3, login="nacho"), has(4, login="bob"))
    assert [each.why for each in found.left] == [
        "excused in Canvas", "not assigned to them in Canvas",
    ]  # fmt: skip
    assert found.data == CANVAS.encode()


def test_who_is_excused_here_is_excused_there() -> None:
    standing = Standing(
        who=has(0, login="ada").who, assignment="letters", score=None, max_score=14, excused=True
    )
    assert marks(filled(standing))["1001"] == "EX"


def test_who_is_not_in_the_file_or_not_in_the_results_is_listed() -> None:
    found = filled(has(3, login="ada"), has(3, name="Mallory", login="m"))
    assert found.unknown == ["Mallory (m)"]
    assert len(found.without) == 3
    assert not any("Test" in who for who in found.without)


@pytest.mark.parametrize("status", ["missing", "ungraded"])
def test_no_score_is_no_zero(status: str) -> None:
    found = filled(has(None, login="ada", status=status))
    assert found.data == CANVAS.encode()
    assert found.left


def test_a_provisional_score_waits_until_it_is_asked_for() -> None:
    waiting = Standing(
        who=has(0, login="ada").who, assignment="letters", score=5, max_score=14, provisional=True
    )
    assert filled(waiting).changes == []
    sheet = canvas.sheet(table(CANVAS.encode(), name="g"), name="g", wanted=("57",))
    assert [c.after for c in fill(sheet, [waiting], provisional=True).changes] == ["5.00"]


def test_points_that_differ_are_scaled_only_where_somebody_says_so() -> None:
    sheet = canvas.sheet(table(CANVAS.encode(), name="g"), name="g", wanted=("57",))
    standing = has(10, of=20, login="ada")
    with pytest.raises(UsageError, match=r"Canvas has 14\.00 points, the assignment 20"):
        fill(sheet, [standing])
    assert [c.after for c in fill(sheet, [standing], scale=True).changes] == ["7.00"]
    assert [c.after for c in fill(sheet, [standing], scale=False).changes] == ["10.00"]


def test_a_gradebook_of_a_country_with_decimal_commas_keeps_them() -> None:
    text = (
        "Student;ID;SIS Login ID;Section;Letters (57)\n"
        "    Points Possible;;;;14,00\n"
        "Ada;1001;ada;NN;9,50\n"
    )
    assert rows(filled(has(3.25, login="ada"), text=text).data, ";")[2][4] == "3,25"
    commas = text.replace(",", ".").replace(";", ",").replace("14.00", '"14,00"')
    commas = commas.replace("9.50", '"9,50"')
    assert rows(filled(has(3.25, login="ada"), text=commas).data)[2][4] == "3,25"


def test_last_and_first_names_apart_are_a_gradebook_too() -> None:
    text = (
        "LastName,FirstName,ID,SIS Login ID,Section,Letters (57)\n"
        "    Points Possible,,,,,14\n"
        "Lovelace,Ada,1001,ada,NN,\n"
    )
    assert rows(filled(has(3.5, name="Ada Lovelace"), text=text).data)[2][5] == "3.5"


@pytest.mark.parametrize(
    ("column", "wanted"),
    [("56", "9.00"), ("(57)", "3.00"), ("Letters (57)", "3.00")],
)
def test_a_column_is_named_by_id_or_header(column: str, wanted: str) -> None:
    assert [each.before for each in filled(has(0, login="ada"), column=column).changes] == [wanted]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("letters", "several columns are called 'letters'"),
        ("Moons", "no column is called 'Moons'"),
        ("Final Score", "no column is called"),
        ("Section", "no column is called"),
    ],
)
def test_a_column_that_is_not_clear_is_refused_with_those_there_are(
    column: str, words: str
) -> None:
    with pytest.raises(UsageError, match=words) as refused:
        filled(has(0, login="ada"), column=column)
    assert "Letters (56); Letters (57)" in refused.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "Name,ID,Section,Letters (57)\na,1,s,\n",
        "Student,Login,Section,Letters (57)\na,1,s,\n",
        "Student,ID,Letters (57),Moons (58)\na,1,,\n",
        "Student,ID,Section\na,1,s\n",
    ],
)
def test_a_file_that_canvas_would_refuse_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no gradebook of Canvas"):
        filled(has(0, login="ada"), text=text)


def test_two_results_of_one_student_are_told_and_not_written() -> None:
    found = filled(has(3, login="ada"), has(4, login="ada"))
    assert found.data == CANVAS.encode()
    assert len(found.unclear) == 2
