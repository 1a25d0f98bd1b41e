"""The path of a network's parameters over a few steps, as a function of plain arguments.

The batches are stacks, X (S, N, D) and T (S, N, K): step s uses the s-th of them, and the answer is
the parameters after the last. Every optimiser starts from a state of zeros. Runs in the judge.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from grader_reference import networks, optimisers
from grader_reference.arrays import Array

State = tuple[Array, ...]
Step = Callable[..., tuple[Array, State]]
"""Moves one parameter: ``step(w, g, state, t, *settings)`` returns it with its new state."""
Backprop = Callable[..., tuple[Array, ...]]
"""Returns the gradients of the mean loss: ``backprop(X, T, *parameters, activation=…)``."""


@dataclass(frozen=True, kw_only=True)
class Optimiser:
    """An optimiser as a path needs it.

    Attributes:
        settings: The names of its settings in order, the learning rate first.
        slots: How many arrays it carries for each parameter.
        step: Its step.
        forms: Other forms of it that courses teach, by name.
    """

    settings: tuple[str, ...]
    slots: int
    step: Step
    forms: Mapping[str, Step]


def _carrying(function: Callable[..., tuple[Array, ...]]) -> Step:
    """Let a pure step of one or two states take them together."""

    def step(w: Array, g: Array, state: State, t: int, *settings: float) -> tuple[Array, State]:
        del t
        moved, *carried = function(w, g, *state, *settings)
        return moved, tuple(carried)

    return step


def _counting(function: Callable[..., tuple[Array, ...]]) -> Step:
    """Let a pure step that counts the steps take its states together."""

    def step(w: Array, g: Array, state: State, t: int, *settings: float) -> tuple[Array, State]:
        moved, *carried = function(w, g, *state, t, *settings)
        return moved, tuple(carried)

    return step


def _sgd(w: Array, g: Array, state: State, t: int, rate: float) -> tuple[Array, State]:
    del t
    return optimisers.sgd_step(w, g, rate), state


OPTIMISERS: Mapping[str, Optimiser] = {
    "sgd": Optimiser(settings=("learning_rate",), slots=0, step=_sgd, forms={}),
    "momentum": Optimiser(
        settings=("learning_rate", "momentum"),
        slots=1,
        step=_carrying(optimisers.momentum_step),
        forms={"averaged": _carrying(optimisers.momentum_step_averaged)},
    ),
    "nesterov": Optimiser(
        settings=("learning_rate", "momentum"),
        slots=1,
        step=_carrying(optimisers.nesterov_step),
        forms={"at_the_point": _carrying(optimisers.momentum_step)},
    ),
    "adagrad": Optimiser(
        settings=("learning_rate", "epsilon"),
        slots=1,
        step=_carrying(optimisers.adagrad_step),
        forms={"epsilon_inside": _carrying(optimisers.adagrad_step_inside)},
    ),
    "rmsprop": Optimiser(
        settings=("learning_rate", "decay", "epsilon"),
        slots=1,
        step=_carrying(optimisers.rmsprop_step),
        forms={"epsilon_inside": _carrying(optimisers.rmsprop_step_inside)},
    ),
    "adam": Optimiser(
        settings=("learning_rate", "beta1", "beta2", "epsilon"),
        slots=2,
        step=_counting(optimisers.adam_step),
        forms={
            "epsilon_inside": _counting(optimisers.adam_step_inside),
            "epsilon_uncorrected": _counting(optimisers.adam_step_uncorrected_epsilon),
        },
    ),
}


@dataclass(frozen=True)
class Walk:
    """What is walked: an optimiser, with weight decay or without.

    Attributes:
        optimiser: Its name in :data:`OPTIMISERS`.
        decayed: Whether the penalty λ/2 Σ w² of the weights is part of the loss.
    """

    optimiser: str
    decayed: bool

    @property
    def name(self) -> str:
        """The function's name, such as ``trajectory_adam_l2``; plain descent goes without one."""
        own = () if self.optimiser == "sgd" else (self.optimiser,)
        return "_".join(("trajectory", *own, *(("l2",) if self.decayed else ())))

    @property
    def settings(self) -> tuple[str, ...]:
        """The names of what stands behind the parameters of the network."""
        own = OPTIMISERS[self.optimiser].settings
        return (*own, "strength") if self.decayed else own


WALKS: Mapping[str, Walk] = {
    walk.name: walk for walk in (Walk(o, d) for o in OPTIMISERS for d in (False, True))
}
"""Every walk by the name of its function."""


def walked(
    X: Array,
    T: Array,
    *given: Any,
    walk: Walk,
    activation: str,
    form: str = "",
    summed: bool = False,
    epsilon: float = 0.0,
    backprop: Backprop = networks.backprop,
) -> tuple[Array, ...]:
    """Return the parameters W1, b1, … after one step per batch; what is given stays as it is.

    Args:
        X: Inputs (S, N, D).
        T: One-hot targets (S, N, K).
        given: W1 (D, H), b1 (1, H), …, then the settings of the walk.
        walk: The optimiser.
        activation: Of the hidden layers.
        form: Another form of the optimiser; empty: the usual one.
        summed: Whether the loss is summed over the batch.
        epsilon: What the gradients carry of an ε in the logarithm of the loss.
        backprop: The gradients of the mean loss by every parameter.
    """
    carried = {"epsilon": epsilon} if epsilon else {}
    slopes = partial(backprop, activation=activation, **carried)
    count = len(walk.settings)
    settings = list(given[-count:])
    strength = settings.pop() if walk.decayed else 0.0
    optimiser = OPTIMISERS[walk.optimiser]
    step = optimiser.forms[form] if form else optimiser.step
    parameters = [np.array(p) for p in given[:-count]]
    states: list[State] = [(np.zeros_like(p),) * optimiser.slots for p in parameters]
    for t, (x, target) in enumerate(zip(X, T, strict=True), start=1):
        points = parameters
        if form == "at_the_point":  # the gradient is taken at w + μ v
            points = [w + settings[1] * v for w, (v,) in zip(parameters, states, strict=True)]
        found = _gradients(x, target, points, slopes, strength, summed=summed)
        moved = [
            step(w, g, state, t, *settings)
            for w, g, state in zip(parameters, found, states, strict=True)
        ]
        parameters = [w for w, _ in moved]
        states = [state for _, state in moved]
    return tuple(parameters)


def _gradients(
    X: Array,
    T: Array,
    parameters: Sequence[Array],
    backprop: Backprop,
    strength: float,
    *,
    summed: bool,
) -> list[Array]:
    """Return ∂loss/∂w + λ w for weights, ∂loss/∂b for biases."""
    found = backprop(X, T, *parameters)
    scale = len(X) if summed else 1
    return [
        scale * g + (strength * w if number % 2 == 0 else 0.0)
        for number, (g, w) in enumerate(zip(found, parameters, strict=True))
    ]
