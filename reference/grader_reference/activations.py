"""Right activation functions and their derivatives, element by element. Runs in the judge.

Every derivative takes the pre-activation ``z``, not the activation ``h = f(z)``. Formulas:
Goodfellow, Bengio, Courville, *Deep Learning* (2016), §6.3.
"""

import numpy as np

from grader_reference.arrays import Array

SLOPE = 0.01
"""The slope of the leaky relu for negative inputs (Maas, Hannun, Ng, 2013)."""


def relu(z: Array) -> Array:
    """Return the larger of z and 0; any shape → the same shape."""
    return np.maximum(z, 0)


def relu_derivative(z: Array) -> Array:
    """Return relu′(z) = 1 where z > 0, else 0; any shape → the same shape.

    At 0 there is no derivative: 0 is one choice (the default here), 1 and ½ are others.
    """
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


def leaky_relu(z: Array) -> Array:
    """Return z where z > 0, else 0.01 z; any shape → the same shape."""
    return np.where(np.asarray(z) > 0, z, SLOPE * np.asarray(z))


def leaky_relu_derivative(z: Array) -> Array:
    """Return 1 where z > 0, else 0.01; any shape → the same shape."""
    return np.where(np.asarray(z) > 0, 1.0, SLOPE)


def sigmoid(z: Array) -> Array:
    """Return σ(z) = 1 / (1 + e^−z); any shape → the same shape.

    Only e^−|z| is computed, which never overflows: for z < 0, σ(z) = e^z / (1 + e^z).
    """
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))  # e^−|z|, in (0, 1]
    return np.asarray(np.where(z >= 0, 1 / (1 + e), e / (1 + e)))


def sigmoid_derivative(z: Array) -> Array:
    """Return σ′(z) = σ(z) (1 − σ(z)); any shape → the same shape.

    Written e^−|z| / (1 + e^−|z|)², since σ′ is even; 1 − σ would cancel for large z.
    """
    e = np.exp(-np.abs(z))  # e^−|z|, in (0, 1]
    return np.asarray(e / (1 + e) ** 2)


def tanh(z: Array) -> Array:
    """Return (e^z − e^−z) / (e^z + e^−z); any shape → the same shape."""
    return np.tanh(z)


def tanh_derivative(z: Array) -> Array:
    """Return tanh′(z) = 1 − tanh(z)²; any shape → the same shape."""
    return np.asarray(1 - np.tanh(z) ** 2)
