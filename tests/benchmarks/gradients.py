"""The gradient of 784-666-666-10 (973,702 parameters) at batch 100, through the wall.

Both verdicts are timed: elementwise, and by directions against the own loss.

Also the power of the directions: one bias element whose true gradient is not zero is set 10 % off,
again and again, and must be seen.
"""

import hashlib
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.examination.wall import open_wall
from grader.grading import grade, raise_wall
from grader.handing_in.submission import Submission
from grader.numerics.differences import block_verdicts
from grader.preparation import Prepared, prepare
from grader.worker.answering import direction
from grader_reference import networks
from grader_reference.catalogue import Case
from tests.benchmarks.places import told

WIDTHS = (784, 666, 666, 10)
BATCH = 100
DIRECTIONS = 5
EPSILON = 1e-5
TRIES = 200
APART = 1e-3
RUNS = 5

ASSIGNMENT = """\
assignment: large
limits: {seconds: 30}
checks:
  - {id: loss, kind: values, function: network_loss, points: 1, tolerance: {rtol: 1.0e-9},
     params: {architecture: 784-666-666-10 relu}}
  - {id: backprop, kind: gradient, function: backprop, points: 1,
     params: {architecture: 784-666-666-10 relu}}
"""
OWN_LOSS = "784-666-666-10 relu, against: own_loss, loss: loss}}\n"

SOLUTION = b"""\
import numpy as np

def forward(X, W1, b1, W2, b2, W3, b3):
    h1 = np.maximum(X @ W1 + b1, 0)
    h2 = np.maximum(h1 @ W2 + b2, 0)
    z = h2 @ W3 + b3
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return h1, h2, e / e.sum(axis=1, keepdims=True)

def network_loss(X, T, W1, b1, W2, b2, W3, b3):
    p = forward(X, W1, b1, W2, b2, W3, b3)[2]
    return -np.log((p * T).sum(axis=1)).mean()

def backprop(X, T, W1, b1, W2, b2, W3, b3):
    h1, h2, p = forward(X, W1, b1, W2, b2, W3, b3)
    d3 = (p - T) / len(X)
    d2 = (d3 @ W3.T) * (h2 > 0)
    d1 = (d2 @ W2.T) * (h1 > 0)
    return X.T @ d1, d1.sum(0), h1.T @ d2, d2.sum(0), h2.T @ d3, d3.sum(0)
"""

Floats = NDArray[np.float64]


def main() -> None:
    """Time both verdicts and count the errors seen."""
    X, T, parameters = _inputs(np.random.default_rng(0))
    print(f"{sum(p.size for p in parameters):,} parameters, batch {BATCH}")
    began = time.perf_counter()
    gradients = networks.backprop(X, T, *parameters)
    print(f"the reference's own gradient: {time.perf_counter() - began:.3f} s")
    last = ASSIGNMENT.rindex("784-666")
    for name, text in (
        ("elementwise against the reference", ASSIGNMENT),
        ("by directions against the own loss", ASSIGNMENT[:last] + OWN_LOSS),
    ):
        told(f"check {name}", _graded(text, X, T, parameters), "s")
    blocks = {f"p{i}": np.asarray(g) for i, g in enumerate(gradients)}
    _power(X, T, parameters, blocks)


def _inputs(rng: np.random.Generator) -> tuple[Floats, Floats, list[Floats]]:
    """Return a batch none of whose pre-activations is near the kink, and Glorot weights."""
    parameters = [
        array
        for n, m in pairwise(WIDTHS)
        for array in (rng.normal(size=(n, m)) * np.sqrt(2 / (n + m)), 0.1 * rng.normal(size=m))
    ]
    X = rng.normal(size=(40 * BATCH, WIDTHS[0]))
    first = X @ parameters[0] + parameters[1]
    second = np.maximum(first, 0) @ parameters[2] + parameters[3]
    nearest = np.minimum(np.abs(first).min(axis=1), np.abs(second).min(axis=1))
    kept = X[nearest >= APART][:BATCH]
    assert len(kept) == BATCH
    return kept, np.eye(WIDTHS[-1])[rng.integers(0, WIDTHS[-1], BATCH)], parameters


def _graded(text: str, X: Floats, T: Floats, parameters: list[Floats]) -> list[float]:
    """Return the seconds the gradient check takes in the judge, its rounds and all."""
    with tempfile.TemporaryDirectory() as folder, open_wall() as wall:
        path = Path(folder) / "assignment.yaml"
        path.write_text(text)
        prepared = prepare(path)
        _given(prepared, X, T, parameters)
        raise_wall(wall, prepared)
        return [_seconds(prepared, wall) for _ in range(RUNS)]


def _given(prepared: Prepared, X: Floats, T: Floats, parameters: list[Floats]) -> None:
    """Put this batch in the place of the inputs the catalogue would draw."""
    for spec in prepared.loaded.assignment.checks:
        names = [p.name for p in prepared.bench.function(spec).parameters]
        arguments: dict[str, Any] = dict(zip(names, [X, T, *parameters], strict=True))
        case = Case(part="ordinary", label="the large network", arguments=arguments)
        prepared.bench._cases[spec.id] = (case,)


def _seconds(prepared: Prepared, wall: Any) -> float:
    digest = hashlib.sha256(SOLUTION).hexdigest()
    submission = Submission("hw.py", (("hw.py", SOLUTION),), archive=False, digest=digest, notes=())
    began = time.perf_counter()
    report = grade(prepared, submission, wall, only="backprop")
    taken = time.perf_counter() - began
    check = next(c for c in report.checks if c.id == "backprop")
    assert check.status.value == "passed", check.student_text
    return taken


def _power(X: Floats, T: Floats, parameters: list[Floats], blocks: dict[str, Floats]) -> None:
    """Set one active bias element 10 % off, many times; count what the directions see."""
    rng = np.random.default_rng(1)
    losses = _losses(X, T, parameters, seed=1)
    biases = [name for name, value in blocks.items() if value.ndim == 1 or 1 in value.shape]
    seen = 0
    for _ in range(TRIES):
        name = biases[rng.integers(len(biases))]
        wrong = blocks[name].copy()
        wrong.reshape(-1)[rng.choice(np.flatnonzero(blocks[name]))] *= 1.1
        verdicts = block_verdicts({**blocks, name: wrong}, losses, seed=1, epsilon=EPSILON)
        seen += any(not verdict.agrees for verdict in verdicts)
    print(f"one active bias element 10 % off: seen in {seen} of {TRIES}")


def _losses(X: Floats, T: Floats, parameters: list[Floats], *, seed: int) -> Floats:
    losses = np.empty((len(parameters), DIRECTIONS, 2))
    for block, centre in enumerate(parameters):
        for number in range(DIRECTIONS):
            step = EPSILON * direction(seed, block, number, centre.shape)
            for side, moved in enumerate((centre + step, centre - step)):
                trial = [moved if i == block else p for i, p in enumerate(parameters)]
                losses[block, number, side] = networks.network_loss(X, T, *trial)
    return losses
