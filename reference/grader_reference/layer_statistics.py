"""What a histogram of a layer's activations shows, in four numbers. Runs in the judge.

    mean a      √(mean (a − mean a)²)      share of a = 0      share of |a| > level

Zeros count units that relu has switched off, |a| > level those where tanh or sigmoid is flat.
"""

import numpy as np

from grader_reference.arrays import Array

TINY = float(np.finfo(np.float64).tiny)
"""What is smaller than any normal number is 0: a zero moved by its last bit stays one."""

Statistics = tuple[float, float, float, float]


def layer_statistics(activations: Array, level: float) -> Statistics:
    """Return mean, deviation, share of zeros and share beyond ``level``, over all axes together."""
    return _statistics(activations, level, ddof=0)


def layer_statistics_sample(activations: Array, level: float) -> Statistics:
    """Return the same with the deviation of a sample: the squares' sum is divided by n − 1."""
    return _statistics(activations, level, ddof=1)


def _statistics(a: Array, level: float, *, ddof: int) -> Statistics:
    zeros, beyond = np.mean(np.abs(a) < TINY), np.mean(np.abs(a) > level)
    return float(np.mean(a)), float(np.std(a, ddof=ddof)), float(zeros), float(beyond)
