from pathlib import Path

import html5lib
import pytest
from rich.console import Console

from grader.auditing.classroom import ClassAudit, graded_class
from grader.auditing.journal import Journal
from grader.auditing.rendering.class_page import class_page
from grader.auditing.rendering.classroom import show
from grader.errors import UsageError
from grader.preparation import prepare
from tests.grader.auditing.audited import RIGHT, gradings, written

HOSTILE = "[red]a\x1b[2J<script>.py"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> ClassAudit:
    folder = tmp_path_factory.mktemp("class")
    prepared = prepare(written(folder / "tiny"))
    work = folder / "work"
    work.mkdir()
    (work / "ada.py").write_text(RIGHT)
    (work / "bob.py").write_text(RIGHT.replace("axis=1", "axis=0"))
    (work / "cyd.py").write_text(RIGHT.replace("np.max(x, axis=1, keepdims=True)", "np.max(x)"))
    (work / HOSTILE).write_text("x = 1\n")
    (work / "notes.docx").write_bytes(b"nothing to grade")
    (work / ".hidden").write_text("")
    with Journal(None) as journal:
        return graded_class(work, prepared, gradings(prepared, journal), ())


def test_every_entry_is_graded_or_told(found: ClassAudit) -> None:
    assert (found.submissions, found.graded) == (5, 4)
    assert [each.submission for each in found.ungraded] == ["notes.docx"]
    assert sum(found.bands) == 4


def test_checks_and_parts_say_what_they_cost(found: ClassAudit) -> None:
    softmax = next(check for check in found.checks if check.id == "softmax")
    assert softmax.lost_by == 2
    assert softmax.mean_lost == 0.75
    extreme = next(part for part in softmax.parts if part.id == "extreme")
    assert (extreme.lost_by, extreme.points) == (2, 1.0)
    assert softmax.statuses == {"passed": 2, "missing": 1, "partial": 1}


def test_conventions_and_misconceptions_are_counted(found: ClassAudit) -> None:
    softmax = next(check for check in found.checks if check.id == "softmax")
    assert softmax.conventions == {"columns": 1}
    assert softmax.misconceptions == {"softmax.global_max": 1}


def test_a_class_lies_as_a_platform_hands_it_out(tmp_path: Path) -> None:
    prepared = prepare(written(tmp_path / "tiny"))
    handed_in = tmp_path / "work" / "ada" / "tiny"
    handed_in.mkdir(parents=True)
    (handed_in / "hw.py").write_text(RIGHT)
    (handed_in / "timestamp.txt").write_text("2026-11-20 10:00:00 UTC")
    with Journal(None) as journal:
        found = graded_class(tmp_path / "work", prepared, gradings(prepared, journal), ("relu",))
    assert (found.graded, found.ungraded, found.mean) == (1, (), 1.0)
    assert found.left_out == ("softmax",)


def test_names_of_files_are_escaped_wherever_they_are_told(found: ClassAudit) -> None:
    hostile = found.model_copy(
        update={"ungraded": (found.ungraded[0].model_copy(update={"submission": HOSTILE}),)}
    )
    text = class_page(hostile)
    html5lib.HTMLParser(strict=True).parse(text)
    assert "<script>" not in text
    console = Console(width=120)
    with console.capture() as told:
        show(hostile, console)
    assert "\x1b[2J" not in told.get()
    assert "[red]a" in told.get()


def test_a_folder_that_is_none_or_empty_is_refused(tmp_path: Path) -> None:
    prepared = prepare(written(tmp_path / "tiny"))
    with Journal(None) as journal:
        made = gradings(prepared, journal)
        with pytest.raises(UsageError, match="there is no such folder"):
            graded_class(tmp_path / "gone", prepared, made, ())
        (tmp_path / "empty").mkdir()
        with pytest.raises(UsageError, match="no submission"):
            graded_class(tmp_path / "empty", prepared, made, ())
