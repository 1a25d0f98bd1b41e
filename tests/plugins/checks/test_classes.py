"""Checks of functions put to classes: properties, the student's own loss, and how it is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.binding.interfaces import Compiler
from grader.examination.wall import open_wall
from grader.grading import grade, raise_wall, read_submission
from grader.models.report import CheckReport, Report, Status
from grader.preparation import prepare

ASSIGNMENT = """
assignment: classes
checks:
  - id: loss
    kind: values
    function: network_loss
    points: 1
    accept: [integer]
    params: {architecture: 2-H-2 tanh}
  - id: gradients
    kind: gradient
    function: backprop
    points: 1
    accept: [integer, gradient_of_mean, gradient_of_sum]
    params: {architecture: 2-H-2 tanh}
  - id: own
    kind: gradient
    function: backprop
    points: 1
    accept: [integer]
    params: {architecture: 2-H-2 tanh, against: own_loss, loss: loss}
  - id: manners
    kind: properties
    points: 1
    params: {functions: {gradients: [pure, deterministic]}}
  - id: again
    kind: properties
    points: 1
    params: {functions: {gradients: [repeatable], loss: [repeatable]}}
interface:
  class: Net
  construct: [inputs, hidden, outputs]
  parameters: [self.W1, self.b1, self.W2, self.b2]
  facts: {inputs: 2, hidden: 3, outputs: 2}
  calls:
    forward: {call: self.forward, with: [X]}
    loss: {call: self.loss, with: [X, T]}
    gradients: {after: forward, call: self.backward, with: [X, T]}
    own: {after: forward, call: self.backward, with: [X, T]}
"""
NET = """
import numpy as np

class Net:
    def __init__(self, inputs, hidden, outputs):
        self.W1, self.b1 = np.zeros((inputs, hidden)), np.zeros(hidden)
        self.W2, self.b2 = np.zeros((hidden, outputs)), np.zeros(outputs)

    def forward(self, points):
        self.h = np.tanh(points @ self.W1 + self.b1)
        e = np.exp(self.h @ self.W2 + self.b2)
        self.p = e / e.sum(axis=1, keepdims=True)

    def loss(self, points, labels):
        self.forward(points)
        return -np.mean(np.log(self.p[range(len(labels)), labels]))

    def backward(self, points, labels):
        d = self.p.copy()
        d[range(len(labels)), labels] -= 1
        d /= len(labels)
        back = d @ self.W2.T * (1 - self.h**2)
        return points.T @ back, back.sum(axis=0), self.h.T @ d, d.sum(axis=0)
"""
Graded = Callable[[str, str], Report]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    folder = tmp_path_factory.mktemp("classes")
    path = folder / "assignment.yaml"
    path.write_text(ASSIGNMENT, encoding="utf-8")
    prepared = prepare(path)

    def of(old: str, new: str) -> Report:
        assert old in NET
        source = Path(folder / "net.py")
        source.write_text(NET.replace(old, new), encoding="utf-8")
        with open_wall() as wall:
            raise_wall(wall, prepared)
            return grade(prepared, read_submission(source, prepared.registry), wall)

    return of


def check(report: Report, name: str) -> CheckReport:
    return next(each for each in report.checks if each.id == name)


def test_a_right_class_passes_checks_of_functions(graded: Graded) -> None:
    report = graded("", "")
    assert report.score == 5.0
    assert report.warnings == ()
    binding = report.bindings["gradients"]
    assert (binding.found, binding.line) == ("Net.backward", 18)


def test_its_own_loss_decides_where_that_is_asked(graded: Graded) -> None:
    wrong = graded("d.sum(axis=0)", "d.mean(axis=0)")
    assert check(wrong, "own").status is Status.FAILED
    assert check(wrong, "loss").status is Status.PASSED


def test_the_call_is_told_in_the_words_of_the_class(graded: Graded) -> None:
    asked = check(graded("d.sum(axis=0)", "d.mean(axis=0)"), "gradients").evidence.asked
    assert asked.startswith("Net.backward(points of shape (3, 2), labels of shape (3,))")
    assert "after forward, with self.W1 of shape (2, 3)" in asked


def test_a_method_that_changes_the_weights_is_not_pure(graded: Graded) -> None:
    wrong = check(graded("return points.T", "self.W2 *= 2; return points.T"), "manners")
    assert wrong.status is Status.FAILED
    assert "it changes its argument W2 (yours: self.W2)" in wrong.student_text


def test_a_backward_pass_that_spoils_what_it_needs_is_not_repeatable(graded: Graded) -> None:
    wrong = check(graded("self.p.copy()", "self.p"), "again")
    assert {part.id: part.status.value for part in wrong.parts} == {
        "gradients": "failed",
        "loss": "passed",
    }
    assert "called a second time it gives another answer; it changes what forward left" in (
        wrong.student_text
    )


def test_what_a_forward_pass_leaves_over_is_seen(graded: Graded) -> None:
    kept = "self.h = np.tanh(points @ self.W1 + self.b1) + getattr(self, 'h', 0)"
    wrong = check(graded("self.h = np.tanh(points @ self.W1 + self.b1)", kept), "again")
    assert "gradients: after forward twice it gives another answer" in wrong.student_text
    assert "loss: called a second time it gives another answer" in wrong.student_text


def test_a_method_that_cannot_be_called_again_is_not_repeatable(graded: Graded) -> None:
    once = "d = self.p.copy(); del self.p"
    wrong = check(graded("d = self.p.copy()", once), "again")
    assert "gradients: called a second time it gives no answer" in wrong.student_text
    assert "AttributeError" in wrong.student_text


def test_steps_are_written_once_for_any_number_of_submissions(
    graded: Graded, monkeypatch: pytest.MonkeyPatch
) -> None:
    graded("", "")
    written: list[str] = []
    compiled = Compiler.steps

    def steps(self: Compiler, name: str, **more: Any) -> Any:
        written.append(name)
        return compiled(self, name, **more)

    monkeypatch.setattr(Compiler, "steps", steps)
    assert graded("", "").score == 5.0
    assert "gradients" not in written
