"""The derivations of the layer, the cross entropy, its gradient and what goes with them."""

from collections.abc import Mapping

from grader_reference.catalogue import Mathematics, Trial
from grader_reference.mathematics.books import DIFFERENCES, bishop, deep_learning
from grader_reference.mathematics.trials import losses as trials

_NUMBERS = {"N": "how many examples", "K": "how many classes"}
_TARGETS = {
    "t": "targets, N × K: one-hot, one 1 in every row",
    "p": "predicted probabilities, N × K: every row sums to 1",
}

LAYER = Mathematics(
    symbols={
        "X": "inputs, N × D: a row per example",
        "W": "weights, D × K: a row per input, a column per unit",
        "b": "bias, 1 × K: one number per unit",
        "Z": "pre-activations, N × K",
    },
    steps=(
        "One unit k of one example n: Z_nk = Σ_d X_nd W_dk + b_k. The sum runs over the inputs.",
        (
            "That sum is row n of X times column k of W, so all of them together are the matrix"
            " product X W: N × D times D × K gives N × K."
        ),
        (
            "The bias is the same for every example: b (1 × K) is added to each row of X W once,"
            " outside the sum."
        ),
        "Z = X W + b. No activation is applied yet, and nothing is averaged.",
        "It is affine in X: with X = 0 every row is b, and doubling X doubles Z − b.",
    ),
    sources=(deep_learning("§6.1 and §6.5.4"), bishop("§5.1")),
    trials=(
        Trial(
            code=trials.layer_by_sums,
            expect="N × K numbers, b in every row for X = 0, and a difference of 0.",
        ),
    ),
)
CROSS_ENTROPY = Mathematics(
    symbols={**_TARGETS, **_NUMBERS, "L": "the loss, one number"},
    steps=(
        (
            "The probability that the model gives to the class that is right: Π_k p_nk^(t_nk)."
            " With a one-hot row only one factor is left, p_n,true."
        ),
        (
            "The examples are independent, so their probabilities are multiplied: Π_n Π_k"
            " p_nk^(t_nk). It should be as large as possible."
        ),
        (
            "Take the natural logarithm, which turns products into sums, and a minus, since one"
            " minimises: −Σ_n Σ_k t_nk log p_nk."
        ),
        (
            "Divide by N, so that the loss does not grow with the batch: L = −(1/N) Σ_n Σ_k t_nk"
            " log p_nk. The logarithm stands inside both sums, the division by N outside of them."
        ),
        (
            "Only the true class counts: −log p_n,true per example. It is 0 for p = 1, 0.69 for p"
            " = ½, log K for a guess among K classes, and ∞ for p = 0."
        ),
        (
            "A class with t = 0 adds nothing, also where its p is 0: 0 · log 0 means 0 here, while"
            " floats make NaN of it."
        ),
    ),
    sources=(bishop("§4.3.4, eq. 4.107–4.108"), deep_learning("§3.13 and §6.2.2.3")),
    trials=(
        Trial(
            code=trials.loss_of_known_predictions,
            expect=(
                "log 10 = 2.3026 for a guess among ten classes, 0 where all is certain and right,"
                " and the same when the examples are repeated."
            ),
        ),
        Trial(
            code=trials.loss_by_sums,
            expect="loss and sum are the same number.",
        ),
    ),
)
CROSS_ENTROPY_GRADIENT = Mathematics(
    symbols={
        **_TARGETS,
        **_NUMBERS,
        "L_n": "the loss of example n, −Σ_k t_nk log p_nk",
        "z": "scores (logits) with p = softmax(z), N × K",
        "∂L_n/∂p": "the gradient by the probabilities, N × K",
        "∂L_n/∂z": "the gradient by the logits, N × K",
    },
    steps=(
        (
            "By the probabilities: in L_n = −Σ_k t_nk log p_nk each p_nk occurs once, and (log p)′"
            " = 1/p. So ∂L_n/∂p_nk = −t_nk / p_nk."
        ),
        (
            "It is 0 for every class that is not the target, and at most −1 for the one that is:"
            " more probability there, less loss. No sum over examples is left: the gradient has"
            " the shape of p, N × K."
        ),
        "By the logits: p depends on z through the softmax, ∂p_nk/∂z_nj = p_nk (δ_kj − p_nj).",
        (
            "The chain rule sums over all probabilities a score moves: ∂L_n/∂z_nj = Σ_k (−t_nk /"
            " p_nk) p_nk (δ_kj − p_nj) = −t_nj + p_nj Σ_k t_nk."
        ),
        (
            "Targets sum to 1, so ∂L_n/∂z_nj = p_nj − t_nj: prediction minus target. The division"
            " is gone, and the softmax's Jacobian is in it already. Every row sums to 0."
        ),
        "Of the mean loss L = (1/N) Σ_n L_n both are divided by N, once.",
        (
            "A check by size: −t/p is at most 0, p − t lies between −1 and 1 and is negative for"
            " the true class alone."
        ),
    ),
    sources=(bishop("§4.3.4, eq. 4.109"), deep_learning("§6.5.4"), DIFFERENCES),
    trials=(
        Trial(
            code=trials.gradient_by_probabilities,
            expect="quotient and yours are the same numbers, row by row.",
            under=("wrt_scores",),
        ),
        Trial(
            code=trials.gradient_at_zero,
            expect="a number and no NaN for the class whose probability is 0, −1000 where the true"
            " class has 0.001.",
            under=("wrt_scores",),
        ),
        Trial(
            code=trials.gradient_by_logits,
            expect="quotient and yours are the same numbers, row by row, and every row sums to 0.",
            under=("wrt_logits",),
        ),
    ),
)
ONE_HOT = Mathematics(
    symbols={
        "labels": "classes as whole numbers 0 … K − 1, N",
        "K": "how many classes there are, whether or not each occurs",
        "T": "N × K: a row per label",
    },
    steps=(
        (
            "Row n has a column for every class, and a 1 in one of them: T_nk = 1 where k ="
            " labels_n, else 0."
        ),
        (
            "Classes are counted from 0, as the columns are: label 0 is the first column, label K"
            " − 1 the last."
        ),
        "K is given, not counted: a class that does not occur in the batch keeps its column.",
        "In numpy row number labels_n of the K × K identity is that row: np.eye(K)[labels].",
        (
            "A check: every row sums to 1, and its largest entry stands at the label:"
            " T.argmax(axis=1) = labels."
        ),
    ),
    sources=(bishop("§4.1 (1-of-K coding)"),),
    trials=(
        Trial(
            code=trials.one_hot_back_again,
            expect="(5, 12), five rows that sum to 1, nothing but 0 and 1, and the labels again.",
        ),
    ),
)
ACCURACY = Mathematics(
    symbols={**_TARGETS, **_NUMBERS},
    steps=(
        (
            "A decision for each example: the class with the largest probability, d_n = argmax_k"
            " p_nk. The largest of a row, however small: it need not be above ½."
        ),
        "The true class of each example: c_n = argmax_k t_nk.",
        (
            "Count the examples with d_n = c_n and divide by how many examples there are: accuracy"
            " = (1/N) Σ_n [d_n = c_n]."
        ),
        (
            "It is a share between 0 and 1 of examples, not of entries of a table: the many places"
            " in which both rows have a 0 do not count."
        ),
    ),
    sources=(deep_learning("§5.1.2"), bishop("§1.5.1")),
    trials=(
        Trial(
            code=trials.accuracy_by_hand,
            expect=(
                "4/6 = 0.6667, as all but the third and the fifth are decided right, and the same"
                " when everything is repeated."
            ),
        ),
    ),
)

EVERY: Mapping[str, Mathematics] = {
    "computeLayer": LAYER,
    "CE": CROSS_ENTROPY,
    "gradCE": CROSS_ENTROPY_GRADIENT,
    "one_hot": ONE_HOT,
    "accuracy": ACCURACY,
}
