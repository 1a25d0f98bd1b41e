"""A worksheet of Moodle is filled in, whatever its language; its headers and dates stay."""

import pytest

from grader.errors import UsageError
from grader.exporting import moodle
from grader.exporting.filling import Filling, fill
from grader.exporting.standing import Standing
from grader.tables.table import table
from tests.grader.exporting.gradebooks import GERMAN, MOODLE, has, rows


def filled(*standings: Standing, text: str = MOODLE, column: str = "") -> Filling:
    sheet = moodle.sheet(table(text.encode(), name="w.csv"), name="w.csv", wanted=column)
    return fill(sheet, standings)


def test_scores_are_matched_by_participant_number_address_and_name() -> None:
    found = filled(has(12.5, id="moodle:11"), has(3, name="李明"))
    assert found.data == MOODLE.replace('"9.00"', '"12.50"').replace(
        '"Submitted",,14.00', '"Submitted",3.00,14.00'
    ).encode()  # fmt: skip
    assert [each.row for each in filled(has(1, email="ADA@x.org")).changes] == [1]
    assert [each.row for each in filled(has(1, sis_id="007")).changes] == [1]


def test_what_moodle_reads_stays_as_it_was() -> None:
    before, after = rows(MOODLE.encode()), rows(filled(has(12.5, id="moodle:11")).data)
    assert after[0] == before[0]
    for old, new in zip(before, after, strict=True):
        assert [c for n, c in enumerate(old) if n != 5] == [c for n, c in enumerate(new) if n != 5]


def test_a_worksheet_in_another_language_is_told_by_what_is_in_it() -> None:
    found = filled(has(12.5, id="moodle:11"), has(1, id="moodle:12"), has(2, email="li@x.org"),
                   text=GERMAN)  # fmt: skip
    assert [row[4] for row in rows(found.data, ";")] == ["Bewertung", "12,50", "", "2,00"]
    assert [(each.who, each.why) for each in found.left] == [
        ("Nacho (nacho@x.org)", "locked in Moodle")
    ]
    assert found.data.startswith(GERMAN.split("\r\n", maxsplit=1)[0].encode())


def test_a_worksheet_with_a_workflow_is_told_in_another_language_too() -> None:
    text = GERMAN.replace(";Ja;", ";Wird bewertet;Ja;").replace(";Nein;", ";Freigegeben;Nein;")
    text = text.replace("Bestwertung;", "Bestwertung;Status des Workflows;")
    found = filled(has(12.5, id="moodle:11"), has(1, id="moodle:12"), text=text)
    assert [each.after for each in found.changes] == ["12,50"]
    assert [each.why for each in found.left] == ["locked in Moodle"]


def test_the_word_for_participant_may_have_no_space_behind_it() -> None:
    found = filled(has(2, id="moodle:13"), text=GERMAN.replace("Teilnehmer/in ", "Teilnehmer/in"))
    assert [each.row for each in found.changes] == [3]


def test_a_locked_grade_is_kept_and_told() -> None:
    found = filled(has(3, id="moodle:12"))
    assert found.data == MOODLE.encode()
    assert found.left[0].why == "locked in Moodle"


def test_a_score_that_moodle_would_pass_over_is_told_and_not_written() -> None:
    found = filled(has(14.5, id="moodle:11"), has(-1, id="moodle:13"))
    assert found.data == MOODLE.encode()
    assert "14.50 is out of range" in found.left[0].why


def test_who_is_excused_is_told_since_moodle_has_no_mark_for_it() -> None:
    standing = Standing(
        who=has(0, id="moodle:11").who, assignment="a", score=None, max_score=14, excused=True
    )
    found = filled(standing)
    assert "no mark for" in found.left[0].why


def test_a_column_can_be_named() -> None:
    text = GERMAN.replace("14,00;Ja", "14,00;").replace("14,00;Nein", "14,00;")
    with pytest.raises(UsageError, match="cannot be told"):
        filled(has(1, id="moodle:11"), text=text)
    found = filled(has(1, id="moodle:11"), text=text, column="Bewertung")
    assert [each.after for each in found.changes] == ["1,00"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,points\na,1\n", "who is which participant"),
        (MOODLE.replace('"Maximum Grade",', "").replace("14.00,", ""), "no column of the maximum"),
    ],
)
def test_a_file_that_is_no_worksheet_is_refused_with_where_to_find_it(
    text: str, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        filled(has(1, id="moodle:11"), text=text)


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(UsageError, match="no column is called 'Note'"):
        filled(has(1, id="moodle:11"), column="Note")
