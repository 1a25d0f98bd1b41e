"""Right layers: affine, softmax and one-hot, with one row per example. Runs in the judge."""

import numpy as np

from grader_reference.arrays import Array


def affine(X: Array, W: Array, b: Array) -> Array:
    """Return the pre-activations X W + b.

    Shapes: X (N, D), W (D, K), b (1, K) or (K,) → (N, K).
    """
    return X @ W + b


def softmax(z: Array) -> Array:
    """Return p_nk = e^{z_nk} / Σ_j e^{z_nj}, row by row.

    Shapes: z (N, K) or (K,) → the same shape. Subtracting a row's largest score changes nothing
    in exact arithmetic and keeps every exponent ≤ 0 (*Deep Learning*, §4.1).
    """
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return np.asarray(e / np.sum(e, axis=-1, keepdims=True))


def log_softmax(z: Array) -> Array:
    """Return log p_nk = z_nk − log Σ_j e^{z_nj}, row by row, without computing p.

    Shapes: z (N, K) or (K,) → the same shape.
    """
    shifted = z - np.max(z, axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True)))


def softmax_jacobian(z: Array) -> Array:
    """Return J_ij = ∂p_i / ∂z_j = p_i (δ_ij − p_j) of one row of scores.

    Shapes: z (K,) → (K, K); symmetric, every row sums to 0.
    """
    p = softmax(np.asarray(z))
    return np.asarray(np.diag(p) - np.outer(p, p))


def one_hot(labels: Array, classes: int) -> Array:
    """Return a row per label with a single 1, in the label's column.

    Shapes: labels (N,) of integers 0 … K − 1, classes = K → (N, K).
    """
    return np.asarray(np.eye(int(classes))[np.asarray(labels, dtype=int)])
