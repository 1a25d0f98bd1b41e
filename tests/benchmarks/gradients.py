"""The gradient of 784-666-666-10 (973,702 parameters) at batch 100: both verdicts, and power.

The network is the reference's own; the directions' verdict asks only the loss. One bias element
whose true gradient is not zero is set 10 % off, again and again, and must be seen.
"""

import time

import numpy as np

from grader.numerics.comparison import compare
from grader.numerics.differences import block_verdicts
from grader.numerics.tolerance import of_largest
from grader.worker.answering import direction
from grader_reference import networks
from tests.benchmarks.places import told

WIDTHS = (784, 666, 666, 10)
BATCH = 100
DIRECTIONS = 10
EPSILON = 1e-5
TRIES = 100


def main() -> None:
    """Time both verdicts and count the errors seen."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(BATCH, WIDTHS[0]))
    T = np.eye(WIDTHS[-1])[rng.integers(0, WIDTHS[-1], BATCH)]
    parameters = [
        array
        for n, m in zip(WIDTHS, WIDTHS[1:], strict=False)
        for array in (rng.normal(size=(n, m)) * np.sqrt(2 / (n + m)), 0.1 * rng.normal(size=m))
    ]
    print(f"{sum(p.size for p in parameters):,} parameters")
    gradients = networks.backprop(X, T, *parameters)
    told(
        "the reference's own gradient",
        [_timed(lambda: networks.backprop(X, T, *parameters)) for _ in range(3)],
        "s",
    )
    expected = of_largest(gradients)
    names = tuple(f"p{i}" for i in range(len(parameters)))
    told(
        "elementwise verdict",
        [_timed(lambda: compare(gradients, expected, names)) for _ in range(5)],
        "s",
    )
    blocks = dict(zip(names, map(np.asarray, gradients), strict=True))
    began = time.perf_counter()
    losses = _losses(X, T, parameters, seed=1)
    verdicts = block_verdicts(blocks, losses, seed=1, epsilon=EPSILON)
    told("verdict by directions, losses and all", [time.perf_counter() - began], "s")
    print("right gradient:", "agrees" if all(v.agrees for v in verdicts) else verdicts)
    _power(blocks, losses, rng)


def _losses(X: object, T: object, parameters: list[np.ndarray], *, seed: int) -> np.ndarray:
    losses = np.empty((len(parameters), DIRECTIONS, 2))
    for block, centre in enumerate(parameters):
        for number in range(DIRECTIONS):
            step = EPSILON * direction(seed, block, number, centre.shape)
            for side, moved in enumerate((centre + step, centre - step)):
                trial = [moved if i == block else p for i, p in enumerate(parameters)]
                losses[block, number, side] = networks.network_loss(X, T, *trial)
    return losses


def _power(blocks: dict[str, np.ndarray], losses: np.ndarray, rng: np.random.Generator) -> None:
    """Set one active bias element 10 % off, many times; count what the directions see."""
    biases = [name for name, value in blocks.items() if value.size < 1000]
    seen = 0
    for _ in range(TRIES):
        name = biases[rng.integers(len(biases))]
        active = np.flatnonzero(blocks[name])
        wrong = blocks[name].copy()
        wrong.reshape(-1)[rng.choice(active)] *= 1.1
        verdicts = block_verdicts({**blocks, name: wrong}, losses, seed=1, epsilon=EPSILON)
        seen += any(not verdict.agrees for verdict in verdicts)
    print(f"one active bias element 10 % off: seen in {seen} of {TRIES}")


def _timed(work: object) -> float:
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - began
