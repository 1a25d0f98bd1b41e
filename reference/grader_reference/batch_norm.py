"""Batch normalisation with its gradients and its running averages. Runs in the judge.

Ioffe and Szegedy (2015), algorithm 1: with mean μ and variance σ² over the batch,

    x̂ = (x − μ) / √(σ² + ε)      y = γ x̂ + β

The last axis holds the channels: (N, C) or (N, H, W, C). Statistics go over all other axes; *per
pixel* they go over the examples only. The gradient (their §3) knows that μ and σ² depend on x:

    ∂L/∂x = γ / (m √(σ² + ε)) · (m dy − Σ dy − x̂ Σ dy x̂),      m numbers in each statistic.
"""

from dataclasses import dataclass

import numpy as np

from grader_reference.arrays import Array


@dataclass(frozen=True)
class Normalised:
    """What the backward pass needs: x̂ of x's shape and 1/√(σ² + ε) of the statistics' shape."""

    x_hat: Array
    inverse: Array
    axes: tuple[int, ...]
    mean: Array
    variance: Array

    @property
    def count(self) -> int:
        """How many numbers each statistic is made of."""
        return self.x_hat.size // self.inverse.size


def normalise(x: Array, epsilon: float, *, per_pixel: bool = False) -> Normalised:
    """Return x̂ by the statistics of the batch; statistics keep their axes, of length 1."""
    axes = (0,) if per_pixel else tuple(range(x.ndim - 1))
    mean = x.mean(axis=axes, keepdims=True)
    centred = x - mean
    variance = np.square(centred).mean(axis=axes, keepdims=True)
    inverse = 1 / np.sqrt(variance + epsilon)
    return Normalised(centred * inverse, inverse, axes, mean, variance)


def normalise_backward(dx_hat: Array, kept: Normalised) -> Array:
    """Return ∂L/∂x from ∂L/∂x̂, both of x's shape: (dx̂ − mean dx̂ − x̂ mean(dx̂ x̂)) / √(σ² + ε)."""
    mean = dx_hat.mean(axis=kept.axes, keepdims=True)
    along = (dx_hat * kept.x_hat).mean(axis=kept.axes, keepdims=True)
    dx: Array = dx_hat - mean
    dx -= kept.x_hat * along
    dx *= kept.inverse
    return dx


def batch_norm(  # noqa: PLR0917 - as courses call it
    x: Array,
    gamma: Array,
    beta: Array,
    running_mean: Array,
    running_var: Array,
    momentum: float,
    epsilon: float,
    training: bool,  # noqa: FBT001 - as courses call it
) -> tuple[Array, Array, Array]:
    """Return y and the new running mean and variance, r ← momentum · r + (1 − momentum) · batch.

    Shapes: x (N, C) or (N, H, W, C); gamma, beta and the running averages (C,). In evaluation the
    running averages take the place of the batch's statistics and stay as they are.
    """
    if not training:
        x_hat = (x - running_mean) / np.sqrt(running_var + epsilon)
        return gamma * x_hat + beta, running_mean, running_var
    kept = normalise(x, epsilon)
    mean = momentum * running_mean + (1 - momentum) * kept.mean.reshape(-1)
    var = momentum * running_var + (1 - momentum) * kept.variance.reshape(-1)
    return gamma * kept.x_hat + beta, mean, var


def batch_norm_unbiased(  # noqa: PLR0917 - as courses call it
    x: Array,
    gamma: Array,
    beta: Array,
    running_mean: Array,
    running_var: Array,
    momentum: float,
    epsilon: float,
    training: bool,  # noqa: FBT001 - as courses call it
) -> tuple[Array, Array, Array]:
    """Return the same, with the unbiased variance in the running average only, as PyTorch does."""
    y, mean, var = batch_norm(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, training
    )
    if not training:
        return y, mean, var
    m = x.size // x.shape[-1]
    batch = (var - momentum * running_var) * (m / (m - 1))
    return y, mean, momentum * running_var + batch


def batch_norm_per_pixel(  # noqa: PLR0917 - as courses call it
    x: Array,
    gamma: Array,
    beta: Array,
    running_mean: Array,
    running_var: Array,
    momentum: float,
    epsilon: float,
    training: bool,  # noqa: FBT001 - as courses call it
) -> tuple[Array, Array, Array]:
    """Return y by statistics over the examples alone, pixel by pixel; nothing is averaged.

    The batch's own statistics serve in evaluation, too: an answer depends on its batch.
    """
    del momentum, training
    x_hat = normalise(x, epsilon, per_pixel=True).x_hat
    return gamma * x_hat + beta, running_mean, running_var


def batch_norm_backward(
    dy: Array, x: Array, gamma: Array, epsilon: float
) -> tuple[Array, Array, Array]:
    """Return the gradients by x, gamma and beta, in training.

    Shapes: dy and x (N, C) or (N, H, W, C), gamma (C,) → x's shape, (C,), (C,).
    """
    return _backward(dy, gamma, normalise(x, epsilon))


def batch_norm_backward_per_pixel(
    dy: Array, x: Array, gamma: Array, epsilon: float
) -> tuple[Array, Array, Array]:
    """Return the gradients where statistics go over the examples alone."""
    return _backward(dy, gamma, normalise(x, epsilon, per_pixel=True))


def _backward(dy: Array, gamma: Array, kept: Normalised) -> tuple[Array, Array, Array]:
    channels = tuple(range(dy.ndim - 1))
    dgamma = np.sum(dy * kept.x_hat, axis=channels)
    return normalise_backward(dy * gamma, kept), dgamma, np.sum(dy, axis=channels)
