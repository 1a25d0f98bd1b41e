"""``blobs``: Gaussian clouds around centres, drawn by seed. Runs in the judge.

The points are those of scikit-learn's ``make_blobs(samples, centers=centers, cluster_std=spread,
random_state=seed)``, in its order of draws: centres unless given, points cloud by cloud, shuffled.
"""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from grader.kinds import Examples, Splits
from grader_plugins.datasets.source import Options, drawn

Centers = NDArray[np.float64]
BOX = 10.0
"""Centres are drawn between −BOX and BOX along each axis."""


class BlobsOptions(Options):
    """How many points, around what, how far, and by which seed."""

    train: int = Field(default=200, ge=1, le=1_000_000)
    validation: int = Field(default=0, ge=0, le=1_000_000, description="drawn by seed + 1")
    test: int = Field(default=0, ge=0, le=1_000_000, description="drawn by seed + 2")
    centers: Annotated[int, Field(ge=2, le=1000)] | tuple[tuple[float, float], ...] = Field(
        default=2, description="how many centres, or where they are; as many classes"
    )
    spread: float = Field(default=1.0, ge=0, allow_inf_nan=False)
    seed: int = Field(default=0, ge=0, le=2**32 - 3)


def make_blobs(
    samples: int, centers: int | Centers, *, spread: float, seed: int
) -> tuple[Examples, Centers]:
    """Return points (samples, 2), the number of the cloud of each, and the centres."""
    draw = np.random.RandomState(seed)
    if isinstance(centers, int):
        centers = draw.uniform(-BOX, BOX, size=(centers, 2))
    sizes = [samples // len(centers) + (k < samples % len(centers)) for k in range(len(centers))]
    clouds = [
        draw.normal(loc=center, scale=spread, size=(size, 2))
        for center, size in zip(centers, sizes, strict=True)
    ]
    labels = np.repeat(np.arange(len(centers), dtype=np.int64), sizes)
    order = np.arange(samples)
    draw.shuffle(order)
    return Examples(np.concatenate(clouds)[order], labels[order]), centers


def _draw(options: BlobsOptions) -> Splits:
    given = options.centers
    wanted = given if isinstance(given, int) else np.array(given, np.float64)
    train, centers = make_blobs(options.train, wanted, spread=options.spread, seed=options.seed)

    def drawn(samples: int, seed: int) -> Examples:
        return make_blobs(samples, centers, spread=options.spread, seed=seed)[0]

    return Splits(
        train=train,
        validation=drawn(options.validation, options.seed + 1),
        test=drawn(options.test, options.seed + 2),
    )


SOURCE = drawn(BlobsOptions, _draw)
