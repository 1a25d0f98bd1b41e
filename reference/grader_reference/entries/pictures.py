"""The entry of the small convolutional network's gradients. Runs in the judge."""

from functools import partial
from typing import Any

import numpy as np

from grader_reference import conventions, convolution
from grader_reference.arrays import Array
from grader_reference.catalogue import Arguments, Convention, Function, Parameter
from grader_reference.entries import parameters
from grader_reference.entries import part_parameters as of
from grader_reference.entries.elements import ORDINARY
from grader_reference.inputs import pictures as picture_inputs
from grader_reference.misconceptions import pictures as wrong
from grader_reference.picture_network import NAMES, picture_gradients


def functions() -> tuple[Function, ...]:
    """Return the gradients of the network."""
    return (_picture_gradients(),)


def _picture_gradients() -> Function:
    return Function(
        name="picture_gradients",
        title="Gradients of the convolutional network",
        asks="picture_gradients returns the gradients of the mean cross entropy and the penalty"
        " λ/2 Σ w² (of the kernel and both weight matrices) by every parameter, while training.",
        parameters=(
            parameters.X,
            parameters.T,
            *(Parameter(name=name) for name in NAMES),
            *(of.STRENGTH, of.EPSILON),
        ),
        tensors=NAMES,
        facts=_facts,
        outputs=tuple(f"d{name}" for name in NAMES),
        right=picture_gradients,
        draw=picture_inputs.pictures,
        small=picture_inputs.small_pictures,
        parts=ORDINARY,
        conventions=(
            *_forms(),
            *conventions.gradient_epsilon(name="within_logarithm"),
            *_stored(),
        ),
        misconceptions=wrong.picture_gradients(),
        magnitude=_sizes,
        terms=lambda X, *_: X.size,
        equivalents=(wrong.PROGRAM.function("picture_gradients right"),),
        hints=(
            "Move one entry by ±0.00001 and divide the loss difference by 0.00002: compare.",
            "Which gradients are right? The mistake lies below the last of them.",
        ),
    )


def _facts(given: Arguments) -> dict[str, object]:
    """Return what a class asks for when it is made."""
    channels, classes = np.shape(given["gamma"])[-1], np.shape(given["W2"])[-1]
    hidden = np.shape(given["W2"])[0]
    return {
        "image": np.shape(given["X"])[1],
        "channels": channels,
        "hidden": hidden,
        "outputs": classes,
        "widths": [np.shape(given["W1"])[0], hidden, classes],
    }


def _sizes(X: Array, T: Array, *given: Any) -> tuple[Array, ...]:
    """Return Σ|terms| of each gradient: a bound by the largest there is, times what is summed.

    Normalisation cancels, so no entry is known better than the largest of its tensor.
    """
    right = picture_gradients(X, T, *given)
    return tuple(np.full(g.shape, 30 * np.max(np.abs(g))) for g in right)


def _forms() -> tuple[Convention, ...]:
    """Return the scale, and over what statistics go."""
    return (
        Convention(
            id="gradient_of_mean",
            axis="scale",
            claim="the gradients of the mean loss over the batch",
        ),
        Convention(
            id="gradient_of_sum",
            axis="scale",
            claim="the gradients of the summed loss over the batch; the penalty is as it was",
            present=_strength_of_sum,
            adapt=lambda right, given: tuple(len(given["X"]) * g for g in right),
        ),
        *conventions.statistics(partial(picture_gradients, per_pixel=True)),
    )


def _strength_of_sum(given: Arguments) -> Arguments:
    """Hand over N λ: the sum's gradient with N λ w is N times the mean's with λ w."""
    return {**given, "strength": len(given["X"]) * given["strength"]}


def _stored() -> tuple[Convention, ...]:
    """Return how kernel and W1 are stored: channels last, or first; W1's rows go along."""
    return (
        Convention(
            id="channels_last",
            axis="images",
            claim="kernels are (height, width, inputs, outputs), the pooled picture is flattened"
            " with its channels last",
        ),
        Convention(
            id="channels_first",
            axis="images",
            claim="kernels are (outputs, inputs, height, width), the pooled picture is flattened"
            " with its channels first",
            harmless=True,
            present=lambda given: {**given, **_first(given, given)},
            adapt=_adapted,
        ),
    )


def _first(tensors: Arguments, given: Arguments) -> dict[str, Array]:
    """Return kernel and W1 (or their gradients) as they are stored with channels first."""
    half, channels = np.shape(given["X"])[1] // 2, np.shape(given["gamma"])[-1]
    W1 = np.asarray(tensors["W1"]).reshape(half, -1, channels, np.shape(tensors["W1"])[-1])
    rows = np.moveaxis(W1, 2, 0).reshape(np.shape(tensors["W1"]))
    return {"kernel": convolution.kernel_channels_first(tensors["kernel"]), "W1": rows}


def _adapted(right: tuple[Array, ...], given: Arguments) -> tuple[Array, ...]:
    gradients = dict(zip(NAMES, right, strict=True))
    return tuple({**gradients, **_first(gradients, given)}.values())
