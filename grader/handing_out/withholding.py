"""Takes out of a data set what a student's code must not read, before bytes are made of it.

Runs in the judge. Pure functions: what comes in is not changed. Labels that stand in for others
keep the shapes that a course's own loading code expects, and say nothing of those they replace.
"""

from dataclasses import replace
from typing import Literal

import numpy as np

from grader.kinds import Examples, Splits

Name = Literal["train", "validation", "test"]


def without(splits: Splits, *names: Name) -> Splits:
    """Leave whole splits out, inputs and labels."""
    return replace(splits, **{name: first(getattr(splits, name), 0) for name in names})


def with_zeros(splits: Splits, *names: Name) -> Splits:
    """Put class 0 in place of every label of some splits; their inputs stay."""
    return replace(splits, **{name: _zeros(getattr(splits, name)) for name in names})


def with_random_labels(splits: Splits, *names: Name, classes: int, seed: int) -> Splits:
    """Put classes drawn by ``RandomState(seed)`` in place of the labels of some splits."""
    draw = np.random.RandomState(seed)
    given = {}
    for name in names:
        inputs = getattr(splits, name).inputs
        given[name] = Examples(inputs, draw.randint(classes, size=len(inputs)).astype(np.int64))
    return replace(splits, **given)


def first(examples: Examples, count: int) -> Examples:
    """Return the first examples, at most so many."""
    return Examples(examples.inputs[:count], examples.labels[:count])


def _zeros(examples: Examples) -> Examples:
    return Examples(examples.inputs, np.zeros_like(examples.labels))
