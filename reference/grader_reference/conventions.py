"""The conventions that functions share: layout, label form, scale and the like. Runs in the judge.

A function lists its conventions axis by axis, and they are applied in that order: what concerns
single arguments (labels, logits, bias form) stands before the layout, which transposes whatever
has two axes. Transposing leaves a vector alone, so the two never get in each other's way.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader_reference import losses, networks
from grader_reference.arrays import Array
from grader_reference.catalogue import Arguments, Convention

SINGLE, DOUBLE = float(np.finfo(np.float32).eps), float(np.finfo(np.float64).eps)
EPSILONS = (
    *(1e-5, 1e-6, SINGLE, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15),
    *(DOUBLE, 1e-16),
)
"""Epsilons that only keep the logarithm finite: they move the loss of p = 1 % by 0.02 % at most.

A smaller one than these is lost in rounding. One that is not added but holds p above it
(``np.maximum(p, ε)``, ``np.clip(p, ε, 1 − ε)``) changes nothing that is asked.
"""
LARGE_EPSILONS = (1e-4, 1e-3, 1e-2)
"""Epsilons that change the loss itself: another loss, which an assignment has to list."""
NEVER = -1000.0
"""The logit of a class of probability 0, before a row's constant is added: its e^z underflows."""


def layout(arguments: Sequence[str], answer: Callable[[Any], Any]) -> tuple[Convention, ...]:
    """Return rows and columns; ``answer`` transposes a canonical answer.

    Of a stack of batches (S, N, D) each batch is transposed.
    """
    return (
        Convention(id="rows", axis="layout", claim="every example is a row", shared=True),
        Convention(
            id="columns",
            axis="layout",
            claim="every example is a column",
            shared=True,
            harmless=True,
            present=lambda given: _with(given, arguments, across),
            adapt=lambda right, _: answer(right),
        ),
    )


def weights(arguments: Sequence[str], answer: Callable[[Any], Any]) -> tuple[Convention, ...]:
    """Return the two ways to store a weight matrix; ``answer`` transposes weight gradients."""
    return (
        Convention(
            id="in_out",
            axis="weights",
            claim="a weight matrix has a row per input and a column per output",
            shared=True,
        ),
        Convention(
            id="out_in",
            axis="weights",
            claim="a weight matrix has a row per output and a column per input",
            shared=True,
            harmless=True,
            present=lambda given: _with(given, arguments, np.transpose),
            adapt=lambda right, _: answer(right),
        ),
    )


def bias(arguments: Sequence[str], answer: Callable[[Any], Any]) -> tuple[Convention, ...]:
    """Return the forms of a bias: a row, a vector, a column; ``answer`` flattens gradients."""
    return (
        Convention(id="bias_row", axis="bias", claim="a bias is a matrix of one row, (1, K)"),
        Convention(
            id="bias_flat",
            axis="bias",
            claim="a bias is a vector, (K,)",
            harmless=True,
            present=lambda given: _with(given, arguments, np.ravel),
            adapt=lambda right, _: answer(right),
        ),
    )


def bias_column(argument: str) -> Convention:
    """Return the bias as a matrix of one column."""
    return Convention(
        id="bias_column",
        axis="bias",
        claim="a bias is a matrix of one column, (K, 1)",
        harmless=True,
        present=lambda given: _with(given, (argument,), np.transpose),
    )


def labels(argument: str) -> tuple[Convention, ...]:
    """Return one-hot targets and integer labels."""
    return (
        Convention(id="one_hot", axis="labels", claim="targets are one-hot", shared=True),
        Convention(
            id="integer",
            axis="labels",
            claim="targets are the numbers of the classes",
            shared=True,
            present=lambda given: _with(given, (argument,), lambda t: np.argmax(t, axis=-1)),
        ),
    )


def prediction(argument: str) -> tuple[Convention, ...]:
    """Return probabilities and logits as what a loss is given."""
    return (
        Convention(id="probabilities", axis="input", claim="predictions are probabilities"),
        Convention(
            id="logits",
            axis="input",
            claim="predictions are scores, and softmax is applied inside",
            present=lambda given: _with(given, (argument,), as_logits),
        ),
    )


def as_logits(p: Array) -> Array:
    """Return scores whose softmax is p, with a constant of its own in every row; (N, K) → (N, K).

    Without the constants log p itself would pass, and code that never normalises with it.
    """
    p = np.asarray(p, dtype=float)
    logs = np.where(p > 0, np.log(np.where(p > 0, p, 1.0)), NEVER)
    return logs + np.linspace(-0.9, 1.3, len(p))[:, None]


def reduction(argument: str) -> tuple[Convention, ...]:
    """Return how a loss is reduced to one number; canonical is the mean over the examples."""
    return (
        Convention(id="mean", axis="reduction", claim="the mean over the examples"),
        Convention(
            id="sum",
            axis="reduction",
            claim="the sum over the examples",
            adapt=lambda loss, given: loss * len(given[argument]),
        ),
        Convention(
            id="mean_over_classes",
            axis="reduction",
            claim="the mean over examples and classes",
            adapt=lambda loss, given: loss / np.shape(given[argument])[1],
        ),
    )


def epsilon(*, under: tuple[str, ...] = ()) -> tuple[Convention, ...]:
    """Return what is added inside the logarithm; the right function takes it as ``epsilon``."""
    claim = "nothing is added in the logarithm"
    return (
        Convention(id="no_epsilon", axis="epsilon", claim=claim),
        *(_added(size, under, harmless=True) for size in EPSILONS),
        *(_added(size, under, harmless=False) for size in LARGE_EPSILONS),
    )


def gradient_epsilon(*, name: str = "epsilon") -> tuple[Convention, ...]:
    """Return what the gradients of a loss with an epsilon in its logarithm carry of it.

    The right function takes it by ``name``.
    """
    kept = (each for each in epsilon() if each.harmless or not each.named)
    return tuple(
        replace(
            each,
            axis="carried_epsilon",
            listed=True,
            named=dict(zip((name,), each.named.values(), strict=False)),
        )
        for each in kept
    )


def _added(size: float, under: tuple[str, ...], *, harmless: bool) -> Convention:
    name = _written(size)
    changes = "" if harmless else ", which changes the loss itself"
    return Convention(
        id=f"epsilon_{name}",
        axis="epsilon",
        claim=f"{name} is added to the probability in the logarithm{changes}",
        harmless=harmless,
        named={"epsilon": size},
        under=under,
    )


def _written(size: float) -> str:
    """Return a size as courses write it: 1e-8, 2.2e-16."""
    mantissa, exponent = f"{size:.1e}".split("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent)}"


def wrt() -> tuple[Convention, ...]:
    """Return by what a loss is differentiated."""
    return (
        Convention(
            id="wrt_scores",
            axis="wrt",
            claim="the gradient with respect to the probabilities (the softmax scores)",
        ),
        Convention(
            id="wrt_logits",
            axis="wrt",
            claim="the gradient with respect to the logits, before softmax",
            function=losses.cross_entropy_gradient_by_logits,
            magnitude=lambda t, p: t + p,
            equivalents=(lambda t, p: np.where(t > 0, p - 1, p),),
        ),
    )


def gradient_scale(argument: str) -> tuple[Convention, ...]:
    """Return the scales of a gradient per example; canonical is that of each example's own loss."""
    return (
        Convention(id="per_example", axis="scale", claim="the gradient of each example's own loss"),
        Convention(
            id="per_mean",
            axis="scale",
            claim="the gradient of the mean loss, divided by the number of examples",
            harmless=True,
            adapt=lambda right, given: right / len(given[argument]),
        ),
        Convention(
            id="per_mean_over_classes",
            axis="scale",
            claim="the gradient of the mean over examples and classes",
            adapt=lambda right, given: right / np.size(given[argument]),
        ),
    )


def network_scale() -> tuple[Convention, ...]:
    """Return the scales of all gradients of a network together; canonical is that of the mean."""
    return (
        Convention(
            id="gradient_of_mean",
            axis="scale",
            claim="the gradients of the mean loss over the batch",
        ),
        Convention(
            id="gradient_of_sum",
            axis="scale",
            claim="the gradients of the summed loss over the batch",
            harmless=True,
            adapt=lambda right, given: tuple(g * len(given["X"]) for g in right),
        ),
        Convention(
            id="gradient_of_mean_over_classes",
            axis="scale",
            claim="the gradients of the mean over the batch and the classes",
            adapt=lambda right, given: tuple(g / np.shape(given["T"])[1] for g in right),
        ),
    )


def output(logits: Callable[..., Any], magnitude: Callable[..., Any]) -> tuple[Convention, ...]:
    """Return what a network's forward pass ends in; ``magnitude`` is Σ|terms| of its scores."""
    return (
        Convention(id="probabilities", axis="output", claim="the network returns probabilities"),
        Convention(
            id="logits",
            axis="output",
            claim="the network returns the scores before softmax",
            function=logits,
            magnitude=magnitude,
        ),
    )


def statistics(per_pixel: Callable[..., Any]) -> tuple[Convention, ...]:
    """Return over what the mean and the variance of a batch normalisation go."""
    return (
        Convention(
            id="per_channel",
            axis="statistics",
            claim="mean and variance of every channel, over all examples and pixels",
        ),
        Convention(
            id="per_pixel",
            axis="statistics",
            claim="mean and variance of every pixel, over the examples",
            function=per_pixel,
        ),
    )


def kink(right: Callable[[Array], Array]) -> tuple[Convention, ...]:
    """Return the choices for a derivative at exactly 0, where there is none."""

    def chosen(name: str, value: float, *, default: bool = False) -> Convention:
        return Convention(
            id=f"kink_{name}",
            axis="kink",
            claim=f"the derivative at exactly 0 is {value:g}",
            harmless=True,
            function=None if default else lambda z: np.where(z == 0, value, right(z)),
        )

    below = float(right(np.zeros(1))[0])
    return (chosen("below", below, default=True), chosen("one", 1.0), chosen("half", 0.5))


def argument(name: str, activation: str) -> tuple[Convention, ...]:
    """Return what a derivative is given: the pre-activation, or the activation itself."""
    function = networks.ACTIVATIONS[activation].function
    return (
        Convention(
            id="of_pre_activation",
            axis="argument",
            claim="the derivative is given the pre-activation z",
        ),
        Convention(
            id="of_activation",
            axis="argument",
            claim=f"the derivative is given the activation {activation}(z)",
            present=lambda given: _with(given, (name,), function),
        ),
    )


def across(array: Any) -> Any:
    """Exchange the last two axes; a vector stays as it is."""
    return np.swapaxes(array, -1, -2) if np.ndim(array) > 1 else array


def transposed(right: Any) -> Any:
    """Transpose an answer; of several, each."""
    return tuple(map(np.transpose, right)) if isinstance(right, tuple) else np.transpose(right)


def untouched(right: Any) -> Any:
    """Leave an answer as it is: a number has no layout."""
    return right


def each(change: Callable[[Array], Array], *, first: int) -> Callable[[Any], Any]:
    """Change every second tensor of an answer: weights from 0, biases from 1."""

    def change_some(right: tuple[Array, ...]) -> tuple[Array, ...]:
        return tuple(change(g) if i % 2 == first else g for i, g in enumerate(right))

    return change_some


def _with(given: Arguments, names: Sequence[str], change: Callable[[Array], Array]) -> Arguments:
    """Return the arguments with some of them changed, in their order."""
    return {name: change(v) if name in names else v for name, v in given.items()}
