"""nbgrader's folders are read: one assignment's, attempts apart."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.batch.layouts.recognising import find
from grader.errors import UsageError
from grader.people.who import Who
from tests.grader.batch.layouts.exports import SOURCE, Files, either, folder

FILES: Files = {
    "submitted/ada/hw1/net.ipynb": "{}",
    "submitted/ada/hw1/timestamp.txt": "2026-02-02 15:58:23.948203 UTC\n",
    "submitted/bob/hw1/net.ipynb": "{}",
    "submitted/bob/hw2/net.ipynb": "{}",
    "nbgrader_config.py": "",
}


def test_one_assignment_of_a_course_is_found(tmp_path: Path, form: str) -> None:
    finding = find(either(tmp_path, FILES, form), assignment="hw1")
    assert finding.layout == "nbgrader"
    ada, bob = finding.found
    assert (ada.label, ada.who, bob.label) == ("ada", (Who(login="ada"),), "bob")
    assert ada.handed_in_at == datetime(2026, 2, 2, 15, 58, 23, 948203, tzinfo=UTC)
    assert [name for name, _ in ada.read().files] == ["net.ipynb"]


def test_the_assignment_can_be_named_with_the_layout(tmp_path: Path) -> None:
    found = find(either(tmp_path, FILES, "folder"), layout="nbgrader:hw2", assignment="hw1").found
    assert [each.label for each in found] == ["bob"]


def test_several_assignments_and_none_named_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="hw1, hw2"):
        find(either(tmp_path, FILES, "folder"), assignment="letters")


def test_the_folder_of_submissions_itself_may_be_named(tmp_path: Path) -> None:
    top = folder(tmp_path, FILES) / "submitted"
    found = find(top, layout="nbgrader", assignment="hw1").found
    assert [each.label for each in found] == ["ada", "bob"]


def test_attempts_of_the_exchange_are_kept_apart(tmp_path: Path, form: str) -> None:
    files: Files = {
        "inbound/ada+hw1+2026-02-03 10:00:00.000000 UTC/a.py": SOURCE + "# 2\n",
        "inbound/ada+hw1+2026-02-02 10:00:00.000000 UTC+x9/a.py": SOURCE,
        "inbound/bob+x@y.org+hw1+2026-02-02 11:00:00.000000 UTC/a.py": SOURCE,
    }
    found = find(either(tmp_path, files, form)).found
    assert [(each.who[0].login, each.attempt) for each in found] == [
        ("ada", 1), ("ada", 2), ("bob+x@y.org", 1),
    ]  # fmt: skip
    assert b"# 2" in found[1].read().files[0][1]
    assert len({each.label for each in found}) == 3


def test_a_stamp_that_a_student_wrote_is_no_time(tmp_path: Path) -> None:
    files: Files = {
        "submitted/ada/hw1/a.py": SOURCE,
        "submitted/ada/hw1/timestamp.txt": b"\xff" * 9,
        "submitted/bob/hw1/a.py": SOURCE,
    }
    assert find(either(tmp_path, files, "folder")).found[0].handed_in_at is None
