"""Entries of whole networks for an architecture. Runs in the judge."""

from functools import partial

import numpy as np

from grader_reference import compositions, conventions, networks
from grader_reference.architectures import Architecture
from grader_reference.arrays import Array
from grader_reference.catalogue import Arguments, Convention, Function
from grader_reference.entries import aliases, parameters
from grader_reference.entries.elements import ORDINARY
from grader_reference.inputs import networks as network_inputs
from grader_reference.misconceptions import networks as wrong
from grader_reference.misconceptions.network_programs import (
    backprop_program,
    forward_program,
    loss_program,
)

_STEPS = "Follow one example through 2-3-2 by hand: where does the first difference appear?"


def backprop(architecture: Architecture) -> Function:
    """Return the entry of the gradients of the mean cross entropy by every parameter."""
    activation = architecture.activation
    program = backprop_program(architecture)
    return Function(
        name="backprop",
        title=f"Gradients of a {architecture} network",
        asks="backprop returns the gradient of the mean cross entropy by every weight and bias.",
        parameters=(parameters.X, parameters.T, *parameters.of_network(architecture.parameters)),
        tensors=architecture.parameters,
        facts=partial(facts, architecture),
        outputs=architecture.gradients,
        right=partial(networks.backprop, activation=activation),
        draw=network_inputs.network(architecture, loss=True, far=True),
        small=network_inputs.small_network(architecture, loss=True),
        parts=ORDINARY,
        conventions=(
            *conventions.labels("T"),
            *conventions.network_scale(),
            *conventions.gradient_epsilon(),
            *_forms(architecture, ("X", "T"), gradients=True),
        ),
        misconceptions=wrong.backprop(architecture),
        magnitude=partial(networks.backprop_magnitude, activation=activation),
        terms=partial(_terms, architecture),
        equivalents=(program.function(f"backprop {architecture}"),),
        aliases=(
            *("back_prop", "back_propagation", "backward", "backward_pass", "gradients"),
            *("compute_gradients", "compute_grads", "calc_gradients", "get_gradients", "grad_all"),
            *("back_propagate", "backward_propagation", "gradient", "bprop"),
        ),
        hints=(
            "Move one entry by ±0.00001 and divide the loss difference by 0.00002: compare.",
            "Compare the shape of each gradient with its parameter's.",
        ),
        composition=compositions.gradients(activation),
    )


def network_loss(architecture: Architecture) -> Function:
    """Return the entry of the mean cross entropy of a network."""
    activation = architecture.activation
    right = partial(networks.network_loss, activation=activation)
    program = loss_program(architecture)
    return Function(
        name="network_loss",
        title=f"Loss of a {architecture} network",
        asks="network_loss returns the mean cross entropy of the network's predictions.",
        parameters=(parameters.X, parameters.T, *parameters.of_network(architecture.parameters)),
        tensors=architecture.parameters,
        facts=partial(facts, architecture),
        right=right,
        draw=network_inputs.network(architecture, loss=True),
        small=network_inputs.small_network(architecture, loss=True),
        parts=ORDINARY,
        conventions=(
            *conventions.labels("T"),
            *conventions.reduction("T"),
            *conventions.epsilon(),
            *_forms(architecture, ("X", "T")),
        ),
        misconceptions=wrong.network_loss(architecture),
        magnitude=partial(networks.loss_magnitude, activation=activation),
        terms=partial(_terms, architecture),
        equivalents=(program.function(f"network_loss {architecture}"),),
        aliases=aliases.beside(
            "network_loss",
            *aliases.of_function("network_loss", "loss", "cost"),
            "get_loss",
            "total_loss",
        ),
        hints=(_STEPS, "Compare the predictions first, then the loss of one example."),
        composition=compositions.loss(activation),
    )


def network_forward(architecture: Architecture) -> Function:
    """Return the entry of the forward pass of a network."""
    activation = architecture.activation
    program = forward_program(architecture)

    def logits(X: Array, *given: Array) -> Array:
        return networks.run_forward(X, *given, activation=activation).scores[-1]

    return Function(
        name="network_forward",
        title=f"Forward pass of a {architecture} network",
        asks="network_forward returns the probabilities of the classes, a row per example.",
        parameters=(parameters.X, *parameters.of_network(architecture.parameters)),
        tensors=architecture.parameters,
        facts=partial(facts, architecture),
        right=partial(networks.network_forward, activation=activation),
        draw=network_inputs.network_with_extremes(architecture),
        small=network_inputs.small_network(architecture, loss=False),
        parts=ORDINARY,
        conventions=(
            *conventions.output(logits, partial(networks.scores_magnitude, activation=activation)),
            *_forms(architecture, ("X",), rows=True),
        ),
        misconceptions=wrong.network_forward(architecture),
        magnitude=partial(networks.forward_magnitude, activation=activation),
        terms=partial(_terms, architecture),
        equivalents=(program.function(f"network_forward {architecture}"),),
        aliases=(
            *("forward", "forward_pass", "feed_forward", "forward_propagation", "forward_prop"),
            *("predict", "predict_proba"),
        ),
        hints=(_STEPS, "What do the probabilities of one example sum to?"),
        composition=compositions.forward(activation),
    )


def _forms(
    architecture: Architecture,
    data: tuple[str, ...],
    *,
    gradients: bool = False,
    rows: bool = False,
) -> tuple[Convention, ...]:
    """Return bias form, weight storage and layout; in columns biases are columns, too."""
    weights, biases = architecture.parameters[::2], architecture.parameters[1::2]
    same = conventions.untouched
    flat = conventions.each(np.ravel, first=1) if gradients else same
    stored = conventions.each(np.transpose, first=0) if gradients else same
    columns = conventions.each(np.transpose, first=1) if gradients else same
    return (
        *conventions.bias(biases, flat),
        *conventions.weights(weights, stored),
        *conventions.layout((*data, *biases), np.transpose if rows else columns),
    )


def _terms(architecture: Architecture, X: Array, *given: Array) -> int:
    del given
    return max(len(X), *architecture.widths)


def facts(architecture: Architecture, given: Arguments) -> dict[str, object]:
    """Return what a class asks for when it is made; ``hidden`` is a number where it is one."""
    shapes = [np.shape(given[name]) for name in architecture.parameters[::2]]
    widths = [shapes[0][0], *(shape[1] for shape in shapes)]
    hidden = widths[1:-1]
    return {
        "widths": widths,
        "inputs": widths[0],
        "hidden": hidden[0] if len(hidden) == 1 else hidden,
        "outputs": widths[-1],
        "layers": len(widths) - 1,
        "activation": architecture.activation,
    }
