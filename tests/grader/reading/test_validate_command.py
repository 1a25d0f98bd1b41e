"""``grader validate`` tells every mistake like a compiler, and what earns which marks."""

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from grader import objections, plugin_manager, preparation
from grader.cli import validate as command
from grader.errors import ExitCode
from grader.reading.long_form import long_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from tests.grader.reading.conftest import Desk


@pytest.fixture
def run(desk: "Desk", monkeypatch: pytest.MonkeyPatch) -> "Callable[..., Result]":
    monkeypatch.setattr(preparation, "Prepared", lambda *_, **__: None)
    monkeypatch.setattr(objections, "refuse_objections", lambda _: None)
    monkeypatch.setattr(plugin_manager, "build", lambda _=(): desk.catalogue)
    monkeypatch.setenv("COLUMNS", "140")

    def invoke(text: str, *options: str) -> "Result":
        desk.write(text)
        arguments = [str(desk.path), *options]
        return CliRunner().invoke(command.validate, arguments, standalone_mode=False)

    return invoke


def test_mistakes_go_to_standard_error_with_their_line(
    run: "Callable[..., Result]", letters: str
) -> None:
    result = run(letters.replace("extreme", "extrem"), "--static")
    assert result.return_value == ExitCode.ASSIGNMENT
    assert result.stdout == ""
    head, line, caret, last = result.stderr.splitlines()
    assert "assignment.yaml:5:45: unknown part 'extrem' of softmax; did you mean" in head
    assert line[caret.index("^") :].startswith("extrem:")
    assert last.endswith("1 mistake")


def test_mistakes_as_json_are_data(run: "Callable[..., Result]", letters: str) -> None:
    result = run(letters.replace("relu: 1", "reul: 1"), "--static", "--format", "json")
    said = json.loads(result.stdout)
    assert result.return_value == ExitCode.ASSIGNMENT
    assert said["valid"] is False
    (mistake,) = said["mistakes"]
    assert (mistake["line"], mistake["column"]) == (4, 3)
    assert mistake["message"] == "unknown function 'reul'"


def test_marks_are_told_per_function(run: "Callable[..., Result]", letters: str) -> None:
    result = run(letters, "--static")
    assert result.return_value == ExitCode.PASSED
    assert "full marks  reduction: mean\n" in _trimmed(result.stdout)
    assert "0.5 × sum: the sum over the examples" in result.stdout
    assert "letters: 6 checks, 15 points, no mistakes" in result.stdout


def _trimmed(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def test_marks_as_json_are_data(run: "Callable[..., Result]", letters: str) -> None:
    said = json.loads(run(letters, "--static", "--format", "json").stdout)
    assert said["valid"] is True
    assert {each["check"]: each["points"] for each in said["marks"]}["softmax"] == 3


def test_expand_prints_the_long_form(
    desk: "Desk", run: "Callable[..., Result]", letters: str
) -> None:
    result = run(letters, "--expand")
    assert result.return_value == ExitCode.PASSED
    assert result.stdout == long_form(desk.read(letters).assignment)


def test_schema_needs_no_assignment(run: "Callable[..., Result]", letters: str) -> None:
    result = run(letters, "--schema")
    assert json.loads(result.stdout)["$schema"].endswith("2020-12/schema")


def test_reading_alone_says_that_nothing_was_run(
    run: "Callable[..., Result]", letters: str
) -> None:
    result = run(letters, "--static")
    assert "neither the solution nor the starter was run (--static)" in result.stdout


def test_what_running_it_showed_is_told_last(
    desk: "Desk", run: "Callable[..., Result]", letters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.folder / "solution").mkdir()
    problem = "the solution earns 0 of 1 in relu"
    monkeypatch.setattr(command, "_proved", lambda *_: ((problem,), ("the solution earns 0",)))
    result = run(letters)
    assert result.return_value == ExitCode.ASSIGNMENT
    assert result.stdout.rstrip().endswith(problem)
