"""What is handed in is read once, under limits, and never through a link."""

import hashlib
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import ExitCode, SubmissionError
from grader.handing_in import opening, submission
from grader.handing_in.submission import read_file, read_folder, unrecognised
from grader.worker.loading import names as limits

MIB = 1024 * 1024
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")


def fill(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def names(folder: Path) -> list[str]:
    return [name for name, _ in read_folder(folder).files]


@pytest.fixture(params=[True, False], ids=["beneath", "by path"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of opening: beneath a folder's descriptor, and where systems lack that."""
    beneath = bool(request.param)
    if beneath and not opening.BENEATH:
        pytest.skip("this system cannot open beneath a folder")
    monkeypatch.setattr(opening, "BENEATH", beneath)


def test_a_folder_is_read_with_relative_sorted_names(tmp_path: Path, way: None) -> None:
    fill(tmp_path, **{"hw.py": "x = 1", "pkg/b.py": "y", "a.txt": "data"})
    found = read_folder(tmp_path)
    assert found.files == (("a.txt", b"data"), ("hw.py", b"x = 1"), ("pkg/b.py", b"y"))
    assert (found.id, found.archive, found.notes) == (tmp_path.name, False, ())


def test_a_single_file_is_its_own_submission(tmp_path: Path) -> None:
    fill(tmp_path, **{"hw.py": "x = 1"})
    found = read_file(tmp_path / "hw.py")
    assert (found.id, found.files, found.archive) == ("hw.py", (("hw.py", b"x = 1"),), False)


def test_the_digest_tells_names_and_bytes_apart() -> None:
    pairs = [[("a", b"bc")], [("ab", b"c")], [("a", b"b"), ("c", b"")]]
    assert len({submission.digest_of(files) for files in pairs}) == 3
    length = (1).to_bytes(8, "little")
    expected = hashlib.sha256(length + b"a" + length + b"b").hexdigest()
    assert submission.digest_of([("a", b"b")]) == expected


def test_what_is_nobodys_work_is_skipped(tmp_path: Path, way: None) -> None:
    noise = (
        ".git/a.py",
        "__pycache__/b.py",
        ".ipynb_checkpoints/c.ipynb",
        ".hidden.py",
        "venv/d.py",
    )
    fill(
        tmp_path,
        **{"hw.py": "", "env/pyvenv.cfg": "", "env/lib/e.py": "", **dict.fromkeys(noise, "")},
    )
    assert names(tmp_path) == ["hw.py"]


@needs_pipes
def test_links_pipes_and_sockets_are_skipped_with_a_note(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, way: None
) -> None:
    secret = fill(tmp_path_factory.mktemp("secret"), **{"solution.py": "answer"})
    fill(tmp_path, **{"hw.py": ""})
    (tmp_path / "link.py").symlink_to(secret / "solution.py")
    (tmp_path / "folder").symlink_to(secret)
    os.mkfifo(tmp_path / "pipe.py")
    found = read_folder(tmp_path)
    assert [name for name, _ in found.files] == ["hw.py"]
    assert "link.py: it is a symbolic link, not a file; it was left out" in found.notes
    assert "pipe.py: it is a named pipe, not a file; it was left out" in found.notes
    assert any(note.startswith("folder: it is a symbolic link") for note in found.notes)


def test_a_file_that_becomes_a_link_after_it_was_listed_is_not_followed(
    tmp_path: Path, way: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, **{"hw.py": "mine", "late.py": "mine", "secret": "answer"})
    listed = submission._list_into

    def list_and_swap(found: submission._Found) -> None:
        listed(found)
        (tmp_path / "late.py").unlink()
        (tmp_path / "late.py").symlink_to(tmp_path / "secret")

    monkeypatch.setattr(submission, "_list_into", list_and_swap)
    found = read_folder(tmp_path)
    assert "late.py" not in dict(found.files)
    assert "late.py: it cannot be read" in "\n".join(found.notes)


def test_a_large_data_file_is_left_out_with_a_note(tmp_path: Path, way: None) -> None:
    fill(tmp_path, **{"hw.py": ""})
    with (tmp_path / "mnist.npz").open("wb") as big:
        big.truncate(1024 * MIB)
    found = read_folder(tmp_path)
    assert [name for name, _ in found.files] == ["hw.py"]
    assert found.notes == ("mnist.npz: larger than 64 MiB; it was left out",)


def test_a_large_source_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "hw.py").open("wb") as big:
        big.truncate(1024 * MIB)
    with pytest.raises(SubmissionError, match="larger than 1 MiB"):
        read_file(tmp_path / "hw.py")
    with pytest.raises(SubmissionError, match="no source in it could be read"):
        read_folder(tmp_path)


def test_bytes_are_counted_as_they_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hw.py").write_bytes(b"#" * (MIB + 1))
    real = os.fstat

    def small(descriptor: int) -> os.stat_result:
        return os.stat_result((*real(descriptor)[:6], 3, *real(descriptor)[7:10]))

    monkeypatch.setattr(os, "fstat", small)
    with pytest.raises(SubmissionError, match="larger than 1 MiB"):
        read_file(tmp_path / "hw.py")


def test_sources_come_before_data_when_not_all_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_ENTRIES", 2)
    fill(tmp_path, **{"a.txt": "", "b.txt": "", "hw.py": ""})
    found = read_folder(tmp_path)
    assert [name for name, _ in found.files] == ["a.txt", "hw.py"]
    assert found.notes == ("over 2 files; the rest was left out",)


def test_a_folder_with_just_an_archive_is_that_archive(tmp_path: Path) -> None:
    (tmp_path / "hw.zip").write_bytes(b"PK")
    fill(tmp_path, **{"remarks.txt": ""})
    found = read_folder(tmp_path)
    assert (found.files, found.archive) == ((("hw.zip", b"PK"),), True)


def test_an_archive_is_handed_on_packed(tmp_path: Path) -> None:
    (tmp_path / "hw.tar.gz").write_bytes(b"\x1f\x8b")
    assert read_file(tmp_path / "hw.tar.gz").archive


@pytest.mark.parametrize(
    ("files", "message", "hint"),
    [
        ({}, "holds nothing that can be graded", "right folder"),
        ({"a.txt": ""}, "holds no .py, .ipynb or archive", "right folder"),
        ({"a.rar": ""}, "cannot be unpacked", ".zip"),
        ({"a.zip": "PK", "b.zip": "PK"}, "2 archives", "leave the one"),
    ],
)
def test_a_folder_without_anything_to_grade_says_what_to_do(
    tmp_path: Path, files: dict[str, str], message: str, hint: str
) -> None:
    with pytest.raises(SubmissionError, match=message) as raised:
        read_folder(fill(tmp_path, **files))
    assert hint in raised.value.hint
    assert raised.value.exit_code == ExitCode.SUBMISSION


def test_what_is_missing_or_of_another_kind_says_what_to_do(tmp_path: Path) -> None:
    fill(tmp_path, **{"hw.txt": "", "hw.rar": ""})
    assert "there is no such file" in unrecognised(tmp_path / "no.py").message
    assert "cannot be graded" in unrecognised(tmp_path / "hw.txt").message
    assert ".zip" in unrecognised(tmp_path / "hw.rar").hint
    for read in (read_file, read_folder):
        with pytest.raises(SubmissionError, match="there is no such file"):
            read(tmp_path / "no.py")


@needs_pipes
def test_a_named_pipe_or_device_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    with pytest.raises(SubmissionError, match="named pipe"):
        read_file(tmp_path / "pipe.py")
    with pytest.raises(SubmissionError, match="device"):
        read_file(Path(os.devnull))


@needs_pipes
def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.py")
        with pytest.raises(SubmissionError, match="cannot be read"):
            read_file(Path("s.py"))


@pytest.fixture
def nobodys_folder() -> Iterator[Path]:
    """A folder that an ordinary user reaches; root becomes one meanwhile, since it reads all."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield Path(name)
        finally:
            if root:
                os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="modes mean something else there")
def test_a_folder_that_may_not_be_listed_says_so(nobodys_folder: Path) -> None:
    (nobodys_folder / "closed").mkdir(mode=0)
    with pytest.raises(SubmissionError, match="cannot be read"):
        read_folder(nobodys_folder)
    (nobodys_folder / "closed").chmod(0o700)


def test_a_directory_that_fails_to_open_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(submission, "entries", refuse)
    with pytest.raises(SubmissionError, match="Permission denied"):
        read_folder(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="names are text here")
def test_names_that_are_no_text_are_made_text(tmp_path: Path, way: None) -> None:
    (tmp_path / os.fsdecode(b"h\xff.py")).write_text("x = 1")
    assert read_folder(tmp_path).files == (("h\ufffd.py", b"x = 1"),)


def test_the_current_folder_is_called_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(fill(tmp_path, **{"hw.py": ""}))
    assert read_folder(Path()).id == tmp_path.name
