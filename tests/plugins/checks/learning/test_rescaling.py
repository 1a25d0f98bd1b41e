"""A rate that fits: summed gradients and means are both trained by the rate that suits them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.preparation import prepare
from tests.plugins.checks.nets import Room, changed, room

NET = """
import numpy as np

def forward(X, W1, b1, W2, b2):
    h = 1 / (1 + np.exp(-(X @ W1 + b1)))
    e = np.exp(h @ W2 + b2)
    return h, e / e.sum(axis=1, keepdims=True)

def backward(X, T, W1, b1, W2, b2):
    h, p = forward(X, W1, b1, W2, b2)
    d = p - T
    back = d @ W2.T * h * (1 - h)
    return X.T @ back, back.sum(axis=0), h.T @ d, d.sum(axis=0)

def begin():
    return [np.random.randn(2, 8), np.zeros(8), np.random.randn(8, 2), np.zeros(2)]

def train(X, T, parameters, rate, batch):
    print(type(X).__name__, "rate", round(rate, 6))
    X, T = np.array(X), np.array(T)
    for _ in range(200):
        for i in range(0, len(X), batch):
            steps = backward(X[i:i + batch], T[i:i + batch], *parameters)
            parameters = [p - rate * g for p, g in zip(parameters, steps)]
    return parameters

def predict(X, parameters):
    return forward(np.array(X), *parameters)[1].argmax(axis=1)
"""
MEANS = changed("d = p - T", "d = (p - T) / len(X)", NET)
ASSIGNMENT = """
assignment: moons
checks:
  - id: backward
    kind: gradient
    function: backprop
    points: 1
    accept: [gradient_of_sum, gradient_of_mean]
    params: {architecture: 2-H-2 sigmoid}
  - id: learns
    kind: training
    points: 2
    needs: [backward]
    params:
      dataset: moons
      options: {validation: 1000}
      evaluated: 1000
      accuracy: [0.8]
      seconds: 10
      facts: {hidden: 8, rate: 0.05, batch: 20}
      lists: true
      rescaled: {fact: rate, times: batch, check: backward, convention: gradient_of_mean}
interface:
  calls:
    begin: {call: begin, keeps: {learnt: returned}}
    fit: {after: begin, call: train, with: [X, T, learnt, rate, batch], keeps: {learnt: returned}}
    predict: {call: predict, with: [X, learnt]}
"""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("both"), ASSIGNMENT) as opened:
        yield opened


@pytest.mark.parametrize(("source", "rate"), [(NET, "0.05"), (MEANS, "1.0")], ids=["sum", "mean"])
def test_the_rate_fits_the_scale_of_the_gradients_and_examples_come_as_lists(
    both: Room, source: str, rate: str
) -> None:
    report = both.report(source)
    assert report.score == 3.0, report.checks[1].student_text
    assert report.checks[1].stdout.strip() == f"list rate {rate}"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("check: backward", "check: learns", "'learns' has to be one of this check's `needs`"),
        ("check: backward", "check: [backward, nothing]", "there is no check 'nothing'"),
        ("needs: [backward]", "needs: []", "'backward' is not one of this check's `needs`"),
        ("convention: gradient_of_mean", "convention: means", "'means' is none of"),
        ("times: batch", "times: size", "the fact 'size' is no number here"),
    ],
)
def test_what_cannot_be_rescaled_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text(changed(old, new, ASSIGNMENT), encoding="utf-8")
    prepared = prepare(path)
    spec = prepared.bench.checks["learns"]
    assert told in prepared.registry.kinds["training"].validate(spec, prepared.bench)[0]
