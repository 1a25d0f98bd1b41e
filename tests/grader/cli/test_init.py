"""``grader init`` at a shell: it writes a draft that validates, and never over anything."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import ExitCode
from tests.grader.cli.shell import RELU, SOLUTION, Ended

Type = Callable[..., Ended]


@pytest.fixture
def solution(hand_in: Callable[..., Path]) -> Path:
    return hand_in(RELU, "activations.py")


def test_a_draft_is_written_and_validates(grader: Type, solution: Path) -> None:
    ended = grader("init", solution, "--points", "4")
    assert ended.code == ExitCode.PASSED
    assert "the solution earns 4 of 4" in ended.out
    assert "the starter earns 0 of 4" in ended.out
    assert "the draft validates" in ended.out
    folder = Path("activations")
    written = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert {"assignment.yaml", "README.md", "solution/activations.py"} <= written
    assert {"starter/activations.py", "cases/right.yaml"} <= written
    assert grader("validate", folder).code == ExitCode.PASSED


def test_nothing_is_written_over(grader: Type, solution: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "README.md").write_text("mine", encoding="utf-8")
    ended = grader("init", solution, "--output", folder)
    assert ended.code == ExitCode.USAGE
    assert "--force" in ended.err
    assert [p.name for p in folder.iterdir()] == ["README.md"]
    assert (folder / "README.md").read_text(encoding="utf-8") == "mine"


def test_force_writes_over_its_own_files_and_leaves_others(
    grader: Type, solution: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "place"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / "assignment.yaml").write_text("assignment: old\n", encoding="utf-8")
    ended = grader("init", solution, "--name", "first", "-o", folder, "--force")
    assert ended.code == ExitCode.PASSED
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert "assignment: first\n" in (folder / "assignment.yaml").read_text(encoding="utf-8")


def test_a_file_in_the_place_of_the_folder_is_a_mistake(
    grader: Type, solution: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ended = grader("init", solution, "--output", tmp_path / "file")
    assert ended.code == ExitCode.USAGE
    assert "it is no folder" in ended.err


def test_a_place_that_cannot_be_written_is_a_mistake(
    grader: Type, solution: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    ended = grader("init", solution, "--output", tmp_path / "file" / "below")
    assert ended.code == ExitCode.USAGE
    assert "the draft cannot be written to" in ended.err


def test_a_draft_is_not_written_into_its_own_solution(grader: Type, solution: Path) -> None:
    ended = grader("init", solution.parent, "--output", solution.parent / "drafted")
    assert ended.code == ExitCode.USAGE
    assert "it lies within the solution" in ended.err
    assert not (solution.parent / "drafted").exists()


def test_a_name_that_is_none_is_a_mistake(grader: Type, solution: Path) -> None:
    ended = grader("init", solution, "--name", "my homework")
    assert ended.code == ExitCode.USAGE
    assert "letters, digits" in ended.err


def test_a_solution_that_is_not_there_is_told(grader: Type, tmp_path: Path) -> None:
    ended = grader("init", tmp_path / "missing.py")
    assert ended.code == ExitCode.SUBMISSION
    assert "there is no such file" in ended.err


def test_nothing_is_left_behind_where_nothing_is_known(
    grader: Type, hand_in: Callable[..., Path]
) -> None:
    path = hand_in("def greet(name, way, tone, day, night):\n    return 'hello'\n", "greeting.py")
    ended = grader("init", path)
    assert ended.code == ExitCode.SUBMISSION
    assert "nothing in it behaves as" in ended.err
    assert not Path("greeting").exists()


@pytest.mark.slow
def test_the_letters_are_drafted_from_their_solution_alone(grader: Type) -> None:
    ended = grader("init", SOLUTION, "--output", "drafted")
    assert ended.code == ExitCode.PASSED, ended.err
    asked = ("relu", "softmax", "computeLayer", "CE", "gradCE", "best_epoch", "backprop")
    assert all(f"  {name}: {name}" in ended.out for name in asked)
    assert "the draft validates" in ended.out
