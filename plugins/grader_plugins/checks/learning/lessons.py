"""One draw of data in disguise, for trainings to be made on. Runs in the judge.

Several may be made on the same *lesson*, such as those of a sweep's settings, which then differ in
nothing but what they vary.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.bench import Bench
from grader.kinds import Examples, Splits
from grader.models.assignment import CheckSpec
from grader.worker.wire import Shared
from grader_plugins.checks.learning.disguise import PLANE, Disguise, chosen
from grader_plugins.checks.learning.params import TaughtParams
from grader_plugins.checks.learning.scaling import InputsOf, measured_inputs

Numbers = NDArray[Any]

CURVE_ROWS = 2_000
"""How many examples a point of a learning curve is measured on, at most."""
DRAWN_POINTS = 300
"""How many of the examples learnt from a picture shows."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Examples that are predicted: inputs and labels in disguise, and what travels of them.

    ``sent`` stands for the inputs in a question: they themselves, or their place in shared memory.
    """

    inputs: Numbers
    labels: NDArray[np.int64]
    sent: Any

    def __len__(self) -> int:
        return len(self.labels)

    def first(self, rows: int) -> "Judged":
        """Return the first of them, at most so many."""
        rows = min(rows, len(self))
        sent = self.sent.rows(0, rows) if isinstance(self.sent, Shared) else self.sent[:rows]
        return Judged(self.inputs[:rows], self.labels[:rows], sent)


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """One draw of data in disguise.

    Attributes:
        arguments: What travels before training: X and T, in memory that all children share.
        evaluation: What decides; its inputs travel after training, its labels never.
        curve: What points of a learning curve are measured on: other examples, where there are
            enough. Their inputs lie in shared memory, since sending them would take longer than
            the training; nothing is decided by them but what time cut short.
        disguise: How names and places were traded.
        learnt: Some of the training examples as they were, for a picture; points of a plane alone.
        features: How many numbers an input has.
        rows: How many examples are trained on.
        classes: How many classes there are.
    """

    arguments: Mapping[str, Any]
    evaluation: Judged
    curve: Judged
    disguise: Disguise
    learnt: Examples
    features: int
    rows: int
    classes: int


def drawn(
    spec: CheckSpec, bench: Bench, params: TaughtParams, number: int, *, shared_curve: bool = False
) -> Lesson:
    """Draw the data of one run, or of one seed of a sweep, and put it into shared memory.

    Raises:
        ValueError: The data set has nothing to train on, or nothing to decide by.
    """
    rng = bench.rng(spec, "run", str(number))
    dataset = bench.registry.datasets[params.dataset]
    splits = dataset.load(**params.options)
    pool: Examples = getattr(splits, params.on)
    _refuse_nothing(splits.train, pool, params)
    train = chosen(splits.train, params.examples, rng)
    judged, others = _apart(chosen(pool, 0, rng), params.evaluated)
    inputs_of = measured_inputs(train.inputs, params)
    plain = inputs_of(train.inputs)
    classes = _classes(dataset.classes, splits)
    disguise = _disguise(rng, plain, classes)
    labels = _labelled(disguise.labels(train.labels), classes, params)
    evaluation = _disguised(judged, disguise, inputs_of)
    curve = _disguised(others, disguise, inputs_of)
    arguments = {
        "X": bench.shared.add(np.ascontiguousarray(disguise.inputs(plain))),
        "T": bench.shared.add(np.ascontiguousarray(labels)),
    }
    if shared_curve:
        curve = replace(curve, sent=bench.shared.add(np.ascontiguousarray(curve.inputs)))
    return Lesson(
        arguments=arguments,
        evaluation=evaluation,
        curve=curve,
        disguise=disguise,
        learnt=_shown(plain, train.labels),
        features=_features(plain),
        rows=len(train),
        classes=classes,
    )


def _features(inputs: Numbers) -> int:
    return int(np.prod(inputs.shape[1:]))


def _disguise(rng: np.random.Generator, inputs: Numbers, classes: int) -> Disguise:
    square = inputs.ndim > 2 and inputs.shape[1] == inputs.shape[2]
    return Disguise(rng, features=_features(inputs), classes=classes, pictures=square)


def _shown(inputs: Numbers, labels: NDArray[np.int64]) -> Examples:
    """Return a few of the examples for a picture, where they are points of a plane."""
    few = DRAWN_POINTS if inputs.ndim == 2 and _features(inputs) == PLANE else 0
    return Examples(inputs[:few], labels[:few])


def _refuse_nothing(train: Examples, pool: Examples, params: TaughtParams) -> None:
    for name, examples in (("train", train), (params.on, pool)):
        if not len(examples):
            raise ValueError(f"{params.dataset} has no {name!r} examples with these options")


def _classes(described: int, splits: Splits) -> int:
    """Return how many classes there are: options may ask for more than are described."""
    every = (splits.train, splits.validation, splits.test)
    return max(described, *(1 + int(each.labels.max()) for each in every if len(each)))


def _apart(pool: Examples, count: int) -> tuple[Examples, Examples]:
    """Return what decides, and what a curve is measured on: others, if there are enough."""
    rest = slice(count, count + CURVE_ROWS)
    others = rest if len(pool) >= rest.stop else slice(0, CURVE_ROWS)
    return (
        Examples(pool.inputs[:count], pool.labels[:count]),
        Examples(pool.inputs[others], pool.labels[others]),
    )


def _disguised(examples: Examples, disguise: Disguise, inputs_of: InputsOf) -> Judged:
    moved = disguise.jittered(disguise.inputs(inputs_of(examples.inputs)))
    return Judged(moved, disguise.labels(examples.labels), moved)


def _labelled(labels: NDArray[np.int64], classes: int, params: TaughtParams) -> Numbers:
    return labels if params.labels == "integer" else np.eye(classes, dtype=params.dtype)[labels]
