"""What Canvas's Download Submissions makes is put together again, student by student."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.layouts.canvas import CanvasName, parsed
from grader.batch.layouts.recognising import find
from grader.people.who import Who
from tests.grader.batch.layouts.exports import SOURCE, Files, either

FILES: Files = {
    "lovelaceada_1001_2001_net.py": SOURCE,
    "lovelaceada_1001_2002_my_data_1_2.npz": b"data",
    "garcíanacho_LATE_1002_2003_hw.py": SOURCE,
    "hopper_grace_1003_2004_hw-1.py": SOURCE,
    "李明_1004_text.html": "<p>look at my link</p>",
}


def test_the_files_of_one_student_belong_together(tmp_path: Path, form: str) -> None:
    finding = find(either(tmp_path, FILES, form))
    assert finding.layout == "canvas"
    found = {each.label: each for each in finding.found}
    assert set(found) == {
        "lovelaceada_1001", "garcíanacho_1002", "hopper_grace_1003", "李明_1004",
    }  # fmt: skip
    ada = found["lovelaceada_1001"]
    assert ada.who == (Who(id="canvas:1001", given="lovelaceada"),)
    assert [name for name, _ in ada.read().files] == ["my_data_1_2.npz", "net.py"]
    assert (ada.late, found["garcíanacho_1002"].late) == (False, True)


def test_a_folder_and_its_zip_file_give_the_same_bytes(tmp_path: Path) -> None:
    files: Files = {name: data for name, data in FILES.items() if "1004" not in name}
    digests = [
        [each.read().digest for each in find(either(tmp_path, files, form)).found]
        for form in ("folder", "zip")
    ]
    assert digests[0] == digests[1]


def test_a_module_handed_in_again_has_its_name_back(tmp_path: Path, form: str) -> None:
    files: Files = {
        "x_1_2_net-2.py": SOURCE,
        "x_1_3_use.py": "import net\n",
        "y_2_4_net-1.py": SOURCE,
        "y_2_5_net.py": "",
    }
    found = find(either(tmp_path, files, form)).found
    assert [name for name, _ in found[0].read().files] == ["net.py", "use.py"]
    assert "net-2.py: read as net.py" in found[0].read().notes[0]
    assert [name for name, _ in found[1].read().files] == ["net-1.py", "net.py"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("lovelaceada_1_2_hw.py", CanvasName("lovelaceada", "1", "hw.py", late=False)),
        ("lovelaceada_LATE_1_2_hw_3_4.py", CanvasName("lovelaceada", "1", "hw_3_4.py", late=True)),
        ("a_b_1_2_hw.py", CanvasName("a_b", "1", "hw.py", late=False)),
        ("anon_aB3cD_2_hw.py", CanvasName("anon_aB3cD", "", "hw.py", late=False)),
        ("LATE_anon_aB3cD_2_hw.py", CanvasName("anon_aB3cD", "", "hw.py", late=True)),
        ("x_LATE_1_link.html", CanvasName("x", "1", "link.html", late=True)),
        ("LATE_1_2_hw.py", CanvasName("LATE", "1", "hw.py", late=False)),
        ("_1_2_hw.py", CanvasName("", "1", "hw.py", late=False)),
        ("hw.py", None),
        ("hw_1.py", None),
        ("hw_1_2", None),
        ("1_2", None),
    ],
)
def test_a_name_is_taken_apart_at_its_numbers(name: str, wanted: CanvasName | None) -> None:
    assert parsed(name) == wanted


WORD = st.text(st.characters(categories=["L", "M"]), min_size=1, max_size=8)


@given(
    WORD,
    st.sampled_from(["", "LATE"]),
    st.integers(1),
    st.integers(1),
    st.text("ab_1.", min_size=1),
)
def test_every_name_that_canvas_makes_is_read(
    name: str, late: str, user: int, attachment: int, file: str
) -> None:
    made = "_".join([name, *filter(None, [late]), f"{user}_{attachment}_{file}"])
    if name not in ("LATE", "anon"):
        told = unicodedata.normalize("NFC", name)
        assert parsed(made) == CanvasName(told, str(user), file, late=bool(late))


def test_a_name_that_is_not_canvas_s_is_told(tmp_path: Path, form: str) -> None:
    files: Files = {f"s_{n}_{n}_hw.py": SOURCE for n in range(9)} | {"notes.txt": ""}
    finding = find(either(tmp_path, files, form))
    assert len(finding.found) == 9
    assert any("notes.txt" in note for note in finding.notes)


def test_a_user_whom_several_names_claim_is_nobody_s_and_told(tmp_path: Path, form: str) -> None:
    files: Files = {
        "lovelaceada_1001_2001_net.py": SOURCE,
        "mallory_1001_2002_1003_2003_net.py": "import os\n",
    }
    finding = find(either(tmp_path, files, form))
    assert [each.who for each in finding.found] == [
        (Who(given="lovelaceada"),), (Who(given="mallory"),),
    ]  # fmt: skip
    assert [len(each.read().files) for each in finding.found] == [1, 1]
    assert any("user 1001: files under several names" in note for note in finding.notes)


def test_how_a_system_stores_accents_makes_no_difference(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "garcíajosé_1_2_hw.py")
    (found,) = find(either(tmp_path, {name: SOURCE}, "zip")).found
    assert found.who[0].given == "garcíajosé"
