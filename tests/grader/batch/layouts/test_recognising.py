"""A layout is told by what is there, or named."""

from pathlib import Path

import pytest

from grader.batch.layouts.recognising import NAMES, find
from grader.errors import UsageError
from tests.grader.batch.layouts.exports import SOURCE, folder


def test_a_layout_that_is_named_is_not_told_by_what_is_there(tmp_path: Path) -> None:
    top = folder(tmp_path, {"ada_1_2_hw.py": SOURCE})
    assert find(top).layout == "canvas"
    assert find(top, layout="plain").found[0].label == "ada_1_2_hw"


def test_a_plain_folder_with_one_folder_holds_one_submission(tmp_path: Path) -> None:
    top = folder(tmp_path, {"ada/a.py": SOURCE, "ada/b.py": SOURCE})
    assert [each.label for each in find(top).found] == ["ada"]


@pytest.mark.parametrize("layout", [name for name in NAMES if name != "plain"])
def test_a_folder_that_is_not_laid_out_so_is_refused(tmp_path: Path, layout: str) -> None:
    with pytest.raises(UsageError, match=f"layout of {layout}"):
        find(folder(tmp_path, {"ada.py": SOURCE}), layout=layout)


def test_an_unknown_layout_is_refused_with_the_near_miss(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no layout 'canvass'") as refused:
        find(folder(tmp_path, {"ada.py": SOURCE}), layout="canvass")
    assert "canvas" in refused.value.hint


def test_a_folder_with_nothing_to_grade_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no submission"):
        find(folder(tmp_path, {"notes.txt": ""}))


def test_files_of_ours_beside_submissions_are_not_seen(tmp_path: Path) -> None:
    files = {"ada_1_2_hw.py": SOURCE, "grader.db": "", "roster.csv": "", "reports/x.html": ""}
    top = folder(tmp_path, files)
    ours = [top / name for name in ("grader.db", "roster.csv", "reports")]
    finding = find(top, without=ours)
    assert (finding.layout, len(finding.found), finding.notes) == ("canvas", 1, ())


def test_files_that_are_no_submissions_hide_no_layout(tmp_path: Path) -> None:
    files = {"ada_1_2_hw.py": SOURCE, "a.csv": "", "b.txt": "", "c.pdf": ""}
    finding = find(folder(tmp_path, files))
    assert (finding.layout, len(finding.found)) == ("canvas", 1)
    assert "b.txt: not a name that Canvas gives; left out" in finding.notes
