"""``grader export``: differences are shown first, and only what was asked for is written."""

import json
from pathlib import Path

import pytest

from grader.errors import ExitCode
from grader.store.opening import open_store
from tests.grader.cli.conftest import Type
from tests.grader.exporting.gradebooks import CANVAS, GERMAN
from tests.grader.store.stored import SLUG, assigned, graded, handed_in


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "results.jsonl"
    path.write_text(
        "".join(
            json.dumps({"who": who, "assignment": "letters", "score": score, "max_score": 14})
            + "\n"
            for who, score in (
                ({"login": "ada", "id": "moodle:11"}, 13.456),
                ({"login": "zed", "name": "\x1b[31mZed"}, 3),
            )
        )
    )
    return path


@pytest.fixture
def gradebook(tmp_path: Path) -> Path:
    path = tmp_path / "grades.csv"
    path.write_bytes(CANVAS.encode())
    return path


def test_differences_are_shown_and_nothing_is_written(
    grader: Type, results: Path, gradebook: Path
) -> None:
    told = grader("export", "canvas", "--into", gradebook, "--column", "57", "--from", results)
    assert told.code == ExitCode.PASSED
    assert "  Lovelace, Ada (ada): 3.00 → 13.46" in told.out
    assert "Zed (zed)" in told.out
    assert "\x1b" not in told.out
    assert "nothing was written" in told.err
    assert gradebook.read_bytes() == CANVAS.encode()


def test_it_is_written_where_that_is_said(grader: Type, results: Path, gradebook: Path) -> None:
    wanted = CANVAS.replace("9.00,3.00", "9.00,13.46").encode()
    other = gradebook.with_name("filled.csv")
    common = ("export", "canvas", "--into", gradebook, "--column", "57", "--from", results)
    assert grader(*common, "--write", "-o", other).code == ExitCode.PASSED
    assert (other.read_bytes(), gradebook.read_bytes()) == (wanted, CANVAS.encode())
    assert grader(*common, "--write").code == ExitCode.PASSED
    assert gradebook.read_bytes() == wanted
    assert sorted(p.name for p in gradebook.parent.glob("*.csv*")) == ["filled.csv", "grades.csv"]


def test_moodle_s_worksheet_is_filled_in(grader: Type, results: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "blatt.csv"
    sheet.write_bytes(GERMAN.encode())
    told = grader("export", "moodle", "--into", sheet, "--from", results, "--write")
    assert told.code == ExitCode.PASSED
    assert sheet.read_bytes() == GERMAN.replace('"9,00"', '"13,46"').encode()


@pytest.mark.parametrize(
    ("form", "first"),
    [
        ("csv", "login,email,"),
        ("nbgrader", "assignment,duedate,"),
        ("gradescope", "First Name,"),
        ("jsonl", '{"schema": '),
    ],
)
def test_tables_are_printed_or_written(
    grader: Type, results: Path, tmp_path: Path, form: str, first: str
) -> None:
    told = grader("export", form, "--from", results)
    assert told.out.startswith(first)
    assert "\x1b" not in told.out
    path = tmp_path / "out"
    assert grader("export", form, "--from", results, "-o", path).out == ""
    assert path.read_bytes().decode().replace("\r\n", "\n") == told.out.replace("\r\n", "\n")


def test_a_spreadsheet_that_wants_a_mark_gets_one(
    grader: Type, results: Path, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    grader("export", "csv", "--from", results, "-o", path, "--encoding", "utf-8-sig")
    assert path.read_bytes().startswith(b"\xef\xbb\xbflogin")


def test_options_that_do_not_go_together_are_refused(
    grader: Type, results: Path, gradebook: Path
) -> None:
    refused = (
        (("canvas", "--from", results), "canvas needs --into"),
        (("csv", "--from", results, "--write"), "--into, --write and --column are for"),
        (("canvas", "--into", gradebook, "-o", "x.csv"), "without --write"),
        (
            ("canvas", "--into", gradebook, "--from", results),
            "several columns are called 'letters'",
        ),
        (("canvas", "--into", "none.csv"), "does not exist"),
        (("excel",), "is not one of"),
        (("csv", "--from", results, "-a", "moons"), "no result to export"),
        (("csv", "--from", results, "--encoding", "klingon"), "cannot be written as klingon"),
        (("csv", "--from", results, "-o", "no/such/folder.csv"), "cannot be written"),
    )
    for arguments, words in refused:
        grader("export", *arguments).refused(ExitCode.USAGE, words)


def test_the_assignment_may_be_named_as_for_other_commands(grader: Type, results: Path) -> None:
    named = grader("export", "csv", "letters", "--from", results)
    assert named.out == grader("export", "csv", "-a", "letters", "--from", results).out
    assert named.code == ExitCode.PASSED
    refused = grader("export", "csv", "letters", "-a", "moons", "--from", results)
    assert refused.code == ExitCode.USAGE
    assert "two assignments are named, letters and moons" in refused.err


def test_without_a_store_or_lines_it_says_so(grader: Type) -> None:
    grader("export", "csv").refused(ExitCode.USAGE, "grader.db")


def test_marks_come_out_of_the_store(grader: Type, tmp_path: Path) -> None:
    path = tmp_path / "assigned" / "assignment.yaml"
    path.parent.mkdir()
    path.write_text(f"assignment: {SLUG}\ntitle: A short one\nfunctions: {{relu: 2}}\n")
    with open_store(tmp_path / "grader.db") as store, store.writing() as connection:
        assigned(connection)
        submission, _ = handed_in(connection, "ada")
        graded(connection, submission, score=1.5)
    common = ("--store", tmp_path / "grader.db", "-a", path)
    told = grader("export", "csv", *common)
    assert told.out.splitlines()[1].startswith("ada,,,,,hw,1.5,2,graded,false,false,")
    sheet = tmp_path / "g.csv"
    sheet.write_text("Student,ID,SIS Login ID,Section,a short one (5)\nAda L,1,ada,N,\n")
    assert "  Ada L (ada): – → 1.5" in grader("export", "canvas", "--into", sheet, *common).out
