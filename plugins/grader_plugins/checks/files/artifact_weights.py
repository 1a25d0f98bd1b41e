"""Finds a network's weights among the arrays of a file. Runs in the judge.

By the names that the assignment says, else by their shapes: which arrays lead from the inputs to
the outputs, all of them as rows, W (in, out), or all as columns, W (out, in).
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.binding.near_names import fold
from grader_plugins.checks.files.artifact_params import Names
from grader_plugins.checks.learning.rows_and_columns import parameters_of

Floats = NDArray[np.float64]
Arrays = Mapping[str, NDArray[Any]]

MOST_ORDERS = 5
"""Up to so many layers every order of arrays is tried."""
NAMED = 12
"""How many names a sentence tells."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The weights of a network as rows, W1 (D, H), b1 (1, H), …, with its widths."""

    tensors: tuple[Floats, ...]

    @property
    def widths(self) -> tuple[int, ...]:
        """Return D, H, …, K."""
        return (self.tensors[0].shape[0], *(b.size for b in self.tensors[1::2]))


def is_dense(architecture: str) -> bool:
    """Say whether an architecture is widths and nothing else."""
    words = architecture.partition(" ")[0].split("-")
    return all(word.isdigit() or word in ("H", "h") for word in words)


def widths_of(architecture: str) -> tuple[int | None, ...]:
    """Return the widths that an architecture such as ``784-H-10 relu`` fixes; none for a letter."""
    words = architecture.partition(" ")[0].split("-")
    return tuple(int(word) if word.isdigit() else None for word in words)


def weights_in(
    arrays: Arrays, names: Sequence[Names], widths: Sequence[int | None], *, widest: int
) -> Weights | str:
    """Return the weights that arrays hold, or the sentence that says why they hold none."""
    found = _by_name(arrays, names)
    if isinstance(found, str) or not found:
        by_shape = _by_shape(arrays, widths)
        if by_shape is None:
            return found if isinstance(found, str) else _misfit(arrays, widths)
        found = by_shape
    known = _known(widths, found[1::2])
    if max(known[1:-1], default=0) > widest:
        return f"a hidden layer has {max(known[1:-1])} units, and at most {widest} are allowed"
    taken = parameters_of(found, known)
    if isinstance(taken, str):
        return taken
    if not all(np.isfinite(each).all() for each in taken):
        return "some of its weights are no finite numbers (nan or inf): did training diverge?"
    return Weights(taken)


def _by_name(arrays: Arrays, names: Sequence[Names]) -> list[NDArray[Any]] | str:
    """Return the arrays under the names that were said; case and underscores do not count."""
    folded = {fold(name): array for name, array in arrays.items()}
    found = []
    for each in names:
        options = (each,) if isinstance(each, str) else each
        array = next((folded[fold(name)] for name in options if fold(name) in folded), None)
        if array is None:
            return f"it holds no array called {' or '.join(options)}; it holds {_told(arrays)}"
        found.append(array)
    return found


def _by_shape(arrays: Arrays, widths: Sequence[int | None]) -> list[NDArray[Any]] | None:
    """Return W1, b1, W2, … where the shapes leave no doubt which they are."""
    layers = len(widths) - 1
    numbers = [array for array in arrays.values() if array.size > 1 or array.ndim == 2]
    matrices = [array for array in numbers if array.ndim == 2 and min(array.shape) > 1]
    vectors = [array for array in numbers if array.size == max(array.shape, default=0)]
    if len(matrices) != layers or len(vectors) != layers:
        return None
    for order in _orders(matrices):
        for shapes in ([m.shape for m in order], [m.shape[::-1] for m in order]):
            biases = _matching(vectors, shapes) if _leads(shapes, widths) else None
            if biases is not None:
                return [each for pair in zip(order, biases, strict=True) for each in pair]
    return None


def _orders(items: list[NDArray[Any]]) -> Iterable[Sequence[NDArray[Any]]]:
    return itertools.permutations(items) if len(items) <= MOST_ORDERS else (items,)


def _leads(shapes: Sequence[tuple[int, ...]], widths: Sequence[int | None]) -> bool:
    """Say whether matrices (in, out) lead from the first width to the last."""
    reached = [shapes[0][0], *(shape[1] for shape in shapes)]
    fits = all(want in (None, got) for want, got in zip(widths, reached, strict=True))
    return fits and all(a[1] == b[0] for a, b in itertools.pairwise(shapes))


def _matching(
    vectors: list[NDArray[Any]], shapes: Sequence[tuple[int, ...]]
) -> Sequence[NDArray[Any]] | None:
    for order in _orders(vectors):
        if all(b.size == shape[1] for b, shape in zip(order, shapes, strict=True)):
            return order
    return None


def _known(widths: Sequence[int | None], biases: Sequence[NDArray[Any]]) -> tuple[int, ...]:
    """Return every width: as the architecture says, else as many as a layer has biases."""
    sizes = [0, *(b.size for b in biases)]
    return tuple(size if want is None else want for want, size in zip(widths, sizes, strict=True))


def _misfit(arrays: Arrays, widths: Sequence[int | None]) -> str:
    spelt = "-".join("H" if width is None else str(width) for width in widths)
    return (
        f"its arrays are not the weights and biases of a network {spelt}: it holds {_told(arrays)}"
    )


def _told(arrays: Arrays) -> str:
    """Return names and shapes, as many as a sentence bears."""
    told = [f"{name[:40] or 'one array'} {array.shape}" for name, array in arrays.items()]
    more = f" and {len(told) - NAMED} more" if len(told) > NAMED else ""
    return (", ".join(told[:NAMED]) or "nothing") + more
