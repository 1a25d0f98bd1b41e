"""Weights of fully connected networks, kept as rows, W (in, out), or as columns. In the judge."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.numerics.comparison import as_numbers

Floats = NDArray[np.float64]


def parameters_of(value: Any, widths: Sequence[int]) -> tuple[Floats, ...] | str:
    """Return W1 (D, H), b1 (1, H), …, from rows or columns, or why they are none of such a network.

    A square matrix is taken as the others lie: in columns, W acts from the left.
    """
    items = list(value) if isinstance(value, (list, tuple)) else []
    if len(items) != 2 * (len(widths) - 1):
        return f"{len(items)} parameters were read, and {2 * (len(widths) - 1)} were asked for"
    arrays = [as_numbers(item) for item in items]
    for number, array in enumerate(arrays):
        if isinstance(array, str):
            return f"parameter {number + 1}: {array}"
    found = [array for array in arrays if not isinstance(array, str)]
    pairs = list(itertools.pairwise(widths))
    if all(W.shape == pair for W, pair in zip(found[::2], pairs, strict=True)):
        matrices = found[::2]
    elif all(W.shape == pair[::-1] for W, pair in zip(found[::2], pairs, strict=True)):
        matrices = [W.T for W in found[::2]]
    else:
        shapes = ", ".join(str(W.shape) for W in found[::2])
        return f"the weights have the shapes {shapes}, and a network {_spelt(widths)} has others"
    if any(b.size != width for b, width in zip(found[1::2], widths[1:], strict=True)):
        return f"the biases do not fit a network {_spelt(widths)}"
    biases = [b.reshape(1, -1) for b in found[1::2]]
    return tuple(each for pair in zip(matrices, biases, strict=True) for each in pair)


def _spelt(widths: Sequence[int]) -> str:
    return "-".join(map(str, widths))
