"""Pictures and parameters for the small convolutional network. Runs in the judge.

There are as many channels as rows of the pooled picture; everything else differs.
"""

from typing import Any

import numpy as np

from grader_reference.arrays import Array
from grader_reference.catalogue import Case
from grader_reference.inputs.rows import case, in_single, rounded, signed
from grader_reference.picture_network import placed, undecided

EPSILON = 1e-5
"""The number itself, not the nearest one in float32: a class may have it fixed."""


def pictures(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw two batches, one of them with a strong penalty; λ is never 0."""
    return (
        case("ordinary", "7 pictures of 6 × 6, λ = 0.3", **_drawn(rng, (7, 6, 3, 5, 4), 0.3)),
        case("ordinary", "5 pictures of 4 × 4, λ = 0.02", **_drawn(rng, (5, 4, 2, 7, 3), 0.02)),
        case("ordinary", "5 others of 4 × 4, λ = 0.7", **_drawn(rng, (5, 4, 2, 7, 3), 0.7)),
    )


def small_pictures(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw three pictures of 2 × 2, without a penalty and with one."""
    given = _drawn(rng, (3, 2, 2, 3, 2), 0.0)
    short = {
        n: rounded(v) if isinstance(v, np.ndarray) and n != "T" else v for n, v in given.items()
    }
    return (
        case("ordinary", "three pictures of 2 × 2", **short),
        case("ordinary", "three pictures of 2 × 2, λ = 0.5", **{**short, "strength": 0.5}),
    )


def _drawn(
    rng: np.random.Generator, sizes: tuple[int, int, int, int, int], strength: float
) -> dict[str, Any]:
    """Draw until nothing is next to a kink and no square of the first layer is off as a whole."""
    while True:
        given = {name: in_single(value) for name, value in placed(_any(rng, sizes)).items()}
        if not undecided(given):
            return {**given, "strength": in_single(strength), "epsilon": EPSILON}


def _any(rng: np.random.Generator, sizes: tuple[int, int, int, int, int]) -> dict[str, Array]:
    n, side, channels, hidden, classes = sizes
    flat = (side // 2) ** 2 * channels
    return {
        "X": rng.uniform(0, 1, (n, side, side)),
        "T": np.eye(classes)[rng.permutation(np.arange(n) % classes)],
        "kernel": rng.normal(0, 0.5, (3, 3, 1, channels)),
        "bias": np.zeros(channels),
        "gamma": rng.uniform(0.5, 1.6, channels),
        "beta": signed(rng, channels + 1, low=0.2, high=0.7)[:channels],
        "W1": rng.normal(0, 1.2 / np.sqrt(flat), (flat, hidden)),
        "b1": np.zeros(hidden),
        "W2": rng.normal(0, 0.7, (hidden, classes)),
        "b2": signed(rng, classes, low=0.05, high=0.6),
    }
