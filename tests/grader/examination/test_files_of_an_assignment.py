"""Data files and folders to write in, from the assignment's YAML to the student's code."""

import json
from pathlib import Path

import pytest

from grader.errors import ConfinementError
from grader.examination.forking import ForkingWall
from grader.examination.wall import can_fork, open_wall
from grader.grading import grade, raise_wall, read_submission
from grader.levels import Confinement
from grader.models.report import Report
from grader.preparation import prepare
from grader.worker.confinement.layers import EVERY, Layer

pytestmark = pytest.mark.skipif(not can_fork(), reason="nothing confines submissions here")

ASSIGNMENT = """
assignment: files
data: [{name: points.csv, path: course/points.csv}]
functions: {relu: 1}
"""
READING = """
import numpy as np
points = np.loadtxt("/content/drive/points.csv", delimiter=",")
def relu(x):
    return np.maximum(x, 0) * (points.sum() == 10) * (len(open("points.csv").read()) == 8)
"""
WRITING = """
import os
import tempfile
import numpy as np
def relu(x):
    folder = tempfile.mkdtemp(dir=".")
    kept = np.memmap("kept.bin", dtype="f8", mode="w+", shape=x.shape)
    kept[:] = np.maximum(x, 0)
    kept.flush()
    os.rmdir(folder)
    os.makedirs("runs", exist_ok=True)
    np.save("runs/last.npy", kept)
    with open("log.txt", "a") as log:
        log.write("called\\n")
    assert {"kept.bin", "log.txt", "points.csv", "runs"} <= set(os.listdir("."))
    assert open("log.txt").read().startswith("called")
    return np.load("runs/last.npy")
"""


@pytest.fixture
def assignment(tmp_path: Path) -> Path:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "points.csv").write_text("1,2\n3,4\n")
    path = tmp_path / "assignment.yaml"
    path.write_text(ASSIGNMENT)
    return path


def graded(assignment: Path, source: str) -> Report:
    work = assignment.parent / "hw.py"
    work.write_text(source)
    with open_wall(trust=True) as wall:
        prepared = prepare(assignment)
        raise_wall(wall, prepared)
        return grade(prepared, read_submission(work, prepared.registry), wall)


def test_a_data_file_is_read_under_any_path(assignment: Path) -> None:
    report = graded(assignment, READING)
    assert report.score == 1, report.checks[0].staff_text


def test_real_files_are_written_where_the_assignment_allows_it(assignment: Path) -> None:
    with open_wall(trust=True) as wall:
        if wall.level < Confinement.L4:
            pytest.skip("no namespaces on this machine")
    without = graded(assignment, WRITING)
    assignment.write_text(ASSIGNMENT + "limits: {scratch_mib: 2}\n")
    report = graded(assignment, WRITING)
    assert report.score == 1, report.checks[0].staff_text
    assert without.score == 0
    again = graded(assignment, WRITING)
    assert _told(again) == _told(report)


def _told(report: Report) -> str:
    checks = [check.model_copy(update={"seconds": 0.0}) for check in report.checks]
    told = report.model_copy(update={"timings": {}, "checks": tuple(checks)})
    return json.dumps(told.model_dump(mode="json"), sort_keys=True)


def test_an_assignment_that_asks_for_more_than_is_here_is_refused(assignment: Path) -> None:
    assignment.write_text(ASSIGNMENT + "limits: {scratch_mib: 2}\n")
    prepared = prepare(assignment)
    with (
        ForkingWall(only=EVERY - {Layer.NAMESPACES}) as wall,
        pytest.raises(ConfinementError, match="a folder to write in"),
    ):
        raise_wall(wall, prepared)
