"""The plugin's own tests: its data set, and the labelled cases of its assignment."""

from pathlib import Path

import numpy as np
import pytest

from grader.grading import grade_path
from grader.testing import broken_labels, build_submission, read_case
from grader_reference.catalogue import Misconception
from robust_course.huber import HUBER, huber
from robust_course.spirals import Spirals

ROBUST = Path(__file__).parents[1] / "assignments" / "robust"
CASES = sorted((ROBUST / "cases").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_case_is_graded_as_it_is_labelled(path: Path, tmp_path: Path) -> None:
    case = read_case(path)
    submission = build_submission(case, assignment=ROBUST, folder=tmp_path)
    report = grade_path(submission, assignment=ROBUST / "assignment.yaml")
    assert not broken_labels(case, report)


def test_the_solution_earns_full_marks() -> None:
    report = grade_path(ROBUST / "solution", assignment=ROBUST / "assignment.yaml")
    assert report.score == report.max_score == 5


def test_the_loss_is_continuous_where_its_formulas_meet() -> None:
    inside, outside = (huber(np.array([1.0 + step]), 1.0) for step in (-1e-9, 1e-9))
    assert inside == pytest.approx(outside, abs=1e-8)


@pytest.mark.parametrize("entry", HUBER.misconceptions, ids=lambda entry: entry.id)
def test_every_misconception_shows_on_the_scored_inputs(entry: Misconception) -> None:
    cases = HUBER.draw(np.random.default_rng(0))
    assert any(
        not np.isclose(entry.function(**case.arguments), huber(**case.arguments)) for case in cases
    )


def test_spirals_are_the_same_each_time_and_differ_between_splits() -> None:
    first, again = (Spirals().load(validation=50, seed=3) for _ in range(2))
    assert np.array_equal(first.train.inputs, again.train.inputs)
    assert set(first.train.labels) == {0, 1}
    assert not np.array_equal(first.train.inputs[:50], first.validation.inputs)
