"""How good predictions are: decisions counted by class, the loss by logits. Runs in the judge."""

import numpy as np

from grader_reference.arrays import Array
from grader_reference.layers import log_softmax


def confusion_matrix(target: Array, prediction: Array) -> Array:
    """Return how many examples of class i were decided for class j; whole numbers, (K, K).

    Shapes: target (N, K) one-hot, prediction (N, K) of probabilities or logits.
    """
    k = target.shape[1]
    pairs = target.argmax(axis=1) * k + prediction.argmax(axis=1)
    return np.bincount(pairs, minlength=k * k).reshape(k, k)


def class_accuracies(confusion: Array) -> Array:
    """Return the share of every class's examples that was decided right; (K, K) → (K,).

    A class without examples has none: NaN.
    """
    sums = confusion.sum(axis=1)
    return np.where(sums > 0, np.diag(confusion) / np.maximum(sums, 1), np.nan)


def loss_of_logits(T: Array, logits: Array) -> float:
    """Return the mean over the examples of −Σ t log softmax(logits); both (N, K)."""
    return float(-np.sum(T * log_softmax(logits)) / len(T))
