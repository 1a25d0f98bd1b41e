"""The solution is checked with a student's bundle alone before anybody is given it."""

import shutil
from pathlib import Path

import pytest

from grader.bundling.package import Bundle
from grader.bundling.trying import NOTHING_TO_TRY, tried
from grader.errors import GraderError
from grader.preparation import Prepared, prepare
from tests.grader.cli.shell import needs_linux


@needs_linux
def test_a_bundle_in_which_the_solution_is_right_is_given(
    prepared: Prepared, students: Bundle
) -> None:
    assert tried(students.under(".grader"), prepared) == students.under(".grader")


@needs_linux
def test_a_bundle_that_calls_the_solution_wrong_is_not_given(
    assigned: Path, students: Bundle, tmp_path: Path, wrong: str
) -> None:
    course = tmp_path / "short"
    shutil.copytree(assigned, course)
    (course / "solution" / "short.py").write_text(wrong)
    with pytest.raises(GraderError, match="the solution is not right: softmax: ") as refused:
        tried(students, prepare(course / "assignment.yaml"))
    assert "grader validate short" in refused.value.hint


@needs_linux
def test_a_bundle_that_is_damaged_is_not_given(prepared: Prepared, students: Bundle) -> None:
    damaged = Bundle(files={**students.files, "short/expected.zip": b"PK nothing"})
    with pytest.raises(GraderError, match=r"cannot be checked: .*is damaged"):
        tried(damaged, prepared)


def test_without_a_solution_it_is_said_that_nobody_tried(students: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text("assignment: short\nfunctions: {relu: 1}\n")
    assert tried(students, prepare(path)).notes[-1] == NOTHING_TO_TRY
