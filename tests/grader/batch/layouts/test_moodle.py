"""What Moodle's Download all submissions makes is read, in folders and flat."""

from pathlib import Path

import pytest

from grader.batch.layouts.moodle import MoodleName, parsed
from grader.batch.layouts.recognising import find
from grader.people.who import Who
from tests.grader.batch.layouts.exports import SOURCE, Files, either


def test_a_participant_s_folders_are_one_submission(tmp_path: Path, form: str) -> None:
    files: Files = {
        "Ada Lovelace_11_assignsubmission_file_/net.py": SOURCE,
        "Ada Lovelace_11_assignsubmission_file_/data/x.npy": b"x",
        "Bob_van_Dyk_12_assignsubmission_file/hw.py": SOURCE,
        "Bob_van_Dyk_12_assignsubmission_onlinetext/onlinetext.html": "<p>hi</p>",
    }
    finding = find(either(tmp_path, files, form))
    assert finding.layout == "moodle"
    ada, bob = finding.found
    assert ada.who == (Who(id="moodle:11", name="Ada Lovelace"),)
    assert [name for name, _ in ada.read().files] == ["data/x.npy", "net.py"]
    assert bob.who == (Who(id="moodle:12", name="Bob van Dyk"),)
    assert "hw.py" in dict(bob.read().files)


def test_without_folders_the_files_are_put_together(tmp_path: Path, form: str) -> None:
    files: Files = {
        "Ana García_11_assignsubmission_file_net.py": SOURCE,
        "Ana García_11_assignsubmission_file_my_data.npz": b"x",
        "Ana García_12_assignsubmission_file_net.py": SOURCE,
    }
    found = find(either(tmp_path, files, form)).found
    assert [each.label for each in found] == ["Ana García_11", "Ana García_12"]
    assert [name for name, _ in found[0].read().files] == ["my_data.npz", "net.py"]


def test_the_word_for_participant_is_nobody_s_name(tmp_path: Path, form: str) -> None:
    files: Files = {f"Teilnehmer_{n}_assignsubmission_file_/hw.py": SOURCE for n in (7, 8)}
    found = find(either(tmp_path, files, form)).found
    assert [each.who for each in found] == [(Who(id="moodle:7"),), (Who(id="moodle:8"),)]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Ada_1_assignsubmission_file_", MoodleName("Ada", "1", "file", "")),
        ("Ada_1_assignsubmission_file", MoodleName("Ada", "1", "file", "")),
        ("G1-Ada L_1_assignsubmission_file_h_2.py", MoodleName("G1-Ada L", "1", "file", "h_2.py")),
        (
            "Eve_2_assignsubmission_file_x_1_assignsubmission_file_",
            MoodleName("Eve", "2", "file", "x_1_assignsubmission_file_"),
        ),
        ("Ada_assignsubmission_file_", None),
        ("Ada_x_assignsubmission_file_", None),
        ("Ada_1_file_", None),
    ],
)
def test_a_name_is_taken_apart(name: str, wanted: MoodleName | None) -> None:
    assert parsed(name) == wanted
