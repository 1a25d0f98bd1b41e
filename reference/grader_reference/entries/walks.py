"""Entries of an optimiser's first steps on a network's parameters. Runs in the judge."""

from functools import partial
from typing import Any

import numpy as np

from grader_reference import conventions
from grader_reference.architectures import Architecture
from grader_reference.catalogue import Arguments, Convention, Function, Parameter
from grader_reference.entries import networks as network_entries
from grader_reference.entries import parameters
from grader_reference.entries import part_parameters as of
from grader_reference.inputs import walks as walk_inputs
from grader_reference.misconceptions.walks import program, wrong_walks
from grader_reference.walks import WALKS, Walk, walked

SETTINGS = (of.LEARNING_RATE, of.MOMENTUM, of.DECAY, of.BETA1, of.BETA2, of.EPSILON, of.STRENGTH)
SCALE_FREE = ("adagrad", "rmsprop", "adam")
"""Optimisers that divide by the gradient's size: a sum over the batch keeps their rate."""
BATCHES = (
    Parameter(name="X", aliases=("x", "input", "inputs", "data", "xs", "batches", "features")),
    Parameter(name="T", aliases=("t", "y", "target", "targets", "label", "labels", "ys", "onehot")),
)


def trajectory(architecture: Architecture, name: str) -> Function:
    """Return the entry of the path called ``trajectory``, ``trajectory_adam_l2`` and so on.

    Raises:
        KeyError: No path is called so.
    """
    walk = WALKS[name]
    return Function(
        name=name,
        title=f"First steps of a {architecture} network",
        asks=f"{name} returns the parameters after one step on each batch in turn.",
        parameters=(
            *BATCHES,
            *parameters.of_network(architecture.parameters),
            *settings_of(walk),
        ),
        tensors=architecture.parameters,
        facts=partial(_facts, architecture),
        outputs=architecture.parameters,
        right=partial(walked, walk=walk, activation=architecture.activation),
        draw=walk_inputs.paths(architecture, walk),
        small=walk_inputs.small_paths(architecture, walk),
        parts=walk_inputs.PARTS,
        conventions=(
            *conventions.labels("T"),
            *of_steps(walk),
            *conventions.gradient_epsilon(),
            *_storage(architecture),
        ),
        misconceptions=wrong_walks(architecture, walk),
        equivalents=(program(architecture, walk).function(f"right {architecture}"),),
        aliases=("train", "train_steps", "run_steps", "optimize", "fit_batches"),
        hints=(
            "Is the first step right? If so, what is left over from it in the second?",
            "Compare how far each tensor moved, not where it is.",
        ),
    )


def _facts(architecture: Architecture, given: Arguments) -> dict[str, object]:
    """Return a network's facts, how many ``steps`` are asked and how many ``examples`` in each."""
    steps, examples = np.shape(given["X"])[:2]
    return {
        **network_entries.facts(architecture, given),
        "steps": steps,
        "examples": examples,
    }


def settings_of(walk: Walk) -> tuple[Parameter, ...]:
    """Return the parameters that stand behind those of the network."""
    return tuple(next(p for p in SETTINGS if p.name == name) for name in walk.settings)


def of_steps(walk: Walk) -> tuple[Convention, ...]:
    """Return the scales, the penalties and the forms of an optimiser, whatever the network is."""
    return (*_scale(walk), *_penalty(walk), *_forms(walk))


def _scale(walk: Walk) -> tuple[Convention, ...]:
    """Return mean and sum over the batch; with a sum the rate is handed over divided by N.

    Where the optimiser divides by the gradient's size, the rate stays, and ε counts a little less.
    """
    free = walk.optimiser in SCALE_FREE
    return (
        Convention(
            id="gradient_of_mean",
            axis="scale",
            claim="the gradients of the mean loss over the batch",
        ),
        Convention(
            id="gradient_of_sum",
            axis="scale",
            claim="the gradients of the summed loss over the batch"
            + ("" if free else ", handed the rate divided by the batch size"),
            harmless=True,
            present=None if free else _rate_of_sum,
            named={"summed": True} if free else {},
        ),
    )


def _rate_of_sum(given: Arguments) -> Arguments:
    """Hand over η / N, and N λ where there is a penalty: η/N (N g + N λ w) is the same step."""
    n = np.shape(given["X"])[1]
    changed = {**given, "learning_rate": given["learning_rate"] / n}
    if "strength" in given:
        changed["strength"] = given["strength"] * n
    return changed


def _penalty(walk: Walk) -> tuple[Convention, ...]:
    if not walk.decayed:
        return ()
    return (
        Convention(id="halved", axis="half", claim="the penalty is λ/2 Σ w²"),
        Convention(
            id="whole",
            axis="half",
            claim="the penalty is λ Σ w²",
            present=lambda given: {**given, "strength": given["strength"] / 2},
        ),
        Convention(id="penalty_whole", axis="share", claim="the penalty is added to the mean loss"),
        Convention(
            id="penalty_divided",
            axis="share",
            claim="the penalty is divided by the number of examples, as the loss is",
            under=("gradient_of_mean",),
            present=_strength_of_sum,
        ),
    )


def _strength_of_sum(given: Arguments) -> Arguments:
    """Hand over N λ, of which the gradient of the mean takes one N-th."""
    return {**given, "strength": given["strength"] * np.shape(given["X"])[1]}


def _forms(walk: Walk) -> tuple[Convention, ...]:
    """Return the other forms of an optimiser that courses teach."""

    def form(name: str, axis: str, claim: str, *, harmless: bool = True) -> Convention:
        return Convention(id=name, axis=axis, claim=claim, harmless=harmless, named={"form": name})

    if walk.optimiser == "momentum":
        steps = "the velocity sums the gradients"
        means = "v = μ v + (1 − μ) g, and η v is subtracted"
        return (
            Convention(id="accumulated", axis="form", claim=steps),
            form("averaged", "form", means, harmless=False),
        )
    if walk.optimiser == "nesterov":
        ahead = "the parameters are the point looked ahead to"
        at = "the parameters are the point from which one looks ahead"
        return (
            Convention(id="ahead", axis="form", claim=ahead),
            form("at_the_point", "form", at),
        )
    if walk.optimiser not in SCALE_FREE:
        return ()
    outside = Convention(id="epsilon_outside", axis="epsilon", claim="ε is added to the root")
    inside = form("epsilon_inside", "epsilon", "ε is added under the root")
    if walk.optimiser != "adam":
        return outside, inside
    late = "ε is added to the root of the average before its correction"
    return outside, inside, form("epsilon_uncorrected", "epsilon", late)


def _storage(architecture: Architecture) -> tuple[Convention, ...]:
    """Return bias form, weight storage and layout, of what goes in and of what comes back."""
    weights, biases = architecture.parameters[::2], architecture.parameters[1::2]

    def changed(change: Any, first: int) -> Any:
        return conventions.each(change, first=first)

    return (
        *conventions.bias(biases, changed(np.ravel, 1)),
        *conventions.weights(weights, changed(np.transpose, 0)),
        *conventions.layout(("X", "T", *biases), changed(np.transpose, 1)),
    )
