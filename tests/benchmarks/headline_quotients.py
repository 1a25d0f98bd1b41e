"""The report's finite-difference figure again: ``python -m tests.benchmarks.headline_quotients``.

The 784-666-666-10 network from Glorot's weights, one digit, the first ten of W2[:, 0], float64, and
1e-8 in the logarithm. For each N the largest difference over 20 draws: median, least, largest.
Digits by which unit 0 of layer 2 is off have no gradient there, and are left out.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from grader.plugin_manager import build
from grader_plugins.datasets import preparing
from grader_reference import networks, quotients
from grader_reference.arrays import Array
from grader_reference.initial_weights import initial_parameters

WIDTHS = (784, 666, 666, 10)
STEPS = (*(k * 10**i for i in range(6) for k in (1, 5)), *(10**i for i in range(6, 11)))
DRAWS = 20
EPSILON = 1e-8


def drawn(seed: int) -> Array | None:
    """Return the largest difference for each N; nothing where the gradient is zero."""
    rng = np.random.default_rng(seed)
    train = build().datasets["mnist"].load().train
    number = int(rng.integers(50_000))
    X = preparing.flattened(train.inputs[[number]]) / 255.0
    T = preparing.one_hot(train.labels[[number]], WIDTHS[-1])
    parameters = initial_parameters(rng, WIDTHS)
    gradient = networks.backprop(X, T, *parameters)[2][: quotients.ENTRIES, 0]
    if not np.any(gradient):
        return None
    return quotients.gradient_check(X, T, *parameters, np.array(STEPS), epsilon=EPSILON)


def main() -> None:
    """Print a row for each N."""
    curves = [found for seed in range(2 * DRAWS) if (found := drawn(seed)) is not None][:DRAWS]
    print(f"{len(curves)} draws with a gradient, of seeds 0 to {2 * DRAWS - 1}\n")
    print("| N | median | least | largest |\n| --: | --: | --: | --: |")
    for N, column in zip(STEPS, np.array(curves).T, strict=True):
        told = (np.median(column), np.min(column), np.max(column))
        print(f"| {N:g} | {' | '.join(f'{value:.1e}' for value in told)} |")


if __name__ == "__main__":
    main()
