"""The gradients of a small convolutional network, on given parameters. Runs in the judge.

    convolution 3 × 3 (same) + bias → relu → batch norm → max pooling 2 × 2 → flatten
    → layer → relu → layer → softmax cross entropy, plus λ/2 Σ w² of kernel, W1 and W2

It is :mod:`grader_reference.convolutional_network` as one function: without dropout, with ε and λ
as arguments. Pictures are (N, H, W).
"""

import numpy as np

from grader_reference.arrays import Array
from grader_reference.batch_norm import normalise, normalise_backward
from grader_reference.convolution import conv2d, conv2d_backward_parameters
from grader_reference.layers import softmax
from grader_reference.networks import cross_entropy_delta
from grader_reference.pooling import flatten, max_pool, max_pool_backward

NAMES = ("kernel", "bias", "gamma", "beta", "W1", "b1", "W2", "b2")
CLOSE = 2e-4
"""No pre-activation is nearer to the kink of relu, where rounding would decide."""


def picture_gradients(  # noqa: PLR0917 - every parameter of the network
    X: Array,
    T: Array,
    kernel: Array,
    bias: Array,
    gamma: Array,
    beta: Array,
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
    strength: float,
    epsilon: float,
    *,
    per_pixel: bool = False,
    within_logarithm: float = 0.0,
) -> tuple[Array, ...]:
    """Return the gradients of the mean cross entropy and the penalty, in the order of ``NAMES``.

    Shapes: X (N, H, W) with even H and W, T (N, K), kernel (3, 3, 1, C), bias, gamma and beta (C,),
    W1 (H W C / 4, D), b1 (D,), W2 (D, K), b2 (K,).

    With ``per_pixel``, statistics go over the examples alone. ``within_logarithm`` is added to the
    probabilities in the loss's logarithm; ``epsilon`` is the normalisation's.
    """
    images = X[..., None]
    z = conv2d(images, kernel, bias, padding=1)
    h = np.maximum(z, 0)
    kept = normalise(h, epsilon, per_pixel=per_pixel)
    y = gamma * kept.x_hat + beta
    pooled = max_pool(y)
    flat = flatten(pooled)
    scores = flat @ W1 + b1
    hidden = np.maximum(scores, 0)
    delta2 = cross_entropy_delta(softmax(hidden @ W2 + b2), T, epsilon=within_logarithm)
    delta1 = (delta2 @ W2.T) * (scores > 0)
    dy = max_pool_backward((delta1 @ W1.T).reshape(pooled.shape), y)
    dz = normalise_backward(dy * gamma, kept) * (z > 0)
    dkernel, dbias = conv2d_backward_parameters(dz, images, kernel, padding=1)
    return (
        dkernel + strength * kernel,
        dbias,
        np.sum(dy * kept.x_hat, axis=(0, 1, 2)),
        np.sum(dy, axis=(0, 1, 2)),
        flat.T @ delta1 + strength * W1,
        np.sum(delta1, axis=0),
        hidden.T @ delta2 + strength * W2,
        np.sum(delta2, axis=0),
    )


def placed(given: dict[str, Array]) -> dict[str, Array]:
    """Return the arguments with a bias that puts a fifth of each channel below 0, b1 the half.

    So units are on and off, whatever the weights.
    """
    z, scores = _scores({**given, "bias": np.zeros_like(given["bias"])})
    bias = -np.quantile(z, 0.2, axis=(0, 1, 2))
    _, scores = _scores({**given, "bias": bias, "b1": np.zeros_like(given["b1"])})
    return {**given, "bias": bias, "b1": 0.1 - np.median(scores, axis=0)}


def undecided(given: dict[str, Array]) -> bool:
    """Say whether a pre-activation is next to 0, or a square of the first layer off as a whole.

    A square of zeros has four largest numbers: to which the gradient goes would then be a choice.
    """
    z, scores = _scores(given)
    close = min(np.abs(z).min(), np.abs(scores).min()) < CLOSE
    return bool(close or (max_pool(z) <= 0).any())


def _scores(given: dict[str, Array]) -> tuple[Array, Array]:
    """Return the pre-activations of the convolution and of the hidden layer."""
    z = conv2d(given["X"][..., None], given["kernel"], given["bias"], padding=1)
    y = given["gamma"] * normalise(np.maximum(z, 0), 1e-5).x_hat + given["beta"]
    return z, flatten(max_pool(y)) @ given["W1"] + given["b1"]
