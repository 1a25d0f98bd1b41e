"""Known wrong derivatives of activations, on canonical arguments. Runs in the judge.

Each function is self-contained: its source runs wherever numpy is imported as ``np``.
"""

from typing import TYPE_CHECKING

import numpy as np

from grader_reference.catalogue import Misconception

if TYPE_CHECKING:
    from typing import Any

    from grader_reference.arrays import Array


def _relu_derivative_ones(z: "Array") -> "Any":
    return np.ones_like(z, dtype=float)


def _relu_derivative_sign(z: "Array") -> "Any":
    return np.sign(z)


def _relu_derivative_function(z: "Array") -> "Any":
    return np.maximum(z, 0)


def _relu_derivative_inverted(z: "Array") -> "Any":
    return np.where(z > 0, 0.0, 1.0)


def _relu_derivative_leaky(z: "Array") -> "Any":
    return np.where(z > 0, 1.0, 0.01)


def _relu_derivative_above_one(z: "Array") -> "Any":
    return np.where(z > 1, 1.0, 0.0)


def _relu_derivative_threshold(z: "Array") -> "Any":
    return np.where(z > 0.01, 1.0, 0.0)


def _relu_derivative_capped(z: "Array") -> "Any":
    return np.where((z > 0) & (z < 6), 1.0, 0.0)


def relu_derivative() -> tuple[Misconception, ...]:
    """Return what goes wrong with the slope of relu."""
    return (*_relu_slope_of_others(), *_relu_slope_in_places())


def _relu_slope_of_others() -> tuple[Misconception, ...]:
    """Return what goes wrong with the derivative of relu where another function is meant."""
    look = "Draw relu: what is its slope left of 0, and right of it?"
    return (
        Misconception(
            id="relu_derivative.ones",
            claim="the slope of relu is 1 everywhere, for negative numbers too",
            hints=(look, "What do negative numbers come back as?"),
            explanation="No mask at all: a hidden unit that is off still passes its gradient on.",
            function=_relu_derivative_ones,
        ),
        Misconception(
            id="relu_derivative.sign",
            claim="the slope of relu is −1 for negative numbers",
            hints=(look, "Is the left side falling, or flat?"),
            explanation="np.sign is the derivative of |z|, not of max(z, 0).",
            function=_relu_derivative_sign,
        ),
        Misconception(
            id="relu_derivative.function",
            claim="the derivative of relu returns relu itself",
            hints=("Compare the result for 2.0 with the slope there.", look),
            explanation="Returns max(z, 0): the value of the function, not its slope.",
            function=_relu_derivative_function,
        ),
        Misconception(
            id="relu_derivative.inverted",
            claim="the slope of relu is 1 for negative numbers and 0 for positive ones",
            hints=(look, "Which of the two branches is which?"),
            explanation="The mask is inverted.",
            function=_relu_derivative_inverted,
        ),
    )


def _relu_slope_in_places() -> tuple[Misconception, ...]:
    """Return what goes wrong with the derivative of relu on one side of 0, or far from it."""
    look = "Draw relu: what is its slope left of 0, and right of it?"
    return (
        Misconception(
            id="relu_derivative.leaky",
            claim="the slope of relu is small but not 0 for negative numbers",
            hints=(look, "Which variant of relu is asked for?"),
            explanation="The derivative of the leaky relu with slope 0.01.",
            function=_relu_derivative_leaky,
        ),
        Misconception(
            id="relu_derivative.above_one",
            claim="the slope of relu is 1 only for numbers above 1",
            hints=("Try 0.5 by hand.", "Where does relu begin to rise?"),
            explanation="Compares with 1 instead of 0.",
            function=_relu_derivative_above_one,
        ),
        Misconception(
            id="relu_derivative.threshold",
            claim="the slope of relu is 0 for small positive numbers",
            hints=("Try 0.005 by hand.", "Where does relu begin to rise?"),
            explanation="Compares with a small positive threshold in the place of 0.",
            function=_relu_derivative_threshold,
        ),
        Misconception(
            id="relu_derivative.capped",
            claim="the slope of relu is 0 for numbers above 6",
            hints=("Try a positive number of two digits.", "Which variant of relu is asked for?"),
            explanation="The derivative of relu6: right as long as nothing is above 6.",
            function=_relu_derivative_capped,
        ),
    )


def _leaky_relu_derivative_plain(z: "Array") -> "Any":
    return np.where(z > 0, 1.0, 0.0)


def _leaky_relu_derivative_sign(z: "Array") -> "Any":
    return np.where(z > 0, 1.0, -0.01)


def _leaky_relu_derivative_product(z: "Array") -> "Any":
    return np.where(z > 0, 1.0, 0.01 * z)


def leaky_relu_derivative() -> tuple[Misconception, ...]:
    """Return what goes wrong with the slope of the leaky relu."""
    look = "Draw the function: what is its slope left of 0?"
    return (
        Misconception(
            id="leaky_relu_derivative.plain",
            claim="the slope of the leaky relu is 0 for negative numbers",
            hints=(look, "Is the left branch flat?"),
            explanation="The derivative of the plain relu.",
            function=_leaky_relu_derivative_plain,
        ),
        Misconception(
            id="leaky_relu_derivative.sign",
            claim="the slope of the leaky relu is negative for negative numbers",
            hints=(look, "Does the left branch rise or fall?"),
            explanation="The sign of the left slope is wrong.",
            function=_leaky_relu_derivative_sign,
        ),
        Misconception(
            id="leaky_relu_derivative.product",
            claim="the slope of the leaky relu depends on how negative the number is",
            hints=(look, "Which part of 0.01 z is left after differentiating?"),
            explanation="Returns the function's left branch 0.01 z instead of its slope.",
            function=_leaky_relu_derivative_product,
        ),
    )


def _sigmoid_derivative_of_itself(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        s = 1 / (1 + np.exp(-z))
        return 1 / (1 + np.exp(-s * (1 - z)))


def _sigmoid_derivative_at_z(z: "Array") -> "Any":
    return z * (1 - z)


def _sigmoid_derivative_at_h(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        h = 1 / (1 + np.exp(-z))
        s = 1 / (1 + np.exp(-h))
        return s * (1 - s)


def _sigmoid_derivative_half(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return 1 / (1 + np.exp(-z))


def _sigmoid_derivative_other_factor(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return 1 - 1 / (1 + np.exp(-z))


def _sigmoid_derivative_tanh(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        s = 1 / (1 + np.exp(-z))
        return 1 - s**2


def _sigmoid_derivative_sign(z: "Array") -> "Any":
    e = np.exp(-np.abs(z))
    return -e / (1 + e) ** 2


def _sigmoid_derivative_call(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        s = 1 / (1 + np.exp(-z))
        return s * (1 - z)


def _sigmoid_derivative_unstable(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return np.exp(-z) / (1 + np.exp(-z)) ** 2


def sigmoid_derivative() -> tuple[Misconception, ...]:
    """Return what goes wrong with σ(z)(1 − σ(z))."""
    return (*_sigmoid_derivative_factors(), *_sigmoid_derivative_formulas())


def _sigmoid_derivative_factors() -> tuple[Misconception, ...]:
    top = "The slope of the sigmoid is largest at 0: how large, and what comes back there?"
    return (
        Misconception(
            id="sigmoid_derivative.at_z",
            claim="the slope is computed as z(1 − z), from the number before the sigmoid",
            hints=(top, "Is the argument already the sigmoid's value?"),
            explanation="Uses the formula h(1 − h) on the pre-activation z instead of h = σ(z).",
            function=_sigmoid_derivative_at_z,
        ),
        Misconception(
            id="sigmoid_derivative.at_h",
            claim="the sigmoid is applied twice before its slope is taken",
            hints=(top, "How often is the sigmoid applied to the argument?"),
            explanation="σ′(σ(z)) instead of σ′(z).",
            function=_sigmoid_derivative_at_h,
        ),
        Misconception(
            id="sigmoid_derivative.first_factor",
            claim="the slope is the sigmoid itself, without the second factor",
            hints=("What happens to the slope far to the right?", "Count the factors."),
            explanation="Returns σ(z); the factor 1 − σ(z) is missing.",
            function=_sigmoid_derivative_half,
        ),
        Misconception(
            id="sigmoid_derivative.second_factor",
            claim="the slope is one minus the sigmoid, without the first factor",
            hints=("What happens to the slope far to the left?", "Count the factors."),
            explanation="Returns 1 − σ(z); the factor σ(z) is missing.",
            function=_sigmoid_derivative_other_factor,
        ),
        Misconception(
            id="sigmoid_derivative.mixed",
            claim="one factor is the sigmoid, the other contains the number before it",
            hints=("Can the slope be negative?", "Do both factors contain the same quantity?"),
            explanation="σ(z)(1 − z) instead of σ(z)(1 − σ(z)).",
            function=_sigmoid_derivative_call,
        ),
    )


def _sigmoid_derivative_formulas() -> tuple[Misconception, ...]:
    top = "The slope of the sigmoid is largest at 0: how large, and what comes back there?"
    return (
        Misconception(
            id="sigmoid_derivative.call",
            claim="the sigmoid is called on a product, where two values should be multiplied",
            hints=("Look for a bracket that makes a call.", top),
            explanation="σ(σ(z)(1 − z)): sigmoid(...) was called where a product was meant.",
            function=_sigmoid_derivative_of_itself,
        ),
        Misconception(
            id="sigmoid_derivative.tanh",
            claim="the slope follows the rule for tanh",
            hints=(top, "Which activation does the formula belong to?"),
            explanation="1 − σ(z)² is the rule for tanh, applied to the sigmoid.",
            function=_sigmoid_derivative_tanh,
        ),
        Misconception(
            id="sigmoid_derivative.sign",
            claim="the slope of the sigmoid is negative",
            hints=("Does the sigmoid rise or fall?", "Differentiate the exponent, too."),
            explanation="The inner derivative of −z was counted once too often.",
            function=_sigmoid_derivative_sign,
        ),
        Misconception(
            id="sigmoid_derivative.unstable",
            claim="the slope becomes NaN for very negative numbers",
            hints=("What is e^800, as a float?", "Can the slope be written by the sigmoid alone?"),
            explanation="e^−z / (1 + e^−z)² is ∞/∞ = NaN from z ≈ −355; right above.",
            function=_sigmoid_derivative_unstable,
        ),
    )


def _tanh_derivative_at_z(z: "Array") -> "Any":
    return 1 - z**2


def _tanh_derivative_at_h(z: "Array") -> "Any":
    return 1 - np.tanh(np.tanh(z)) ** 2


def _tanh_derivative_no_square(z: "Array") -> "Any":
    return 1 - np.tanh(z)


def _tanh_derivative_sigmoid(z: "Array") -> "Any":
    return np.tanh(z) * (1 - np.tanh(z))


def _tanh_derivative_square(z: "Array") -> "Any":
    return np.tanh(z) ** 2


def _tanh_derivative_plus(z: "Array") -> "Any":
    return 1 + np.tanh(z) ** 2


def _tanh_derivative_not_squared(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return 1 / np.cosh(z)


def tanh_derivative() -> tuple[Misconception, ...]:
    """Return what goes wrong with 1 − tanh(z)²."""
    return (*_tanh_slope_arguments(), *_tanh_slope_formulas())


def _tanh_slope_arguments() -> tuple[Misconception, ...]:
    """Return what goes wrong with what 1 − tanh² is taken of."""
    top = "The slope of tanh is largest at 0: how large, and what comes back far from 0?"
    return (
        Misconception(
            id="tanh_derivative.at_z",
            claim="the slope is computed as 1 − z², from the number before tanh",
            hints=(top, "Is the argument already the value of tanh?"),
            explanation="Uses the formula 1 − h² on the pre-activation z instead of h = tanh(z).",
            function=_tanh_derivative_at_z,
        ),
        Misconception(
            id="tanh_derivative.at_h",
            claim="tanh is applied twice before its slope is taken",
            hints=(top, "How often is tanh applied to the argument?"),
            explanation="tanh′(tanh(z)) instead of tanh′(z).",
            function=_tanh_derivative_at_h,
        ),
        Misconception(
            id="tanh_derivative.no_square",
            claim="the slope is one minus tanh, without the square",
            hints=("Is the slope of tanh symmetric about 0?", "Compare with the formula."),
            explanation="1 − tanh(z): the square is missing.",
            function=_tanh_derivative_no_square,
        ),
        Misconception(
            id="tanh_derivative.sigmoid",
            claim="the slope follows the rule for the sigmoid",
            hints=(top, "Which activation does the formula belong to?"),
            explanation="h(1 − h) is the rule for the sigmoid, applied to tanh.",
            function=_tanh_derivative_sigmoid,
        ),
    )


def _tanh_slope_formulas() -> tuple[Misconception, ...]:
    """Return what goes wrong with the formula 1 − tanh²."""
    top = "The slope of tanh is largest at 0: how large, and what comes back far from 0?"
    return (
        Misconception(
            id="tanh_derivative.square",
            claim="the slope is the square of tanh, 0 where it should be largest",
            hints=(top, "What is left of the formula at 0?"),
            explanation="tanh(z)² instead of 1 − tanh(z)².",
            function=_tanh_derivative_square,
        ),
        Misconception(
            id="tanh_derivative.plus",
            claim="the slope grows away from 0",
            hints=(top, "Compare the sign before the square."),
            explanation="1 + tanh(z)²: a wrong sign.",
            function=_tanh_derivative_plus,
        ),
        Misconception(
            id="tanh_derivative.sech",
            claim="the slope is the square root of what it should be",
            hints=("Compare the result for 1 with the slope there.", "Look for an exponent of 2."),
            explanation="1 / cosh z in the place of its square.",
            function=_tanh_derivative_not_squared,
        ),
    )
