"""Max pooling over squares that do not overlap, and its gradient. Runs in the judge.

Images are (N, H, W, C); what does not fill a square at the right and below is left out. Where a
square's largest number occurs twice, the gradient may go to the first place, to all, or in shares.
"""

from itertools import product

import numpy as np

from grader_reference.arrays import Array


def max_pool(x: Array, size: int = 2) -> Array:
    """Return the largest number of every square; (N, H, W, C) → (N, H // size, W // size, C)."""
    first, *others = _places(x, size)
    largest = first.copy()
    for place in others:
        np.maximum(largest, place, out=largest)
    return largest


def max_pool_backward(dh: Array, x: Array, size: int = 2) -> Array:
    """Return the gradient by x: each goes to the first of its square's largest numbers.

    Shapes: dh (N, H // size, W // size, C), x (N, H, W, C) → (N, H, W, C).
    """
    largest, dx = max_pool(x, size), np.zeros_like(x)
    free = np.ones(largest.shape, dtype=bool)
    for place, target in zip(_places(x, size), _places(dx, size), strict=True):
        chosen = free & (place == largest)
        np.multiply(dh, chosen, out=target)
        free ^= chosen
    return dx


def max_pool_backward_all(dh: Array, x: Array, size: int = 2) -> Array:
    """Return the gradient by x where each of equally large numbers gets the whole gradient."""
    largest, dx = max_pool(x, size), np.zeros_like(x)
    for place, target in zip(_places(x, size), _places(dx, size), strict=True):
        np.multiply(dh, place == largest, out=target)
    return dx


def max_pool_backward_shared(dh: Array, x: Array, size: int = 2) -> Array:
    """Return the gradient by x where equally large numbers share the gradient."""
    largest = max_pool(x, size)
    ties = np.zeros_like(largest)
    for place in _places(x, size):
        ties += place == largest
    return max_pool_backward_all(dh / ties, x, size)


def flatten(x: Array) -> Array:
    """Return every image as a row; (N, H, W, C) → (N, H W C)."""
    return x.reshape(len(x), -1)


def _places(x: Array, size: int) -> list[Array]:
    """Return views of the first, second, … number of every square, row by row."""
    height, width = (n // size * size for n in x.shape[1:3])
    return [x[:, i:height:size, j:width:size] for i, j in product(range(size), repeat=2)]
