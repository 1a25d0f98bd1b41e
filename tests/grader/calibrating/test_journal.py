"""Runs outlive the command that made them."""

from pathlib import Path

import pytest

from grader.calibrating.journal import Journal, Run
from grader.errors import UsageError

RUN = Run("learns", 3, "abc", {"accuracy": 0.9})


def test_a_run_is_found_by_whoever_opens_the_file_next(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    Journal.opened(path).keep(RUN)
    assert Journal.opened(path).find("learns", 3, "abc") == RUN


def test_a_run_of_another_state_of_the_assignment_is_none(tmp_path: Path) -> None:
    journal = Journal.opened(tmp_path / "runs.jsonl")
    journal.keep(RUN)
    assert journal.find("learns", 3, "other") is None


def test_a_line_that_was_cut_short_costs_that_run_alone(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    Journal.opened(path).keep(RUN)
    with path.open("a") as file:
        file.write('{"check": "learns", "se')
    journal = Journal.opened(path)
    journal.keep(Run("learns", 4, "abc", {"accuracy": 0.8}))
    lines = path.read_text().splitlines()
    assert journal.find("learns", 3, "abc") == RUN
    assert lines[-1].endswith("}}")
    assert '"seed": 4' in lines[-1]


def test_without_a_file_runs_are_kept_for_now() -> None:
    journal = Journal.opened(None)
    journal.keep(RUN)
    assert journal.find("learns", 3, "abc") == RUN


@pytest.mark.parametrize("content", ["nonsense\n", '{"check": "learns"}\n'])
def test_a_file_that_is_no_journal_is_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(content)
    with pytest.raises(UsageError, match="line 1 is no run"):
        Journal.opened(path)
    assert path.read_text() == content


def test_a_folder_cannot_hold_runs(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be used"):
        Journal.opened(tmp_path)
