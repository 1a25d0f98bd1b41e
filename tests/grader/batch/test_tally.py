"""What a summary counts, and how far a run says it is."""

import io
import json
import sys
from pathlib import Path

import pytest

from grader.batch.finding import found
from grader.batch.found import Found
from grader.batch.progress import Progress
from grader.batch.reports import clashing, file_name
from grader.batch.running import Done
from grader.batch.tally import Tally
from grader.errors import ExitCode
from grader.store.people import Who
from grader.store.results import Stored


def _stored(score: float, *, seconds: float = 0.1, trouble: str = "", named: str = "") -> Stored:
    check = {
        "status": "passed" if score == 10 else "failed",
        "score": score,
        "max_score": 10,
        "seconds": seconds,
        "named": [named] if named else [],
    }
    return Stored(
        id=1,
        key="k",
        final=not trouble,
        status="ungraded" if trouble else "graded",
        provisional=False,
        score=score,
        max_score=10,
        seconds=seconds,
        outcome=json.dumps({"relu": check}),
        trouble=trouble,
        code=int(ExitCode.GRADER if trouble else ExitCode.PASSED),
    )


def test_a_class_is_counted_check_by_check() -> None:
    tally = Tally()
    for label, score, named in (("a", 10, ""), ("b", 0, "sign"), ("c", 5, "sign"), ("d", 9.9, "x")):
        tally.add(label, _stored(score, named=named), fresh=True)
    assert (tally.mean, tally.median) == (6.225, 7.45)
    assert tally.bands == (1, 0, 0, 0, 0, 1, 0, 0, 0, 2)
    (check,) = tally.checks
    assert (check.pass_rate, check.mean) == (0.25, 6.225)
    assert [(n.id, n.count) for n in tally.named] == [("sign", 2), ("x", 1)]


def test_the_slowest_are_kept_and_no_others() -> None:
    tally = Tally()
    for n in range(100):
        tally.add(f"s{n}", _stored(1, seconds=n * 7 % 100), fresh=False)
    assert [slow.seconds for slow in tally.slowest] == [99, 98, 97, 96, 95]


def test_what_is_not_graded_changes_no_mean() -> None:
    tally = Tally()
    tally.add("a", _stored(4), fresh=True)
    tally.add("b", _stored(0, trouble="the wall fell"), fresh=True)
    assert (tally.mean, tally.count) == (4, 2)
    assert [(one.submission, one.reason) for one in tally.ungraded] == [("b", "the wall fell")]


def _done(stored: Stored) -> Done:
    one = Found(label="ada\x1b[2J", path=Path("ada.py"), who=(Who(login="ada"),))
    return Done(found=one, stored=stored, fresh=True, moved=True)


def test_progress_is_told_in_lines_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.batch.progress.EVERY_SECONDS", 0.0)
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    with Progress(4) as progress:
        progress.add(_done(_stored(3)))
        progress.add(_done(_stored(0, trouble="broken\nfile")))
    lines = said.getvalue().splitlines()
    assert lines[0].startswith("1 of 4, ")
    assert lines[0].endswith(" s left")
    assert lines[1].endswith("1 not graded, last ada: broken file")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_at_a_terminal_is_a_bar_with_what_needs_attention(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = _Terminal()
    monkeypatch.setattr(sys, "stderr", said)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with Progress(2) as progress:
        progress.add(_done(_stored(0, trouble="[bold]broken")))
        assert progress._bars is not None
        progress._bars.refresh()
    assert "1/2" in said.getvalue()
    assert "1 not graded, last ada: [bold]broken" in said.getvalue()


@pytest.mark.parametrize(
    "label", ["../up", "a/b", "con:", ".hidden", "a\nb", "trailing.", "", "x" * 300]
)
def test_a_label_that_is_no_file_name_becomes_one_of_its_own(label: str) -> None:
    name = file_name(label)
    assert Path(name).name == name
    assert name != label
    assert name.isprintable()
    assert len(name) < 120
    assert not name.startswith(".")


def test_an_ordinary_label_is_the_files_name() -> None:
    assert [file_name(label) for label in ("ada", "Müller, Jörg (2)")] == [
        "ada",
        "Müller, Jörg (2)",
    ]


def test_labels_that_differ_in_case_alone_are_told() -> None:
    one, other = (
        Found(label=label, path=Path(label), who=(Who(login=label),)) for label in ("Ada", "ada")
    )
    assert clashing([one, other]) == ("ada",)


def test_a_roster_completes_who_it_is(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "ada.py").write_text("x = 1\n")
    roster = tmp_path / "roster.csv"
    roster.write_text("login,name,email\nada,Ada Lovelace,ada@uni.edu\nbob,Bob,bob@uni.edu\n")
    finding = found(tmp_path / "work", roster=roster)
    assert [(who.login, who.name) for one in finding.found for who in one.who] == [
        ("ada", "Ada Lovelace")
    ]
    assert any("bob" in note.casefold() for note in finding.notes)
