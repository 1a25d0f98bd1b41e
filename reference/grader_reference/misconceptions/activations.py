"""Known wrong activations, on canonical arguments. Runs in the judge.

Each function is self-contained: its source runs wherever numpy is imported as ``np``.
"""

from typing import TYPE_CHECKING

import numpy as np

from grader_reference.catalogue import Misconception

if TYPE_CHECKING:
    from typing import Any

    from grader_reference.arrays import Array


def _relu_product(z: "Array") -> "Any":
    return z * (z > 0)


def _relu_unchanged(z: "Array") -> "Any":
    return np.asarray(z)


def _relu_absolute(z: "Array") -> "Any":
    return np.abs(z)


def _relu_minimum(z: "Array") -> "Any":
    return np.minimum(z, 0)


def _relu_leaky(z: "Array") -> "Any":
    return np.where(z > 0, z, 0.01 * z)


def _relu_largest(z: "Array") -> "Any":
    return np.maximum(np.max(z), 0)


def _relu_step(z: "Array") -> "Any":
    return np.where(z > 0, 1.0, 0.0)


def _relu_capped(z: "Array") -> "Any":
    return np.clip(z, 0, 6)


def _relu_threshold(z: "Array") -> "Any":
    return np.where(z > 0.01, z, 0)


def _relu_whole_numbers(z: "Array") -> "Any":
    return np.vectorize(lambda x: max(0, x))(z)


def _relu_smooth(z: "Array") -> "Any":
    return np.logaddexp(0, z)


def relu() -> tuple[Misconception, ...]:
    """Return what goes wrong with max(z, 0)."""
    return (*_relu_sides(), *_relu_results(), *_relu_somewhere())


def _relu_somewhere() -> tuple[Misconception, ...]:
    """Return what is right for some numbers and not for others."""
    return (
        Misconception(
            id="relu.capped",
            claim="relu never returns more than 6",
            hints=("Try a positive number of two digits.", "Which variant of relu is asked for?"),
            explanation="relu6, min(max(z, 0), 6): right as long as nothing is above 6.",
            function=_relu_capped,
        ),
        Misconception(
            id="relu.threshold",
            claim="relu returns 0 for small positive numbers, too",
            hints=("Try 0.005 by hand.", "With which number is z compared?"),
            explanation="Compares with a small positive threshold in the place of 0.",
            function=_relu_threshold,
        ),
        Misconception(
            id="relu.whole_numbers",
            claim="relu cuts off all fractions where the first number is negative",
            hints=(
                "Exchange the first two numbers: what changes?",
                "Of what type is the result for the first number, and of what type the array?",
            ),
            explanation="np.vectorize takes its dtype from the first result: the integer 0.",
            function=_relu_whole_numbers,
        ),
        Misconception(
            id="relu.smooth",
            claim="relu bends gently around 0, where it should have a corner",
            hints=("Try 0.5 and −0.5 by hand.", "Which variant of relu is asked for?"),
            explanation="The softplus log(1 + e^z).",
            function=_relu_smooth,
        ),
    )


def _relu_sides() -> tuple[Misconception, ...]:
    look = "Try one positive and one negative number by hand."
    return (
        Misconception(
            id="relu.unchanged",
            claim="relu computes something, but gives its input back unchanged",
            hints=("Look at the name after return.", "What comes back for −1.5?"),
            explanation="Returns z itself; often the maximum is computed and its result dropped.",
            function=_relu_unchanged,
        ),
        Misconception(
            id="relu.absolute",
            claim="relu turns negative numbers into positive ones",
            hints=(look, "What should be left of a negative number?"),
            explanation="Returns |z|: the negative side is mirrored and not cut off.",
            function=_relu_absolute,
        ),
        Misconception(
            id="relu.minimum",
            claim="relu keeps the negative numbers and removes the positive ones",
            hints=(look, "Which side of 0 passes through unchanged?"),
            explanation="Returns min(z, 0): the two sides are exchanged.",
            function=_relu_minimum,
        ),
        Misconception(
            id="relu.leaky",
            claim="relu lets a small share of negative numbers through",
            hints=("Look at the result for negative numbers.", "Which variant of relu is asked?"),
            explanation="The leaky relu with slope 0.01 instead of the plain one.",
            function=_relu_leaky,
        ),
    )


def _relu_results() -> tuple[Misconception, ...]:
    look = "Try one positive and one negative number by hand."
    return (
        Misconception(
            id="relu.largest",
            claim="relu returns one number, the largest of the whole array",
            hints=("Compare the shapes of argument and result.", "max of what: of two, or of all?"),
            explanation="np.max(z) reduces the array; np.maximum(z, 0) compares by element.",
            function=_relu_largest,
        ),
        Misconception(
            id="relu.step",
            claim="relu returns 1 for every positive number",
            hints=(look, "Which of relu and its derivative is asked for?"),
            explanation="Returns the derivative (a 0/1 mask) instead of the function.",
            function=_relu_step,
        ),
        Misconception(
            id="relu.product",
            claim="relu multiplies by a mask, which gives NaN for infinite numbers",
            hints=("What is −∞ times 0?", "Choose between two values; do not multiply."),
            explanation="z * (z > 0) is −∞ · 0 = NaN at −∞; right everywhere else.",
            function=_relu_product,
        ),
    )


def _leaky_relu_plain(z: "Array") -> "Any":
    return np.maximum(z, 0)


def _leaky_relu_sign(z: "Array") -> "Any":
    return np.where(z > 0, z, -0.01 * z)


def _leaky_relu_constant(z: "Array") -> "Any":
    return np.where(z > 0, z, 0.01)


def _leaky_relu_tenth(z: "Array") -> "Any":
    return np.where(z > 0, z, 0.1 * z)


def _leaky_relu_capped(z: "Array") -> "Any":
    return np.minimum(np.where(z > 0, z, 0.01 * z), 6)


def leaky_relu() -> tuple[Misconception, ...]:
    """Return what goes wrong with the leaky relu."""
    look = "Try −2 by hand."
    return (
        Misconception(
            id="leaky_relu.plain",
            claim="the leaky relu gives 0 for negative numbers",
            hints=(look, "What is it that leaks?"),
            explanation="The plain relu.",
            function=_leaky_relu_plain,
        ),
        Misconception(
            id="leaky_relu.sign",
            claim="the leaky relu gives small positive numbers for negative ones",
            hints=(look, "Does the left branch rise or fall?"),
            explanation="The sign of the left branch is wrong: −0.01 z.",
            function=_leaky_relu_sign,
        ),
        Misconception(
            id="leaky_relu.constant",
            claim="the leaky relu gives the same number for every negative one",
            hints=("Compare the results for −1 and −2.", "Is 0.01 a value or a slope?"),
            explanation="Returns the slope 0.01 itself and forgets the factor z.",
            function=_leaky_relu_constant,
        ),
        Misconception(
            id="leaky_relu.tenth",
            claim="the leaky relu lets ten times too much through",
            hints=(look, "Compare the slope with the one in the assignment."),
            explanation="Slope 0.1 instead of 0.01.",
            function=_leaky_relu_tenth,
        ),
        Misconception(
            id="leaky_relu.capped",
            claim="the leaky relu never returns more than 6",
            hints=("Try a positive number of two digits.", "Which variant of relu is asked for?"),
            explanation="A cap as relu6 has: right as long as nothing is above 6.",
            function=_leaky_relu_capped,
        ),
    )


def _sigmoid_exp_ratio(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return np.exp(z) / (1 + np.exp(z))


def _sigmoid_missing_minus(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return 1 / (1 + np.exp(z))


def _sigmoid_minus_one(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return 1 / (1 - np.exp(-z))


def _sigmoid_precedence(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return 1 / 1 + np.exp(-z)


def _sigmoid_tanh(z: "Array") -> "Any":
    return np.tanh(z)


def _sigmoid_derivative_instead(z: "Array") -> "Any":
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


def _sigmoid_cut_off(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return np.where(z > 5, 1.0, np.where(z < -5, 0.0, 1 / (1 + np.exp(-z))))


def _sigmoid_straight(z: "Array") -> "Any":
    return np.clip(0.2 * z + 0.5, 0, 1)


def sigmoid() -> tuple[Misconception, ...]:
    """Return what goes wrong with 1 / (1 + e^−z)."""
    return (*_sigmoid_formulas(), *_sigmoid_far_out())


def _sigmoid_formulas() -> tuple[Misconception, ...]:
    """Return what goes wrong with the formula."""
    ends = "What should come back for a large positive number, and for a large negative one?"
    return (
        Misconception(
            id="sigmoid.missing_minus",
            claim="the sigmoid falls where it should rise",
            hints=(ends, "Compare the sign in the exponent with the formula."),
            explanation="e^z instead of e^−z in the denominator, which is σ(−z).",
            function=_sigmoid_missing_minus,
        ),
        Misconception(
            id="sigmoid.minus_one",
            claim="the sigmoid subtracts the exponential where it should add it",
            hints=("What comes back near 0?", "Compare the denominator with the formula."),
            explanation="1 / (1 − e^−z) has a pole at 0.",
            function=_sigmoid_minus_one,
        ),
        Misconception(
            id="sigmoid.precedence",
            claim="the sigmoid divides before it adds",
            hints=("Can the result be larger than 1?", "Count the brackets."),
            explanation="1 / 1 + e^−z: the brackets around the denominator are missing.",
            function=_sigmoid_precedence,
        ),
        Misconception(
            id="sigmoid.tanh",
            claim="the sigmoid gives values between −1 and 1",
            hints=("What should come back for 0?", "Which activation has which range?"),
            explanation="tanh instead of the logistic sigmoid.",
            function=_sigmoid_tanh,
        ),
        Misconception(
            id="sigmoid.derivative",
            claim="the sigmoid returns its derivative",
            hints=(ends, "What is the largest value that comes back?"),
            explanation="σ(z)(1 − σ(z)) instead of σ(z): never above 1/4.",
            function=_sigmoid_derivative_instead,
        ),
    )


def _sigmoid_far_out() -> tuple[Misconception, ...]:
    """Return what goes wrong with numbers far from 0."""
    return (
        Misconception(
            id="sigmoid.exp_ratio",
            claim="the sigmoid divides two exponentials, which gives NaN for large numbers",
            hints=("What is e^800, as a float?", "What is infinity divided by infinity?"),
            explanation="e^z / (1 + e^z) is ∞/∞ = NaN from z ≈ 710; right below.",
            function=_sigmoid_exp_ratio,
        ),
        Misconception(
            id="sigmoid.cut_off",
            claim="the sigmoid is exactly 0 or 1 away from the middle",
            hints=("What should come back for 6 and for −6?", "Is the limit ever reached?"),
            explanation="Returns 0 below −5 and 1 above 5 to escape the overflow: right between.",
            function=_sigmoid_cut_off,
        ),
        Misconception(
            id="sigmoid.straight",
            claim="the sigmoid is a straight line with two corners",
            hints=("Compare the results for 0, 1 and 2 by hand.", "Which variant is asked for?"),
            explanation="The hard sigmoid, 0.2 z + 0.5 cut off at 0 and 1.",
            function=_sigmoid_straight,
        ),
    )


def _tanh_exp_ratio(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


def _tanh_sigmoid(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return 1 / (1 + np.exp(-z))


def _tanh_inverted(z: "Array") -> "Any":
    return -np.tanh(z)


def _tanh_half(z: "Array") -> "Any":
    return np.tanh(z / 2)


def _tanh_clipped(z: "Array") -> "Any":
    return np.clip(z, -1, 1)


def tanh() -> tuple[Misconception, ...]:
    """Return what goes wrong with tanh."""
    ends = "What should come back for a large positive number, and for a large negative one?"
    return (
        Misconception(
            id="tanh.sigmoid",
            claim="tanh gives values between 0 and 1",
            hints=(ends, "Which activation has which range?"),
            explanation="The logistic sigmoid instead of tanh.",
            function=_tanh_sigmoid,
        ),
        Misconception(
            id="tanh.sign",
            claim="tanh falls where it should rise",
            hints=(ends, "Compare the signs in the numerator with the formula."),
            explanation="e^−z − e^z in the numerator.",
            function=_tanh_inverted,
        ),
        Misconception(
            id="tanh.half",
            claim="tanh is half as steep as it should be",
            hints=("What should the slope be at 0?", "Compare the exponents with the formula."),
            explanation="(e^z − 1) / (e^z + 1) = tanh(z/2): the exponents lack a factor 2.",
            function=_tanh_half,
        ),
        Misconception(
            id="tanh.clipped",
            claim="tanh is a straight line with two corners",
            hints=("What should come back for 0.5?", "Which variant of tanh is asked for?"),
            explanation="The hard tanh: z itself, cut off at −1 and 1.",
            function=_tanh_clipped,
        ),
        Misconception(
            id="tanh.exp_ratio",
            claim="tanh divides two exponentials, which gives NaN for large numbers",
            hints=("What is e^800, as a float?", "What is infinity divided by infinity?"),
            explanation="(e^z − e^−z) / (e^z + e^−z) is ∞/∞ = NaN from |z| ≈ 710; right below.",
            function=_tanh_exp_ratio,
        ),
    )
