"""``grader bundle`` as somebody types it."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from grader.errors import ExitCode
from tests.grader.cli.shell import Ended

Type = Callable[..., Ended]


def test_a_bundle_is_written_where_it_is_asked_for(
    grader: Type, assign: Callable[[str], Path], tmp_path: Path
) -> None:
    path = assign("functions: {relu: 1}\n")
    made = grader("bundle", "gradescope", path, "-o", tmp_path / "short.zip")
    assert made.code == ExitCode.PASSED
    assert "files for gradescope" in made.out
    assert "note: Gradescope grants 768 MiB" in made.err
    with zipfile.ZipFile(tmp_path / "short.zip") as archive:
        assert {"setup.sh", "run_autograder"} <= set(archive.namelist())


def test_an_existing_folder_is_not_written_over(
    grader: Type, assign: Callable[[str], Path], tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    ended = grader("bundle", "student", assign("functions: {relu: 1}\n"), "-o", tmp_path / "full")
    assert ended.code == ExitCode.USAGE
    assert "not an empty folder" in ended.err


def test_an_option_of_another_platform_is_refused(
    grader: Type, assign: Callable[[str], Path]
) -> None:
    ended = grader("bundle", "student", assign("functions: {relu: 1}\n"), "--minutes", "5")
    assert ended.code == ExitCode.USAGE
    assert "--minutes says nothing" in ended.err


def test_a_platform_that_is_none_is_told_those_that_are(grader: Type) -> None:
    ended = grader("bundle", "moodle", "letters")
    assert ended.code == ExitCode.USAGE
    assert "gradescope" in ended.err
