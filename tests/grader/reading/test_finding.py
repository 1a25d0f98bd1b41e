"""The assignment that is meant is found, and never inside the submission."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from grader.errors import ExitCode, UsageError
from grader.reading.finding import find_assignment


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for slug in (
        "course/letters",
        "course/digits",
        "here/assignments/letters",
        "here/assignments/mine",
        "here/own",
    ):
        folder = tmp_path / slug
        folder.mkdir(parents=True)
        (folder / "assignment.yaml").write_text("assignment: a\n")
    return tmp_path


def find(
    tree: Path,
    name: str | None = None,
    *,
    submission: str | None = None,
    env: Mapping[str, object] | None = None,
    cwd: str = "here",
) -> tuple[str, bool]:
    found, explicit = find_assignment(
        name,
        submission=tree / submission if submission else None,
        env={key: str(value) for key, value in (env or {}).items()},
        cwd=tree / cwd,
    )
    return found.resolve().relative_to(tree.resolve()).as_posix(), explicit


def refusal(tree: Path, *arguments: str, **options: Any) -> str:
    with pytest.raises(UsageError) as caught:
        find(tree, *arguments, **options)
    assert caught.value.exit_code is ExitCode.USAGE
    return f"{caught.value.message}; {caught.value.hint}"


@pytest.mark.parametrize("name", ["./own", "./own/assignment.yaml", "own/", "own"])
def test_a_path_is_taken_as_it_is(tree: Path, name: str) -> None:
    assert find(tree, name) == ("here/own/assignment.yaml", True)


def test_a_slug_is_looked_up_in_the_listed_folders_first(tree: Path) -> None:
    env = {"GRADER_ASSIGNMENTS": f"{tree / 'nowhere'}{os.pathsep}{tree / 'course'}"}
    assert find(tree, "letters", env=env)[0] == "course/letters/assignment.yaml"
    assert find(tree, "letters")[0] == "here/assignments/letters/assignment.yaml"


def test_a_slug_beats_a_folder_of_the_same_name(tree: Path) -> None:
    (tree / "here" / "letters").mkdir()
    assert find(tree, "letters")[0] == "here/assignments/letters/assignment.yaml"


def test_the_environment_names_one_too(tree: Path) -> None:
    env = {"GRADER_ASSIGNMENT": tree / "course" / "digits"}
    assert find(tree, env=env) == ("course/digits/assignment.yaml", True)


def test_the_nearest_file_above_is_come_upon_not_named(tree: Path) -> None:
    below = tree / "here" / "own" / "a" / "b"
    below.mkdir(parents=True)
    assert find(tree, cwd="here/own/a/b") == ("here/own/assignment.yaml", False)


def test_a_file_inside_the_submission_is_passed_over(tree: Path) -> None:
    (tree / "assignment.yaml").write_text("assignment: a\n")
    found = find(tree, submission="here/own", cwd="here/own")
    assert found == ("assignment.yaml", False)


def test_a_file_beside_a_single_submitted_file_is_not_inside_it(tree: Path) -> None:
    (tree / "here" / "own" / "nn.py").write_text("")
    assert find(tree, submission="here/own/nn.py", cwd="here/own")[0] == "here/own/assignment.yaml"


def test_the_folder_of_a_submitted_file_is_not_looked_into_from_elsewhere(tree: Path) -> None:
    (tree / "here" / "own" / "nn.py").write_text("")
    (tree / "assignment.yaml").write_text("assignment: a\n")
    found = find(tree, submission="here/own/nn.py", cwd="here")
    assert found == ("assignment.yaml", False)


def test_where_all_lies_inside_the_submission_that_is_said(tree: Path) -> None:
    assert "lies inside the submission" in refusal(tree, submission="here/own", cwd="here/own")


def test_a_slug_is_never_looked_up_inside_the_submission(tree: Path) -> None:
    said = refusal(tree, "mine", submission="here")
    assert "mine/assignment.yaml lies inside the submission" in said


def test_naming_a_file_inside_the_submission_is_refused(tree: Path) -> None:
    assert "could change it" in refusal(tree, "./own", submission="here/own")


def test_a_link_out_of_the_submission_still_lies_inside_it(tree: Path) -> None:
    (tree / "here" / "own" / "link.yaml").symlink_to(tree / "course/letters/assignment.yaml")
    assert "inside the submission" in refusal(tree, "./own/link.yaml", submission="here/own")


def test_an_unknown_slug_is_told_with_a_near_miss_and_every_place(tree: Path) -> None:
    text = refusal(tree, "leters", env={"GRADER_ASSIGNMENTS": tree / "course"})
    assert "did you mean 'letters'?" in text
    assert str(tree / "course") in text
    assert str(tree / "here" / "assignments") in text


@pytest.mark.parametrize("name", ["./nowhere", "nowhere.yaml", "../x/assignment.yaml"])
def test_a_path_that_is_not_there_is_told(tree: Path, name: str) -> None:
    assert "there is no assignment at" in refusal(tree, name)


def test_another_suffix_is_suggested(tree: Path) -> None:
    (tree / "here" / "own" / "assignment.yaml").rename(tree / "here" / "own" / "assignment.yml")
    assert "assignment.yml meant?" in refusal(tree, "./own")


def test_nothing_anywhere_says_how_to_name_one(tmp_path: Path) -> None:
    if any((folder / "assignment.yaml").exists() for folder in Path(tmp_path).parents):
        pytest.skip("an assignment lies above the temporary folder")
    assert "--assignment SLUG|PATH" in refusal(tmp_path, cwd=".")
