"""A training from zeros through the real wall: the shares of the classes, and nothing else."""

from collections.abc import Iterator

import pytest

from grader.models.report import Status
from tests.plugins.checks.nets import NET, Room, changed, room

ASSIGNMENT = """
assignment: zeros
prior:
  {dataset: moons, options: {train: 400, validation: 500}, examples: 151, evaluated: 300, points: 2,
   labels: integer, seconds: 5, within: 0.0002, facts: {hidden: 5, rate: 0.003}}
interface:
  class: Net
  construct: [inputs, hidden, outputs]
  calls:
    fit: {call: self.fit, with: {X: X, y: T, rate: rate}}
    predict: {call: self.scores, with: [X]}
"""
ZEROS = changed("np.random.normal(size=(inputs, hidden))", "np.zeros((inputs, hidden))")
ZEROS = changed(
    "np.random.normal(size=(hidden, outputs)) / 3", "np.zeros((hidden, outputs))", ZEROS
)


@pytest.fixture(scope="module")
def zeros(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("zeros"), ASSIGNMENT) as found:
        yield found


def test_zeros_learn_the_shares_of_the_classes(zeros: Room) -> None:
    check = zeros.check(ZEROS)
    assert check.score == 2.0, check.staff_text
    assert "the shares of the classes: accuracy" in check.student_text
    assert check.evidence.details["loss"] == pytest.approx([check.evidence.details["entropy"]])


def test_other_weights_learn_more_and_are_told_so(zeros: Room) -> None:
    check = zeros.check(NET)
    assert check.score == 0.0
    assert "something other than the shares of the classes was learnt" in check.student_text


def test_what_does_not_train_does_not_know_the_shares(zeros: Room) -> None:
    check = zeros.check(changed("range(600)", "range(0)", ZEROS))
    assert check.score == 0.0
    assert "off the shares of the classes" in check.student_text


def test_classes_in_the_place_of_probabilities_are_refused(zeros: Room) -> None:
    classes = changed("return e / e.sum(axis=1, keepdims=True)", "return e.argmax(axis=1)", ZEROS)
    check = zeros.check(changed("d = self.scores(X)", "d = np.eye(2)[self.scores(X)]", classes))
    assert check.score == 0.0
    assert "no probabilities came back" in check.student_text


def test_a_training_that_raises_is_told(zeros: Room) -> None:
    check = zeros.check(
        changed("for _ in range(600):", "raise OSError", ZEROS).split("    def predict")[0]
    )
    assert check.status in (Status.RAISED, Status.MISSING)
