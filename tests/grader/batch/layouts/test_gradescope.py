"""What Gradescope's Export Submissions makes is read: several submitters, times, odd outputs."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.batch.layouts.recognising import find
from grader.errors import UsageError
from grader.people.who import Who
from tests.grader.batch.layouts.exports import SOURCE, either

METADATA = """---
submission_101:
  :submitters:
  - :name: Ada Lovelace
    :sid: '007'
    :email: ada@x.org
  :created_at: 2026-04-26 17:34:00.861687000 Z
  :score: 2.0
  :results:
    score: 2.0
    output: |-
      :submitters:
      - :name: Mallory
        :sid: '666'
    tests: &1
    - {a: [
  :history: []
submission_102:
  :submitters:
  - :name: "O'Brien, \\"Bob\\""
    :sid: 0012
    :email: bob@x.org
  - :name: 李明
    :sid:
    :email: li@x.org
submission_103:
  :submitters: []
"""
FILES = {
    "submission_metadata.yml": METADATA,
    "submission_101/net.py": SOURCE,
    "submission_102/net.py": SOURCE,
    "submission_102/pkg/more.py": SOURCE,
    "submission_103/net.py": SOURCE,
}


@pytest.mark.parametrize("top", ["", "assignment_8046601_export/"])
def test_every_submitter_is_named_and_nobody_whom_an_output_names(
    tmp_path: Path, form: str, top: str
) -> None:
    files = {top + name: content for name, content in FILES.items()}
    finding = find(either(tmp_path, files, form))
    assert finding.layout == "gradescope"
    one, two, three = finding.found
    assert one.who == (Who(name="Ada Lovelace", sis_id="007", email="ada@x.org"),)
    assert one.handed_in_at == datetime(2026, 4, 26, 17, 34, 0, 861687, tzinfo=UTC)
    assert [who.name for who in two.who] == ['O\'Brien, "Bob"', "李明"]
    assert [who.sis_id for who in two.who] == ["0012", ""]
    assert [name for name, _ in two.read().files] == ["net.py", "pkg/more.py"]
    assert three.who == (Who(given="submission_103"),)
    assert any("submission_103" in note for note in finding.notes)


def test_a_submission_without_a_folder_is_told(tmp_path: Path, form: str) -> None:
    files = {name: text for name, text in FILES.items() if "103" not in name}
    notes = find(either(tmp_path, files, form)).notes
    assert "submission_103: it is in submission_metadata.yml, and not among the folders" in notes


@pytest.mark.parametrize("text", ["submission_1: [\n", "- a\n", "!!python/name:os.system x\n", ""])
def test_metadata_that_gradescope_did_not_write_is_refused(tmp_path: Path, text: str) -> None:
    top = either(tmp_path, {"submission_metadata.yml": text, "submission_1/a.py": ""}, "folder")
    with pytest.raises(UsageError, match="submission_metadata"):
        find(top)


def test_megabytes_of_output_cost_one_pass(tmp_path: Path) -> None:
    output = "    output: |-\n" + "      said\n" * 300_000
    text = METADATA.replace(
        "submission_102:\n", output.replace("output", "x") + "submission_102:\n"
    )
    found = find(either(tmp_path, {**FILES, "submission_metadata.yml": text}, "zip")).found
    assert len(found) == 3
