"""A gradient held against difference quotients, as students check their own. Runs in the judge.

For each N the step is ε = 1/N, and of the first ten entries w of the first column of W2

    max |(L(w + ε) − L(w − ε)) / 2ε − ∂L/∂w|

is reported. The quotient's own error is ε²/6 L‴ + rounding of order u L/ε.
"""

from collections.abc import Sequence

import numpy as np

from grader_reference import networks
from grader_reference.arrays import Array
from grader_reference.layers import log_softmax, softmax

ENTRIES = 10
"""How many weights are moved, one at a time."""


def gradient_check(
    X: Array, T: Array, *given: Array, activation: str = "relu", epsilon: float = 0.0
) -> Array:
    """Return the largest difference for each N, shape (len(N),).

    Args:
        X: Inputs (n, D).
        T: One-hot targets (n, K).
        given: W1 (D, H), b1 (1, H), W2, …, then N.
        activation: Of the hidden layers.
        epsilon: What the loss adds in the logarithm; the gradient does not know of it.
    """
    found = signed_differences(X, T, *given, activation=activation, epsilon=epsilon)
    return np.asarray(np.max(np.abs(found), axis=1))


def signed_differences(
    X: Array, T: Array, *given: Array, activation: str = "relu", epsilon: float = 0.0
) -> Array:
    """Return quotient − gradient for each N and each entry that is moved, (len(N), 10).

    A moved entry moves one pre-activation of layer 2, so that the layers from there on are run for
    all moves together.
    """
    *parameters, N = given
    gradient = networks.backprop(X, T, *parameters, activation=activation)[2]
    forward = networks.run_forward(X, *parameters, activation=activation)
    rows = range(min(ENTRIES, len(gradient)))
    steps = np.array([[[1 / n, -1 / n] for _ in rows] for n in N])  # (len(N), 10, 2)
    scores = np.broadcast_to(forward.scores[1], (*steps.shape, *forward.scores[1].shape)).copy()
    scores[..., 0] += steps[..., None] * forward.inputs[1].T[: len(rows), None]
    losses = _losses(scores, T, parameters[4:], activation, epsilon)
    quotients = (losses[..., 0] - losses[..., 1]) / (2 * steps[..., 0])
    return np.asarray(quotients - gradient[: len(rows), 0])


def _losses(
    scores: Array, T: Array, later: Sequence[Array], activation: str, epsilon: float
) -> Array:
    """Return the loss of each set of pre-activations of layer 2, (..., n, H) → (...)."""
    f = networks.ACTIVATIONS[activation].function
    for W, b in zip(later[::2], later[1::2], strict=True):
        scores = f(scores) @ W + b
    logs = np.log(softmax(scores) + epsilon) if epsilon else log_softmax(scores)
    return np.asarray(-np.sum(T * logs, axis=(-2, -1)) / len(T))


def rounding(X: Array, T: Array, *given: Array, activation: str = "relu") -> Array:
    """Return Σ|terms| of each largest difference: two losses over 2ε, and the gradient."""
    *parameters, N = given
    loss = networks.loss_magnitude(X, T, *parameters, activation=activation)
    gradient = networks.backprop(X, T, *parameters, activation=activation)[2]
    return np.asarray(N) * loss + float(np.max(np.abs(gradient[:ENTRIES, 0])))
