"""What was handed in and cannot be graded ends in code 4, with what it is and what to do."""

import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader import grading
from grader.errors import ExitCode
from tests.grader.cli.conftest import Type
from tests.grader.cli.shell import LETTERS, RELU, TRUST, needs_linux

HandIn = Callable[..., Path]
Check = Callable[..., None]
NOISE = bytes(range(256)) * 8


@pytest.fixture
def refused(grader: Type) -> Check:
    """See that a submission is refused, in these words."""

    def checked(submission: Path, *words: str) -> None:
        grader("check", submission, "-a", LETTERS, *TRUST).refused(
            ExitCode.SUBMISSION, submission.name, *words
        )

    return checked


def test_nothing_there(refused: Check, tmp_path: Path) -> None:
    refused(tmp_path / "nothing.py", "there is no such file or folder", "spelt right")


def test_an_empty_folder(refused: Check, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused(tmp_path / "empty", "holds nothing that can be graded", "right folder")


def test_a_folder_without_python(refused: Check, hand_in: HandIn) -> None:
    refused(hand_in("relu", "notes.txt").parent, "no .py, .ipynb or archive")


def test_a_file_of_another_kind(refused: Check, hand_in: HandIn) -> None:
    refused(hand_in(NOISE, "hw.dat"), "cannot be graded", ".ipynb")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("hw.zip", "neither a .zip nor a .tar file"),
        ("hw.tar.gz", "neither a .zip nor a .tar file"),
        ("hw.ipynb", "it is no notebook"),
    ],
)
def test_bytes_under_a_name_that_promises_more(
    name: str, why: str, refused: Check, hand_in: HandIn
) -> None:
    refused(hand_in(NOISE, name), "no Python that can be read", why, "hand in the .py")


def test_an_archive_without_python(refused: Check, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "hw.zip", "w") as archive:
        archive.writestr("report.txt", "done")
    refused(tmp_path / "hw.zip", "no Python that can be read")


def test_bytes_under_the_name_of_a_program_are_graded_and_what_was_lost_is_told(
    grader: Type, hand_in: HandIn
) -> None:
    ended = grader("check", hand_in(NOISE), "-a", LETTERS, *TRUST)
    assert ended.code == ExitCode.FAILED
    assert "could not be parsed" in ended.out


def test_an_empty_program_is_graded(grader: Type, hand_in: HandIn) -> None:
    ended = grader("check", hand_in(""), "-a", LETTERS, *TRUST)
    assert ended.code == ExitCode.FAILED
    assert "0 / 26 points" in ended.out


@pytest.mark.parametrize(
    ("name", "most", "hint"),
    [
        ("hw.py", "1 MiB", "the code alone"),
        ("hw.ipynb", "16 MiB", "clear the notebook's outputs"),
        ("hw.zip", "64 MiB", "the code alone"),
    ],
)
def test_a_gigabyte(name: str, most: str, hint: str, refused: Check, tmp_path: Path) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(1024**3)
    refused(tmp_path / name, f"larger than {most}", hint)


def test_a_gigabyte_in_a_folder(refused: Check, hand_in: HandIn) -> None:
    path = hand_in("")
    with path.open("wb") as file:
        file.truncate(1024**3)
    refused(path.parent, "hw.py: larger than 1 MiB")


def test_folders_in_folders_without_end(refused: Check, tmp_path: Path) -> None:
    top = tmp_path / "deep"
    folder = top
    for _ in range(40):
        folder = folder / "d"
    folder.mkdir(parents=True)
    (folder / "hw.py").write_text(RELU, encoding="utf-8")
    refused(top, "nested too deeply")


def test_links_in_a_circle(refused: Check, tmp_path: Path) -> None:
    folder = tmp_path / "circle"
    folder.mkdir()
    (folder / "again").symlink_to(folder)
    (folder / "hw.py").symlink_to("hw.py")
    refused(folder, "again: it is a symbolic link")
    refused(folder / "hw.py", "link")


def test_a_link_to_nothing_and_one_to_somebody_else(
    refused: Check, hand_in: HandIn, tmp_path: Path
) -> None:
    (tmp_path / "lost.py").symlink_to("nowhere.py")
    refused(tmp_path / "lost.py", "a link to something that is not there")
    (tmp_path / "theirs.py").symlink_to(hand_in(RELU))
    refused(tmp_path / "theirs.py", "symbolic link")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_not_waited_for(refused: Check, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "hw.py")
    refused(tmp_path / "hw.py", "named pipe")


def test_a_name_that_no_file_can_have(grader: Type) -> None:
    ended = grader("check", "a" * 5000, "-a", LETTERS, *TRUST)
    ended.refused(ExitCode.SUBMISSION)


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Lose the powers of root, which may read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def readable_by_its_owner_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let submissions be read with the powers of an ordinary user."""
    read = grading.read_submission

    def reading(*arguments: object) -> object:
        with _as_nobody():
            return read(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(grading, "read_submission", reading)


@needs_linux
@pytest.mark.usefixtures("readable_by_its_owner_alone")
def test_what_may_not_be_read(
    refused: Check, hand_in: HandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # from here on down, whatever the folders above allow
    tmp_path.chmod(0o755)
    path = hand_in(RELU).relative_to(tmp_path)
    path.chmod(0)
    refused(path, "cannot be read (Permission denied)", "check its permissions")
    refused(path.parent, "hw.py: it cannot be read (Permission denied)")
    path.parent.chmod(0)
    try:
        refused(path, "cannot be read (Permission denied)")
        refused(path.parent, "cannot be read (Permission denied)")
    finally:
        path.parent.chmod(0o755)
