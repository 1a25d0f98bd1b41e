"""In a plain folder every entry is somebody's, also one that cannot be graded."""

from pathlib import Path

import pytest

from grader.batch.layouts.recognising import find
from grader.errors import SubmissionError
from tests.grader.batch.layouts.exports import SOURCE, Files, either, folder, packed

FILES: Files = {
    "ada/net.py": SOURCE,
    "bob.py": SOURCE,
    "Carol Shaw.ipynb": "{}",
    "dave.tar.gz": b"x",
    "eve.rar": b"x",
    ".hidden/x.py": SOURCE,
    "__MACOSX/ada/net.py": SOURCE,
}


def test_every_entry_is_a_submission(tmp_path: Path, form: str) -> None:
    finding = find(either(tmp_path, FILES, form))
    assert finding.layout == "plain"
    assert {each.label: each.who[0].given for each in finding.found} == {
        "ada": "ada", "bob": "bob", "Carol Shaw": "Carol Shaw", "dave": "dave", "eve.rar": "eve",
    }  # fmt: skip


def test_what_cannot_be_graded_is_told_when_it_is_read(tmp_path: Path, form: str) -> None:
    found = {each.label: each for each in find(either(tmp_path, FILES, form)).found}
    with pytest.raises(SubmissionError):
        found["eve.rar"].read()


def test_attempts_are_kept_apart_where_there_is_nothing_else(tmp_path: Path, form: str) -> None:
    files: Files = {
        "ada/attempt-1/a.py": SOURCE,
        "ada/Attempt 10/a.py": SOURCE,
        "ada/attempt_2/a.py": SOURCE,
        "bob/attempt 1/a.py": SOURCE,
        "bob/main.py": SOURCE,
        "eve/1/a.py": SOURCE,
    }
    found = find(either(tmp_path, files, form)).found
    assert [(each.who[0].given, each.attempt) for each in found] == [
        ("ada", 1), ("ada", 2), ("ada", 10), ("bob", 1), ("eve", 1),
    ]  # fmt: skip
    assert len(found[3].read().files) == 2


def test_names_that_differ_in_case_alone_have_labels_that_differ_more(tmp_path: Path) -> None:
    top = packed(tmp_path / "x.zip", {"Ada.py": SOURCE, "ada.ipynb": "{}", "ADA/a.py": SOURCE})
    labels = [each.label for each in find(top).found]
    assert len({label.casefold() for label in labels}) == 3


def test_a_packed_submission_stays_packed(tmp_path: Path) -> None:
    inner = packed(tmp_path / "ada.zip", {"net.py": SOURCE}).read_bytes()
    outer = packed(tmp_path / "all.zip", {"ada.zip": inner, "bob.py": SOURCE})
    ada = find(outer).found[0].read()
    assert (ada.archive, ada.files[0][0]) == (True, "ada.zip")


def test_paths_are_told_as_the_folder_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder(tmp_path / "class", {"ada/a.py": SOURCE, "bob.py": SOURCE})
    monkeypatch.chdir(tmp_path)
    found = find(Path("class")).found
    assert [each.path for each in found] == [Path("class/ada"), Path("class/bob.py")]
    assert [len(each.read().files) for each in found] == [1, 1]


def test_a_file_is_the_same_submission_in_a_folder_and_in_a_zip_file(tmp_path: Path) -> None:
    one, two = (find(either(tmp_path, {"bob.py": SOURCE}, f)).found[0].read() for f in ("", "zip"))
    assert (one.id, one.files, one.digest) == (two.id, two.files, two.digest)


def test_what_cannot_be_graded_is_told_without_a_name(tmp_path: Path) -> None:
    (found,) = find(packed(tmp_path / "x.zip", {"Ada L/notes.txt": ""})).found
    with pytest.raises(SubmissionError) as refused:
        found.read()
    assert "Ada" not in refused.value.message
