"""The derivations of the network of scalars, example by example. Runs in the judge."""

from collections.abc import Mapping

from grader_reference.catalogue import Mathematics, Trial
from grader_reference.mathematics import activations, softmaxes
from grader_reference.mathematics.books import DIFFERENCES, bishop, deep_learning
from grader_reference.mathematics.trials import scalars as trials

_INPUT = {"x_i": "input i, a number", "i, j, m": "count inputs, hidden units and outputs"}
_PARAMETERS = {
    "w_ij, b_j": "weight from input i to hidden unit j, and its bias",
    "v_jm, c_m": "weight from hidden unit j to output m, and its bias",
}
_PASS = {
    "k_j, h_j": "pre-activation and value of hidden unit j",
    "z_m, y_m": "score and probability of output m",
}

SIGMOID = Mathematics(
    symbols={"x": "a number"},
    steps=activations.SIGMOID.steps,
    sources=activations.SIGMOID.sources,
    trials=(
        Trial(
            code=trials.sigmoid_of_numbers,
            expect="0.5 at 0, pairs that sum to 1, and no error at ±800.",
        ),
    ),
)
SOFTMAX = Mathematics(
    symbols={"o": "scores, a list of K numbers", "y": "probabilities, a list of K numbers"},
    steps=(
        "Positive numbers first: e^(o_m) for every score.",
        "Then shares: y_m = e^(o_m) / Σ_j e^(o_j). They sum to 1.",
        *softmaxes.SOFTMAX.steps[2:3],
        (
            "math.exp(710) raises an OverflowError. So subtract the largest score M from all of"
            " them: y_m = e^(o_m − M) / Σ_j e^(o_j − M). Every exponent is then ≤ 0, and one of"
            " them is 0."
        ),
        "Any other number cancels on paper as well, but only the largest keeps every exponent ≤ 0.",
    ),
    sources=softmaxes.SOFTMAX.sources,
    trials=(
        Trial(
            code=trials.softmax_of_lists,
            expect="shares that sum to 1, largest for the largest score, the same after adding 5,"
            " and one class alone where its score is 1000.",
        ),
    ),
)
FORWARD = Mathematics(
    symbols={**_INPUT, **_PARAMETERS, **_PASS},
    steps=(
        (
            "Each hidden unit sums over all inputs, from a sum that starts at 0, and adds its bias"
            " once: k_j = Σ_i x_i w_ij + b_j."
        ),
        "Its value: h_j = σ(k_j) = 1 / (1 + e^(−k_j)).",
        (
            "Each output sums over all hidden values and adds its bias once: z_m = Σ_j h_j v_jm +"
            " c_m. No sigmoid here."
        ),
        "Only now do outputs meet: y_m = e^(z_m) / Σ_n e^(z_n).",
        "With all weights 0, k = b and z = c: a check that tells sums from biases.",
    ),
    sources=(deep_learning("§6.5.1"), bishop("§5.1")),
    trials=(
        Trial(
            code=trials.forward_with_matrices,
            expect="every line is the same as the one below it.",
        ),
    ),
)
LOSS = Mathematics(
    symbols={
        "y_m": "the probability of class m, a list of M numbers that sum to 1",
        "t_m": "the target: 1 for the true class, else 0",
    },
    steps=(
        "The probability that is given to the true class: y_true.",
        "Its negative natural logarithm: −ln y_true. 0 for certainty, ∞ for 0.",
        "Written with all classes: loss = −Σ_m t_m ln y_m, a sum in which one term is left.",
        "A class with t_m = 0 is left out before its logarithm is taken: ln 0 is no number.",
        "It is a sum over classes and no mean: with one example there is nothing to divide by.",
    ),
    sources=(bishop("§4.3.4, eq. 4.108"), deep_learning("§6.2.2.3")),
    trials=(
        Trial(
            code=trials.loss_of_lists,
            expect="−ln 0.7 = 0.3567, −ln 0.2 = 1.6094, −ln 0.5 = 0.6931, and 0 for certainty.",
        ),
    ),
)
BACKWARD = Mathematics(
    symbols={**_INPUT, **_PARAMETERS, **_PASS, "t_m": "the target", "∂q": "short for ∂loss/∂q"},
    steps=(
        "Begin at the end. Softmax and cross entropy together: ∂z_m = y_m − t_m, for every output.",
        "z_m = Σ_j h_j v_jm + c_m, so ∂v_jm = h_j ∂z_m and ∂c_m = ∂z_m.",
        (
            "A hidden value goes to all outputs, so what comes back is summed over them, from 0"
            " for each unit: ∂h_j = Σ_m v_jm ∂z_m."
        ),
        "Through the sigmoid, whose slope is h_j (1 − h_j): ∂k_j = ∂h_j h_j (1 − h_j).",
        "k_j = Σ_i x_i w_ij + b_j, so ∂w_ij = x_i ∂k_j and ∂b_j = ∂k_j.",
        "Each gradient has the form of its parameter: as many rows, as many numbers in each.",
        "They are gradients, not yet steps: the minus of the descent comes later.",
    ),
    sources=(bishop("§5.3.1–5.3.2"), deep_learning("§6.5"), DIFFERENCES),
    trials=(
        Trial(
            code=trials.backward_by_differences,
            expect="quotient and yours are the same numbers for every parameter.",
        ),
    ),
)
TRAIN = Mathematics(
    symbols={
        "x, t": "one example after the other, from the lists xs and ts",
        **_PARAMETERS,
        "η": "the learning rate",
    },
    steps=(
        (
            "Take the first example alone, and do a whole forward and backward pass with the"
            " parameters as they are."
        ),
        "All four gradients come from these same parameters; only then is any of them changed.",
        "Step: w ← w − η ∂w, b ← b − η ∂b, v ← v − η ∂v, c ← c − η ∂c.",
        "Take the next example with the new parameters, and begin its sums and its gradients at 0.",
        (
            "So N examples make N steps, and their order matters. It is not one step with the mean"
            " gradient."
        ),
    ),
    sources=(bishop("§5.2.4, eq. 5.43"), deep_learning("§8.1.3")),
    trials=(
        Trial(
            code=trials.training_by_single_steps,
            expect="every line of yours is the same as the one above it.",
        ),
    ),
)

EVERY: Mapping[str, Mathematics] = {
    "scalar_sigmoid": SIGMOID,
    "scalar_softmax": SOFTMAX,
    "scalar_forward": FORWARD,
    "scalar_loss": LOSS,
    "scalar_backward": BACKWARD,
    "scalar_train": TRAIN,
}
