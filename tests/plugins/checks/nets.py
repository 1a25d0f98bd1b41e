"""A network as a student writes it, a wall, and what grades it: for tests of training and sweep."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader.examination.wall import Wall, open_wall
from grader.grading import grade, raise_wall, read_submission
from grader.models.report import CheckReport, Report
from grader.preparation import Prepared, prepare

NET = """
import numpy as np

class Net:
    def __init__(self, inputs, hidden, outputs):
        self.W1, self.b1 = np.random.normal(size=(inputs, hidden)), np.zeros(hidden)
        self.W2, self.b2 = np.random.normal(size=(hidden, outputs)) / 3, np.zeros(outputs)

    def scores(self, X):
        self.h = np.tanh(X @ self.W1 + self.b1)
        z = self.h @ self.W2 + self.b2
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def epoch(self, X, y, rate):
        d = self.scores(X)
        d[range(len(y)), y] -= 1
        back = d @ self.W2.T * (1 - self.h**2)
        self.W2 -= rate * self.h.T @ d
        self.b2 -= rate * d.sum(axis=0)
        self.W1 -= rate * X.T @ back
        self.b1 -= rate * back.sum(axis=0)

    def fit(self, X, y, rate):
        for _ in range(600):
            self.epoch(X, y, rate)

    def predict(self, X):
        return self.scores(X).argmax(axis=1)
"""

INTERFACE = """
interface:
  class: Net
  construct: [inputs, hidden, outputs]
  parameters: ["self.W{l}", "self.b{l}"]
  calls:
    fit: {call: self.fit, with: {X: X, y: T, rate: rate}}
    epoch: {call: self.epoch, with: {X: X, y: T, rate: rate}}
    predict: {call: self.predict, with: [X]}
    scores: {call: self.scores, with: [X]}
"""


def changed(old: str, new: str, source: str = NET) -> str:
    """Return the network with a change; what is changed must be there."""
    assert old in source
    return source.replace(old, new)


@dataclass(frozen=True)
class Room:
    """An assignment behind a wall, and a folder to hand in from."""

    prepared: Prepared
    wall: Wall
    folder: Path

    def report(self, source: str) -> Report:
        """Grade a submission of one file."""
        path = self.folder / "net.py"
        path.write_text(source, encoding="utf-8")
        return grade(self.prepared, read_submission(path, self.prepared.registry), self.wall)

    def check(self, source: str) -> CheckReport:
        """Grade a submission and return its first check."""
        return self.report(source).checks[0]


@contextmanager
def room(folder: Path, assignment: str) -> Iterator[Room]:
    """Prepare an assignment behind a wall of its own."""
    path = folder / "assignment.yaml"
    path.write_text(assignment, encoding="utf-8")
    prepared = prepare(path)
    with open_wall() as wall:
        raise_wall(wall, prepared)
        yield Room(prepared, wall, folder)
