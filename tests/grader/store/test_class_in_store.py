"""A class graded by the real command, kept in each kind of database."""

import json
from pathlib import Path

import pytest

from grader.cli import run
from grader.store.opening import open_store
from grader.store.standings import standings
from tests.grader.cli.shell import RELU, WRONG, needs_linux

pytestmark = needs_linux


def test_a_class_is_kept_and_looked_up(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "ada.py").write_text(RELU)
    (tmp_path / "work" / "bob.py").write_text(WRONG)
    assignment = tmp_path / "assignment.yaml"
    assignment.write_text("assignment: short\ntitle: Short\nfunctions: {relu: 2}\n")
    arguments = ["batch", str(tmp_path / "work"), "-a", str(assignment), "--store", place]
    for fresh in (2, 0):
        assert run([*arguments, "--executor", "serial", "-f", "json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["graded"], said["fresh"], said["mean"]) == (2, fresh, 1.0)
    with open_store(place, create=False) as store, store.reading() as connection:
        scores = [s.attempts[0].result for s in standings(connection, "short")]
    assert sorted(result.score for result in scores if result is not None) == [0, 2]
