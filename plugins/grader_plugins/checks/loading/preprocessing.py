"""Splits, normalised inputs and one-hot labels, judged. Runs in the judge.

Every judgement is a sentence for the student; an empty one says that all is right.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from grader.numerics.comparison import as_numbers
from grader_plugins.checks.loading.tagging import UNKNOWN, Samples, Tagged

Numbers = NDArray[Any]
Pair = tuple[Numbers, Numbers]
Scaling = Literal["any", "range", "standard", "bytes"]
UNSEEN = 9
"""How many inputs are normalised by the numbers of others."""
NO_NUMBER = (
    "a feature that is the same in all training examples came back as no number: its deviation is"
    " 0, and nothing can be divided by that"
)
CONSTANT = 4.0
"""A number whose mean is itself to the last bit."""
WHITE = 255.0
"""The largest byte: what pictures are divided by."""
RTOL, ATOL = 1e-4, 1e-5
"""What an epsilon beside the deviation, or float32, may change."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One split: the numbers of its examples, and their labels where they came."""

    order: tuple[int, ...]
    labels: tuple[int, ...]


def read_split(value: Any, tagged: Tagged, samples: Samples) -> list[Piece] | str:
    """Return the splits, from pairs or from inputs and labels in any order that keeps theirs.

    The n-th array of inputs goes with the n-th of labels. Returns a sentence for anything else.
    """
    inputs: list[tuple[int, ...]] = []
    targets: list[Any] = []
    for each in _arrays(value):
        rows = tagged.rows(each, samples)
        if isinstance(rows, str):
            targets.append(each)
        else:
            inputs.append(tuple(map(int, tagged.which(rows))))
    if len(inputs) < 2:
        return "two splits at least were asked for, each an array of inputs"
    if targets and len(targets) != len(inputs):
        return f"{len(inputs)} arrays of inputs came with {len(targets)} of labels"
    return _pieces(inputs, targets, tagged, samples)


def _pieces(
    inputs: Sequence[tuple[int, ...]], targets: Sequence[Any], tagged: Tagged, samples: Samples
) -> list[Piece] | str:
    pieces = []
    for number, order in enumerate(inputs):
        labels = (
            tagged.label_numbers(targets[number], len(order), samples)
            if targets
            else tagged.labels[list(order)]
        )
        if isinstance(labels, str):
            return labels
        pieces.append(Piece(order, tuple(map(int, labels))))
    return pieces


def _arrays(value: Any) -> Iterator[Any]:
    """Give the arrays in nested pairs and dictionaries, in their order."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)) and not _is_numbers(value):
        for each in value:
            yield from _arrays(each)
    else:
        yield value


def _is_numbers(value: Any) -> bool:
    """Say whether a list is one array written as lists: it goes down to numbers all alike."""
    array = as_numbers(value)
    nested = any(isinstance(each, np.ndarray) for each in value)
    return not nested and not isinstance(array, str)


def disjoint(pieces: Sequence[Piece], tagged: Tagged, *, sizes: Sequence[float]) -> str:
    """Say where splits share examples, lose some, or have other sizes than asked."""
    for (a, one), (b, other) in combinations(enumerate(pieces, start=1), 2):
        common = len(set(one.order) & set(other.order) - {UNKNOWN})
        if common:
            plural = "example stands" if common == 1 else "examples stand"
            return f"{common} {plural} in split {a} and in split {b}: they must share none"
    for number, piece in enumerate(pieces, start=1):
        if len(set(piece.order)) < len(piece.order):
            return f"split {number} holds an example twice"
    return _sizes(pieces, len(tagged), sizes)


def _sizes(pieces: Sequence[Piece], count: int, sizes: Sequence[float]) -> str:
    got = [len(piece.order) for piece in pieces]
    if not sizes:
        lost = count - sum(got)
        return f"{lost} of {count} examples are in no split" if lost > 0 else ""
    asked = [n if n >= 1 else n * count for n in sizes]
    near = len(asked) == len(got) and all(abs(a - g) <= 1 for a, g in zip(asked, got, strict=True))
    wanted = ", ".join(f"{a:g}" for a in asked)
    return "" if near else f"splits of {', '.join(map(str, got))} came, and {wanted} were asked for"


def split_pairs(pieces: Sequence[Piece], tagged: Tagged) -> str:
    """Say where a split's labels are not those of its inputs."""
    order = [n for piece in pieces for n in piece.order]
    labels = [n for piece in pieces for n in piece.labels]
    if UNKNOWN in order:
        return "a split holds inputs that are not as they were handed over"
    wrong = sum(tagged.labels[n] != label for n, label in zip(order, labels, strict=True))
    said = f"in the splits {wrong} of {len(order)} examples have the label of another one"
    return said if wrong else ""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is subtracted, and by what is divided."""

    name: str
    shift: Numbers
    scale: Numbers

    def of(self, inputs: Numbers) -> Numbers:
        """Return inputs (N, D) normalised by it; no number where there is nothing to divide by."""
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.asarray((inputs - self.shift) / self.scale)
        return np.where(self.scale == 0.0, np.nan, found)


def measures(inputs: Numbers, scaling: Scaling = "any") -> Iterator[Measure]:
    """Give every accepted way to measure inputs (N, D): per feature and over all of them."""
    if scaling == "bytes":
        yield Measure("bytes", np.zeros(()), np.full((), WHITE))
        return
    for axis in (0, None):
        if scaling != "range":
            mean = inputs.mean(axis=axis)
            for ddof in (0, 1):
                yield Measure(f"standard {axis} {ddof}", mean, inputs.std(axis=axis, ddof=ddof))
        if scaling != "standard":
            low, high = inputs.min(axis=axis), inputs.max(axis=axis)
            yield Measure(f"range {axis} 0", low, high - low)
            yield Measure(f"range {axis} -1", (high + low) / 2, (high - low) / 2)


def normalised(
    value: Any, train: Numbers, test: Numbers, scaling: Scaling, samples: Samples
) -> str:
    """Say what is wrong with inputs that were to be normalised by the training split's numbers."""
    parts = _normalised_parts(value, (train, test), samples)
    if isinstance(parts, str):
        return parts
    undivided = (np.ptp(train, axis=0) == 0.0) & ~np.isfinite(parts[0]).all(axis=0)
    if not undivided.any():
        return _wrongly_normalised(parts, train, test, scaling)
    rest = [numbers[:, ~undivided] for numbers in (train, test, *parts)]
    return _wrongly_normalised(rest[2:], rest[0], rest[1], scaling) or NO_NUMBER


def _wrongly_normalised(
    parts: Sequence[Numbers], train: Numbers, test: Numbers, scaling: Scaling
) -> str:
    fitting = [each for each in measures(train, scaling) if _near(parts[0], each.of(train))]
    if not fitting:
        with np.errstate(divide="ignore", invalid="ignore"):
            return _misnormalised(parts[0], train, test, scaling)
    if len(parts) == 1 or any(_near(parts[1], each.of(test)) for each in fitting):
        return ""
    if any(_near(parts[1], each.of(test)) for each in measures(test, scaling)):
        return "the test split is normalised by its own numbers; use those of the training split"
    return "the test split is not normalised by the numbers of the training split"


def _normalised_parts(
    value: Any, given: Sequence[Numbers], samples: Samples
) -> list[Numbers] | str:
    """Return the training split, and the test split where both came, as rows."""
    found = list(_arrays(value))[: len(given)]
    parts = []
    for each, expected in zip(found, given, strict=False):
        array = as_numbers(each)
        if isinstance(array, str):
            return f"the normalised inputs: {array}"
        rows = array.T if samples == "columns" else array
        if rows.shape != expected.shape:
            return f"normalised inputs of the shape {array.shape} came; the shape must stay"
        parts.append(rows)
    return parts


def _misnormalised(got: Numbers, train: Numbers, test: Numbers, scaling: Scaling) -> str:
    """Say what was done to the training split instead, as far as it is known."""
    both = np.concatenate([train, test])
    if _near(got, train):
        return "the inputs came back as they went in: nothing is normalised"
    if scaling == "bytes" and (said := _own_maximum(got, train)):
        return said
    if any(_near(got, each.of(train)) for each in measures(both, scaling)):
        return "the numbers are measured on training and test split together: leave the test out"
    if any(_near(got.T, each.of(train.T)) for each in measures(train.T) if each.shift.ndim):
        return "each example is normalised by its own numbers; measure each feature over examples"
    if any(_near(got, each.of(train)) for each in measures(train)):
        return f"they are normalised otherwise: {_ASKED[scaling]} was asked for"
    if any(_near(got, train - each.shift) for each in measures(train)):
        return "something is subtracted, and nothing is divided by"
    if any(_near(got, (train - m.shift) / m.scale**2) for m in measures(train)):
        return "they are divided by the variance; divide by its square root"
    low, high, mean, deviation = got.min(), got.max(), got.mean(), got.std()
    return (
        f"after it, values go from {low:.3g} to {high:.3g} with mean {mean:.3g} and deviation"
        f" {deviation:.3g}; {_ASKED[scaling]} was asked for"
    )


def _own_maximum(got: Numbers, train: Numbers) -> str:
    """Say where bytes are divided by a maximum that they happen to have."""
    for axis, whose in (
        (1, "each example is divided by its own maximum"),
        (0, "each feature is divided by its own maximum"),
        (None, "all are divided by the largest byte among them"),
    ):
        if _near(got, train / train.max(axis=axis, keepdims=True)):
            return f"{whose}, which is another number for other pictures; divide by 255"
    return ""


_ASKED: Mapping[Scaling, str] = {
    "any": "mean 0 and deviation 1, or the range from 0 to 1,",
    "range": "the range from 0 to 1",
    "standard": "mean 0 and deviation 1",
    "bytes": "each byte divided by 255",
}


def _near(got: Numbers, expected: Numbers) -> bool:
    """Say whether they are alike; what cannot be divided may be any number."""
    free = np.isnan(expected) & np.isfinite(got)
    return bool(np.all(free | np.isclose(got, expected, rtol=RTOL, atol=ATOL)))


def one_hot(value: Any, labels: NDArray[np.int64], classes: int, samples: Samples) -> str:
    """Say what is wrong with one-hot vectors of labels (N,)."""
    array = as_numbers(value)
    if isinstance(array, str):
        return f"the one-hot labels: {array}"
    expected = np.eye(classes)[labels]
    right = expected.T if samples == "columns" else expected
    if array.shape == right.shape:
        return _misplaced(array, right, classes)
    if array.shape == right.T.shape:
        axis = "column" if samples == "columns" else "row"
        return f"the one-hot labels are transposed: one {axis} per example was asked for"
    return f"one-hot labels of the shape {array.shape} came, and {right.shape} was asked for"


def _misplaced(array: Numbers, right: Numbers, classes: int) -> str:
    wrong = int((array != right).sum())
    if not wrong:
        return ""
    axis = 1 if array.shape[1] == classes else 0
    if not np.array_equal(np.sort(array, axis=axis), np.sort(right, axis=axis)):
        return "each label needs exactly one 1 among zeros"
    shifted = any(np.array_equal(array, np.roll(right, by, axis=axis)) for by in (-1, 1))
    said = "the ones stand in the wrong places"
    return f"{said}, by one: are classes counted from 0?" if shifted else said


def measurable(rng: np.random.Generator, count: int, width: int, dtype: str) -> Pair:
    """Return inputs (count, width) and unseen ones, unlike in mean and deviation of a feature."""
    scale, shift = rng.uniform(2.0, 9.0, size=width), rng.uniform(-20.0, 20.0, size=width)
    train = rng.normal(size=(count, width)) * scale + shift
    test = rng.normal(size=(UNSEEN, width)) * scale * 1.5 + shift + scale
    return train.astype(dtype), test.astype(dtype)


def with_constant(pair: Pair) -> Pair:
    """Let one feature in the middle be the same small whole number in every example."""
    for inputs in pair:
        inputs[:, inputs.shape[1] // 2] = CONSTANT
    return pair


def bytes_of_pictures(rng: np.random.Generator, count: int, width: int, dtype: str) -> Pair:
    """Return bytes (count, width) and unseen ones; none is white, and examples differ in light."""
    del dtype
    brightest = rng.integers(100, 250, size=(count + UNSEEN, 1))
    both = rng.integers(3, brightest + 1, size=(count + UNSEEN, width)).astype(np.uint8)
    return both[:count], both[count:]
