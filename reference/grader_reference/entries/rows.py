"""Entries of the functions of rows: layers, softmax, losses, labels. Runs in the judge."""

from typing import Any

import numpy as np

from grader_reference import conventions, layers, losses
from grader_reference.arrays import Array
from grader_reference.catalogue import Convention, Function
from grader_reference.entries import aliases, parameters
from grader_reference.entries.elements import ORDINARY, WITH_EXTREMES
from grader_reference.inputs import rows as inputs
from grader_reference.misconceptions import accuracies, loss_gradients, softmaxes
from grader_reference.misconceptions import layers as wrong_layers
from grader_reference.misconceptions import losses as wrong_losses

WITH_INTEGERS = {"ordinary": 3.0, "dtype": 1.0}
_AXES = "Write down the shapes of all arrays: over which axis is summed?"


def functions() -> tuple[Function, ...]:
    """Return the layer, the softmax functions, the losses and the labels."""
    return (
        _softmax(),
        _log_softmax(),
        _softmax_jacobian(),
        _layer(),
        _cross_entropy(),
        _cross_entropy_gradient(),
        _one_hot(),
        _accuracy(),
    )


def _softmax() -> Function:
    return Function(
        name="softmax",
        title="Softmax",
        asks="softmax(z) turns every row of scores into probabilities: exp(z) over its row's sum.",
        parameters=(parameters.Z,),
        right=layers.softmax,
        draw=inputs.row_scores("z"),
        small=inputs.small_row_scores("z"),
        parts=WITH_EXTREMES,
        conventions=conventions.layout(("z",), np.transpose),
        misconceptions=softmaxes.softmax(),
        magnitude=lambda z: layers.softmax(z) * (1 + _largest(z)),
        terms=_classes,
        equivalents=(lambda z: np.exp(layers.log_softmax(z)),),
        aliases=aliases.beside(
            "softmax", *aliases.of_function("softmax"), "stable_softmax", "softmax_activation"
        ),
        hints=("What does each row of the result sum to?", _AXES),
    )


def _log_softmax() -> Function:
    return Function(
        name="log_softmax",
        title="Logarithm of the softmax",
        asks="log_softmax(z) returns the logarithm of the softmax of every row of scores.",
        parameters=(parameters.Z,),
        right=layers.log_softmax,
        draw=inputs.row_scores("z"),
        small=inputs.small_row_scores("z"),
        parts=WITH_EXTREMES,
        conventions=conventions.layout(("z",), np.transpose),
        misconceptions=softmaxes.log_softmax(),
        magnitude=lambda z: 1 + _largest(z) + np.abs(layers.log_softmax(z)),
        terms=_classes,
        equivalents=(lambda z: z - np.logaddexp.reduce(z, axis=-1, keepdims=True),),
        aliases=("log_of_softmax", "softmax_log"),
        hints=("What do the exponentials of each row sum to?", _AXES),
    )


def _softmax_jacobian() -> Function:
    def by_entries(z: Array) -> Array:
        p = layers.softmax(z)
        return p[:, None] * (np.eye(len(p)) - p[None, :])

    return Function(
        name="softmax_jacobian",
        title="Jacobian of the softmax",
        asks="softmax_jacobian(z) returns the derivative of every probability by every score.",
        parameters=(parameters.Z,),
        right=layers.softmax_jacobian,
        draw=inputs.single_row,
        small=inputs.small_single_row,
        parts=ORDINARY,
        misconceptions=softmaxes.softmax_jacobian(),
        magnitude=lambda z: np.outer(*(2 * [layers.softmax(z)])) + np.diag(layers.softmax(z)),
        terms=_classes,
        equivalents=(by_entries,),
        aliases=aliases.beside(
            "softmax_jacobian",
            *aliases.of_derivative("softmax"),
            "jacobian_softmax",
            "jacobian_of_softmax",
        ),
        hints=("What does each row of the matrix sum to?", "Treat i = j and i ≠ j apart."),
    )


def _layer() -> Function:
    return Function(
        name="computeLayer",
        title="Layer",
        asks="computeLayer(X, W, b) returns X W + b, a row of scores for every example.",
        parameters=(parameters.INPUT, parameters.WEIGHTS, parameters.BIAS),
        right=layers.affine,
        draw=inputs.affine,
        small=inputs.small_affine,
        parts=ORDINARY,
        conventions=_layer_conventions(),
        misconceptions=wrong_layers.layer(),
        magnitude=lambda X, W, b: np.abs(X) @ np.abs(W) + np.abs(b),
        terms=lambda X, W, b: X.shape[1] + 1,  # noqa: ARG005 - called by position
        equivalents=(
            lambda X, W, b: np.einsum("nd,dk->nk", X, W) + b,
            lambda X, W, b: np.c_[np.ones(len(X)), X] @ np.r_[b, W],
        ),
        aliases=aliases.beside(
            "computeLayer",
            *aliases.of_function("layer", "compute", "linear", "affine", "dense"),
            "linear_layer",
            "affine_layer",
            "dense_layer",
            "fc",
            "fc_layer",
            "fully_connected",
            "linear_forward",
            "affine_forward",
            "layer_forward",
            "forward_layer",
        ),
        hints=("Calculate one entry by hand, bias included.", _AXES),
    )


def _layer_conventions() -> tuple[Convention, ...]:
    return (
        *conventions.bias(("bias",), conventions.untouched),
        conventions.bias_column("bias"),
        *conventions.weights(("weights",), conventions.untouched),
        *conventions.layout(("input", "bias"), np.transpose),
    )


def _cross_entropy() -> Function:
    return Function(
        name="CE",
        title="Cross entropy",
        asks="CE(target, prediction) returns the mean over the examples of −Σ t log p.",
        parameters=(parameters.TARGET, parameters.PREDICTION),
        right=losses.cross_entropy,
        draw=inputs.losses,
        small=inputs.small_losses,
        parts=WITH_INTEGERS,
        conventions=(
            *conventions.labels("target"),
            *conventions.prediction("prediction"),
            *conventions.reduction("target"),
            *conventions.epsilon(),
            *conventions.layout(("target", "prediction"), conventions.untouched),
        ),
        misconceptions=wrong_losses.cross_entropy(),
        magnitude=lambda t, p: 1 + losses.cross_entropy(t, p),
        terms=_elements,
        equivalents=(
            lambda t, p: np.mean(-np.log(np.sum(t * p, axis=1))),
            lambda t, p: float(np.mean(-np.log(p[t > 0]))),
        ),
        aliases=aliases.beside(
            "CE",
            *aliases.of_function("CE", "cross_entropy", "average_CE", "avg_CE", "mean_CE"),
            "ave_CE",
            "avrage_CE",
            "CE_loss",
            "loss_CE",
            "CE_cost",
            "CE_error",
            "xent",
            "cross_entropy_loss",
            "cross_entropy_error",
            "categorical_cross_entropy",
            "average_cross_entropy",
            "avg_cross_entropy",
            "mean_cross_entropy",
            "cross_ent",
        ),
        hints=("Calculate the loss of two examples by hand.", _AXES),
    )


def _cross_entropy_gradient() -> Function:
    return Function(
        name="gradCE",
        title="Gradient of the cross entropy",
        asks="gradCE(target, prediction) returns the gradient of CE, of the prediction's shape.",
        parameters=(parameters.TARGET, parameters.PREDICTION),
        right=losses.cross_entropy_gradient,
        draw=inputs.losses,
        small=inputs.small_losses,
        parts=WITH_INTEGERS,
        conventions=(
            *conventions.labels("target"),
            *conventions.prediction("prediction"),
            *conventions.wrt(),
            *conventions.epsilon(under=("wrt_scores",)),
            *conventions.gradient_scale("target"),
            *conventions.layout(("target", "prediction"), np.transpose),
        ),
        misconceptions=loss_gradients.cross_entropy_gradient(),
        magnitude=lambda t, p: t / np.where(t > 0, p, 1.0) + t + p,
        terms=_elements,
        equivalents=(lambda t, p: t * (-1 / np.where(t > 0, p, 1.0)),),
        aliases=aliases.beside(
            "gradCE", *aliases.of_derivative("CE", "cross_entropy", "average_CE", "CE_loss")
        ),
        hints=(
            "Move one prediction by ±0.00001 and divide the difference of CE by 0.00002.",
            "A gradient has the shape of what is differentiated by: compare the shapes.",
        ),
    )


def _one_hot() -> Function:
    def compared(labels: Array, classes: int) -> Array:
        return np.where(np.asarray(labels)[:, None] == np.arange(classes), 1.0, 0.0)

    return Function(
        name="one_hot",
        title="One-hot rows",
        asks="one_hot(labels, classes) returns a row per label with a 1 in the label's column.",
        parameters=(parameters.LABELS, parameters.CLASSES),
        right=layers.one_hot,
        draw=inputs.labels,
        small=inputs.small_labels,
        parts=ORDINARY,
        conventions=conventions.layout((), np.transpose),
        misconceptions=wrong_layers.one_hot(),
        equivalents=(compared,),
        aliases=(
            *("to_one_hot", "one_hot_encode", "one_hot_encoding", "one_hot_encoder"),
            *("convert_one_hot", "make_one_hot", "get_one_hot", "one_hot_labels", "to_categorical"),
        ),
        exact=True,
        hints=("Write down the row of one label by hand.", "What should every row sum to?"),
    )


def _accuracy() -> Function:
    percent = Convention(
        id="percent",
        axis="unit",
        claim="the accuracy is a percentage",
        adapt=lambda right, _: 100 * right,
    )
    return Function(
        name="accuracy",
        title="Accuracy",
        asks="accuracy(target, prediction) returns the share of examples that are decided right.",
        parameters=(parameters.TARGET, parameters.PREDICTION),
        right=losses.accuracy,
        draw=inputs.guesses,
        small=inputs.small_guesses,
        parts=ORDINARY,
        conventions=(
            *conventions.labels("target"),
            Convention(id="share", axis="unit", claim="the accuracy is a share between 0 and 1"),
            percent,
            *conventions.layout(("target", "prediction"), conventions.untouched),
        ),
        misconceptions=accuracies.accuracy(),
        terms=lambda t, p: len(p),  # noqa: ARG005 - called by position
        equivalents=(lambda t, p: np.mean(t[np.arange(len(p)), p.argmax(axis=1)]),),
        aliases=aliases.beside(
            "accuracy",
            *aliases.of_function("accuracy", "acc"),
            "get_accuracy",
            "find_accuracy",
            "accuracy_score",
            "average_accuracy",
        ),
        hints=("Count the right decisions of three examples by hand.", _AXES),
    )


def _largest(z: Array) -> Any:
    """Return the largest |score| of every row, as a column."""
    return np.max(np.abs(z), axis=-1, keepdims=True)


def _classes(z: Array) -> int:
    return int(np.shape(z)[-1])


def _elements(t: Array, p: Array) -> int:
    del p
    return int(np.size(t))
