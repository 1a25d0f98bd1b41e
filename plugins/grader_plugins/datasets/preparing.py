"""What is done to inputs and labels before they are learnt from, as pure functions."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[Any]

ROUNDING = 1e-12
"""A deviation so small beside its mean is that of equal numbers, whose mean was rounded."""


def flattened(inputs: Numbers) -> Numbers:
    """Return pictures (N, H, W) as rows (N, H·W)."""
    return inputs.reshape(len(inputs), math.prod(inputs.shape[1:]))


def scaled(inputs: Numbers, *, by: float = 255.0) -> Floats:
    """Return bytes as numbers from 0 to 1."""
    numbers: Floats = np.divide(inputs, by, dtype=np.float64)
    return numbers


def one_hot(labels: NDArray[np.integer], classes: int) -> Floats:
    """Return labels (N,) as rows (N, classes) of zeros with a one.

    Raises:
        ValueError: A label is not from 0 to classes − 1.
    """
    if labels.size and not (labels.min() >= 0 and labels.max() < classes):
        raise ValueError(
            f"labels from {labels.min()} to {labels.max()} do not fit into {classes} classes"
        )
    rows: Floats = np.eye(classes)[labels]
    return rows


@dataclass(frozen=True, slots=True, eq=False)
class Standardisation:
    """Subtracts means and divides by deviations that were measured on the training inputs."""

    mean: Floats
    deviation: Floats

    def __call__(self, inputs: Numbers) -> Floats:
        """Return inputs standardised, in float64."""
        standardised: Floats = (inputs - self.mean) / self.deviation
        return standardised


def globally(train: Numbers) -> Standardisation:
    """Measure one mean and one standard deviation over all elements."""
    return _measured(train, None)


def per_feature(train: Numbers) -> Standardisation:
    """Measure each pixel or coordinate over the examples; constant ones become zero."""
    return _measured(train, 0)


def _measured(train: Numbers, axis: int | None) -> Standardisation:
    deviation = np.asarray(train.std(axis=axis, dtype=np.float64))
    mean = np.asarray(train.mean(axis=axis, dtype=np.float64))
    varies = deviation > ROUNDING * np.abs(mean)
    return Standardisation(mean, np.where(varies, deviation, 1.0))
