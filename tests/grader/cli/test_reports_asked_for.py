"""What the options ask for is what the report shows, in every form and for each audience."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from grader.cli import main
from grader.errors import ExitCode
from tests.grader.cli.conftest import Type, Write
from tests.grader.cli.shell import DEMO, LETTERS, RELU, SOLUTION, TRUST, WRONG, Ended

HandIn = Callable[..., Path]
Check = Callable[..., Ended]

THREE = """
functions:
  relu: 1
  softmax: {points: 1, needs: [relu]}
  sigmoid: 1
"""


@pytest.fixture
def letters(grader: Type) -> Check:
    """Grade a submission to the letters."""

    def checked(submission: Path, *options: str) -> Ended:
        return grader("check", submission, "-a", LETTERS, *TRUST, *options)

    return checked


def test_the_solution_passes_and_the_demonstration_does_not(letters: Check) -> None:
    assert letters(SOLUTION).code == ExitCode.PASSED
    assert letters(DEMO).code == ExitCode.FAILED


@pytest.mark.parametrize("submission", [SOLUTION, DEMO], ids=["solution", "demo"])
def test_every_form_can_be_read(submission: Path, letters: Check) -> None:
    report = letters(submission, "-f", "json").report
    assert report["schema_version"]
    suite = ET.fromstring(letters(submission, "-f", "junit").out)  # noqa: S314 - our own
    assert len(list(suite.iter("testcase"))) == len(report["checks"])
    assert letters(submission, "-f", "markdown").out.startswith("## Neural networks in numpy\n")
    shown = letters(submission, "-f", "terminal")
    assert f"{report['score']:g} / {report['max_score']:g} points" in shown.out
    assert "\x1b" not in shown.out
    assert shown.err == ""


def test_a_file_gets_what_would_be_printed(letters: Check) -> None:
    printed = letters(DEMO, "-f", "markdown").out
    ended = letters(DEMO, "-f", "markdown", "-o", "report.md")
    assert (ended.code, ended.out) == (ExitCode.FAILED, "")
    assert ended.err == "the report is in report.md\n"
    written = Path("report.md").read_text(encoding="utf-8")
    assert written.splitlines()[:20] == printed.splitlines()[:20]


def _staffs_own(report: dict[str, Any]) -> set[str]:
    """Return what a report says to the staff alone."""
    return {
        text
        for check in report["checks"]
        for text in (
            check["staff_text"] if check["staff_text"] != check["student_text"] else "",
            *(diagnosis.get("explanation", "") for diagnosis in check["diagnoses"]),
        )
        if text
    }


def test_a_students_report_holds_nothing_of_the_staffs(letters: Check) -> None:
    staff = letters(DEMO, "-f", "json", "--audience", "staff")
    secret = _staffs_own(staff.report)
    assert len(secret) > 2
    for form in ("json", "junit", "markdown", "terminal"):
        student = letters(DEMO, "-f", form)
        assert not [text for text in secret if text in student.out]
    student = letters(DEMO, "-f", "json")
    assert all(check["staff_text"] == "" for check in student.checks.values())
    assert student.verdict == staff.verdict


@pytest.mark.parametrize("seed", ["1", "4294967295"])
def test_a_seed_changes_the_inputs_and_no_verdict_of_right_code(seed: str, letters: Check) -> None:
    ended = letters(SOLUTION, "--seed", seed, "-f", "json", "--audience", "staff")
    assert ended.code == ExitCode.PASSED
    assert ended.report["environment"]["seed"] == int(seed)


def test_each_seed_draws_inputs_of_its_own(grader: Type, hand_in: HandIn, assign: Write) -> None:
    check = ("check", hand_in(WRONG), "-a", assign("functions: {relu: 1}\n"), "-f", "json", *TRUST)
    told = {
        grader(*check, "--seed", seed).checks["relu"]["student_text"] for seed in ("0", "1", "2")
    }
    assert len(told) > 1
    again = grader(*check).checks["relu"]["student_text"]
    assert again == grader(*check, "--seed", "0").checks["relu"]["student_text"]


def test_one_check_is_graded_with_what_it_needs(
    grader: Type, hand_in: HandIn, assign: Write
) -> None:
    check = ("check", hand_in(RELU), "-a", assign(THREE), "-f", "json", *TRUST)
    assert list(grader(*check).checks) == ["relu", "softmax", "sigmoid"]
    assert list(grader(*check, "--only", "softmax").checks) == ["relu", "softmax"]
    alone = grader(*check, "--only", "relu")
    assert list(alone.checks) == ["relu"]
    assert alone.code == ExitCode.PASSED


def test_several_checks_are_graded_where_several_are_named(
    grader: Type, hand_in: HandIn, assign: Write
) -> None:
    path = assign("functions: {relu: 1, softmax: {points: 1, needs: [CE]}, CE: 1, gradCE: 1}\n")
    asked = ("--only", "softmax", "--only", "relu")
    ended = grader("check", hand_in(RELU), "-a", path, "-f", "json", *asked, *TRUST)
    assert list(ended.checks) == ["relu", "softmax", "CE"]
    wrong = grader("check", hand_in(RELU), "-a", path, "--only", "relu", "--only", "gradcE", *TRUST)
    wrong.refused(ExitCode.USAGE, "there is no check 'gradcE'", "did you mean gradCE?")


def test_checks_are_chosen_by_the_names_that_were_defined(
    grader: Type, hand_in: HandIn, assign: Write
) -> None:
    check = ("check", hand_in(RELU), "-a", assign(THREE), "-f", "json", *TRUST)
    assert list(grader(*check, "--about", "ReLU", "--about", "my_helper").checks) == ["relu"]
    nothing = grader(*check, "--about", "my_helper")
    nothing.refused(ExitCode.USAGE, "nothing is asked under the name my_helper", "asks for relu")


def test_later_attempts_release_second_hints(letters: Check) -> None:
    def hint(attempt: str) -> str:
        checks = letters(DEMO, "-f", "json", "--attempt", attempt).checks
        return str(checks["softmax"]["diagnoses"][0]["hint"])

    assert hint("1") == hint("3")
    assert hint("4") != hint("1")
    assert hint("4").startswith(hint("1"))


def test_a_narrow_terminal_is_written_to_narrowly(
    letters: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    for columns in (60, 80):
        monkeypatch.setenv("COLUMNS", str(columns))
        assert max(map(len, letters(DEMO).out.splitlines())) <= columns


class _Terminal(io.TextIOWrapper):
    """A terminal, as far as anybody asks."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variable", "value"), [("LANG", "C.UTF-8"), ("NO_COLOR", "1"), ("TERM", "dumb")]
)
def test_colour_is_for_terminals_that_want_it(
    variable: str, value: str, letters: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv(variable, value)
    said = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", _Terminal(said, encoding="utf-8"))
    letters(DEMO)
    assert (b"\x1b[" in said.getvalue()) is (variable == "LANG")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_an_old_terminal_gets_what_it_can_show_and_a_file_gets_utf_8(
    encoding: str, letters: Check, grader: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    for kind, decoded in ((_Terminal, encoding), (io.TextIOWrapper, "utf-8")):
        for typed in (
            ("check", DEMO, "-a", LETTERS, *TRUST),
            ("plugins",),
            ("validate", LETTERS, "--static"),
            ("validate", LETTERS, "--expand"),
            ("validate", "--schema"),
        ):
            said = io.BytesIO()
            monkeypatch.setattr(sys, "stdout", kind(said, encoding=encoding))
            assert grader(*typed).code in (ExitCode.PASSED, ExitCode.FAILED)
            sys.stdout.flush()
            assert said.getvalue().decode(decoded)


def test_a_closed_output_leaves_the_code(letters: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert letters(SOLUTION).code == ExitCode.PASSED


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_the_command_ends_with_its_code_where_a_stream_was_closed(
    stream: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, stream, None)
    with pytest.raises(SystemExit) as ended:
        main(["plugins"])
    assert ended.value.code == ExitCode.PASSED


def test_validate_tells_marks_and_proves_the_solution(grader: Type) -> None:
    ended = grader("validate", "letters", "-f", "json")
    assert ended.code == ExitCode.PASSED
    said = json.loads(ended.out)
    assert said["valid"] is True
    assert "the solution earns 26 of 26" in grader("validate", LETTERS).out


def test_plugins_lists_every_name_with_what_it_is(
    grader: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = grader("plugins").out
    assert max(map(len, said.splitlines())) <= 80
    for name in ("values", "softmax", "mnist", "folder", "terminal", "catalogue"):
        (line,) = (line for line in said.splitlines() if line.startswith(f"  {name} "))
        assert len(line.split()) > 1
