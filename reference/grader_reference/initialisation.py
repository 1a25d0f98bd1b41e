"""Weights and biases to draw networks with. Runs in the judge."""

import numpy as np

from grader_reference.arrays import Array

LEFT_OUT = 0.2
"""Share of the examples, at either end, between which no hidden unit changes its state."""
CLEARANCE = 2e-3
"""How far from its threshold every example lies, where the gaps allow it."""


def scaled_weights(rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
    """Return weights of either sign, shape (fan_in, fan_out), by which scores keep their size.

    Their size is 0.3 to 1.7 times 1/√fan_in: no unit sums inputs that hardly count.
    """
    sizes = rng.uniform(0.3, 1.7, (fan_in, fan_out)) / np.sqrt(fan_in)
    return np.asarray(np.where(rng.random(sizes.shape) < 0.5, -sizes, sizes))


def dividing_biases(rng: np.random.Generator, products: Array) -> Array:
    """Return biases by which every unit is active for some examples and inactive for others.

    Shapes: products (N, H), the pre-activations without bias → (1, H). A unit's threshold is put
    in the middle of a gap between two neighbouring products, away from both ends, so that no
    example lies close to the kink: nothing has to be drawn again.
    """
    ordered = np.sort(products, axis=0)
    ends = max(1, int(np.ceil(LEFT_OUT * len(products))))
    lower, upper = ordered[ends - 1 : -ends], ordered[ends : 1 - ends or None]
    gaps = upper - lower
    wide = gaps > 2 * CLEARANCE  # any of the wide gaps, else the widest there is
    chosen = np.argmax(np.where(wide, 1 + rng.random(gaps.shape), gaps), axis=0)
    units = np.arange(products.shape[1])
    middles = (lower[chosen, units] + upper[chosen, units]) / 2
    return np.asarray(-middles[None, :])
