"""What a learning curve costs: ``python -m tests.benchmarks curve``.

The same student's training twice, in pairs: bare, in this process and without a grader; and as a
driven ``training`` check, through the wall, with its curve and what decides at the end. Counted is
processor time, of the judge and of the child together, which a busy machine changes little. The
median of the pairs' ratios is to be at most 1.1, but for the plane: its epochs of 60 microseconds
show what driving one costs.
"""

import hashlib
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from grader.examination.wall import Child, Wall, open_wall
from grader.grading import grade, raise_wall
from grader.handing_in.submission import Submission
from grader.preparation import Prepared, prepare
from tests.benchmarks.places import told
from tests.benchmarks.threads import in_one_thread

PAIRS = 5
ASSIGNMENT = """\
assignment: curve
checks:
  - id: training
    kind: training
    points: 1
    params: {dataset: %(dataset)s, options: %(options)s, on: %(on)s, labels: integer, mode: driven,
             divided_by: %(divided)s, dtype: float32, epochs: %(epochs)s, every: %(every)s,
             seconds: 120, accuracy: [0.3], evaluated: 4000, facts: {hidden: %(hidden)s}}
interface:
  class: Net
  construct: [inputs, hidden, outputs]
  calls:
    epoch: {call: self.epoch, with: [X, T, epoch]}
    predict: {call: self.predict, with: [X]}
"""
SOURCE = """\
import numpy as np


class Net:
    def __init__(self, inputs, hidden, outputs):
        draw = np.random.default_rng(1)
        self.W1 = (draw.normal(size=(inputs, hidden)) / np.sqrt(inputs)).astype("f4")
        self.W2 = (draw.normal(size=(hidden, outputs)) / np.sqrt(hidden)).astype("f4")
        self.b1, self.b2 = np.zeros(hidden, "f4"), np.zeros(outputs, "f4")

    def forward(self, X):
        self.h = np.maximum(X @ self.W1 + self.b1, 0)
        z = self.h @ self.W2 + self.b2
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def epoch(self, X, y, number):
        order = np.random.default_rng(number).permutation(len(X))
        for start in range(0, len(X), %(batch)s):
            rows = order[start : start + %(batch)s]
            x = X[rows]
            d = self.forward(x)
            d[np.arange(len(x)), y[rows]] -= 1
            d *= 0.1 / len(x)
            back = (d @ self.W2.T) * (self.h > 0)
            self.W2 -= self.h.T @ d
            self.b2 -= d.sum(axis=0)
            self.W1 -= x.T @ back
            self.b1 -= back.sum(axis=0)

    def predict(self, X):
        return self.forward(X).argmax(axis=1)
"""
CASES: dict[str, dict[str, Any]] = {
    "letters, 784-100-10, batch 100": {
        "dataset": "letters", "options": "{}", "on": "validation", "divided": 255, "epochs": 20,
        "every": 1, "hidden": 100, "batch": 100,
    },
    "mnist, 784-128-10, batch 128": {
        "dataset": "mnist", "options": "{}", "on": "test", "divided": 255, "epochs": 4,
        "every": 1, "hidden": 128, "batch": 128,
    },
    "moons, 2-20-2, 5,000 passes over all": {
        "dataset": "moons", "options": "{validation: 4000}", "on": "validation", "divided": 1,
        "epochs": 5000, "every": 500, "hidden": 20, "batch": 200,
    },
}  # fmt: skip


def main() -> None:
    """Let the bare training have one thread, as the graded one has."""
    in_one_thread(__name__)


def compare() -> None:
    """Print each case's ratio, and the seconds it is of."""
    for name, case in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            _measure(name, case, Path(folder))


def _measure(name: str, case: dict[str, Any], folder: Path) -> None:
    path = folder / "assignment.yaml"
    path.write_text(ASSIGNMENT % case, encoding="utf-8")
    source = (SOURCE % case).encode()
    prepared = prepare(path)
    bare, graded = [], []
    with open_wall(trust=True) as wall:
        raise_wall(wall, prepared)
        _graded(prepared, source, wall)
        for _ in range(PAIRS):
            bare.append(_bare(prepared, source, case))
            graded.append(_graded(prepared, source, wall))
    told(f"{name}: bare", bare, "s")
    told(f"{name}: graded", graded, "s")
    ratios = [after / before for before, after in zip(bare, graded, strict=True)]
    print(f"{name}: {statistics.median(ratios):.3f} times the bare training", flush=True)


def _bare(prepared: Prepared, source: bytes, case: dict[str, Any]) -> float:
    """Return the seconds of the training alone, on arrays as the check has them."""
    X, T = _arrays(prepared)
    module: dict[str, Any] = {}
    exec(compile(source, "hw.py", "exec"), module)  # noqa: S102 - this module's own text
    began = time.process_time()
    net = module["Net"](X.shape[1], case["hidden"], int(T.max()) + 1)
    for epoch in range(1, case["epochs"] + 1):
        net.epoch(X, T, epoch)
    return time.process_time() - began


def _arrays(prepared: Prepared) -> tuple[Any, Any]:
    """Return arrays like those a submission is given: of the same size, type and order."""
    (spec,) = prepared.loaded.assignment.checks
    params = prepared.bench.params(spec)
    train = prepared.registry.datasets[params.dataset].load(**params.options).train
    inputs = train.inputs.reshape(len(train), -1).astype(np.float32) / np.float32(params.divided_by)
    return np.ascontiguousarray(inputs), train.labels


def _graded(prepared: Prepared, source: bytes, wall: Wall) -> float:
    """Return the processor's seconds of a grading: the judge's, and its children's."""
    digest = hashlib.sha256(source).hexdigest()
    submission = Submission("hw.py", (("hw.py", source),), archive=False, digest=digest, notes=())
    children: list[Child] = []

    def kept(**place: Any) -> Child:
        children.append(born(**place))
        children[-1].leave = lambda: None  # type: ignore[method-assign]
        return children[-1]

    born, wall.child = wall.child, kept  # type: ignore[method-assign]
    began = time.process_time()
    (check,) = grade(prepared, submission, wall).checks
    judging = time.process_time() - began
    wall.child = born  # type: ignore[method-assign]
    assert check.status.value == "passed", check.student_text
    return judging + sum(child.end().cpu_seconds for child in children)


if __name__ == "__main__":
    compare()
