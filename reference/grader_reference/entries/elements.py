"""Entries of the activations and their derivatives, number by number. Runs in the judge."""

from collections.abc import Callable, Mapping

import numpy as np

from grader_reference import activations, conventions
from grader_reference.arrays import Array
from grader_reference.catalogue import Convention, Function, Misconception
from grader_reference.entries import aliases, parameters
from grader_reference.inputs import rows as inputs
from grader_reference.misconceptions import activations as wrong
from grader_reference.misconceptions import derivatives as wrong_derivatives

ORDINARY: Mapping[str, float] = {"ordinary": 1.0}
WITH_EXTREMES: Mapping[str, float] = {"ordinary": 2.0, "extreme": 1.0}
FAR = 30.0
"""How large the ordinary numbers grow for functions that never saturate."""
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
            names=(*aliases.of_function("relu"), "relu_activation", "rectifier"),
            equivalents=(lambda z: np.where(np.asarray(z) > 0, z, 0),),
            extreme=np.inf,
            widest=FAR,
            exact=True,
        ),
        _entry(
            "relu_derivative",
            "Derivative of relu",
            "relu_derivative(z) returns the slope of relu at every number of z.",
            activations.relu_derivative,
            wrong_derivatives.relu_derivative(),
            equivalents=(lambda z: np.asarray(np.asarray(z) > 0, dtype=float),),
            kinks=conventions.kink(activations.relu_derivative),
            names=aliases.of_derivative("relu"),
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
            widest=FAR,
            names=aliases.of_function("leaky_relu", "lrelu"),
        ),
        _entry(
            "leaky_relu_derivative",
            "Derivative of the leaky relu",
            "leaky_relu_derivative(z) returns the slope of the leaky relu at every number of z.",
            activations.leaky_relu_derivative,
            wrong_derivatives.leaky_relu_derivative(),
            kinks=conventions.kink(activations.leaky_relu_derivative),
            names=aliases.of_derivative("leaky_relu", "lrelu"),
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
            magnitude=_one,
            parts=WITH_EXTREMES,
            names=aliases.of_function("sigmoid", "sig", "sigm", "logistic"),
        ),
        _entry(
            "sigmoid_derivative",
            "Derivative of the sigmoid",
            "sigmoid_derivative(z) returns the slope of the sigmoid at every number of z.",
            activations.sigmoid_derivative,
            wrong_derivatives.sigmoid_derivative(),
            equivalents=(lambda z: activations.sigmoid(z) * (1 - activations.sigmoid(z)),),
            magnitude=_one,
            own=conventions.argument("z", "sigmoid"),
            parts=WITH_EXTREMES,
            names=aliases.of_derivative("sigmoid"),
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
            names=aliases.of_function("tanh", "hyperbolic_tangent"),
            equivalents=(lambda z: 2 * activations.sigmoid(2 * np.asarray(z)) - 1,),
            magnitude=_one,
            parts=WITH_EXTREMES,
        ),
        _entry(
            "tanh_derivative",
            "Derivative of tanh",
            "tanh_derivative(z) returns the slope of tanh at every number of z.",
            activations.tanh_derivative,
            wrong_derivatives.tanh_derivative(),
            equivalents=(lambda z: 4 * activations.sigmoid_derivative(2 * np.asarray(z)),),
            magnitude=_one,
            own=conventions.argument("z", "tanh"),
            parts=WITH_EXTREMES,
            names=aliases.of_derivative("tanh"),
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
    names: tuple[str, ...],
    extreme: float = inputs.HUGE,
    widest: float = inputs.WIDEST,
    exact: bool = False,
) -> Function:
    """Return the entry of a function of single numbers; one with kinks is asked at 0, too."""
    draw = inputs.elementwise("z", extreme=extreme, widest=widest)
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
        aliases=aliases.beside(name, *names),
        exact=exact,
        hints=(_TRY, "Compare the formula with the one in the assignment, sign by sign."),
    )


def _one(z: Array) -> Array:
    """Return Σ|terms| of a function between −1 and 1: formulas add 1, and may clip what is far."""
    return np.ones(np.shape(z))
