"""The first steps of an optimiser from given weights on given batches. Runs in the judge."""

from collections.abc import Iterable, Sequence

import numpy as np

from grader_reference.arrays import Array
from grader_reference.dense_network import DenseNetwork
from grader_reference.minibatches import Batch
from grader_reference.stepping import Decay, Rule, Sgd, Stepper

Steps = list[tuple[Array, ...]]
"""The parameters W1, b1, … after the first, second, … step."""


def trajectory(
    parameters: Sequence[Array],
    batches: Iterable[Batch],
    learning_rate: float,
    *,
    activation: str = "relu",
    rule: Rule | None = None,
    summed: bool = False,
    decay: Decay | None = None,
) -> Steps:
    """Return the parameters after each step; what is given stays as it is.

    Args:
        parameters: W1 (D, H), b1 (1, H), …
        batches: One per step: X (N, D) and one-hot T (N, K).
        learning_rate: Of plain descent; a ``rule`` brings its own.
        activation: Of the hidden layers.
        rule: Another optimiser than plain descent.
        summed: Whether the loss is summed over the batch.
        decay: Weight decay of the weights.
    """
    copies = [np.array(p) for p in parameters]
    model = DenseNetwork(copies, activation=activation, summed=summed)
    stepper = Stepper(rule or Sgd(learning_rate=learning_rate), copies, decay=decay)
    steps: Steps = []
    for X, T in batches:
        stepper.step(model.gradients(X, T))
        steps.append(tuple(p.copy() for p in copies))
    return steps


def distances(one: Steps, other: Steps) -> list[float]:
    """Return max |difference| over all parameters after each step; not a number counts as ∞."""
    return [
        float(
            np.nan_to_num(max(np.max(np.abs(a - b)) for a, b in zip(p, q, strict=True)), nan=np.inf)
        )
        for p, q in zip(one, other, strict=True)
    ]
