"""Fully connected networks as they are trained: fast, in one dtype. Runs in the judge.

The formulas are those of :mod:`grader_reference.networks`. Here nothing is computed that a step
does not need, gradients are written into arrays that are kept, and float32 stays float32.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader_reference.arrays import Array
from grader_reference.dropout import dropout_mask
from grader_reference.layers import softmax


@dataclass(frozen=True)
class InPlace:
    """A hidden activation: h = f(z) written over z, and δ ← δ ⊙ f′ from the activation h."""

    apply: Callable[[Array], Array]
    pass_back: Callable[[Array, Array], Array]


def _sigmoid(z: Array) -> Array:
    """Return σ(z) = ½ (1 + tanh(z/2)), which overflows nowhere and keeps the dtype."""
    z *= 0.5
    np.tanh(z, out=z)
    z += 1
    z *= 0.5
    return z


def _through_relu(delta: Array, h: Array) -> Array:
    delta *= h > 0
    return delta


def _through_sigmoid(delta: Array, h: Array) -> Array:
    delta *= h * (1 - h)
    return delta


def _through_tanh(delta: Array, h: Array) -> Array:
    delta *= 1 - h * h
    return delta


IN_PLACE: Mapping[str, InPlace] = {
    "relu": InPlace(lambda z: np.maximum(z, 0, out=z), _through_relu),
    "sigmoid": InPlace(_sigmoid, _through_sigmoid),
    "tanh": InPlace(lambda z: np.tanh(z, out=z), _through_tanh),
}


class DenseNetwork:
    """A network W1, b1, W2, b2, … with softmax cross entropy, ready for a training loop.

    Attributes:
        parameters: W1 (D, H), b1 (1, H) or (H,), …; training changes these arrays in place.
    """

    def __init__(
        self,
        parameters: Sequence[Array],
        *,
        activation: str = "relu",
        summed: bool = False,
        keep: float = 1.0,
        rng: np.random.Generator | None = None,
    ) -> None:
        """Keep the parameters, and make room for their gradients.

        Args:
            parameters: Contiguous arrays of one dtype.
            activation: Of the hidden layers: ``relu``, ``sigmoid`` or ``tanh``.
            summed: Whether gradients are of the loss summed over the batch, not of its mean.
            keep: The probability by which a hidden activation is kept while training.
            rng: Draws the dropout masks; needed only where ``keep`` is below 1.
        """
        self.parameters = list(parameters)
        self._activation = IN_PLACE[activation]
        self._summed = summed
        self._keep = keep
        self._rng = rng or np.random.default_rng(0)
        self._gradients = [np.empty_like(p) for p in self.parameters]

    def logits(self, X: Array) -> Array:
        """Return the scores of an evaluation, without dropout; (N, D) → (N, K)."""
        h = X
        for W, b in self._layers[:-1]:
            h = self._activation.apply(_affine(h, W, b))
        return _affine(h, *self._layers[-1])

    def gradients(self, X: Array, T: Array) -> Sequence[Array]:
        """Return dW1, db1, …; the arrays are written over by the next call.

        Shapes: X (N, D), T (N, K) one-hot; each gradient has its parameter's shape.
        """
        inputs, masks = self._forward(X)
        delta = softmax(inputs.pop())
        delta -= T  # δ_L = (p − t) / N, or p − t for the sum
        if not self._summed:
            delta /= len(X)
        for layer in range(len(self._layers) - 1, -1, -1):
            dW, db = self._gradients[2 * layer : 2 * layer + 2]
            np.matmul(inputs[layer].T, delta, out=dW)
            np.sum(delta, axis=0, out=db.reshape(-1))
            if layer:
                delta = self._passed_back(layer, delta, inputs[layer], masks)
        return self._gradients

    @property
    def _layers(self) -> list[tuple[Array, Array]]:
        return list(zip(self.parameters[::2], self.parameters[1::2], strict=True))

    def _forward(self, X: Array) -> tuple[list[Array], list[Array]]:
        """Return every layer's input with the logits at the end, and the dropout masks."""
        inputs, masks = [X], []
        for W, b in self._layers[:-1]:
            h = self._activation.apply(_affine(inputs[-1], W, b))
            if self._keep < 1:
                masks.append(dropout_mask(self._rng, h, self._keep) / self._keep)
                h = h * masks[-1]
            inputs.append(h)
        return [*inputs, _affine(inputs[-1], *self._layers[-1])], masks

    def _passed_back(self, layer: int, delta: Array, h: Array, masks: list[Array]) -> Array:
        """Return δ of the layer before: δ Wᵀ ⊙ mask ⊙ f′."""
        delta = delta @ self.parameters[2 * layer].T
        if masks:
            mask = masks[layer - 1]
            delta *= mask
            h = h / np.where(mask > 0, mask, 1)  # f′ is taken at the activation before dropout
        return self._activation.pass_back(delta, h)


def _affine(X: Array, W: Array, b: Array) -> Array:
    z: Array = X @ W
    z += b
    return z
