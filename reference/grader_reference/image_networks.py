"""Convolutional networks by tensors: forward pass and backpropagation. Runs in the judge.

Images are rows, (N, H, W) or (N, H, W, C). Parameters come in the order K1, b1, …, then W, b of the
fully connected layers. With a₀ = X, f the activation and ⋆ the cross-correlation,

    zₗ = aₗ₋₁ ⋆ Kₗ + bₗ      aₗ = pool(f(zₗ))      then as in a fully connected network

and backwards δₗ = unpool(∂loss/∂aₗ) ⊙ f′(zₗ) (*Deep Learning*, 2016, §9.5).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader_reference import convolution, pooling
from grader_reference.arrays import Array
from grader_reference.image_architectures import KNOWN, ImageArchitecture
from grader_reference.layers import softmax
from grader_reference.networks import cross_entropy_delta

BATCH = 200
"""How many images go through at once where no gradient is asked."""


@dataclass(frozen=True)
class Pass:
    """What a forward pass leaves behind, layer by layer.

    Attributes:
        inputs: What goes into every layer: images, then rows.
        scores: Every layer's pre-activations; the last are the logits.
    """

    inputs: tuple[Array, ...]
    scores: tuple[Array, ...]

    @property
    def probabilities(self) -> Array:
        """The softmax of the last scores, (N, K)."""
        return softmax(self.scores[-1])


def run_forward(X: Array, *parameters: Array, architecture: ImageArchitecture) -> Pass:
    """Return every input and every pre-activation; X (N, H, W) or (N, H, W, C)."""
    f = KNOWN[architecture.activation].function
    inputs, scores = [with_channels(X)], list[Array]()
    pairs = _layers(parameters)
    for stage, (kernel, b) in zip(architecture.stages, pairs, strict=False):
        scores.append(convolution.conv2d(inputs[-1], kernel, b))
        inputs.append(pooling.max_pool(f(scores[-1]), stage.pool))
    inputs[-1] = pooling.flatten(inputs[-1])
    for W, b in pairs[len(architecture.stages) :]:
        scores.append(inputs[-1] @ W + b)
        inputs.append(f(scores[-1]))
    return Pass(tuple(inputs[:-1]), tuple(scores))


def forward(X: Array, *parameters: Array, architecture: ImageArchitecture) -> Array:
    """Return the probabilities of the classes, (N, K), some images at a time."""
    passes = (run_forward(rows, *parameters, architecture=architecture) for rows in batches(X))
    return np.concatenate([each.probabilities for each in passes])


def batches(X: Array) -> Iterator[Array]:
    """Give images in batches: the windows of thousands at once would take a gigabyte."""
    for start in range(0, len(X), BATCH):
        yield X[start : start + BATCH]


def logits(X: Array, *parameters: Array, architecture: ImageArchitecture) -> Array:
    """Return the scores before softmax, (N, K)."""
    return run_forward(X, *parameters, architecture=architecture).scores[-1]


def backprop(
    X: Array,
    T: Array,
    *parameters: Array,
    architecture: ImageArchitecture,
    epsilon: float = 0.0,
) -> tuple[Array, ...]:
    """Return the gradients of the mean of −Σ_k t log(p + ε), T (N, K) one-hot, in order."""
    kept = run_forward(X, *parameters, architecture=architecture)
    slope = KNOWN[architecture.activation].derivative
    slopes = [slope(z) for z in kept.scores[:-1]]
    activated = [KNOWN[architecture.activation].function(z) for z in kept.scores[:-1]]
    delta = cross_entropy_delta(kept.probabilities, T, epsilon=epsilon)
    return _backward(delta, kept.inputs, activated, slopes, parameters, architecture)


def _backward(
    delta: Array,
    inputs: Sequence[Array],
    activated: Sequence[Array],
    slopes: Sequence[Array],
    parameters: Sequence[Array],
    architecture: ImageArchitecture,
) -> tuple[Array, ...]:
    """Pass the gradient by the logits back through all layers."""
    pairs, spatial = _layers(parameters), len(architecture.stages)
    gradients: list[Array] = []
    for n in reversed(range(len(pairs))):
        weights, b = pairs[n]
        if n >= spatial:
            by_weights, by_bias = inputs[n].T @ delta, delta.sum(axis=0)
            below = delta @ weights.T
        elif n:
            below, by_weights, by_bias = convolution.conv2d_backward(delta, inputs[n], weights)
        else:  # nobody asks for the gradient by the pictures
            by_weights, by_bias = convolution.conv2d_backward_parameters(delta, inputs[0], weights)
        gradients = [by_weights, by_bias.reshape(np.shape(b)), *gradients]
        if n:
            delta = _unpooled(below, activated[n - 1], n, architecture) * slopes[n - 1]
    return tuple(gradients)


def _unpooled(below: Array, activated: Array, n: int, architecture: ImageArchitecture) -> Array:
    """Return the gradient by the activations of the layer beneath layer ``n``, from 0."""
    if n > len(architecture.stages):
        return below
    stage = architecture.stages[n - 1]
    pooled = below.reshape(len(activated), *stage.pooled, stage.outputs)
    return pooling.max_pool_backward(pooled, activated, stage.pool)


def scores_magnitude(X: Array, *parameters: Array, architecture: ImageArchitecture) -> Array:
    """Return Σ|terms| of the last scores, (N, K)."""
    kept = run_forward(X, *parameters, architecture=architecture)
    return np.abs(kept.inputs[-1]) @ np.abs(parameters[-2]) + np.abs(parameters[-1])


def forward_magnitude(X: Array, *parameters: Array, architecture: ImageArchitecture) -> Array:
    """Return Σ|terms| of the probabilities: p times what its logits sum, (N, K)."""
    p = forward(X, *parameters, architecture=architecture)
    sizes = scores_magnitude(X, *parameters, architecture=architecture)
    return np.asarray(p * (1 + sizes.max(axis=1, keepdims=True)))


def backprop_magnitude(
    X: Array, T: Array, *parameters: Array, architecture: ImageArchitecture
) -> tuple[Array, ...]:
    """Return Σ|terms| of every gradient: all signs taken away, and every slope 1."""
    kept = run_forward(X, *parameters, architecture=architecture)
    activated = [KNOWN[architecture.activation].function(z) for z in kept.scores[:-1]]
    ones = [np.ones_like(z) for z in activated]
    sizes = [np.abs(p) for p in parameters]
    delta = (forward_magnitude(X, *parameters, architecture=architecture) + T) / len(X)
    return _backward(delta, [np.abs(a) for a in kept.inputs], activated, ones, sizes, architecture)


def _layers(parameters: Sequence[Array]) -> list[tuple[Array, Array]]:
    return list(zip(parameters[::2], parameters[1::2], strict=True))


def with_channels(X: Array) -> Array:
    """Return images (N, H, W) or (N, H, W, C) as (N, H, W, C)."""
    return X[..., None] if X.ndim == 3 else X
