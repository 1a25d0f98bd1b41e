"""What a platform exported is graded as a batch takes it: with people, places and bytes."""

from pathlib import Path

import pytest

from grader.batch.layouts.batched import laid_out
from grader.batch.roster import roster
from tests.grader.batch.layouts.exports import SOURCE, either

FILES = {
    "lovelaceada_LATE_1001_1_net.py": SOURCE,
    "lovelaceada_LATE_1001_2_use.py": SOURCE,
    "builderbob_1002_3_net.py": SOURCE,
}
CLASS = roster(b'Student,ID,SIS Login ID,Section,X (1)\n"Lovelace, Ada",1001,ada,NN,\n',
               name="class.csv")  # fmt: skip


def test_every_submission_has_a_place_of_its_own_and_its_bytes(tmp_path: Path, form: str) -> None:
    found, notes = laid_out(either(tmp_path, FILES, form))
    assert "the layout is canvas" in notes
    assert len({each.path for each in found}) == 2
    assert [len(each.read().files) for each in found if each.read] == [1, 2]
    assert [each.who[0].login for each in found] == ["canvas:1002", "canvas:1001"]


def test_a_roster_completes_people(tmp_path: Path) -> None:
    found, notes = laid_out(either(tmp_path, FILES, "folder"), roster=CLASS)
    people = {each.label: each.who[0] for each in found}
    ada = people["lovelaceada_1001"]
    assert (ada.login, ada.name, ada.section) == ("ada", "Lovelace, Ada", "NN")
    assert ada.extra == {"id": "canvas:1001"}
    assert any("nobody in the roster is canvas:1002" in note for note in notes)


@pytest.mark.parametrize("attempts", [1, 2])
def test_attempts_are_counted_by_the_store_where_the_layout_has_none(
    tmp_path: Path, attempts: int
) -> None:
    files = {f"ada/attempt {n + 1}/a.py": f"x = {n}\n" for n in range(attempts)} | {"b.py": ""}
    found, _ = laid_out(either(tmp_path, files, "folder"))
    wanted = [1, 2, 1] if attempts == 2 else [None, None]
    assert [each.attempt for each in found] == wanted
