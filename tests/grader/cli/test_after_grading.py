"""What staff do when a class is graded: marks, voided checks, time, reports, grading again.

Three students are graded once; every test has a copy of the folder, the assignment and the store.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from grader.cli import run
from grader.errors import ExitCode
from tests.grader.cli.conftest import Type
from tests.grader.cli.shell import Ended, needs_linux

pytestmark = needs_linux

ASSIGNMENT = """assignment: tiny
title: Tiny
functions:
  relu: {points: 3, parts: {ordinary: 2, extreme: 1}, visibility: after_due}
  softmax: {points: 2, parts: {ordinary: 0.5, extreme: 1.5}}
checks:
  - {id: style, kind: manual, title: Style, points: 2, params: {criteria: Is it clear?}}
"""
STRICTER = ("softmax: {", "softmax: {accept: {full: [rows]}, ")
HEAD = "import numpy as np\n\n\ndef relu(x):\n    return np.maximum(x, 0)\n\n\n"
ROWS = "def softmax(z):\n    e = np.exp(z.T - z.max(1))\n    return (e / e.sum(0)).T\n"
COLUMNS = "def softmax(z):\n    e = np.exp(z - z.max(0))\n    return e / e.sum(0)\n"
PLAIN = "def softmax(z):\n    e = np.exp(z)\n    return e / e.sum(1)[:, None]\n"
CLASS = {"ada": HEAD + ROWS, "bob": HEAD + PLAIN, "cyd": HEAD + COLUMNS}
BY = ("--who", "B. Hopper", "--why", "As agreed.")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Grade the class once, for all tests of this file."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "tiny").mkdir()
    (folder / "tiny" / "assignment.yaml").write_text(ASSIGNMENT, encoding="utf-8")
    (folder / "class").mkdir()
    for name, source in CLASS.items():
        (folder / "class" / f"{name}.py").write_text(source, encoding="utf-8")
    told = ("--store", folder / "grader.db", "--executor", "serial")
    code = run([str(each) for each in ("batch", folder / "class", "-a", folder / "tiny", *told)])
    assert code == ExitCode.PASSED
    return folder


@pytest.fixture
def course(graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the course, and stand in it."""
    folder = tmp_path / "course"
    shutil.copytree(graded, folder)
    with closing(sqlite3.connect(folder / "grader.db")) as store, store:
        moved = "UPDATE origins SET place = replace(place, ?, ?)"
        store.execute(moved, (str(graded.absolute()), str(folder.absolute())))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def standings(grader: Type, course: Path) -> Callable[[], dict[str, dict[str, Any]]]:
    """Return everybody's final mark, by login."""

    def asked() -> dict[str, dict[str, Any]]:
        told = json.loads(grader("standings", course / "tiny", "-f", "json").out)
        return {one["login"]: one for one in told["standings"]}

    return asked


def changed(course: Path, *pairs: tuple[str, str], policy: str = "") -> None:
    """Write the assignment anew, with other words in it."""
    text = ASSIGNMENT + policy
    for before, after in pairs:
        text = text.replace(before, after)
    (course / "tiny" / "assignment.yaml").write_text(text, encoding="utf-8")


def handed_in(course: Path, when: str) -> None:
    """Say when everybody handed in, as a platform's export would."""
    with closing(sqlite3.connect(course / "grader.db")) as store, store:
        store.execute("UPDATE submissions SET handed_in_at = ?", (when,))


Marks = Callable[[], dict[str, dict[str, Any]]]


def test_a_manual_item_is_filled_in_with_who_and_why(
    grader: Type, course: Path, standings: Marks
) -> None:
    assert standings()["ada"]["provisional"]
    said = grader("mark", course / "tiny", "ada", "style", "1.5", *BY)
    assert said.out == "ada, attempt 1: style = 1.5; in all 6.5 of 7\n"
    ada = standings()["ada"]
    assert (ada["graded"], ada["final"], ada["provisional"]) == (5.0, 6.5, False)
    listed = grader("mark", course / "tiny", "--list").out
    assert "style = 1.5, B. Hopper" in listed
    assert "As agreed." in listed


def test_a_number_with_a_sign_adds_and_can_be_taken_back(
    grader: Type, course: Path, standings: Marks
) -> None:
    grader("mark", course / "tiny", "ada", "total", "-0.5", *BY)
    grader("mark", course / "tiny", "ada", "style", "+1", *BY)
    assert standings()["ada"]["final"] == 5.5
    assert grader("mark", course / "tiny", "ada", "total", "--take-back").code == 0
    assert standings()["ada"]["final"] == 6.0
    grader("mark", course / "tiny", "ada", "total", "--take-back").refused(
        ExitCode.USAGE, "nothing was decided of total"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("ada", "stile", "1", *BY), "did you mean style"),
        (("ada", "style", "3", *BY), "style has 2 points; 3 is more than that"),
        (("ada", "style", "two", *BY), "'two' is no number of points"),
        (("ada", "total", "5", *BY), "say +5 or -5"),
        (("eve", "style", "1", *BY), "nobody in the store is known as eve"),
        (("ada", "style", "1", "--who", "B"), "say --why"),
        (("ada", "style", "1", "--attempt", "4", *BY), "ada has no attempt 4"),
        (("ada", "style"), "POINTS is missing"),
    ],
)
def test_a_mark_that_cannot_be_is_refused(
    grader: Type, course: Path, words: tuple[str, ...], message: str
) -> None:
    grader("mark", course / "tiny", *words).refused(ExitCode.USAGE, message)


TABLE = "person,check,points,add,why\nada,style,2,,Clear.\nbob,total,,0.5,Nice.\n"


def test_a_table_of_marks_is_looked_at_before_it_is_kept(
    grader: Type, course: Path, standings: Marks
) -> None:
    (course / "marks.csv").write_text(TABLE, encoding="utf-8")
    words = ("mark", course / "tiny", "--csv", "marks.csv", "--who", "B")
    looked = grader(*words)
    assert "2 of 2 lines are right; nothing is kept yet" in looked.out
    assert standings()["ada"]["final"] == 5.0
    assert "2 kept" in grader(*words, "--write").out
    assert [standings()[name]["final"] for name in ("ada", "bob")] == [7.0, 4.0]


def test_one_wrong_line_keeps_a_whole_table_out_unless_parts_are_wanted(
    grader: Type, course: Path, standings: Marks
) -> None:
    (course / "marks.csv").write_text(f"{TABLE}eve,style,1,,Who?\n", encoding="utf-8")
    words = ("mark", course / "tiny", "--csv", "marks.csv", "--who", "B", "--write")
    refused = grader(*words)
    assert refused.code == ExitCode.USAGE
    assert "marks.csv:4: eve: nobody in the store is known as eve" in refused.out
    assert standings()["ada"]["final"] == 5.0
    grader(*words, "--partial")
    assert standings()["ada"]["final"] == 7.0


def test_a_voided_check_gives_everybody_its_points_until_it_is_restored(
    grader: Type, course: Path, standings: Marks
) -> None:
    assert standings()["bob"]["final"] == 3.5
    assert grader("void", course / "tiny", "softmax", *BY).code == 0
    assert [one["final"] for one in standings().values()] == [5.0, 5.0, 5.0]
    assert grader("void", course / "tiny", "softmax", "--restore").code == 0
    assert standings()["bob"]["final"] == 3.5
    grader("void", course / "tiny", "softmax", "--restore").refused(ExitCode.USAGE, "not voided")
    grader("void", course / "tiny", "sofmax", *BY).refused(ExitCode.USAGE, "did you mean softmax")


DUE = "policy: {zone: Europe/Zurich, due: 2026-11-20 23:59, late: {per_day: 20 %}}\n"


def test_lateness_is_reckoned_when_asked_and_an_extension_undoes_it(
    grader: Type, course: Path, standings: Marks
) -> None:
    handed_in(course, "2026-11-21T12:00:00+00:00")
    changed(course, policy=DUE)
    assert standings()["ada"]["final"] == 4.0
    assert standings()["ada"]["steps"] == ["1 day late", "−20 % of what was earned"]
    said = grader("allow", course / "tiny", "ada", "--until", "2026-11-22", *BY)
    assert said.out == "ada may hand in tiny until 2026-11-22 23:59:59 Europe/Zurich\n"
    assert standings()["ada"]["final"] == 5.0
    assert "B. Hopper" in grader("allow", course / "tiny", "--list").out
    assert grader("allow", course / "tiny", "ada", "--take-back").code == 0
    assert standings()["ada"]["final"] == 4.0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("ada", "--until", "soon", *BY), "expected a time such as 2026-11-20 23:59"),
        (("ada", "--until", "2026-11-01", *BY), "no later than everybody's"),
        (("ada", "--until", "2026-12-01", "--excuse", *BY), "say either"),
        (("ada", *BY), "say either"),
        (("ada", "--excuse", "--take-back"), "ada has no excuse"),
    ],
)
def test_what_cannot_be_allowed_is_refused(
    grader: Type, course: Path, words: tuple[str, ...], message: str
) -> None:
    changed(course, policy=DUE)
    grader("allow", course / "tiny", *words).refused(ExitCode.USAGE, message)


def test_an_excuse_is_told_beside_the_mark(grader: Type, course: Path, standings: Marks) -> None:
    assert grader("allow", course / "tiny", "bob", "--excuse", *BY).code == 0
    assert standings()["bob"]["excused"]


def test_a_table_of_standings_holds_no_formula(grader: Type, course: Path) -> None:
    with closing(sqlite3.connect(course / "grader.db")) as store, store:
        store.execute("UPDATE identities SET login = '=cmd()' WHERE login = 'bob'")
    table = grader("standings", course / "tiny", "-f", "csv").out
    assert table.startswith("login,status,attempts")
    assert "\nada,graded,1,1," in table
    assert "=cmd()" in table
    assert "\n=cmd()" not in table


def reported(grader: Type, course: Path, *words: str) -> dict[str, Any]:
    return grader("report", course / "tiny", *words, "--format", "json").report


def test_a_report_has_marks_and_voided_checks_and_lateness_in_it(
    grader: Type, course: Path
) -> None:
    handed_in(course, "2026-11-21T12:00:00+00:00")
    changed(course, policy=DUE)
    grader("mark", course / "tiny", "bob", "style", "2", "--who", "B", "--why", "Very clear.")
    grader("void", course / "tiny", "softmax", "--who", "B", "--why", "unclear")
    report = reported(grader, course, "bob", "--audience", "staff")
    checks = {check["id"]: check for check in report["checks"]}
    assert (checks["style"]["status"], checks["style"]["score"]) == ("passed", 2.0)
    assert checks["style"]["student_text"] == "Very clear."
    assert [each["delta"] for each in report["adjustments"]] == [1.5, -1.4]
    assert report["score"] == 5.6
    assert not report["provisional"]
    assert report["submission"]["id"] == "bob"
    text = grader("report", course / "tiny", "bob", "--audience", "staff").out
    assert "All in all: -1.4, 1 day late; −20 % of what was earned" in text


def test_what_is_kept_back_until_the_work_is_due_waits_for_the_last_extension(
    grader: Type, course: Path
) -> None:
    def shown() -> set[str]:
        return {check["id"] for check in reported(grader, course, "ada")["checks"]}

    assert "relu" not in shown()
    changed(course, policy="policy: {due: 2020-01-01}\n")
    assert "relu" in shown()
    grader("allow", course / "tiny", "bob", "--until", "2999-01-01", *BY)
    assert "relu" not in shown()


def test_a_replay_says_that_the_report_is_the_same(grader: Type, course: Path) -> None:
    said = grader("report", course / "tiny", "bob", "--replay")
    assert (said.code, said.out) == (0, "bob, attempt 1: identical, clocks apart\n")


def test_a_replay_refuses_other_bytes_and_another_assignment(grader: Type, course: Path) -> None:
    (course / "class" / "bob.py").write_text("# nothing\n", encoding="utf-8")
    words = ("report", course / "tiny", "--replay")
    grader(*words, "bob").refused(ExitCode.USAGE, "other bytes lie at")
    (course / "class" / "bob.py").unlink()
    grader(*words, "bob").refused(ExitCode.USAGE, "there is nothing at")
    grader(*words, "ada", "--seed", "7").refused(ExitCode.USAGE, "the seed is another than then: 7")
    changed(course, STRICTER)
    grader(*words, "ada").refused(ExitCode.USAGE, "the assignment is another than then")


def regraded(grader: Type, course: Path, *words: str) -> Ended:
    return grader("regrade", course / "tiny", "--executor", "serial", *words)


def test_grading_again_tells_first_who_would_lose_what_and_why(
    grader: Type, course: Path, standings: Marks
) -> None:
    changed(course, STRICTER)
    before = standings()
    said = regraded(grader, course)
    assert "a preview, nothing stands yet" in said.out
    assert "0 up, 1 down, 2 the same" in said.out
    assert "↓ cyd, attempt 1: 5 → 3 of 7" in said.out
    assert "softmax: 2 → 0 (ordinary 0.5 → 0, extreme 1.5 → 0), passed → failed" in said.out
    assert "it fits another convention" in said.out
    assert standings() == before


def test_grading_again_stands_when_it_is_written_and_the_old_report_is_kept(
    grader: Type, course: Path, standings: Marks
) -> None:
    grader("mark", course / "tiny", "cyd", "style", "2", *BY)
    changed(course, STRICTER)
    told = json.loads(regraded(grader, course, "--write", "-f", "json").out)
    assert told["written"]
    assert (told["up"], told["down"], told["same"]) == (0, 1, 2)
    cyd = standings()["cyd"]
    assert (cyd["graded"], cyd["final"]) == (3.0, 5.0)  # the mark by hand survives
    history = grader("report", course / "tiny", "cyd", "--history").out.splitlines()
    assert "now: 3 of 7" in history[1]
    assert ": 5 of 7" in history[2]
    again = regraded(grader, course)
    assert "3 current as they were" in again.out


def test_nobody_is_lowered_where_that_is_asked_for_and_it_is_told_in_the_report(
    grader: Type, course: Path, standings: Marks
) -> None:
    changed(course, STRICTER)
    said = regraded(grader, course, "--write", "--never-lower", *BY)
    assert "= cyd, attempt 1: 5 → 5 of 7, the better total is kept" in said.out
    assert (standings()["cyd"]["graded"], standings()["cyd"]["final"]) == (3.0, 5.0)
    [kept] = reported(grader, course, "cyd", "--audience", "staff")["adjustments"]
    assert (kept["delta"], kept["who"]) == (2.0, "B. Hopper")
    assert "not less than before it was graded again" in kept["reason"]
    grader("mark", course / "tiny", "cyd", "total", "-1", *BY)
    assert standings()["cyd"]["final"] == 4.0


def test_what_lies_no_more_where_it_was_keeps_its_result(
    grader: Type, course: Path, standings: Marks
) -> None:
    changed(course, STRICTER)
    (course / "class" / "cyd.py").unlink()
    (course / "class" / "bob.py").write_text("# nothing\n", encoding="utf-8")
    said = regraded(grader, course, "--write")
    assert said.code == ExitCode.FAILED
    assert "cyd, attempt 1: there is nothing at" in said.out
    assert "bob, attempt 1: other bytes lie at" in said.out
    assert [one["final"] for one in standings().values()] == [5.0, 3.5, 5.0]


def test_a_class_that_lies_elsewhere_now_is_graded_again_from_there(
    grader: Type, course: Path
) -> None:
    changed(course, STRICTER)
    shutil.make_archive("handed_in", "zip", course / "class")
    (course / "class").rename(course / "moved")
    assert regraded(grader, course).code == ExitCode.FAILED
    assert "0 up, 1 down, 2 the same" in regraded(grader, course, "--from", "moved").out
    assert regraded(grader, course, "--from", "handed_in.zip", "--write").code == ExitCode.PASSED
    replayed = grader("report", course / "tiny", "bob", "--replay", "--from", "handed_in.zip")
    assert replayed.code == ExitCode.PASSED


def test_a_voided_check_moves_nobody(grader: Type, course: Path) -> None:
    grader("void", course / "tiny", "softmax", *BY)
    changed(course, STRICTER)
    assert "0 up, 0 down, 3 the same" in regraded(grader, course).out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--write", "--check", "softmax"), "--write takes every check"),
        (("--write", "--never-lower"), "say --who"),
        (("--check", "sofmax"), "did you mean softmax"),
        (("--executor", "nobody"), "there is no executor 'nobody'"),
        (("--store", "none.db"), "none.db"),
    ],
)
def test_grading_again_as_it_cannot_be_is_refused(
    grader: Type, course: Path, words: tuple[str, ...], message: str
) -> None:
    grader("regrade", course / "tiny", *words).refused(ExitCode.USAGE, message)
