"""``spirals``: two spirals in the plane, drawn by seed."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from grader.kinds import Examples, Splits


class SpiralsOptions(BaseModel):
    """How many points, how noisy, and by which seed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    train: int = Field(default=200, ge=2, le=1_000_000)
    validation: int = Field(default=0, ge=0, le=1_000_000)
    test: int = Field(default=0, ge=0, le=1_000_000)
    noise: float = Field(default=0.05, ge=0, allow_inf_nan=False)
    seed: int = Field(default=0, ge=0, le=2**32 - 3)


def make_spirals(count: int, *, noise: float, seed: int) -> Examples:
    """Return points (count, 2) on two arms, and which arm each is on."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, size=count)
    turn = 3.0 * np.pi * np.sqrt(rng.random(count))
    angle = turn + np.pi * labels
    arm = turn[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]) / (3.0 * np.pi)
    return Examples(arm + rng.normal(scale=noise, size=arm.shape), labels)


class Spirals:
    """Two arms of a spiral; no straight line tells them apart."""

    name = "spirals"
    version = "1"
    title = "Two spirals"
    summary = "two spirals in the plane; any size, by seed"
    licence = "none needed: drawn when asked for"
    origin = "written for this plugin"
    splits: Mapping[str, int] = {"train": 200, "validation": 0, "test": 0}
    input_shape = (2,)
    classes = 2
    digest = ""
    params = SpiralsOptions

    def load(self, **options: Any) -> Splits:
        """Draw the points; the same ones each time."""
        given = SpiralsOptions(**options)
        sizes = {"train": given.train, "validation": given.validation, "test": given.test}
        drawn = {
            name: make_spirals(count, noise=given.noise, seed=given.seed + number)
            for number, (name, count) in enumerate(sizes.items())
        }
        return Splits(**drawn)
