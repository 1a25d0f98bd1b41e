"""The derivations of the activations and their slopes. Runs in the judge."""

from collections.abc import Mapping

from grader_reference.catalogue import Mathematics, Trial
from grader_reference.mathematics.books import DIFFERENCES, deep_learning
from grader_reference.mathematics.trials import activations as trials

_Z = {"z": "pre-activations, an array of any shape"}
_SLOPE = "the slope at every number of z, an array of z's shape"
_SAME = "quotient and yours are the same numbers."

RELU = Mathematics(
    symbols={**_Z, "relu(z)": "activations, of z's shape"},
    steps=(
        "Every number is treated by itself: no number of the result depends on another's place.",
        "Where z is positive nothing happens: relu(z) = z for z > 0.",
        "Where z is negative the unit is off: relu(z) = 0 for z ≤ 0.",
        (
            "Both together: relu(z) = max(0, z), which in numpy is the larger of two numbers,"
            " place by place (np.maximum), and not the largest of an array (np.max)."
        ),
        "There is no upper end: relu(1000) = 1000. So relu(2z) = 2 relu(z).",
        "A check that needs no second formula: relu(z) − relu(−z) = z.",
    ),
    sources=(
        "Nair and Hinton, Rectified linear units improve restricted Boltzmann machines (2010)",
        deep_learning("§6.3.1"),
    ),
    trials=(
        Trial(
            code=trials.relu_identities,
            expect="nothing is negative, and both identities leave a difference of 0.",
        ),
    ),
)
RELU_DERIVATIVE = Mathematics(
    symbols={**_Z, "relu′(z)": _SLOPE},
    steps=(
        "relu is made of two straight lines: z itself for z > 0, and 0 for z < 0.",
        "The slope of z is 1, so relu′(z) = 1 for z > 0, however large z is.",
        "The slope of the constant 0 is 0, so relu′(z) = 0 for z < 0.",
        (
            "At exactly 0 the two lines meet in a kink: there is no derivative. 0, ½ and 1 are all"
            " slopes of lines that touch it from below; most code takes 0."
        ),
        (
            "It is a function of z, not of what comes from above: multiplying by the gradient is a"
            " step of its own, ∂L/∂z = ∂L/∂h ⊙ relu′(z)."
        ),
    ),
    sources=(deep_learning("§6.3.1"), DIFFERENCES),
    trials=(Trial(code=trials.relu_slope, expect=_SAME),),
)
LEAKY_RELU = Mathematics(
    symbols={**_Z, "a": "the slope of the negative side, 0.01"},
    steps=(
        "For z > 0 it is the relu: leaky_relu(z) = z.",
        (
            "For z < 0 the unit is not quite off: leaky_relu(z) = a z with a = 0.01. The result is"
            " negative and a hundredth of z's size."
        ),
        "Both together, for 0 < a < 1: leaky_relu(z) = max(z, a z).",
        "A check: leaky_relu(z) + leaky_relu(−z) = (1 − a) |z|.",
    ),
    sources=(
        (
            "Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models"
            " (2013), §2"
        ),
        deep_learning("§6.3.1"),
    ),
    trials=(
        Trial(
            code=trials.leaky_relu_identities,
            expect="negative numbers keep a hundredth of their size and their sign; the sum of both"
            " sides leaves a difference of 0.",
        ),
    ),
)
LEAKY_RELU_DERIVATIVE = Mathematics(
    symbols={**_Z, "a": "the slope of the negative side, 0.01", "f′(z)": _SLOPE},
    steps=(
        "For z > 0 the function is z, whose slope is 1.",
        "For z < 0 the function is a z, whose slope is a = 0.01, whatever z is: not a z.",
        "At exactly 0 there is a kink and no derivative; a, ½ or 1 may be taken.",
    ),
    sources=(
        (
            "Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models"
            " (2013), §2"
        ),
        DIFFERENCES,
    ),
    trials=(Trial(code=trials.leaky_relu_slope, expect=_SAME),),
)
SIGMOID = Mathematics(
    symbols={**_Z, "σ(z)": "activations between 0 and 1, of z's shape"},
    steps=(
        "The definition: σ(z) = 1 / (1 + e^(−z)), number by number.",
        (
            "The ends: e^(−z) → 0 for large z, so σ → 1; e^(−z) → ∞ for very negative z, so σ → 0;"
            " and σ(0) = 1/2. It rises everywhere."
        ),
        "Multiplying above and below by e^z gives a second form, σ(z) = e^z / (1 + e^z).",
        (
            "As floats, e^710 overflows. With the first form for z ≥ 0 and the second for z < 0"
            " only e^(−|z|) ≤ 1 is ever computed, and nothing overflows."
        ),
        "A check: σ(z) + σ(−z) = 1.",
    ),
    sources=(deep_learning("§3.10 and §6.3.2"),),
    trials=(
        Trial(
            code=trials.sigmoid_values,
            expect="0.5 at 0, rising from near 0 to near 1, and a difference of 0.",
        ),
        Trial(
            code=trials.sigmoid_far,
            expect="exactly 0 and 1 at the far ends, small numbers that are still not 0 before,"
            " and no warning.",
        ),
    ),
)
SIGMOID_DERIVATIVE = Mathematics(
    symbols={**_Z, "σ′(z)": _SLOPE, "h": "σ(z), the activation itself"},
    steps=(
        "Write σ(z) = (1 + e^(−z))^(−1).",
        "The chain rule: σ′(z) = −(1 + e^(−z))^(−2) · (−e^(−z)) = e^(−z) / (1 + e^(−z))².",
        "Split the fraction: 1 / (1 + e^(−z)) · e^(−z) / (1 + e^(−z)) = σ(z) (1 − σ(z)).",
        (
            "So of the pre-activation z it is σ(z) (1 − σ(z)); of the activation h = σ(z) it is h"
            " (1 − h). z (1 − z) is neither."
        ),
        (
            "It is largest at z = 0, where it is 1/4, it is the same for z and −z, and it goes to"
            " 0 on both sides."
        ),
    ),
    sources=(deep_learning("§3.10"), DIFFERENCES),
    trials=(
        Trial(code=trials.sigmoid_slope, expect=_SAME),
        Trial(
            code=trials.sigmoid_slope_far,
            expect="tiny numbers, the same on both sides, and no NaN.",
        ),
    ),
)
TANH = Mathematics(
    symbols={**_Z, "tanh(z)": "activations between −1 and 1, of z's shape"},
    steps=(
        "The definition: tanh(z) = (e^z − e^(−z)) / (e^z + e^(−z)), number by number.",
        "The ends: −1 for very negative z, 0 at 0, and 1 for large z. Around 0 its slope is 1.",
        "It is odd: tanh(−z) = −tanh(z).",
        "It is a stretched sigmoid: dividing above and below by e^z gives tanh(z) = 2 σ(2z) − 1.",
        "As floats, e^710 overflows, and ∞/∞ is NaN: np.tanh, or e^(−2|z|), avoids it.",
    ),
    sources=(deep_learning("§6.3.2"),),
    trials=(
        Trial(
            code=trials.tanh_values,
            expect="0 at 0, both ends beyond ±0.96, and differences of 0.",
        ),
        Trial(code=trials.tanh_far, expect="−1 and 1, and no NaN."),
    ),
)
TANH_DERIVATIVE = Mathematics(
    symbols={**_Z, "tanh′(z)": _SLOPE, "h": "tanh(z), the activation itself"},
    steps=(
        "Write tanh(z) = s / c with s = e^z − e^(−z) and c = e^z + e^(−z). Then s′ = c and c′ = s.",
        "The quotient rule: tanh′(z) = (s′ c − s c′) / c² = (c² − s²) / c².",
        "Divide: tanh′(z) = 1 − (s / c)² = 1 − tanh(z)².",
        (
            "So of the pre-activation z it is 1 − tanh(z)²; of the activation h = tanh(z) it is 1"
            " − h². 1 − z² is neither."
        ),
        "It is largest at z = 0, where it is 1, and it is never negative.",
    ),
    sources=(deep_learning("§6.3.2"), DIFFERENCES),
    trials=(Trial(code=trials.tanh_slope, expect=_SAME),),
)

EVERY: Mapping[str, Mathematics] = {
    "relu": RELU,
    "relu_derivative": RELU_DERIVATIVE,
    "leaky_relu": LEAKY_RELU,
    "leaky_relu_derivative": LEAKY_RELU_DERIVATIVE,
    "sigmoid": SIGMOID,
    "sigmoid_derivative": SIGMOID_DERIVATIVE,
    "tanh": TANH,
    "tanh_derivative": TANH_DERIVATIVE,
}
