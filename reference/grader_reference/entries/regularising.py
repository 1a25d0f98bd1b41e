"""Entries of dropout and batch normalisation, forward and backward. Runs in the judge."""

from collections.abc import Callable
from typing import Any

import numpy as np

from grader_reference import batch_norm, dropout
from grader_reference.arrays import Array
from grader_reference.catalogue import Arguments, Convention, Function
from grader_reference.entries import part_parameters as of
from grader_reference.entries.elements import ORDINARY
from grader_reference.entries.spatial import images
from grader_reference.inputs import regularising as regularising_inputs
from grader_reference.misconceptions import regularising as wrong

WITH_EVALUATION = {"ordinary": 3.0, "evaluation": 1.0}
_SLOPE = "Move one entry by ±0.00001: by how much does the summed result change?"
_CHANNEL = "Calculate mean and variance of one channel by hand."


def functions() -> tuple[Function, ...]:
    """Return dropout, batch normalisation and their gradients."""
    return (_dropout(), _dropout_backward(), _batch_norm(), _batch_norm_backward())


def _share(
    axis: str, argument: str, own: tuple[str, str], other: tuple[str, str]
) -> tuple[Convention, ...]:
    """Return the two meanings of a share p: itself, or 1 − p; each an id and a claim."""

    def present(given: Arguments) -> Arguments:
        return {**given, argument: 1 - given[argument]}

    return (
        Convention(id=own[0], axis=axis, claim=own[1]),
        Convention(id=other[0], axis=axis, claim=other[1], harmless=True, present=present),
    )


def _drop_conventions(classical: Callable[..., Any]) -> tuple[Convention, ...]:
    return (
        Convention(
            id="inverted", axis="scaled", claim="activations are scaled while training", shared=True
        ),
        Convention(
            id="classical",
            axis="scaled",
            claim="activations are scaled in evaluation",
            shared=True,
            function=classical,
        ),
        *_share(
            "probability",
            "keep",
            ("keep", "the probability is that of keeping an activation"),
            ("drop", "the probability is that of dropping an activation"),
        ),
    )


def _dropout() -> Function:
    def selected(x: Array, mask: Array, keep: float, training: bool) -> Array:  # noqa: FBT001
        return np.where(mask > 0, x * (1 / keep), 0.0) if training else 1 * x

    return Function(
        name="dropout",
        title="Dropout",
        asks="dropout(x, mask, keep, training) sets activations to 0 where the mask is 0 while"
        " training, and scales so that expectations stay; mask and x have one shape.",
        parameters=(of.ACTIVATIONS, of.MASK, of.KEEP, of.TRAINING),
        right=dropout.dropout,
        draw=regularising_inputs.drops("x", training=True),
        small=regularising_inputs.small_drops("x", training=True),
        parts=WITH_EVALUATION,
        conventions=_drop_conventions(dropout.dropout_classical),
        misconceptions=wrong.dropout(),
        terms=lambda *_: 2,
        equivalents=(selected,),
        aliases=("dropout_forward", "apply_dropout", "inverted_dropout"),
        hints=("Which results are 0?", "Compare the size of an activation in both modes."),
    )


def _dropout_backward() -> Function:
    return Function(
        name="dropout_backward",
        title="Gradient of dropout",
        asks="dropout_backward(dh, mask, keep) returns the gradient by the activations, from the"
        " gradient dh by the result of dropout while training.",
        parameters=(of.BY_ACTIVATIONS, of.MASK, of.KEEP),
        right=dropout.dropout_backward,
        draw=regularising_inputs.drops("dh", training=False),
        small=regularising_inputs.small_drops("dh", training=False),
        parts=ORDINARY,
        conventions=_drop_conventions(dropout.dropout_backward_classical),
        misconceptions=wrong.dropout_backward(),
        terms=lambda *_: 2,
        equivalents=(lambda dh, mask, keep: np.where(mask > 0, dh * (1 / keep), 0.0),),
        aliases=("dropout_grad", "grad_dropout", "dropout_back"),
        hints=("Which results are 0?", _SLOPE),
    )


def _statistics(*choices: tuple[str, str, Callable[..., Any]]) -> tuple[Convention, ...]:
    others = (
        Convention(
            id=name,
            axis="statistics",
            claim=claim,
            function=function,
            harmless=name == "unbiased_average",
        )
        for name, claim, function in choices
    )
    own = "mean and variance of every channel, over all examples and pixels"
    return (Convention(id="per_channel", axis="statistics", claim=own), *others)


def _batch_norm_conventions() -> tuple[Convention, ...]:
    return (
        *_statistics(
            (
                "unbiased_average",
                "the running variance averages unbiased variances",
                batch_norm.batch_norm_unbiased,
            ),
            (
                "per_pixel",
                "mean and variance of every pixel, over the examples; no running averages",
                batch_norm.batch_norm_per_pixel,
            ),
        ),
        *_share(
            "share",
            "momentum",
            ("share_of_old", "momentum is the share of the old average"),
            ("share_of_new", "momentum is the share of the batch"),
        ),
        *images(),
    )


def _batch_norm() -> Function:
    def sizes(
        x: Array, gamma: Array, beta: Array, mean: Array, var: Array, *_: Any
    ) -> tuple[Array, Array, Array]:
        spread = np.max(np.abs(x)) + np.max(np.abs(mean))
        y = np.broadcast_to(np.abs(gamma) * spread * 4 + np.abs(beta), x.shape)
        return y, np.abs(mean) + spread, var + spread**2

    return Function(
        name="batch_norm",
        title="Batch normalisation",
        asks="batch_norm(x, gamma, beta, running_mean, running_var, momentum, epsilon, training)"
        " returns γ (x − μ) / √(σ² + ε) + β and the new running averages; momentum is the share of"
        " the old average, and an evaluation uses the running averages and leaves them.",
        parameters=(
            *(of.ACTIVATIONS, of.GAMMA, of.BETA, of.RUNNING_MEAN, of.RUNNING_VAR),
            *(of.RUNNING_SHARE, of.EPSILON, of.TRAINING),
        ),
        outputs=("y", "running_mean", "running_var"),
        right=batch_norm.batch_norm,
        draw=regularising_inputs.norms,
        small=regularising_inputs.small_norms,
        parts=WITH_EVALUATION,
        conventions=_batch_norm_conventions(),
        misconceptions=wrong.batch_norm(),
        magnitude=sizes,
        terms=lambda x, *_: x.size // x.shape[-1],
        equivalents=(wrong.BATCH_NORM.function("batch_norm right"),),
        aliases=("batch_norm_forward", "bn_forward", "batch_normalization"),
        hints=(_CHANNEL, "Which mean and which variance has every channel of the result?"),
    )


def _batch_norm_backward() -> Function:
    def sizes(dy: Array, x: Array, gamma: Array, epsilon: float) -> tuple[Array, Array, Array]:
        kept = batch_norm.normalise(x, epsilon)
        whole, large = np.abs(dy * gamma), np.abs(kept.x_hat)
        axes = kept.axes
        along = (whole * large).mean(axis=axes, keepdims=True)
        dx = (whole + whole.mean(axis=axes, keepdims=True) + large * along) * kept.inverse
        return dx, np.sum(np.abs(dy) * (large + 1), axis=axes), np.sum(np.abs(dy), axis=axes)

    return Function(
        name="batch_norm_backward",
        title="Gradients of batch normalisation",
        asks="batch_norm_backward(dy, x, gamma, epsilon) returns the gradients by x, γ and β while"
        " training, from the gradient dy by the result.",
        parameters=(of.BY_NORMALISED, of.ACTIVATIONS, of.GAMMA, of.EPSILON),
        outputs=("dx", "dgamma", "dbeta"),
        right=batch_norm.batch_norm_backward,
        draw=regularising_inputs.norm_gradients,
        small=regularising_inputs.small_norm_gradients,
        parts=ORDINARY,
        conventions=(
            *_statistics(
                (
                    "per_pixel",
                    "mean and variance of every pixel, over the examples",
                    batch_norm.batch_norm_backward_per_pixel,
                ),
            ),
            *images(),
        ),
        misconceptions=wrong.batch_norm_backward(),
        magnitude=sizes,
        terms=lambda dy, *_: dy.size // dy.shape[-1],
        equivalents=(wrong.BATCH_NORM_BACKWARD.function("batch_norm_backward right"),),
        aliases=("bn_backward", "grad_batch_norm"),
        hints=(_SLOPE, "What must the gradients of one channel sum to?"),
    )
