"""Nothing leads out of what was named, and nothing unpacks to more than it may."""

import os
import stat
import sys
import zipfile
from pathlib import Path

import pytest

from grader.batch.layouts.recognising import find
from grader.batch.layouts.trees import MAX_LISTED, FolderTree, ZipTree, tree_of
from grader.errors import SubmissionError, UsageError
from grader.worker.loading import names
from tests.grader.batch.layouts.exports import SOURCE, folder, packed

needs_links = pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")


@needs_links
def test_links_in_a_folder_are_left_out_and_told(tmp_path: Path) -> None:
    folder(tmp_path / "secret", {"answers.py": "SECRET = 1\n"})
    top = folder(tmp_path / "class", {"ada/a.py": SOURCE})
    (top / "mallory").symlink_to(tmp_path / "secret")
    (top / "ada" / "more.py").symlink_to(tmp_path / "secret" / "answers.py")
    finding = find(top)
    assert [each.label for each in finding.found] == ["ada"]
    assert [name for name, _ in finding.found[0].read().files] == ["a.py"]
    assert any("mallory" in note and "symbolic link" in note for note in finding.notes)


@needs_links
def test_a_link_among_canvas_s_files_is_not_followed(tmp_path: Path) -> None:
    folder(tmp_path, {"secret.py": "SECRET = 1\n"})
    top = folder(tmp_path / "class", {"ada_1_2_a.py": SOURCE})
    (top / "ada_1_3_b.py").symlink_to(tmp_path / "secret.py")
    assert [name for name, _ in find(top).found[0].read().files] == ["a.py"]


def test_entries_that_lead_out_of_a_zip_file_are_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    link = zipfile.ZipInfo("eve/link.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../out.py", "/abs.py", "C:/x.py", "ada/a.py", "ada/../../b.py"):
            archive.writestr(name, SOURCE)
        archive.writestr(link, "/etc/passwd")
    finding = find(path)
    assert [each.label for each in finding.found] == ["ada"]
    for name in ("out.py", "abs.py", "x.py", "b.py", "link.py"):
        assert any(name in note for note in finding.notes), name


def test_a_bomb_costs_no_more_than_a_submission_may_have(tmp_path: Path) -> None:
    bomb = b"#" * (names.MAX_SOURCE + 1)
    found = find(packed(tmp_path / "x.zip", {"ada/a.py": bomb, "ada/b.py": SOURCE})).found
    read = found[0].read()
    assert [name for name, _ in read.files] == ["b.py"]
    assert "a.py: larger than 1 MiB; it was left out" in read.notes


def test_what_an_archive_promises_of_its_sizes_is_not_believed(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {"ada.py": b"#" * 5_000_000})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    with pytest.raises(SubmissionError):
        find(path).found[0].read()


def test_too_many_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.batch.layouts.trees.MAX_LISTED", 3)
    assert MAX_LISTED > 3
    path = packed(tmp_path / "x.zip", {f"{n}.py": "" for n in range(4)})
    with pytest.raises(UsageError, match="more than 3 entries"):
        ZipTree(path)


def test_a_file_that_is_locked_or_broken_costs_its_student_alone(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {"ada.py": SOURCE * 50, "bob.py": SOURCE})
    data = bytearray(path.read_bytes())
    data[40] ^= 0xFF
    path.write_bytes(bytes(data))
    ada, bob = find(path).found
    with pytest.raises(SubmissionError):
        ada.read()
    assert bob.read().files[0][0] == "bob.py"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.zip", b"no zip", "cannot be read as a zip file"),
        ("x.tar", b"", "neither a folder nor a .zip"),
        ("", None, "there is no such folder"),
    ],
)
def test_what_is_no_folder_of_submissions_is_refused(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / (name or "nothing")
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=words):
        tree_of(path)


@needs_links
def test_the_folder_that_was_named_may_be_reached_through_a_link(tmp_path: Path) -> None:
    top = folder(tmp_path / "real", {"ada.py": SOURCE})
    (tmp_path / "link").symlink_to(top)
    assert [child.name for child in FolderTree(tmp_path / "link").children("")] == ["ada.py"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_text_can_be_written_anywhere(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"ad\xff.py")  # noqa: PTH118 - bytes
    Path(os.fsdecode(path)).write_text(SOURCE)
    (found,) = find(tmp_path).found
    assert found.label == "ad\ufffd"
    assert found.read().files[0][1] == SOURCE.encode()
