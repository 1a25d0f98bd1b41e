"""Each check of an assignment as a test of pytest, in runs of its own."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.grader.cli.shell import TRUST

YAML = """\
assignment: short
functions:
  relu: 1
  softmax: {points: 2, parts: {ordinary: 1, extreme: 1}}
  sigmoid: {parts: {ordinary: 1}}
  tanh: {parts: {ordinary: 1}, needs: [sigmoid]}
  computeLayer: {points: 1, visibility: hidden}
"""
CODE = """\
import numpy as np
def relu(x):
    return np.maximum(x, 0)
def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum(axis=1, keepdims=True)
"""
TRUSTED = ("--grader-trust",) if TRUST else ()
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "assignment.yaml").write_text(YAML)
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "hw.py").write_text(CODE)

    def ran(*arguments: str) -> "subprocess.CompletedProcess[str]":
        path = [entry for entry in sys.path if entry]
        start = f"import sys; sys.path[:0] = {path!r}; import pytest; sys.exit(pytest.main())"
        command = [sys.executable, "-c", start, "-p", "grader.pytest_plugin", "-p", "no:randomly"]
        return subprocess.run(
            [*command, "-p", "no:cacheprovider", *TRUSTED, *arguments],
            cwd=tmp_path / "work",
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return ran


ASKED = ("--grader-assignment=../course", "--grader-submission=hw.py")


def outcomes(file: Path) -> Mapping[str, str]:
    cases = ET.parse(file).getroot().iter("testcase")  # noqa: S314 - pytest wrote it
    return {c.get("name", ""): next((child.tag for child in c), "passed") for c in cases}


def test_checks_and_parts_pass_fail_and_are_skipped_in_junit(run: Run, tmp_path: Path) -> None:
    done = run(*ASKED, "--junitxml=../junit.xml")
    assert done.returncode == 1, done.stderr
    assert outcomes(tmp_path / "junit.xml") == {
        "relu": "passed",
        "softmax": "failure",
        "softmax[ordinary]": "passed",
        "softmax[extreme]": "failure",
        "sigmoid": "failure",
        "tanh": "skipped",
    }
    assert "subtracts the largest score of the whole batch" in done.stdout
    assert "computeLayer" not in done.stdout
    assert "Traceback" not in done.stdout
    summary = done.stdout.partition("short test summary")[2]
    assert "::softmax - " in summary
    assert "points: " in summary


def test_workers_of_xdist_see_the_same_tests(run: Run) -> None:
    done = run(*ASKED, "-n", "2", "--dist", "loadgroup")
    assert "3 failed, 2 passed, 1 skipped" in done.stdout, done.stdout + done.stderr


def test_some_are_chosen_as_among_other_tests(run: Run) -> None:
    done = run(*ASKED, "-k", "relu")
    assert "1 passed, 5 deselected" in done.stdout


def test_an_unknown_assignment_is_a_mistake_of_the_command(run: Run) -> None:
    done = run("--grader-assignment=nothing")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "no assignment is called 'nothing'" in done.stderr


def test_work_that_is_not_there_is_an_error_and_no_failure(run: Run) -> None:
    done = run("--grader-assignment=../course", "--grader-submission=nothing.py")
    assert "6 errors" in done.stdout
    assert "failed" not in done.stdout
    assert "another exception occurred" not in done.stdout


def test_without_the_option_nothing_of_the_grader_is_imported() -> None:
    path = [entry for entry in sys.path if entry]
    code = (
        f"import sys; sys.path[:0] = {path!r}; import grader.pytest_plugin\n"
        "heavy = ('numpy', 'pydantic', 'click', 'yaml', 'rich', 'grader.grading')\n"
        "sys.exit(any(name in sys.modules for name in heavy))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
