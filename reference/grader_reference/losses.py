"""Right losses of probabilities, and their gradients; targets are one-hot. Runs in the judge.

Formulas: Bishop, *Pattern Recognition and Machine Learning* (2006), §4.3.4, eq. 4.108–4.109.
"""

import numpy as np

from grader_reference.arrays import Array

NOTHING = 1e-300
"""A target up to here counts nothing; 0 moved by one unit in the last place is far below it."""


def cross_entropy(target: Array, prediction: Array, *, epsilon: float = 0.0) -> float:
    """Return the mean over the examples of −Σ_k t_nk log(p_nk + ε).

    Shapes: target (N, K), prediction (N, K) → a number. A class without target counts nothing,
    also where its probability is 0.
    """
    t, p = np.asarray(target), np.asarray(prediction)
    logs = np.log(np.where(t > NOTHING, p + epsilon, 1.0))
    return float(-np.sum(t * logs) / len(t))


def cross_entropy_gradient(target: Array, prediction: Array, *, epsilon: float = 0.0) -> Array:
    """Return −t_nk / (p_nk + ε): per example, the gradient of its loss by its probabilities.

    Shapes: target (N, K), prediction (N, K) → (N, K). Divided by N it is the gradient of the mean.
    """
    t, p = np.asarray(target, dtype=float), np.asarray(prediction)
    return np.asarray(-t / np.where(t > NOTHING, p + epsilon, 1.0))


def cross_entropy_gradient_by_logits(target: Array, prediction: Array) -> Array:
    """Return p_nk − t_nk: per example, the gradient of its loss by the scores before softmax.

    Shapes: target (N, K), prediction (N, K) → (N, K).
    """
    return np.subtract(prediction, target)


def accuracy(target: Array, prediction: Array) -> float:
    """Return the share of examples whose most probable class is the target's.

    Shapes: target (N, K), prediction (N, K) → a number between 0 and 1.
    """
    return float(np.mean(np.argmax(prediction, axis=1) == np.argmax(target, axis=1)))
