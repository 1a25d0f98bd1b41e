"""Fully connected networks by tensors: forward, loss and backpropagation. Runs in the judge.

Rows are examples. Parameters come in the order W1, b1, W2, b2, …; with a₀ = X,

    zₗ = aₗ₋₁ Wₗ + bₗ      aₗ = f(zₗ)      p = softmax(z_L)      loss = −(1/N) Σ t log p

Backpropagation (*Deep Learning*, 2016, algorithm 6.4), with δₗ = ∂loss/∂zₗ:

    δ_L = (p − t) / N      ∂loss/∂Wₗ = aₗ₋₁ᵀ δₗ      ∂loss/∂bₗ = Σₙ δₗ      δₗ₋₁ = δₗ Wₗᵀ ⊙ f′(zₗ₋₁)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from grader_reference import activations
from grader_reference.arrays import Array
from grader_reference.layers import log_softmax, softmax


@dataclass(frozen=True)
class Activation:
    """A hidden activation with its derivative, both of the pre-activation."""

    function: Callable[[Array], Array]
    derivative: Callable[[Array], Array]


ACTIVATIONS: Mapping[str, Activation] = {
    "relu": Activation(activations.relu, activations.relu_derivative),
    "sigmoid": Activation(activations.sigmoid, activations.sigmoid_derivative),
    "tanh": Activation(activations.tanh, activations.tanh_derivative),
}


@dataclass(frozen=True)
class Pass:
    """What a forward pass leaves behind.

    Attributes:
        inputs: The input of every layer: X (N, D), then the hidden activations (N, H).
        scores: The pre-activations of every layer, (N, H) … (N, K); the last are the logits.
    """

    inputs: tuple[Array, ...]
    scores: tuple[Array, ...]

    @property
    def probabilities(self) -> Array:
        """The softmax of the last scores, shape (N, K)."""
        return softmax(self.scores[-1])


def run_forward(X: Array, *parameters: Array, activation: str = "relu") -> Pass:
    """Return every input and every pre-activation of a forward pass.

    Shapes: X (N, D), then W1 (D, H), b1 (1, H) or (H,), … for every layer.
    """
    f = ACTIVATIONS[activation].function
    inputs, scores = [X], []
    for W, b in _layers(parameters):
        scores.append(inputs[-1] @ W + b)  # zₗ = aₗ₋₁ Wₗ + bₗ
        inputs.append(f(scores[-1]))  # aₗ = f(zₗ)
    return Pass(tuple(inputs[:-1]), tuple(scores))


def network_forward(X: Array, *parameters: Array, activation: str = "relu") -> Array:
    """Return the class probabilities, shape (N, K)."""
    return run_forward(X, *parameters, activation=activation).probabilities


def network_loss(
    X: Array, T: Array, *parameters: Array, activation: str = "relu", epsilon: float = 0.0
) -> float:
    """Return the mean over the examples of −Σ_k t log(p + ε), for one-hot T (N, K)."""
    logits = run_forward(X, *parameters, activation=activation).scores[-1]
    logs = np.log(softmax(logits) + epsilon) if epsilon else log_softmax(logits)
    return float(-np.sum(T * logs) / len(T))


def backprop(
    X: Array, T: Array, *parameters: Array, activation: str = "relu", epsilon: float = 0.0
) -> tuple[Array, ...]:
    """Return the gradients of the mean loss in the order dW1, db1, dW2, db2 and so on.

    Shapes: X (N, D), T (N, K) one-hot; each gradient has its parameter's shape. With ``epsilon``
    the loss is −log(p + ε).
    """
    deltas, forward = _deltas(X, T, *parameters, activation=activation, epsilon=epsilon)
    gradients: list[Array] = []
    for a, delta, b in zip(forward.inputs, deltas, parameters[1::2], strict=True):
        gradients += [a.T @ delta, delta.sum(axis=0).reshape(np.shape(b))]
    return tuple(gradients)


def _deltas(
    X: Array, T: Array, *parameters: Array, activation: str, epsilon: float = 0.0
) -> tuple[tuple[Array, ...], Pass]:
    """Return δₗ = ∂loss/∂zₗ of every layer, first layer first, and the forward pass."""
    derivative = ACTIVATIONS[activation].derivative
    forward = run_forward(X, *parameters, activation=activation)
    deltas = [cross_entropy_delta(forward.probabilities, T, epsilon=epsilon)]
    hidden = zip(parameters[2::2], forward.scores[:-1], strict=True)
    for W, z in reversed(list(hidden)):
        deltas.insert(0, (deltas[0] @ W.T) * derivative(z))  # δₗ₋₁ = δₗ Wₗᵀ ⊙ f′(zₗ₋₁)
    return tuple(deltas), forward


def cross_entropy_delta(p: Array, T: Array, *, epsilon: float = 0.0) -> Array:
    """Return δ_L of the mean of −Σ_k t log(p + ε), for one-hot T (N, K): (p − t) / N without ε.

    With it, q the probability of the right class, it is q / (q + ε) times that.
    """
    delta = (p - T) / len(p)
    if not epsilon:
        return delta
    q = np.sum(T * p, axis=1, keepdims=True)
    return np.asarray(delta * (q / (q + epsilon)))


def dry_run(
    X: Array, T: Array, *parameters: Array, activation: str = "relu"
) -> dict[str, Array | float]:
    """Return every intermediate by name: z1, a1, …, p, loss, dz1, dW1, db1 and so on."""
    deltas, forward = _deltas(X, T, *parameters, activation=activation)
    found: dict[str, Array | float] = {}
    for layer, z in enumerate(forward.scores, start=1):
        found[f"z{layer}"] = z
        if layer < len(forward.scores):
            found[f"a{layer}"] = forward.inputs[layer]
    found["p"] = forward.probabilities
    found["loss"] = network_loss(X, T, *parameters, activation=activation)
    gradients = backprop(X, T, *parameters, activation=activation)
    for layer, delta in enumerate(deltas, start=1):
        found[f"dz{layer}"] = delta
        found[f"dW{layer}"], found[f"db{layer}"] = gradients[2 * layer - 2 : 2 * layer]
    return found


def _layers(parameters: tuple[Array, ...]) -> list[tuple[Array, Array]]:
    """Return (W, b) pairs in order."""
    return list(zip(parameters[::2], parameters[1::2], strict=True))


def scores_magnitude(X: Array, *parameters: Array, activation: str = "relu") -> Array:
    """Return Σ|terms| of the last scores: |a| |W| + |b|, shape (N, K)."""
    forward = run_forward(X, *parameters, activation=activation)
    return np.abs(forward.inputs[-1]) @ np.abs(parameters[-2]) + np.abs(parameters[-1])


def forward_magnitude(X: Array, *parameters: Array, activation: str = "relu") -> Array:
    """Return Σ|terms| of the probabilities: p times what its logits sum, shape (N, K)."""
    p = network_forward(X, *parameters, activation=activation)
    sizes = scores_magnitude(X, *parameters, activation=activation)
    return np.asarray(p * (1 + sizes.max(axis=1, keepdims=True)))


def loss_magnitude(X: Array, T: Array, *parameters: Array, activation: str = "relu") -> float:
    """Return Σ|terms| of the mean loss: each example's loss and what its logits sum."""
    loss = network_loss(X, T, *parameters, activation=activation)
    sizes = scores_magnitude(X, *parameters, activation=activation)
    return float(loss + np.mean(sizes.max(axis=1)))


def backprop_magnitude(
    X: Array, T: Array, *parameters: Array, activation: str = "relu"
) -> tuple[Array, ...]:
    """Return Σ|terms| of every gradient, in the order and the shapes of the gradients."""
    forward = run_forward(X, *parameters, activation=activation)
    delta = (forward_magnitude(X, *parameters, activation=activation) + T) / len(X)
    gradients: list[Array] = []
    for a, (W, b) in zip(reversed(forward.inputs), reversed(_layers(parameters)), strict=True):
        gradients = [np.abs(a).T @ delta, delta.sum(axis=0).reshape(np.shape(b)), *gradients]
        delta = delta @ np.abs(W).T
    return tuple(gradients)
