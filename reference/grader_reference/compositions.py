"""Functions as compositions of others, so that one of these may be somebody else's. In the judge.

Theory of operation
-------------------
A composition is a generator on canonical arguments. Where another function of the catalogue is
used, it yields that function's name with positional arguments, and is sent the answer; it returns
what the whole function returns. With the right answers it is the right function; with a student's
own softmax it is what right code around that softmax gives.
"""

from collections.abc import Callable, Generator
from typing import Any

import numpy as np

from grader_reference.arrays import Array

Step = tuple[str, tuple[Any, ...]]
Composed = Generator[Step, Any, Any]
Composition = Callable[..., Composed]


def forward(activation: str) -> Composition:
    """Return the forward pass of a network: zₗ = aₗ₋₁ Wₗ + bₗ, aₗ = f(zₗ), p = softmax(z_L)."""

    def composed(X: Array, *parameters: Array) -> Composed:
        _, _, p = yield from _passed(activation, X, parameters)
        return p

    return composed


def loss(activation: str) -> Composition:
    """Return the mean cross entropy of a network's probabilities."""

    def composed(X: Array, T: Array, *parameters: Array) -> Composed:
        _, _, p = yield from _passed(activation, X, parameters)
        return (yield "CE", (T, p))

    return composed


def gradients(activation: str) -> Composition:
    """Return backpropagation through a network (*Deep Learning*, 2016, algorithm 6.4)."""

    def composed(X: Array, T: Array, *parameters: Array) -> Composed:
        inputs, scores, p = yield from _passed(activation, X, parameters)
        delta = (p - T) / len(X)
        found: list[Array] = []
        for layer in reversed(range(len(scores))):
            W, b = parameters[2 * layer], parameters[2 * layer + 1]
            found[:0] = [inputs[layer].T @ delta, np.sum(delta, axis=0).reshape(np.shape(b))]
            if layer:
                slope = yield f"{activation}_derivative", (scores[layer - 1],)
                delta = (delta @ W.T) * slope
        return tuple(found)

    return composed


def _passed(
    activation: str, X: Array, parameters: tuple[Array, ...]
) -> Generator[Step, Any, tuple[list[Array], list[Array], Array]]:
    """Return the input of every layer, the scores of every layer, and the probabilities."""
    inputs, scores = [X], []
    for layer in range(len(parameters) // 2):
        W, b = parameters[2 * layer : 2 * layer + 2]
        scores.append((yield "computeLayer", (inputs[-1], W, np.reshape(b, (1, -1)))))
        if layer < len(parameters) // 2 - 1:
            inputs.append((yield activation, (scores[-1],)))
    p = yield "softmax", (scores[-1],)
    return inputs, scores, p
