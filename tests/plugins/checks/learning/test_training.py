"""Training checks through the real wall, on two moons and on a class as students write it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.examination.wall import Wall, open_wall
from grader.grading import grade, raise_wall, read_submission
from grader.models.report import CheckReport, Status
from grader.preparation import Prepared, prepare

ASSIGNMENT = """
assignment: moons
checks:
  - id: training
    kind: training
    points: 4
    title: Two moons
    params:
      dataset: moons
      options: {validation: 1000}
      evaluated: 1000
      accuracy: [0.8, 0.9]
      seconds: 5
      labels: integer
interface:
  class: Net
  construct: [inputs, {value: 8}, outputs]
  calls:
    fit: {call: self.fit, with: {X: X, y: T}}
    predict: {call: self.predict, with: [X]}
"""
NET = """
import numpy as np

class Net:
    def __init__(self, inputs, hidden, outputs):
        draw = np.random.default_rng(1)
        self.W1, self.b1 = draw.normal(size=(inputs, hidden)), np.zeros(hidden)
        self.W2, self.b2 = draw.normal(size=(hidden, outputs)) / 3, np.zeros(outputs)

    def scores(self, X):
        self.h = np.tanh(X @ self.W1 + self.b1)
        z = self.h @ self.W2 + self.b2
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def fit(self, X, y):
        for _ in range(600):
            d = self.scores(X)
            d[range(len(y)), y] -= 1
            back = d @ self.W2.T * (1 - self.h**2)
            self.W2 -= 0.01 * self.h.T @ d
            self.b2 -= 0.01 * d.sum(axis=0)
            self.W1 -= 0.01 * X.T @ back
            self.b1 -= 0.01 * back.sum(axis=0)

    def predict(self, X):
        return self.scores(X).argmax(axis=1)
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    path = tmp_path_factory.mktemp("moons") / "assignment.yaml"
    path.write_text(ASSIGNMENT, encoding="utf-8")
    return prepare(path)


@pytest.fixture(scope="module")
def wall(prepared: Prepared) -> Iterator[Wall]:
    with open_wall() as opened:
        raise_wall(opened, prepared)
        yield opened


def graded(source: str, prepared: Prepared, wall: Wall, folder: Path) -> CheckReport:
    path = folder / "net.py"
    path.write_text(source, encoding="utf-8")
    report = grade(prepared, read_submission(path, prepared.registry), wall)
    return report.checks[0]


def changed(old: str, new: str) -> str:
    assert old in NET
    return NET.replace(old, new)


def test_a_network_that_learns_earns_every_threshold(
    prepared: Prepared, wall: Wall, tmp_path: Path
) -> None:
    check = graded(NET, prepared, wall, tmp_path)
    assert check.score == 4.0
    assert check.evidence.details["accuracy"][0] > 0.9
    assert sum(map(sum, check.evidence.details["confusion"])) == 1000


def test_scores_for_each_class_do_as_well_as_numbers_of_classes(
    prepared: Prepared, wall: Wall, tmp_path: Path
) -> None:
    check = graded(changed(".argmax(axis=1)", ""), prepared, wall, tmp_path)
    assert check.score == 4.0


def test_a_threshold_that_is_reached_earns_its_part(
    prepared: Prepared, wall: Wall, tmp_path: Path
) -> None:
    check = graded(changed("range(600)", "range(40)"), prepared, wall, tmp_path)
    assert check.status is Status.PARTIAL
    assert "90 % were asked for" in check.student_text


def test_stored_answers_and_a_printed_accuracy_earn_nothing(
    prepared: Prepared, wall: Wall, tmp_path: Path
) -> None:
    loop = NET[NET.index("        for _") : NET.index("    def predict")]
    lying = NET.replace(loop, "        print('accuracy 1.0')\n        return 1.0\n\n")
    assert graded(lying, prepared, wall, tmp_path).score == 0.0


def test_training_that_never_ends_is_cut_off_in_words(
    prepared: Prepared, wall: Wall, tmp_path: Path
) -> None:
    source = changed("for _ in range(600):", "while True:")
    check = graded(source, prepared, wall, tmp_path)
    assert check.status is Status.TIMED_OUT
    assert "time allowed" in check.student_text


@pytest.mark.parametrize(
    ("prediction", "told"),
    [
        ("np.ones(3)", "the shape (3,)"),
        ("[None][0]", "nothing came back"),
        ("1 / 0", "ZeroDivision"),
    ],
)
def test_a_prediction_of_another_form_is_told(
    prepared: Prepared, wall: Wall, tmp_path: Path, prediction: str, told: str
) -> None:
    source = changed("self.scores(X).argmax(axis=1)", prediction)
    check = graded(source, prepared, wall, tmp_path)
    assert check.score == 0.0
    assert told in check.student_text


def test_a_class_that_is_missing_is_missing(prepared: Prepared, wall: Wall, tmp_path: Path) -> None:
    check = graded("def relu(x):\n    return x\n", prepared, wall, tmp_path)
    assert check.status is Status.MISSING
    assert "no class called Net" in check.student_text


def test_predictions_of_no_class_are_wrong(prepared: Prepared, wall: Wall, tmp_path: Path) -> None:
    source = changed("self.scores(X).argmax(axis=1)", "np.full(len(X), 0.5)")
    assert graded(source, prepared, wall, tmp_path).score == 0.0


def test_classes_are_as_many_as_the_options_of_the_data_set_make(tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    old, new = "moons\n      options: {", "blobs\n      options: {centers: 3, spread: 0.5, "
    assert old in ASSIGNMENT
    path.write_text(ASSIGNMENT.replace(old, new), encoding="utf-8")
    ready = prepare(path)
    with open_wall() as own:
        raise_wall(own, ready)
        check = graded(NET, ready, own, tmp_path)
    assert check.score == 4.0
    assert len(check.evidence.details["confusion"]) == 3
