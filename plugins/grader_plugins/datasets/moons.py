"""``moons``: two interleaving half circles with noise, drawn by seed. Runs in the judge.

The points are those of scikit-learn's ``make_moons(samples, noise=noise, random_state=seed)``, in
its order of draws: half circles, shuffled, then noise.
"""

import numpy as np
from pydantic import Field

from grader.kinds import Examples, Splits
from grader_plugins.datasets.source import Options, drawn


class MoonsOptions(Options):
    """How many points, how noisy, and by which seed."""

    train: int = Field(default=200, ge=1, le=1_000_000)
    validation: int = Field(default=0, ge=0, le=1_000_000, description="drawn by seed + 1")
    test: int = Field(default=0, ge=0, le=1_000_000, description="drawn by seed + 2")
    noise: float = Field(default=0.2, ge=0, allow_inf_nan=False)
    seed: int = Field(default=0, ge=0, le=2**32 - 3)


def make_moons(samples: int, *, noise: float, seed: int) -> Examples:
    """Return points (samples, 2) and labels, 0 for the upper moon and 1 for the lower."""
    upper = np.linspace(0, np.pi, samples // 2)
    lower = np.linspace(0, np.pi, samples - samples // 2)
    x = np.append(np.cos(upper), 1 - np.cos(lower))
    y = np.append(np.sin(upper), 1 - np.sin(lower) - 0.5)
    labels = np.repeat(np.array([0, 1], np.int64), [len(upper), len(lower)])
    draw = np.random.RandomState(seed)
    order = np.arange(samples)
    draw.shuffle(order)
    points = np.column_stack([x, y])[order]
    return Examples(points + draw.normal(scale=noise, size=points.shape), labels[order])


def _draw(options: MoonsOptions) -> Splits:
    def drawn(samples: int, seed: int) -> Examples:
        return make_moons(samples, noise=options.noise, seed=seed)

    return Splits(
        train=drawn(options.train, options.seed),
        validation=drawn(options.validation, options.seed + 1),
        test=drawn(options.test, options.seed + 2),
    )


SOURCE = drawn(MoonsOptions, _draw)
