"""`grader batch` and `grader store`: a class graded, remembered, and forgotten."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import html5lib
import pytest

from grader.errors import ExitCode
from tests.grader.cli.conftest import Type, Write
from tests.grader.cli.shell import RELU, WRONG, needs_linux

pytestmark = needs_linux

LEAKY = "import numpy as np\n\ndef relu(x):\n    return np.where(x > 0, x, 0.01 * x)\n"
Grade = Callable[..., dict[str, Any]]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A class of three: one right, one wrong, one whose archive is broken."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "ada.py").write_text(RELU, encoding="utf-8")
    (folder / "bob").mkdir()
    (folder / "bob" / "hw.py").write_text(WRONG, encoding="utf-8")
    (folder / "eve.zip").write_text("no archive", encoding="utf-8")
    return folder


@pytest.fixture
def grade(grader: Type, assign: Write, work: Path) -> Grade:
    """Grade the class; what it came to."""
    assignment = assign("functions: {relu: 2}\n")

    def graded(*arguments: str | Path, code: int = ExitCode.FAILED) -> dict[str, Any]:
        given = ("batch", work, "-a", assignment, "--executor", "serial", "-f", "json")
        ended = grader(*given, *arguments)
        assert ended.code == code, ended.err
        assert "Traceback" not in ended.err
        return ended.report

    return graded


def test_a_class_is_graded_and_one_bad_submission_stops_nobody(grade: Grade) -> None:
    said = grade()
    assert (said["submissions"], said["graded"], said["fresh"]) == (3, 2, 3)
    assert said["mean"] == 1.0
    assert said["bands"] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert [one["submission"] for one in said["ungraded"]] == ["eve"]
    assert "neither a .zip nor a .tar" in said["ungraded"][0]["reason"]
    (check,) = said["checks"]
    assert (check["pass_rate"], check["statuses"]) == (0.5, {"failed": 1, "passed": 1})
    assert said["misconceptions"] == [{"check": "relu", "id": "relu.unchanged", "count": 1}]


def test_what_is_unchanged_is_looked_up_and_what_changed_is_graded(
    grade: Grade, work: Path
) -> None:
    first = grade()
    again = grade()
    assert again["fresh"] == 0
    for said in (first, again):
        del said["fresh"], said["seconds"]
    assert again == first
    (work / "bob" / "hw.py").write_text(RELU, encoding="utf-8")
    assert grade()["fresh"] == 1
    (work / "bob" / "hw.py").write_text(WRONG, encoding="utf-8")
    back = grade()
    assert (back["fresh"], back["mean"]) == (0, 1.0)


def test_another_seed_or_assignment_is_graded_anew(grade: Grade, assign: Write) -> None:
    grade()
    assert grade("--seed", "5")["fresh"] == 3
    assign("functions: {relu: 4}\n")
    said = grade()
    assert (said["fresh"], said["mean"]) == (3, 2.0)


def test_the_same_bytes_of_several_are_graded_once_and_stand_for_each(
    grade: Grade, work: Path, tmp_path: Path
) -> None:
    (work / "dan.py").write_text(RELU, encoding="utf-8")
    said = grade()
    assert (said["graded"], said["mean"]) == (3, pytest.approx(4 / 3, abs=1e-3))
    with closing(sqlite3.connect(tmp_path / "here" / "grader.db")) as store:
        (results,) = store.execute("SELECT count(*) FROM results").fetchone()
        (gradings,) = store.execute("SELECT count(*) FROM gradings").fetchone()
    assert (results, gradings) == (3, 4)


def test_reports_are_written_for_students_and_staff_apart(
    grade: Grade, work: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    given = ("--reports", folder, "--report-format", "json")
    grade(*given)
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert names == {"students/ada.json", "students/bob.json", "staff/ada.json", "staff/bob.json"}
    student = json.loads((folder / "students" / "bob.json").read_text(encoding="utf-8"))
    staff = json.loads((folder / "staff" / "bob.json").read_text(encoding="utf-8"))
    assert student["audience"] == "student"
    assert student["submission"]["id"] == "bob"
    assert not any(check.get("staff_text") for check in student["checks"])
    assert any(check["staff_text"] for check in staff["checks"])
    (folder / "students" / "bob.json").unlink()
    (work / "ada.py").write_text(LEAKY, encoding="utf-8")
    grade(*given)
    assert json.loads((folder / "students" / "bob.json").read_text()) == student
    assert json.loads((folder / "students" / "ada.json").read_text())["score"] < 2


def test_reports_tell_what_people_decided_and_what_lateness_costs(
    grade: Grade, grader: Type, assign: Write, tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    given = ("--reports", folder, "--report-format", "json")
    assignment = tmp_path / "assigned" / "assignment.yaml"

    def scores() -> dict[str, float]:
        files = sorted((folder / "students").glob("*.json"))
        return {file.stem: json.loads(file.read_text(encoding="utf-8"))["score"] for file in files}

    grade(*given)
    assert scores() == {"ada": 2.0, "bob": 0.0}
    decided = ("--who", "B. Hopper", "--why", "A slip.")
    assert grader("mark", assignment, "bob", "total", "+0.5", *decided).code == ExitCode.PASSED
    grade(*given)
    assert scores() == {"ada": 2.0, "bob": 0.5}
    told = json.loads((folder / "students" / "bob.json").read_text(encoding="utf-8"))
    (adjustment,) = told["adjustments"]
    assert (adjustment["delta"], adjustment["reason"]) == (0.5, "A slip.")
    before = {p: p.stat().st_mtime_ns for p in (folder / "students").iterdir()}
    grade(*given)
    assert before == {p: p.stat().st_mtime_ns for p in (folder / "students").iterdir()}
    (folder / "students" / "bob.json").write_text("{}", encoding="utf-8")
    grade(*given)
    assert scores() == {"ada": 2.0, "bob": 0.5}
    assert grader("mark", assignment, "bob", "total", "--take-back").code == ExitCode.PASSED
    grade(*given)
    assert scores() == {"ada": 2.0, "bob": 0.0}
    assert {p.name for p in folder.iterdir()} == {"students", "staff"}
    assert grader("void", assignment, "relu", *decided).code == ExitCode.PASSED
    grade(*given)
    assert scores() == {"ada": 2.0, "bob": 2.0}


def test_no_login_is_in_the_store_but_where_it_can_be_forgotten(
    grade: Grade, grader: Type, tmp_path: Path
) -> None:
    grade()
    path = tmp_path / "here" / "grader.db"
    assert b"eve" in path.read_bytes()
    for login in ("ada", "bob", "eve"):
        assert grader("store", "purge", login).code == ExitCode.PASSED
    held = path.read_bytes()
    for trace in (b"ada.py", b"/bob", b"eve", str(tmp_path).encode()):
        assert trace not in held
    told = grader("store", "info").out
    assert "3 people, 0 of them with a name, 3 gradings" in told


def test_work_that_is_purged_leaves_nothing(grade: Grade, grader: Type) -> None:
    grade()
    said = grader("store", "purge", "bob", "--work")
    assert "what they handed in is forgotten too" in said.out
    assert "2 submissions, 2 results" in grader("store", "info").out


def test_nobody_of_that_name_is_told(grade: Grade, grader: Type) -> None:
    grade()
    grader("store", "purge", "zoe").refused(ExitCode.USAGE, "nobody", "zoe")


def test_a_store_that_is_not_there_is_no_empty_one(grader: Type, tmp_path: Path) -> None:
    grader("store", "info").refused(ExitCode.USAGE, "there is no store", "grader batch")
    assert not list((tmp_path / "here").iterdir())


def test_a_submission_that_cannot_be_read_is_told_once_and_again(grade: Grade, work: Path) -> None:
    (work / "fay.rar").write_text("packed", encoding="utf-8")
    (work / "gus.py").symlink_to(work / "ada.py")
    for fresh in (4, 0):
        said = grade()
        assert said["fresh"] == fresh
        assert said["ungraded"][0]["submission"] == "eve"
        assert "cannot be unpacked" in said["ungraded"][1]["reason"]
        assert "fay" not in said["ungraded"][1]["reason"]
        assert any("gus.py" in note and "link" in note for note in said["notes"])


def test_the_summary_is_a_page_that_escapes_what_students_chose(
    grader: Type, assign: Write, work: Path, tmp_path: Path
) -> None:
    (work / "<b>x.zip").write_text("no archive", encoding="utf-8")
    page = tmp_path / "class.html"
    given = ("--executor", "serial", "-f", "html", "-o", page)
    assignment = assign("functions: {relu: 2}\n")
    assert grader("batch", work, "-a", assignment, *given).code == ExitCode.FAILED
    text = page.read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(text)
    assert "<b>x" not in text
    assert "&lt;b&gt;x" in text
    assert text.count('role="img"') == 2
    assert "passed" in text.split("How each check ended")[1].split("Checks")[0]
    assert "failed, or ended otherwise" in text


def test_reports_that_cannot_be_written_are_told_before_anything_is_graded(
    grader: Type, assign: Write, work: Path, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    given = ("-a", assign("functions: {relu: 2}\n"), "--reports", tmp_path / "taken")
    said = grader("batch", work, *given)
    assert said.code == ExitCode.USAGE
    assert "reports cannot be written to" in said.err
    assert not said.out


def test_the_summary_is_printed_with_what_needs_attention(
    grader: Type, assign: Write, work: Path
) -> None:
    (work / "ada.ipynb").write_text("{}", encoding="utf-8")
    said = grader("batch", work, "-a", assign("functions: {relu: 2}\n"), "--executor", "serial")
    words = " ".join(said.out.split())
    assert "short: 2 of 4 submissions graded" in words
    assert "mean 1.00, median 1 of 2 points" in words
    assert "1 × relu: relu.unchanged" in words
    assert "handed in 2 times" in words


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--executor", "cloud"), "there are serial, local"),
        (("--executor", "serail"), "did you mean 'serial'?"),
        (("--executor", "local=here"), "the executor 'local' works here, and not at 'here'"),
        (("--executor", "dask"), "was not told where its scheduler is"),
        (("--executor", "dask=nonsense"), "no dask scheduler answers at 'nonsense'"),
        (("--layout", "drawer"), "there is no layout"),
        (("--report-format", "song"), "there is no format"),
        (("--output", "gone/class.json"), "cannot be written"),
        (("--store", "gone/grader.db"), "there is no folder gone"),
    ],
)
def test_what_cannot_be_had_is_refused_before_anything_is_graded(
    grader: Type, assign: Write, work: Path, arguments: tuple[str, ...], words: str
) -> None:
    said = grader("batch", work, "-a", assign("functions: {relu: 2}\n"), *arguments)
    said.refused(ExitCode.USAGE, words)


def test_a_folder_without_submissions_is_refused(
    grader: Type, assign: Write, tmp_path: Path
) -> None:
    assignment = assign("functions: {relu: 2}\n")
    (tmp_path / "empty").mkdir()
    grader("batch", tmp_path / "empty", "-a", assignment).refused(ExitCode.USAGE, "no submission")
    grader("batch", tmp_path / "none", "-a", assignment).refused(ExitCode.USAGE, "none")


def test_the_store_among_the_submissions_is_none(grade: Grade, work: Path) -> None:
    for _ in range(2):
        assert grade("--store", str(work / "grader.db"))["submissions"] == 3


def test_a_store_that_fails_in_the_middle_is_told_and_the_next_run_goes_on(
    grader: Type, grade: Grade, assign: Write, work: Path, tmp_path: Path
) -> None:
    grade()
    full = "CREATE TRIGGER full BEFORE INSERT ON results BEGIN SELECT RAISE(ABORT, 'full'); END"
    for order in (full, "DROP TRIGGER full"):
        with closing(sqlite3.connect(tmp_path / "here" / "grader.db")) as store:
            store.execute(order)
            store.commit()
        (work / "ada.py").write_text(LEAKY, encoding="utf-8")
        if order == full:
            said = grader("batch", work, "-a", assign("functions: {relu: 2}\n"))
            said.refused(ExitCode.GRADER, "grader.db failed: full", "run the same command again")
    assert grade()["fresh"] == 1
