"""How courses draw a network's first weights; biases start at 0. Runs in the judge.

With n inputs and m outputs of a layer:

    zero      0                        normal          N(0, 1)
    scaled    N(0, 1) / √n             he              N(0, 2/n)            (He et al., 2015)
    glorot    U(−√(6/(n+m)), +√(6/(n+m)))              (Glorot, Bengio, 2010, eq. 16)
    glorot_normal   N(0, 2/(n+m))
"""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import DTypeLike

from grader_reference.arrays import Array

Recipe = Callable[[np.random.Generator, int, int], Array]
"""Draws one weight matrix from (generator, inputs, outputs); shape (inputs, outputs)."""


def zero(rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
    """Return zeros: every hidden unit then stays like every other; (fan_in, fan_out)."""
    del rng
    return np.zeros((fan_in, fan_out))


def normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
    """Return draws of N(0, 1); (fan_in, fan_out)."""
    return rng.normal(size=(fan_in, fan_out))


def scaled(rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
    """Return draws of N(0, 1) / √fan_in; (fan_in, fan_out)."""
    return normal(rng, fan_in, fan_out) / math.sqrt(fan_in)


def he(rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
    """Return draws of N(0, 2 / fan_in), by which relu layers keep their size."""
    return normal(rng, fan_in, fan_out) * math.sqrt(2 / fan_in)


def glorot(rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
    """Return uniform draws between ∓√(6 / (fan_in + fan_out)); (fan_in, fan_out)."""
    bound = glorot_bound(fan_in, fan_out)
    return rng.uniform(-bound, bound, (fan_in, fan_out))


def glorot_normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
    """Return draws of N(0, 2 / (fan_in + fan_out)); (fan_in, fan_out)."""
    return normal(rng, fan_in, fan_out) * math.sqrt(2 / (fan_in + fan_out))


def glorot_bound(fan_in: int, fan_out: int) -> float:
    """Return √(6 / (fan_in + fan_out)), the largest weight of Glorot's uniform draw."""
    return math.sqrt(6 / (fan_in + fan_out))


RECIPES: Mapping[str, Recipe] = {
    "zero": zero,
    "normal": normal,
    "scaled": scaled,
    "he": he,
    "glorot": glorot,
    "glorot_normal": glorot_normal,
}


def initial_parameters(
    rng: np.random.Generator,
    widths: Sequence[int],
    *,
    recipe: str = "glorot",
    dtype: DTypeLike = np.float64,
) -> list[Array]:
    """Return W1 (n, m), b1 (1, m), W2, b2, … of a fully connected network; biases are 0.

    Raises:
        ValueError: No recipe is called so.
    """
    if recipe not in RECIPES:
        raise ValueError(f"no initialisation is called {recipe!r}; known are {', '.join(RECIPES)}")
    drawn: list[Array] = []
    for fan_in, fan_out in pairwise(widths):
        W = RECIPES[recipe](rng, fan_in, fan_out)
        drawn += [W.astype(dtype), np.zeros((1, fan_out), dtype)]
    return drawn
