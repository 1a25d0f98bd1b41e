"""Known wrong penalties, first weights and batches, patches of the right. Runs in the judge."""

from grader_reference.catalogue import Misconception
from grader_reference.programs import Program, Slip, wrong

Slips = tuple[Slip[str], ...]

L2 = Program(
    name="l2_penalty",
    parameters=("w", "strength"),
    statements={"penalty": "0.5 * strength * np.sum(w**2)", "dw": "strength * w"},
    result="penalty, dw",
)
GLOROT = Program(
    name="glorot_bound",
    parameters=("fan_in", "fan_out"),
    statements={"bound": "np.sqrt(6 / (fan_in + fan_out))"},
    result="bound",
)
MINIBATCH = Program(
    name="minibatch",
    parameters=("X", "T", "order", "size", "number"),
    statements={
        "start": "number * size",
        "chosen": "order[start : start + size]",
        "X_batch": "X[chosen]",
        "T_batch": "T[chosen]",
    },
    result="X_batch, T_batch",
)

_TOGETHER = "Move one weight by ±0.00001: does the penalty change as the gradient says?"
_FACTOR = "By what factor is it off? Which constant is that?"
_ONE_LAYER = "Calculate the bound of a layer of 4 inputs and 2 outputs by hand."
_FOLLOW = "Follow one example and its target into the batch."
_COUNT = "Count the examples of all batches together: is each there once?"


def l2_penalty() -> tuple[Misconception, ...]:
    """Return what goes wrong with λ/2 Σ w² and its gradient."""
    return wrong(_L2, L2, "", function="l2_penalty")


def glorot_bound() -> tuple[Misconception, ...]:
    """Return what goes wrong with √(6 / (n + m))."""
    return wrong(_GLOROT, GLOROT, "", function="glorot_bound")


def minibatch() -> tuple[Misconception, ...]:
    """Return what goes wrong with a batch of a given order."""
    return wrong(_MINIBATCH, MINIBATCH, "", function="minibatch")


_L2: Slips = (
    Slip(
        id="gradient_doubled",
        claim="the gradient belongs to a penalty without the ½",
        hints=(_TOGETHER, _FACTOR),
        explanation="λ/2 Σ w² with 2 λ w.",
        lines=lambda _: {"dw": "2 * strength * w"},
    ),
    Slip(
        id="penalty_doubled",
        claim="the penalty belongs to a gradient with a factor of 2",
        hints=(_TOGETHER, _FACTOR),
        explanation="λ Σ w² with λ w.",
        lines=lambda _: {"penalty": "strength * np.sum(w**2)"},
    ),
    Slip(
        id="gradient_halved",
        claim="the gradient is half as large as it should be",
        hints=(_TOGETHER, "What is the derivative of a square?"),
        explanation="λ/2 w: the 2 of the square is forgotten.",
        lines=lambda _: {"dw": "0.5 * strength * w"},
    ),
    Slip(
        id="absolute",
        claim="absolute values are summed, not squares",
        hints=("Double a weight: by what factor does its penalty grow?", _TOGETHER),
        explanation="λ Σ |w| and λ sign(w): L1.",
        lines=lambda _: {"penalty": "strength * np.sum(np.abs(w))", "dw": "strength * np.sign(w)"},
    ),
    Slip(
        id="length",
        claim="the length of the weights is taken, not its square",
        hints=("Double all weights: by what factor does the penalty grow?", _TOGETHER),
        explanation="λ/2 ‖w‖.",
        lines=lambda _: {"penalty": "0.5 * strength * np.linalg.norm(w)"},
    ),
    Slip(
        id="mean",
        claim="squares are averaged, not summed",
        hints=(_FACTOR, _TOGETHER),
        explanation="λ/2 mean(w²).",
        lines=lambda _: {"penalty": "0.5 * strength * np.mean(w**2)"},
    ),
    Slip(
        id="no_strength",
        claim="the gradient does not depend on the strength",
        hints=("Double the strength: what changes?", _TOGETHER),
        explanation="w in place of λ w.",
        lines=lambda _: {"dw": "w"},
    ),
    Slip(
        id="rewards",
        claim="large weights are rewarded",
        hints=("In which direction should a weight move?", _TOGETHER),
        explanation="The sign of the gradient is wrong.",
        lines=lambda _: {"dw": "-strength * w"},
    ),
)

_GLOROT: Slips = (
    Slip(
        id="inputs_only",
        claim="the outputs are not counted",
        hints=("Change the number of outputs: does the bound change?", _ONE_LAYER),
        explanation="√(6/n), the uniform form of He's draw.",
        lines=lambda _: {"bound": "np.sqrt(6 / fan_in)"},
    ),
    Slip(
        id="root_of_six_only",
        claim="the root is taken of the six alone",
        hints=("Count the brackets.", _ONE_LAYER),
        explanation="√6 / (n + m).",
        lines=lambda _: {"bound": "np.sqrt(6) / (fan_in + fan_out)"},
    ),
    Slip(
        id="no_root",
        claim="the root is missing",
        hints=("Is a variance or a width asked for?", _ONE_LAYER),
        explanation="6 / (n + m).",
        lines=lambda _: {"bound": "6 / (fan_in + fan_out)"},
    ),
    Slip(
        id="of_normal",
        claim="the number is the standard deviation of the normal draw",
        hints=("What is the variance of a uniform draw between ∓a?", _ONE_LAYER),
        explanation="√(2/(n + m)): a uniform draw needs √3 times as much.",
        lines=lambda _: {"bound": "np.sqrt(2 / (fan_in + fan_out))"},
    ),
    Slip(
        id="product",
        claim="inputs and outputs are multiplied",
        hints=("Of which two variances is this the compromise?", _ONE_LAYER),
        explanation="√(6/(n m)).",
        lines=lambda _: {"bound": "np.sqrt(6 / (fan_in * fan_out))"},
    ),
    Slip(
        id="scaled",
        claim="the number is 1/√n of the scaled normal draw",
        hints=("Change the number of outputs: does the bound change?", _ONE_LAYER),
        explanation="1/√n.",
        lines=lambda _: {"bound": "1 / np.sqrt(fan_in)"},
    ),
)

_MINIBATCH: Slips = (
    Slip(
        id="pairs_broken",
        claim="inputs are shuffled, and their targets are not",
        hints=(_FOLLOW, "What is shuffled, and how?"),
        explanation="X[order] with T as it was: training stays at chance.",
        lines=lambda _: {"T_batch": "T[start : start + size]"},
    ),
    Slip(
        id="not_shuffled",
        claim="the order is not used",
        hints=(_FOLLOW, "Which argument is not used?"),
        explanation="Contiguous slices of X and T.",
        lines=lambda _: {
            "X_batch": "X[start : start + size]",
            "T_batch": "T[start : start + size]",
        },
    ),
    Slip(
        id="inverse_order",
        claim="the order is used the wrong way round",
        hints=(_FOLLOW, "Does the order say where an example goes, or which one comes?"),
        explanation="The inverse permutation.",
        lines=lambda _: {"chosen": "np.argsort(order)[start : start + size]"},
    ),
    Slip(
        id="last_dropped",
        claim="a last batch that is not full is empty",
        hints=(_COUNT, "What happens to the rest of a division?"),
        explanation="N // size batches: the rest is never used.",
        lines=lambda _: {
            "chosen": "order[: len(X) // size * size][start : start + size]",
        },
    ),
    Slip(
        id="last_filled",
        claim="a last batch that is not full is filled with examples from the start",
        hints=(_COUNT, "How many examples has the last batch?"),
        explanation="The order wraps around: some examples are used twice.",
        lines=lambda _: {"chosen": "np.take(order, range(start, start + size), mode='wrap')"},
    ),
    Slip(
        id="one_more",
        claim="every batch holds the next batch's first example, too",
        hints=(_COUNT, "Does a slice contain its end?"),
        explanation="start : start + size + 1.",
        lines=lambda _: {"chosen": "order[start : start + size + 1]"},
    ),
    Slip(
        id="overlapping",
        claim="each batch begins one example after the one before",
        hints=(_COUNT, "Where does the second batch begin?"),
        explanation="start = number.",
        lines=lambda _: {"start": "number"},
    ),
    Slip(
        id="counted_from_one",
        claim="the batches are counted from one",
        hints=(_COUNT, "Which examples does batch 0 hold?"),
        explanation="start = (number − 1) size.",
        lines=lambda _: {"start": "(number - 1) * size"},
    ),
)
