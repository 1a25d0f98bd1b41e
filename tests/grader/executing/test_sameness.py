"""What differs between the command and a place that grades for it is told by name."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import ExitCode, GraderError
from grader.executing.desk import Desk
from grader.executing.sameness import digest_of_code, facts, refuse_difference
from grader.preparation import prepare

ASSIGNMENT = "assignment: tiny\nfunctions: {relu: 2}\n"


def _desk(folder: Path) -> Desk:
    path = folder / "assignment.yaml"
    path.write_text(ASSIGNMENT)
    return Desk(assignment=path, trust=True, expected=facts(prepare(path)))


def test_the_assignment_and_everything_that_grades_it_is_compared(tmp_path: Path) -> None:
    expected = _desk(tmp_path).expected
    code = {f"the code of {name}" for name in ("grader", "grader_plugins", "grader_reference")}
    assert {"the assignment tiny", "grader", "python", "library numpy", *code} <= set(expected)
    assert "missing" not in expected.values()


def test_a_desk_that_has_something_else_is_not_set_up(tmp_path: Path) -> None:
    desk = _desk(tmp_path)
    changed = replace(desk, expected={**desk.expected, "grader": "0.0"})
    desk.assignment.write_text(ASSIGNMENT.replace("2", "3"))
    with pytest.raises(GraderError) as told, changed.open():
        raise AssertionError("it was set up")
    assert "grader is " in told.value.message
    assert "and 0.0 here" in told.value.message
    assert "the assignment tiny is" in told.value.message
    assert "numpy" not in told.value.message
    assert told.value.exit_code is ExitCode.GRADER


def test_what_only_one_side_has_is_told_as_missing_on_the_other() -> None:
    with pytest.raises(GraderError, match=r"plugin a is missing there and 1 here; data set b is"):
        refuse_difference({"plugin a": "1"}, {"data set b": "2"})


def test_one_line_of_code_that_differs_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "course_checks_of_two_years" / "deep"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").write_text("")
    (package / "checks.py").write_text("points = 2\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    before = digest_of_code(package.parent.name)
    (package / "checks.py").write_text("points = 3\n")
    assert digest_of_code(package.parent.name) != before
    assert package.parent.name not in sys.modules


def test_code_that_is_not_there_has_no_digest() -> None:
    assert digest_of_code("no_such_package_anywhere") == "missing"
