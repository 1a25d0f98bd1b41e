"""Entries of optimiser steps, penalties, first weights and batches. Runs in the judge."""

from collections.abc import Callable
from typing import Any

import numpy as np

from grader_reference import conventions, initial_weights, optimisers
from grader_reference.arrays import Array
from grader_reference.catalogue import Arguments, Convention, Function, Parameter
from grader_reference.entries import parameters
from grader_reference.entries import part_parameters as of
from grader_reference.entries.elements import ORDINARY
from grader_reference.inputs import optimisers as optimiser_inputs
from grader_reference.minibatches import minibatch
from grader_reference.misconceptions import optimisers as wrong
from grader_reference.misconceptions import preparing

_HAND = "Follow one number through two steps by hand."
_STATE = "Compare the state that comes back with the formula first, then the parameter."


def functions() -> tuple[Function, ...]:
    """Return the steps, the penalty, the bound of first weights and the batch."""
    return (
        _sgd(),
        _momentum(),
        _nesterov(),
        _adagrad(),
        _rmsprop(),
        _adam(),
        _l2_penalty(),
        _glorot_bound(),
        _minibatch(),
    )


def _drawn(*given: Parameter) -> dict[str, Any]:
    """Return parameters and inputs of a step: parameter, gradient, states, settings."""
    names = [p.name for p in given]
    states = tuple(n for n in names if n in {"velocity", "cache", "m", "v"})
    settings = tuple(n for n in names if n not in states)
    return {
        "parameters": (of.PARAMETER, of.GRADIENT, *given),
        "draw": optimiser_inputs.steps(states, settings),
        "small": optimiser_inputs.small_steps(states, settings),
        "parts": ORDINARY,
        "terms": lambda *_: 6,
        "hints": (_HAND, _STATE),
    }


def _form(name: str, claim: str, step: Callable[..., Any] | None = None) -> Convention:
    """Return a form of momentum; with negative g and v every term of w has one sign."""
    if step is None:
        return Convention(id=name, axis="form", claim=claim)

    def sizes(w: Array, g: Array, v: Array, *settings: float) -> Any:
        return step(np.abs(w), -np.abs(g), -np.abs(v), *settings)

    return Convention(id=name, axis="form", claim=claim, function=step, magnitude=sizes)


def _epsilon(name: str, claim: str, step: Callable[..., Any] | None = None) -> Convention:
    return Convention(id=name, axis="epsilon", claim=claim, function=step, harmless=True)


def _sgd() -> Function:
    return Function(
        name="sgd_step",
        title="Gradient descent step",
        asks="sgd_step(parameter, gradient, learning_rate) returns the parameter after one step.",
        right=optimisers.sgd_step,
        misconceptions=wrong.sgd(),
        magnitude=lambda w, g, rate: np.abs(w) + rate * np.abs(g),
        equivalents=(lambda w, g, rate: -(rate * g - w), lambda w, g, rate: w + g * -rate),
        aliases=("sgd", "gradient_descent_step", "sgd_update", "update_parameters"),
        **_drawn(of.LEARNING_RATE),
    )


def _momentum() -> Function:
    return Function(
        name="momentum_step",
        title="Momentum step",
        asks="momentum_step(parameter, gradient, velocity, learning_rate, momentum) returns the"
        " parameter and the velocity after one step.",
        outputs=("parameter", "velocity"),
        right=optimisers.momentum_step,
        conventions=(
            _form("classical", "v = μ v − η g, and v is added"),
            _form(
                "subtracted",
                "v = μ v + η g, and v is subtracted",
                optimisers.momentum_step_subtracted,
            ),
            _form(
                "accumulated",
                "v = μ v + g, and η v is subtracted",
                optimisers.momentum_step_accumulated,
            ),
            _form(
                "averaged",
                "v = μ v + (1 − μ) g, and η v is subtracted",
                optimisers.momentum_step_averaged,
            ),
        ),
        misconceptions=wrong.momentum(),
        magnitude=_sizes,
        equivalents=(_momentum_by_increment,),
        aliases=("sgd_momentum", "momentum_update", "momentum_sgd", "update_with_momentum"),
        **_drawn(of.VELOCITY, of.LEARNING_RATE, of.MOMENTUM),
    )


def _momentum_by_increment(
    w: Array, g: Array, v: Array, rate: float, momentum: float
) -> tuple[Array, Array]:
    return w - rate * g + momentum * v, -(rate * g - momentum * v)


def _sizes(w: Array, g: Array, v: Array, rate: float, momentum: float) -> tuple[Array, Array]:
    """Return Σ|terms| of the new parameter and of the new velocity."""
    step = momentum * np.abs(v) + rate * np.abs(g)
    return np.abs(w) + 3 * step, step


def _nesterov() -> Function:
    def by_increment(
        w: Array, g: Array, v: Array, rate: float, momentum: float
    ) -> tuple[Array, Array]:
        new = momentum * v - rate * g
        return w + momentum * new - rate * g, new

    return Function(
        name="nesterov_step",
        title="Nesterov step",
        asks="nesterov_step(parameter, gradient, velocity, learning_rate, momentum) returns the"
        " parameter (the point looked ahead to) and the velocity after one step.",
        outputs=("parameter", "velocity"),
        right=optimisers.nesterov_step,
        conventions=(
            _form("ahead", "v = μ v − η g; the old μ v is taken back and (1 + μ) v is added"),
            _form(
                "accumulated",
                "v = μ v + g, and η (g + μ v) is subtracted",
                optimisers.nesterov_step_accumulated,
            ),
        ),
        misconceptions=wrong.nesterov(),
        magnitude=_sizes,
        equivalents=(by_increment,),
        aliases=("nesterov", "nag_step", "nag", "nesterov_momentum", "nesterov_update"),
        **_drawn(of.VELOCITY, of.LEARNING_RATE, of.MOMENTUM),
    )


def _adagrad() -> Function:
    def by_power(
        w: Array, g: Array, cache: Array, rate: float, epsilon: float
    ) -> tuple[Array, Array]:
        new = np.square(g) + cache
        return w - rate * (g / (new**0.5 + epsilon)), new

    return Function(
        name="adagrad_step",
        title="Adagrad step",
        asks="adagrad_step(parameter, gradient, cache, learning_rate, epsilon) returns the"
        " parameter and the sum of squared gradients after one step.",
        outputs=("parameter", "cache"),
        right=optimisers.adagrad_step,
        conventions=(
            _epsilon("epsilon_outside", "ε is added to the root"),
            _epsilon("epsilon_inside", "ε is added under the root", optimisers.adagrad_step_inside),
        ),
        misconceptions=wrong.adagrad(),
        magnitude=lambda w, g, c, rate, _: (np.abs(w) + rate, c + g * g),
        equivalents=(by_power,),
        aliases=("adagrad", "adagrad_update"),
        **_drawn(of.CACHE, of.LEARNING_RATE, of.EPSILON),
    )


def _rmsprop() -> Function:
    def by_difference(
        w: Array, g: Array, cache: Array, rate: float, decay: float, epsilon: float
    ) -> tuple[Array, Array]:
        new = cache + (1 - decay) * (g**2 - cache)
        return w - rate * (g / (new**0.5 + epsilon)), new

    return Function(
        name="rmsprop_step",
        title="RMSProp step",
        asks="rmsprop_step(parameter, gradient, cache, learning_rate, decay, epsilon) returns the"
        " parameter and the running average of squared gradients after one step.",
        outputs=("parameter", "cache"),
        right=optimisers.rmsprop_step,
        conventions=(
            _epsilon("epsilon_outside", "ε is added to the root"),
            _epsilon("epsilon_inside", "ε is added under the root", optimisers.rmsprop_step_inside),
        ),
        misconceptions=wrong.rmsprop(),
        magnitude=lambda w, g, c, rate, *_: (np.abs(w) + 4 * rate, c + g * g),
        equivalents=(by_difference,),
        aliases=("rmsprop", "rmsprop_update"),
        **_drawn(of.CACHE, of.LEARNING_RATE, of.DECAY, of.EPSILON),
    )


def _adam() -> Function:
    return Function(
        name="adam_step",
        title="Adam step",
        asks="adam_step(parameter, gradient, m, v, t, learning_rate, beta1, beta2, epsilon)"
        " returns the parameter and both running averages after step t, counted from 1.",
        outputs=("parameter", "m", "v"),
        right=optimisers.adam_step,
        conventions=(
            _epsilon("epsilon_outside", "ε is added to the root of the corrected average"),
            _epsilon("epsilon_inside", "ε is added under the root", optimisers.adam_step_inside),
            _epsilon(
                "epsilon_uncorrected",
                "ε is added to the root of the average before its correction",
                optimisers.adam_step_uncorrected_epsilon,
            ),
            Convention(id="from_one", axis="count", claim="t counts the steps from 1"),
            Convention(
                id="from_zero",
                axis="count",
                claim="t is the number of steps done before",
                harmless=True,
                present=lambda given: {**given, "t": given["t"] - 1},
            ),
        ),
        misconceptions=wrong.adam(),
        magnitude=_adam_sizes,
        equivalents=(_adam_by_rate,),
        aliases=("adam", "adam_update"),
        **_drawn(of.FIRST, of.SECOND, of.COUNT, of.LEARNING_RATE, of.BETA1, of.BETA2, of.EPSILON),
    )


def _adam_by_rate(  # noqa: PLR0917 - everything a step needs
    w: Array,
    g: Array,
    m: Array,
    v: Array,
    t: int,
    rate: float,
    beta1: float,
    beta2: float,
    epsilon: float,
) -> tuple[Array, Array, Array]:
    """Return Adam's step with both corrections in the rate and in ε."""
    first, second = m + (1 - beta1) * (g - m), v + (1 - beta2) * (g**2 - v)
    root = np.sqrt(1 - beta2**t)
    return (
        w - rate * root / (1 - beta1**t) * first / (np.sqrt(second) + epsilon * root),
        first,
        second,
    )


def _adam_sizes(w: Array, g: Array, m: Array, v: Array, *settings: float) -> tuple[Array, ...]:
    """Return Σ|terms|: the step's m̂ is a sum, so its terms count and not their difference."""
    _, rate, beta1, beta2, _ = settings
    first, second = beta1 * np.abs(m) + (1 - beta1) * np.abs(g), beta2 * v + (1 - beta2) * g * g
    step = first / (1 - beta1) / np.sqrt(np.maximum(second, 1e-8))
    return np.abs(w) + rate * step, first, second


def _l2_penalty() -> Function:
    return Function(
        name="l2_penalty",
        title="L2 penalty",
        asks="l2_penalty(weights, strength) returns λ/2 Σ w² and its gradient.",
        parameters=(of.PENALISED, of.STRENGTH),
        outputs=("penalty", "gradient"),
        right=optimisers.l2_penalty,
        draw=optimiser_inputs.penalties,
        small=optimiser_inputs.small_penalties,
        parts=ORDINARY,
        conventions=(
            Convention(id="halved", axis="half", claim="the penalty is λ/2 Σ w²"),
            Convention(
                id="whole",
                axis="half",
                claim="the penalty is λ Σ w²",
                function=optimisers.l2_penalty_whole,
            ),
        ),
        misconceptions=preparing.l2_penalty(),
        terms=lambda w, _: w.size,
        equivalents=(lambda w, s: (0.5 * s * np.linalg.norm(w) ** 2, w * s),),
        aliases=("l2_regularization", "l2_loss", "weight_decay", "ridge_penalty"),
        hints=("Calculate the penalty of two weights by hand.", "Is the gradient the derivative?"),
    )


def _glorot_bound() -> Function:
    return Function(
        name="glorot_bound",
        title="Bound of Glorot's uniform weights",
        asks="glorot_bound(fan_in, fan_out) returns √(6 / (fan_in + fan_out)).",
        parameters=(of.FAN_IN, of.FAN_OUT),
        right=initial_weights.glorot_bound,
        draw=optimiser_inputs.fans,
        small=optimiser_inputs.small_fans,
        parts=ORDINARY,
        misconceptions=preparing.glorot_bound(),
        terms=lambda *_: 4,
        equivalents=(lambda n, m: np.sqrt(6) / np.sqrt(n + m), lambda n, m: np.sqrt(6.0 / (m + n))),
        aliases=("xavier_bound", "glorot_limit", "xavier_limit", "glorot_uniform_bound"),
        hints=("Calculate the bound of 4 inputs and 2 outputs by hand.", "Count the brackets."),
    )


def _minibatch() -> Function:
    def taken(X: Array, T: Array, order: Array, size: int, number: int) -> tuple[Array, Array]:
        start = size * number
        return X[order][start : start + size], T[order][start : start + size]

    return Function(
        name="minibatch",
        title="Minibatch",
        asks="minibatch(X, T, order, size, number) returns inputs and targets of one batch of the"
        " examples taken in order; batches are counted from 0, and the last may be short.",
        parameters=(parameters.X, parameters.T, of.ORDER, of.SIZE, of.NUMBER),
        outputs=("X", "T"),
        right=minibatch,
        draw=optimiser_inputs.batches,
        small=optimiser_inputs.small_batches,
        parts=ORDINARY,
        conventions=(
            *conventions.layout(("X", "T"), conventions.transposed),
            Convention(id="batch_from_zero", axis="count", claim="batches are counted from 0"),
            Convention(
                id="batch_from_one",
                axis="count",
                claim="batches are counted from 1",
                harmless=True,
                present=_counted_from_one,
            ),
        ),
        misconceptions=preparing.minibatch(),
        equivalents=(taken,),
        aliases=("get_minibatch", "get_batch", "next_batch"),
        exact=True,
        hints=("Follow one example and its target into its batch.", "Count the examples of all."),
    )


def _counted_from_one(given: Arguments) -> Arguments:
    return {**given, "number": given["number"] + 1}
