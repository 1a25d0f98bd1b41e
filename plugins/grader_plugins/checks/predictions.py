"""What a network predicted, read as classes and counted by the judge. Runs in the judge."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.numerics.comparison import as_numbers

Classes = NDArray[np.int64]


def classes_of(value: Any, count: int, classes: int) -> Classes | str:
    """Return predicted classes (count,), from numbers of classes or a score for each class.

    Scores may have a row or a column per example. What is no class at all is told as the number
    ``classes``, which nothing is. Returns a sentence where the answer has another form.
    """
    array = as_numbers(value)
    if isinstance(array, str):
        return f"the prediction: {array}"
    if array.shape == (classes, count) and classes != count:
        array = array.T
    if array.shape == (count, classes) and classes > 1:
        best: Classes = np.where(np.isfinite(array), array, -np.inf).argmax(axis=1)
        return best
    if array.size != count:
        asked = f"({count},) or ({count}, {classes})"
        return f"the prediction has the shape {array.shape}, and {asked} was asked for"
    flat = array.reshape(count)
    known = np.isin(flat, np.arange(classes))
    return np.where(known, flat, classes).astype(np.int64)


def confusion(labels: Classes, predicted: Classes, classes: int) -> tuple[tuple[int, ...], ...]:
    """Count examples by their class (rows) and by what was predicted; the last column: no class."""
    counts = np.zeros((classes, classes + 1), dtype=int)
    np.add.at(counts, (labels, predicted), 1)
    return tuple(tuple(map(int, row)) for row in counts)
