"""The training loop: epochs of minibatches, curves, early stopping. Runs in the judge.

It trains whatever has parameters, gradients and logits: fully connected networks
(:mod:`grader_reference.dense_network`) and the convolutional one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from grader_reference.arrays import Array
from grader_reference.assessment import loss_of_logits
from grader_reference.losses import accuracy
from grader_reference.minibatches import Batch, minibatches
from grader_reference.stepping import Decay, Rule, Stepper

ROWS = 1000
"""Examples that are evaluated at once."""


class Model(Protocol):
    """What can be trained."""

    @property
    def parameters(self) -> list[Array]:
        """The arrays that training changes in place."""
        ...

    def gradients(self, X: Array, T: Array) -> Sequence[Array]:
        """Return the gradients of a training pass, in the order of the parameters."""
        ...

    def logits(self, X: Array) -> Array:
        """Return the scores of an evaluation, (N, K)."""
        ...


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """How long and in which batches.

    Attributes:
        epochs: At most so many passes over the data.
        size: Examples of a batch.
        slices: Whether contiguous slices in a shuffled order are the batches.
        partial: Whether a last batch that is not full is used.
        patience: After so many epochs without a lower validation loss it ends; ``None``: never.
        decay: Weight decay of the weights; biases have none.
    """

    epochs: int
    size: int = 100
    slices: bool = False
    partial: bool = True
    patience: int | None = None
    decay: Decay = field(default_factory=Decay)


@dataclass(frozen=True)
class Score:
    """The mean cross entropy and the share of right decisions on some examples."""

    loss: float
    accuracy: float


@dataclass(frozen=True)
class Run:
    """What a training run leaves behind.

    Attributes:
        curve: Per epoch the scores by the data's names, such as ``train`` and ``validation``.
        best: The epoch with the lowest validation loss, from 1; the last one without validation.
    """

    curve: tuple[Mapping[str, Score], ...]
    best: int

    @property
    def final(self) -> Mapping[str, Score]:
        """The scores after the last epoch."""
        return self.curve[-1]


def train(
    model: Model,
    rule: Rule,
    data: Batch,
    schedule: Schedule,
    *,
    rng: np.random.Generator,
    watched: Mapping[str, Batch] | None = None,
) -> Run:
    """Train a model in place and return its curve.

    Where ``watched`` holds ``validation``, the parameters of its lowest loss are kept in the end if
    the schedule has patience.

    Args:
        model: Starts with its parameters as they are.
        rule: The optimiser.
        data: Inputs and one-hot targets of the model's dtype.
        schedule: Epochs and batches.
        rng: Draws the order of the batches.
        watched: Data to evaluate after every epoch, by name.
    """
    stepper = Stepper(rule, model.parameters, decay=schedule.decay)
    watch = _Watch(model, watched or {}, schedule.patience)
    for _ in range(schedule.epochs):
        run_epoch(model, stepper, data, schedule, rng=rng)
        if watch.done():
            break
    return watch.run()


def run_epoch(
    model: Model, stepper: Stepper, data: Batch, schedule: Schedule, *, rng: np.random.Generator
) -> None:
    """Do one pass over the data."""
    batches = minibatches(
        *data, size=schedule.size, rng=rng, slices=schedule.slices, partial=schedule.partial
    )
    for X, T in batches:
        stepper.step(model.gradients(X, T))


def evaluate(model: Model, data: Batch) -> Score:
    """Return loss and accuracy, computed some rows at a time."""
    X, T = data
    starts = range(0, len(X), ROWS)
    logits = np.concatenate([model.logits(X[start : start + ROWS]) for start in starts])
    return Score(loss_of_logits(T, logits), accuracy(T, logits))


class _Watch:
    """Evaluates after every epoch, remembers the best parameters, says when to end."""

    def __init__(self, model: Model, watched: Mapping[str, Batch], patience: int | None) -> None:
        self._model = model
        self._watched = watched
        self._patience = patience
        self._curve: list[Mapping[str, Score]] = []
        self._best = 0
        self._lowest = np.inf
        self._kept: list[Array] = []

    def done(self) -> bool:
        """Evaluate, and say whether patience is at its end."""
        self._curve.append({name: evaluate(self._model, d) for name, d in self._watched.items()})
        epoch = len(self._curve)
        judged = self._curve[-1].get("validation")
        if judged is None:
            self._best = epoch
            return False
        if judged.loss < self._lowest:
            self._lowest, self._best = judged.loss, epoch
            if self._patience is not None:
                self._kept = [p.copy() for p in self._model.parameters]
        return self._patience is not None and epoch - self._best >= self._patience

    def run(self) -> Run:
        """Return the curve, and put the best parameters back where some were kept."""
        for parameter, best in zip(self._model.parameters, self._kept, strict=False):
            parameter[...] = best
        return Run(tuple(self._curve), self._best)
