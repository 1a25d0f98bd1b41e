"""What a network predicted, read as classes and counted by the judge. Runs in the judge."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.numerics.comparison import as_numbers

Classes = NDArray[np.int64]
Scores = NDArray[np.float64]

TINY = 1e-12
"""A probability of nothing costs this one's logarithm: one example alone decides no mean."""
ROUNDED = 1e-3
"""How far from one a row of probabilities may add up, float16 included."""


def classes_of(value: Any, count: int, classes: int) -> Classes | str:
    """Return predicted classes (count,), from numbers of classes or a score for each class.

    Scores may have a row or a column per example. What is no class at all, such as a row with a NaN
    in it, is told as the number ``classes``, which nothing is. Returns a sentence where the answer
    has another form.
    """
    array = as_numbers(value)
    if isinstance(array, str):
        return f"the prediction: {array}"
    scores = _upright(array, count, classes)
    if scores is not None:
        broken = np.isnan(scores)
        best = np.where(broken, -np.inf, scores).argmax(axis=1)
        return np.where(broken.any(axis=1), classes, best).astype(np.int64)
    if array.size != count:
        asked = f"({count},) or ({count}, {classes})"
        return f"the prediction has the shape {array.shape}, and {asked} was asked for"
    flat = array.reshape(count)
    known = np.isin(flat, np.arange(classes))
    return np.where(known, flat, classes).astype(np.int64)


def scores_of(value: Any, count: int, classes: int) -> Scores | None:
    """Return a score for each class, (count, classes); nothing where none came."""
    array = as_numbers(value)
    return None if isinstance(array, str) else _upright(array, count, classes)


def loss_of(value: Any, labels: Classes, classes: int) -> float | str:
    """Return the mean of −log p over the labels' classes, or why what came is no probabilities."""
    scores = scores_of(value, len(labels), classes)
    if scores is None:
        asked = f"({len(labels)}, {classes})"
        return f"no probabilities came back: a number for each class, {asked}, was asked for"
    if not np.all(np.isfinite(scores)):
        return "some probabilities are not finite numbers"
    if np.any(scores < -ROUNDED) or np.any(np.abs(scores.sum(axis=1) - 1.0) > ROUNDED):
        return "the rows of what came back are no probabilities: they do not add up to 1"
    right = scores[np.arange(len(labels)), labels]
    return float(-np.mean(np.log(np.clip(right, TINY, 1.0))))


def _upright(array: Scores, count: int, classes: int) -> Scores | None:
    """Return scores with a row per example, where it is scores at all."""
    if array.shape == (classes, count) and classes != count:
        array = array.T
    return array if array.shape == (count, classes) and classes > 1 else None


def confusion(labels: Classes, predicted: Classes, classes: int) -> tuple[tuple[int, ...], ...]:
    """Count examples by their class (rows) and by what was predicted; the last column: no class."""
    counts = np.zeros((classes, classes + 1), dtype=int)
    np.add.at(counts, (labels, predicted), 1)
    return tuple(tuple(map(int, row)) for row in counts)
