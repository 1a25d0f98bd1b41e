"""The forms in which a network's parameters may be kept, and what was read put back. In the judge.

Where an architecture fixes every shape, as one of images does, its conventions say how canonical
parameters are kept: with channels first, kernels are turned and the rows of the next weight matrix
trade places. So the places of the canonical numbers are counted, and the counts put through each
convention; what was read then goes where its count comes from. Nobody writes a convention twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.conventions.combinations import Combination, combinations
from grader.kinds import ReferenceFunction

Numbers = NDArray[Any]
Counts = NDArray[np.int32]
Shape = tuple[int, ...]

OUTPUT = "output"
"""The axis of conventions that say what a forward pass returns: here always probabilities."""


@dataclass(frozen=True, eq=False)
class Form:
    """One way to keep a network's parameters, and the forward pass that goes with it.

    Attributes:
        forward: Takes inputs and canonical parameters, and what else its function is given.
        counts: For each parameter which canonical number is where, without axes of one.
        shapes: The canonical shape of each.
    """

    forward: Callable[..., Any]
    counts: tuple[Counts, ...]
    shapes: tuple[Shape, ...]

    def fits(self, arrays: Sequence[Numbers]) -> bool:
        """Say whether arrays have this form's shapes; axes of one do not count."""
        return all(np.squeeze(a).shape == c.shape for a, c in zip(arrays, self.counts, strict=True))

    def canonical(self, arrays: Sequence[Numbers]) -> tuple[Numbers, ...]:
        """Return arrays of this form in canonical order and shape."""
        return tuple(map(_returned, arrays, self.counts, self.shapes))


def forms(function: ReferenceFunction) -> tuple[Form, ...]:
    """Return every form that a function's conventions allow, the default first; none is told twice.

    The function says the shapes of its arguments.
    """
    shapes = tuple(function.shapes[name] for name in function.tensors)
    places: list[tuple[Counts, ...]] = []
    found: list[Form] = []
    for combination in combinations(function):
        if any(each.axis == OUTPUT and each.function is not None for each in combination.choices):
            continue
        counts = _known(_counts(function, combination), places)
        forward = combination.base(function)
        if not any(form.forward == forward and form.counts is counts for form in found):
            found.append(Form(forward, counts, shapes))
    return tuple(found)


def _counts(function: ReferenceFunction, combination: Combination) -> tuple[Counts, ...]:
    counts = {name: _counted(shape) for name, shape in function.shapes.items()}
    kept = combination.present(counts)
    return tuple(np.squeeze(kept[name]) for name in function.tensors)


def _known(counts: tuple[Counts, ...], places: list[tuple[Counts, ...]]) -> tuple[Counts, ...]:
    """Return the same counts as they were met before, so that none are kept twice."""
    for each in places:
        if all(map(np.array_equal, each, counts)):
            return each
    places.append(counts)
    return counts


def _counted(shape: Shape) -> Counts:
    return np.arange(np.prod(shape), dtype=np.int32).reshape(shape)


def _returned(array: Numbers, counts: Counts, shape: Shape) -> Numbers:
    found = np.empty(array.size, dtype=array.dtype)
    found[counts.reshape(-1)] = array.reshape(-1)
    return found.reshape(shape)
