"""Batches of examples in a shuffled order, pairs kept. Runs in the judge."""

from collections.abc import Iterator

import numpy as np

from grader_reference.arrays import Array

Batch = tuple[Array, Array]
"""Inputs (n, D) or (n, H, W, C) and targets (n, K) of the same examples."""


def minibatch(X: Array, T: Array, order: Array, size: int, number: int) -> Batch:
    """Return batch ``number`` (from 0) of the examples taken in ``order``; the last may be short.

    Shapes: X (N, D), T (N, K), order (N,) a permutation → (n, D), (n, K) with n ≤ size.
    """
    chosen = order[number * size : (number + 1) * size]
    return X[chosen], T[chosen]


def minibatches(
    X: Array,
    T: Array,
    *,
    size: int,
    rng: np.random.Generator,
    slices: bool = False,
    partial: bool = True,
) -> Iterator[Batch]:
    """Return the batches of one epoch.

    Examples are shuffled, or, with ``slices``, contiguous slices stay together and only their order
    is shuffled (which needs no copy). ``partial`` keeps a last batch that is not full.
    """
    if slices:
        starts = rng.permutation(np.arange(0, _end(len(X), size, partial=partial), size))
        return ((X[start : start + size], T[start : start + size]) for start in starts)
    order = rng.permutation(len(X))
    count = -(-_end(len(X), size, partial=partial) // size)
    return (minibatch(X, T, order, size, number) for number in range(count))


def _end(examples: int, size: int, *, partial: bool) -> int:
    return examples if partial else examples // size * size
