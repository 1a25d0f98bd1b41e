"""A small convolutional network as courses build it. Runs in the judge.

    convolution 3 × 3 (same) + bias → relu → batch norm → max pooling 2 × 2 → flatten
    → layer → dropout → relu → layer → softmax cross entropy

Images are (N, H, W, C). Batch norm is per pixel without running averages (an answer then depends on
its batch), or per channel with γ, β and running averages.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from grader_reference.arrays import Array
from grader_reference.batch_norm import Normalised, normalise, normalise_backward
from grader_reference.convolution import conv2d, conv2d_backward_parameters
from grader_reference.dropout import dropout_mask
from grader_reference.initial_weights import glorot_normal
from grader_reference.layers import softmax
from grader_reference.pooling import flatten, max_pool, max_pool_backward

EPSILON = 1e-9
"""What is added to a variance."""


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How large the network is; the default has 4,926,202 parameters (per-pixel batch norm)."""

    image: tuple[int, int, int] = (28, 28, 1)
    kernel: int = 3
    channels: int = 32
    hidden: int = 784
    classes: int = 10

    @property
    def flat(self) -> int:
        """How many numbers an image has after pooling."""
        height, width, _ = self.image
        return (height // 2) * (width // 2) * self.channels


def initial_parameters(
    rng: np.random.Generator,
    sizes: Sizes,
    *,
    per_pixel: bool = True,
    dtype: DTypeLike = np.float64,
) -> list[Array]:
    """Return kernel, bias, [γ, β,] W1, b1, W2, b2: Glorot's normal draw, biases 0, γ 1."""
    k, inputs = sizes.kernel, sizes.image[2]
    window = k * k
    drawn = [
        glorot_normal(rng, window * inputs, window * sizes.channels)[:, : sizes.channels].reshape(
            k, k, inputs, sizes.channels
        ),
        np.zeros((1, sizes.channels)),
    ]
    if not per_pixel:
        drawn += [np.ones((1, sizes.channels)), np.zeros((1, sizes.channels))]
    for n, m in ((sizes.flat, sizes.hidden), (sizes.hidden, sizes.classes)):
        drawn += [glorot_normal(rng, n, m), np.zeros((1, m))]
    return [np.ascontiguousarray(p, dtype=dtype) for p in drawn]


@dataclass(frozen=True)
class _Pass:
    """What the forward pass leaves for the backward pass."""

    activated: Array
    normal: Normalised
    scaled: Array
    flat: Array
    mask: Array | None
    hidden: Array
    logits: Array


class ConvolutionalNetwork:
    """The network above, ready for :func:`grader_reference.training.train`.

    Attributes:
        parameters: kernel (k, k, C, K), bias (1, K), [γ (1, K), β (1, K),] W1, b1, W2, b2.
        running: The running mean and variance, (1, 1, 1, K) each, where batch norm is per channel.
    """

    def __init__(
        self,
        parameters: Sequence[Array],
        *,
        per_pixel: bool = True,
        keep: float = 1.0,
        momentum: float = 0.9,
        rng: np.random.Generator | None = None,
    ) -> None:
        """Keep the parameters; ``momentum`` is the share of the old running average."""
        self.parameters = list(parameters)
        self._per_pixel = per_pixel
        self._keep = keep
        self._momentum = momentum
        self._rng = rng or np.random.default_rng(0)
        shape, dtype = (1, 1, 1, parameters[0].shape[-1]), parameters[0].dtype
        self.running = (np.zeros(shape, dtype), np.ones(shape, dtype))

    def logits(self, X: Array) -> Array:
        """Return the scores of an evaluation; (N, H, W, C) → (N, K)."""
        return self._forward(X, training=False).logits

    def gradients(self, X: Array, T: Array) -> Sequence[Array]:
        """Return the gradients of the mean loss, in the order and shapes of the parameters."""
        kept = self._forward(X, training=True)
        self._remember(kept.normal)
        W1, _, W2, _ = self.parameters[-4:]
        delta2 = softmax(kept.logits)
        delta2 -= T
        delta2 /= len(X)
        delta1 = delta2 @ W2.T
        delta1 *= kept.hidden > 0
        if kept.mask is not None:
            delta1 *= kept.mask
        dense = [kept.flat.T @ delta1, _sum(delta1), kept.hidden.T @ delta2, _sum(delta2)]
        dy = max_pool_backward((delta1 @ W1.T).reshape(self._pooled(kept.scaled)), kept.scaled)
        return [*self._spatial(X, dy, kept), *dense]

    def _forward(self, X: Array, *, training: bool) -> _Pass:
        kernel, bias = self.parameters[:2]
        W1, b1, W2, b2 = self.parameters[-4:]
        activated = conv2d(X, kernel, bias, padding="same")
        np.maximum(activated, 0, out=activated)
        normal = self._normal(activated, training=training)
        scaled = self._scaled(normal.x_hat)
        flat = flatten(max_pool(scaled))
        z = flat @ W1 + b1
        mask = (
            dropout_mask(self._rng, z, self._keep) / self._keep if self._drops(training) else None
        )
        hidden = np.maximum(z if mask is None else z * mask, 0)
        return _Pass(activated, normal, scaled, flat, mask, hidden, hidden @ W2 + b2)

    def _drops(self, training: bool) -> bool:  # noqa: FBT001 - the one thing it asks
        return training and self._keep < 1

    def _normal(self, x: Array, *, training: bool) -> Normalised:
        """Return x̂ by the batch's statistics, or in evaluation by the running averages."""
        if training or self._per_pixel:
            return normalise(x, EPSILON, per_pixel=self._per_pixel)
        mean, variance = self.running
        inverse = 1 / np.sqrt(variance + EPSILON)
        return Normalised((x - mean) * inverse, inverse, (0, 1, 2), mean, variance)

    def _scaled(self, x_hat: Array) -> Array:
        if self._per_pixel:
            return x_hat
        gamma, beta = self.parameters[2:4]
        return x_hat * gamma + beta

    def _remember(self, normal: Normalised) -> None:
        if not self._per_pixel:
            old, new = self._momentum, 1 - self._momentum
            mean, variance = self.running
            self.running = (old * mean + new * normal.mean, old * variance + new * normal.variance)

    def _spatial(self, X: Array, dy: Array, kept: _Pass) -> list[Array]:
        """Return the gradients by kernel, bias and, per channel, γ and β."""
        scale: list[Array] = []
        if not self._per_pixel:
            scale = [_channels(dy * kept.normal.x_hat), _channels(dy)]
            dy = dy * self.parameters[2]
        dz = normalise_backward(dy, kept.normal)
        dz *= kept.activated > 0
        kernel = self.parameters[0]
        dkernel, dbias = conv2d_backward_parameters(dz, X, kernel, padding="same")
        return [dkernel, dbias.reshape(1, -1), *scale]

    def _pooled(self, x: Array) -> tuple[int, ...]:
        n, height, width, channels = x.shape
        return n, height // 2, width // 2, channels


def _sum(delta: Array) -> Array:
    return np.asarray(np.sum(delta, axis=0, keepdims=True))


def _channels(dy: Array) -> Array:
    return np.asarray(np.sum(dy, axis=(0, 1, 2))).reshape(1, -1)
