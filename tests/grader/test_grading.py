"""Which checks of a prepared assignment are graded, and in which order, is left to who grades."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.examination.wall import Wall, open_wall
from grader.grading import grade, raise_wall, read_submission
from grader.handing_in.submission import Submission
from grader.models.report import Report
from grader.preparation import Prepared, prepare
from tests.plugins.checks.nets import INTERFACE, NET

PARAMS = """
    params: {dataset: moons, options: {validation: 400}, evaluated: 400, accuracy: [0.8],
             labels: integer, seconds: 5, facts: {hidden: 8, rate: 0.01}}"""
ASSIGNMENT = f"""
assignment: moons
checks:
  - id: first
    kind: training
    points: 1{PARAMS}
  - id: second
    kind: training
    points: 1
    seed: 3{PARAMS}
  - {{id: relu, kind: values, function: relu, points: 1}}
  - {{id: manners, kind: properties, points: 1, params: {{functions: {{relu: [pure]}}}}}}
{INTERFACE}
"""
RELU = "\n\ndef relu(x):\n    return np.maximum(x, 0)\n"


@pytest.fixture
def prepared(tmp_path: Path) -> Prepared:
    path = tmp_path / "assignment.yaml"
    path.write_text(ASSIGNMENT, encoding="utf-8")
    return prepare(path)


@pytest.fixture
def submission(prepared: Prepared, tmp_path: Path) -> Submission:
    path = tmp_path / "net.py"
    path.write_text(NET + RELU, encoding="utf-8")
    return read_submission(path, prepared.registry)


@pytest.fixture
def wall() -> Iterator[Wall]:
    with open_wall() as opened:
        yield opened


def ids(report: Report) -> list[str]:
    assert report.score == report.max_score == len(report.checks)
    return [check.id for check in report.checks]


def test_one_wall_serves_any_checks_of_an_assignment_in_any_order(
    prepared: Prepared, submission: Submission, wall: Wall
) -> None:
    raise_wall(wall, prepared)
    assert ids(grade(prepared, submission, wall, only="relu")) == ["relu"]
    assert ids(grade(prepared, submission, wall, only="second")) == ["second"]
    assert ids(grade(prepared, submission, wall, only=("relu", "first"))) == ["first", "relu"]
    every = grade(prepared, submission, wall)
    assert ids(every) == ["first", "second", "relu", "manners"]
    grown = prepared.bench.shared.size
    again = grade(prepared, submission, wall, only="first").checks[0]
    assert again.evidence == every.checks[0].evidence
    assert prepared.bench.shared.size == grown


def test_a_check_that_rests_on_anothers_answers_is_graded_with_it(
    prepared: Prepared, submission: Submission, wall: Wall
) -> None:
    assert ids(grade(prepared, submission, wall, only="manners")) == ["relu", "manners"]
