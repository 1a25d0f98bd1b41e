"""Entries of the activations and their derivatives, number by number. Runs in the judge."""

from collections.abc import Callable, Mapping

import numpy as np

from grader_reference import activations, conventions, inputs, parameters
from grader_reference.arrays import Array
from grader_reference.catalogue import Convention, Function, Misconception
from grader_reference.misconceptions import activations as wrong

ORDINARY: Mapping[str, float] = {"ordinary": 1.0}
WITH_EXTREMES: Mapping[str, float] = {"ordinary": 2.0, "extreme": 1.0}
SATURATED = 40.0
"""From here on an activation is at its limit, and nothing is rounded any more."""
_TRY = "Try one positive and one negative number by hand, and compare."


def functions() -> tuple[Function, ...]:
    """Return relu, leaky relu, sigmoid and tanh, each with its derivative."""
    return (*_relus(), *_leaky_relus(), *_sigmoids(), *_tanhs())


def _relus() -> tuple[Function, Function]:
    return (
        _entry(
            "relu",
            "Rectified linear unit",
            "relu(z) returns every number of z, and 0 where it is negative.",
            activations.relu,
            wrong.relu(),
            equivalents=(lambda z: np.where(np.asarray(z) > 0, z, 0),),
            extreme=np.inf,
            exact=True,
        ),
        _entry(
            "relu_derivative",
            "Derivative of relu",
            "relu_derivative(z) returns the slope of relu at every number of z.",
            activations.relu_derivative,
            wrong.relu_derivative(),
            equivalents=(lambda z: np.asarray(np.asarray(z) > 0, dtype=float),),
            kinks=conventions.kink(activations.relu_derivative),
            aliases=(
                *("d_relu", "relu_prime", "relu_grad", "grad_relu", "relu_backward"),
                *("diff_relu", "relu_deriv", "deriv_relu", "relu_der"),
            ),
            exact=True,
        ),
    )


def _leaky_relus() -> tuple[Function, Function]:
    return (
        _entry(
            "leaky_relu",
            "Leaky rectified linear unit",
            "leaky_relu(z) returns every number of z, times 0.01 where it is negative.",
            activations.leaky_relu,
            wrong.leaky_relu(),
            equivalents=(lambda z: np.maximum(z, np.asarray(z) / 100),),
            aliases=("lrelu",),
        ),
        _entry(
            "leaky_relu_derivative",
            "Derivative of the leaky relu",
            "leaky_relu_derivative(z) returns the slope of the leaky relu at every number of z.",
            activations.leaky_relu_derivative,
            wrong.leaky_relu_derivative(),
            kinks=conventions.kink(activations.leaky_relu_derivative),
            aliases=("leaky_relu_prime", "leaky_relu_grad", "d_leaky_relu", "leaky_relu_backward"),
            exact=True,
        ),
    )


def _sigmoids() -> tuple[Function, Function]:
    return (
        _entry(
            "sigmoid",
            "Sigmoid",
            "sigmoid(z) returns 1 / (1 + exp(−z)) of every number of z.",
            activations.sigmoid,
            wrong.sigmoid(),
            equivalents=(
                lambda z: (1 + np.tanh(np.asarray(z) / 2)) / 2,
                lambda z: np.exp(-np.logaddexp(0, -np.asarray(z))),
            ),
            magnitude=_bounded(activations.sigmoid),
            parts=WITH_EXTREMES,
            aliases=("sig", "logistic", "sigm", "sigmoid_function"),
        ),
        _entry(
            "sigmoid_derivative",
            "Derivative of the sigmoid",
            "sigmoid_derivative(z) returns the slope of the sigmoid at every number of z.",
            activations.sigmoid_derivative,
            wrong.sigmoid_derivative(),
            equivalents=(lambda z: activations.sigmoid(z) * (1 - activations.sigmoid(z)),),
            magnitude=_bounded(activations.sigmoid_derivative),
            own=conventions.argument("z", "sigmoid"),
            parts=WITH_EXTREMES,
            aliases=(
                *("d_sigmoid", "sigmoid_prime", "sigmoid_grad", "grad_sigmoid"),
                *("sigmoid_der", "sigmoid_deriv", "sigmoid_backward", "diff_sigmoid"),
            ),
        ),
    )


def _tanhs() -> tuple[Function, Function]:
    return (
        _entry(
            "tanh",
            "Hyperbolic tangent",
            "tanh(z) returns the hyperbolic tangent of every number of z.",
            activations.tanh,
            wrong.tanh(),
            equivalents=(lambda z: 2 * activations.sigmoid(2 * np.asarray(z)) - 1,),
            magnitude=_bounded(activations.tanh),
            parts=WITH_EXTREMES,
        ),
        _entry(
            "tanh_derivative",
            "Derivative of tanh",
            "tanh_derivative(z) returns the slope of tanh at every number of z.",
            activations.tanh_derivative,
            wrong.tanh_derivative(),
            equivalents=(lambda z: 4 * activations.sigmoid_derivative(2 * np.asarray(z)),),
            magnitude=_bounded(activations.tanh_derivative),
            own=conventions.argument("z", "tanh"),
            parts=WITH_EXTREMES,
            aliases=("d_tanh", "tanh_prime", "tanh_grad", "grad_tanh", "tanh_backward"),
        ),
    )


def _entry(
    name: str,
    title: str,
    asks: str,
    right: Callable[[Array], Array],
    misconceptions: tuple[Misconception, ...],
    *,
    equivalents: tuple[Callable[[Array], Array], ...] = (),
    magnitude: Callable[[Array], Array] | None = None,
    own: tuple[Convention, ...] = (),
    kinks: tuple[Convention, ...] = (),
    parts: Mapping[str, float] = ORDINARY,
    aliases: tuple[str, ...] = (),
    extreme: float = inputs.HUGE,
    exact: bool = False,
) -> Function:
    """Return the entry of a function of single numbers; one with kinks is asked at 0, too."""
    draw = inputs.elementwise("z", extreme=extreme)
    return Function(
        name=name,
        title=title,
        asks=asks,
        parameters=(parameters.Z,),
        right=right,
        draw=inputs.with_zeros(draw, "z") if kinks else draw,
        small=inputs.small_elementwise("z", extreme=extreme),
        parts=parts,
        conventions=(*own, *kinks),
        misconceptions=misconceptions,
        magnitude=magnitude,
        equivalents=equivalents,
        aliases=aliases,
        exact=exact,
        hints=(_TRY, "Compare the formula with the one in the assignment, sign by sign."),
    )


def _bounded(right: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """Return Σ|terms| of a function between −1 and 1: formulas add 1, except at its limits."""

    def magnitude(z: Array) -> Array:
        return np.where(np.abs(z) < SATURATED, 1.0, np.abs(right(z)))

    return magnitude
