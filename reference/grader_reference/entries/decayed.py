"""The entry of a network's loss with the penalty of its weights. Runs in the judge."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from grader_reference import conventions, networks
from grader_reference.architectures import Architecture
from grader_reference.arrays import Array
from grader_reference.catalogue import Arguments, Case, Convention, Function
from grader_reference.entries import networks as network_entries
from grader_reference.entries import part_parameters as of
from grader_reference.entries.elements import ORDINARY
from grader_reference.inputs import networks as network_inputs
from grader_reference.inputs.rows import Draw, in_single
from grader_reference.misconceptions import decayed_losses as wrong

NAME = "network_loss_l2"
STRENGTH = 1.5
"""Large enough for every part of the penalty to count."""


def network_loss_l2(architecture: Architecture) -> Function:
    """Return the entry of (Σ −log p + λ/2 Σ w²) / N: all weights are penalised, biases are not."""
    plain = network_entries.network_loss(architecture)
    biases = architecture.parameters[1::2]
    return Function(
        name=NAME,
        title=f"Loss of a {architecture} network with weight decay",
        asks=f"{NAME} returns the summed cross entropy plus λ/2 Σ w² over all weights, divided by"
        " the number of examples; biases are not penalised.",
        parameters=(*plain.parameters, of.STRENGTH),
        tensors=plain.tensors,
        facts=plain.facts,
        right=partial(_loss, activation=architecture.activation),
        draw=_with_strength(network_inputs.network(architecture, loss=True)),
        small=_with_strength(network_inputs.small_network(architecture, loss=True)),
        parts=ORDINARY,
        conventions=(
            *conventions.labels("T"),
            *_share(),
            *conventions.reduction("T")[:2],
            *conventions.epsilon(),
            *conventions.bias(biases, conventions.untouched),
            *conventions.layout(("X", "T", *biases), conventions.untouched),
        ),
        misconceptions=wrong.network_loss_l2(architecture),
        magnitude=partial(_magnitude, activation=architecture.activation),
        terms=lambda X, T, *given: max(len(X), sum(map(np.size, given))),  # noqa: ARG005
        equivalents=(wrong.loss_program(architecture).function(f"{NAME} {architecture}"),),
        aliases=("regularized_loss", "regularised_loss", "loss_with_decay"),
        hints=(
            "Let the strength be 0: is the loss right? Then let it be 1.",
            "Double one weight, then one bias: by how much should the loss grow?",
        ),
    )


def _share() -> tuple[Convention, ...]:
    """Return how the penalty is added; a strength that fits it is handed over."""

    def added(name: str, claim: str, times: Callable[[Arguments], float] | None) -> Convention:
        def present(given: Arguments) -> Arguments:
            assert times is not None
            return {**given, "strength": given["strength"] * times(given)}

        return Convention(
            id=name, axis="penalty", claim=claim, present=None if times is None else present
        )

    divided = "λ/2 Σ w² is divided by the number of examples, as the loss is"
    return (
        added("penalty_divided", divided, None),
        added(
            "penalty_whole",
            "λ/2 Σ w² is added to the mean loss",
            lambda given: 1 / len(given["X"]),
        ),
        added("penalty_without_half", "λ Σ w² is divided by the number of examples", lambda _: 0.5),
    )


def _loss(X: Array, T: Array, *given: Any, activation: str, epsilon: float = 0.0) -> float:
    """Return the mean over the examples of cross entropy and λ/2 Σ w²; λ comes last in given."""
    *tensors, strength = given
    data = networks.network_loss(X, T, *tensors, activation=activation, epsilon=epsilon)
    squares = sum(np.sum(W**2) for W in tensors[::2])
    return float(data + strength / 2 * squares / len(X))


def _magnitude(X: Array, T: Array, *given: Any, activation: str) -> float:
    *tensors, strength = given
    data = networks.loss_magnitude(X, T, *tensors, activation=activation)
    return float(data + strength * sum(np.sum(W**2) for W in tensors[::2]))


def _with_strength(draw: Draw) -> Draw:
    """Draw the same inputs, and a strength behind them."""

    def draw_more(rng: np.random.Generator) -> tuple[Case, ...]:
        return tuple(
            Case(
                part=case.part,
                label=case.label,
                arguments={**case.arguments, "strength": in_single(STRENGTH)},
            )
            for case in draw(rng)
        )

    return draw_more
