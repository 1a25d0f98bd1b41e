"""`grader audit`: the verdict is the exit code, in every format, and what it refuses."""

import json
from pathlib import Path

import pytest

from grader.auditing.auditing import Extent
from grader.auditing.models import Audit
from grader.auditing.outcome import Outcome
from grader.auditing.running import Gradings
from grader.cli import INTERRUPTED, run
from grader.errors import ExitCode
from grader.preparation import Prepared
from tests.grader.auditing.audited import NARROW, RELU, written

QUICK = ("--no-training", "--sample", "3", "--executor", "serial")


@pytest.fixture
def assignment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return written(tmp_path / "narrow", NARROW, RELU)


def test_an_assignment_that_catches_its_mistakes_ends_in_0_with_all_of_them_as_json(
    assignment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "audit.json"
    assert run(["audit", str(assignment), *QUICK, "-f", "json", "-o", str(path)]) == 0
    said = json.loads(path.read_text(encoding="utf-8"))
    assert said["schema_version"] == "1.0"
    assert said["passed"] is True
    assert said["sample"] == 3
    assert capsys.readouterr().out == ""
    assert not list((tmp_path / "cache").rglob("*.jsonl"))


def test_an_assignment_whose_solution_is_wrong_ends_in_1(
    assignment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (assignment.parent / "solution" / "hw.py").write_text(RELU.replace("0)", "1)"))
    assert run(["audit", str(assignment), *QUICK]) == ExitCode.FAILED
    assert "✗ the solution earns 0 of 1 in relu" in capsys.readouterr().out


def test_a_class_is_graded_with_on(
    assignment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "ada.py").write_text(RELU)
    arguments = ["audit", str(assignment), *QUICK, "--on", str(tmp_path / "work")]
    assert run(arguments) == ExitCode.PASSED
    assert "1 of 1 submissions graded" in capsys.readouterr().out


def test_a_journal_that_was_asked_for_stays(assignment: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    page = tmp_path / "audit.html"
    arguments = ["audit", str(assignment), *QUICK, "--journal", str(kept), "-f", "html"]
    assert run([*arguments, "-o", str(page)]) == ExitCode.PASSED
    assert len(kept.read_text(encoding="utf-8").splitlines()) > 5
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_what_is_no_executor_is_refused(
    assignment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit", str(assignment), "--executor", "cloud"]) == ExitCode.USAGE
    assert "there are serial, local" in capsys.readouterr().err


def test_an_assignment_without_a_solution_is_refused(
    assignment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (assignment.parent / "solution" / "hw.py").unlink()
    (assignment.parent / "solution").rmdir()
    assert run(["audit", str(assignment), *QUICK]) == ExitCode.USAGE
    assert "put right code there" in capsys.readouterr().err


def test_a_place_where_nothing_can_be_written_is_refused_first(
    assignment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["audit", str(assignment), *QUICK, "-o", str(tmp_path / "gone" / "a.html")]
    assert run(arguments) == ExitCode.USAGE
    assert "cannot be written" in capsys.readouterr().err


def test_an_interrupted_audit_says_that_it_goes_on(
    assignment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(prepared: Prepared, gradings: Gradings, extent: Extent) -> None:
        del prepared, extent
        gradings.journal.add("one", Outcome())
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.auditing.auditing.audited", interrupted)
    assert run(["audit", str(assignment), *QUICK]) == INTERRUPTED
    assert "1 grading is kept: the same command goes on from there" in capsys.readouterr().err


def test_what_was_graded_is_kept_until_it_is_told(
    assignment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(found: Audit) -> str:
        raise OSError(28, "No space left on device", found.assignment)

    monkeypatch.setattr("grader.auditing.rendering.page.page", full)
    arguments = ["audit", str(assignment), *QUICK, "-f", "html", "-o", str(tmp_path / "a.html")]
    assert run(arguments) == ExitCode.GRADER
    assert list((tmp_path / "cache").rglob("*.jsonl"))
