"""Known wrong softmax functions, on canonical arguments. Runs in the judge.

Each function is self-contained: its source runs wherever numpy is imported as ``np``.
"""

from typing import TYPE_CHECKING

import numpy as np

from grader_reference.catalogue import Misconception

if TYPE_CHECKING:
    from typing import Any

    from grader_reference.arrays import Array


def _softmax_no_shift(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        e = np.exp(z)
        return e / np.sum(e, axis=1, keepdims=True)


def _softmax_global_max(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        e = np.exp(z - np.max(z))
        return e / np.sum(e, axis=1, keepdims=True)


def _softmax_class_max(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        e = np.exp(z - np.max(z, axis=0))
        return e / np.sum(e, axis=1, keepdims=True)


def _softmax_whole_array(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        e = np.exp(z - np.max(z))
        return e / np.sum(e)


def _softmax_whole_array_no_shift(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        e = np.exp(z)
        return e / np.sum(e)


def _softmax_row_shift_whole_sum(z: "Array") -> "Any":
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e)


def _softmax_wrong_axis(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        e = np.exp(z - np.max(z, axis=0))
        return e / np.sum(e, axis=0)


def _softmax_wrong_axis_no_shift(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        e = np.exp(z)
        return e / np.sum(e, axis=0)


def _softmax_ten_classes(z: "Array") -> "Any":
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.tile(np.sum(e, axis=1)[:, None], (1, 10))


def _softmax_not_normalised(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return np.exp(z)


def _softmax_not_normalised_shifted(z: "Array") -> "Any":
    return np.exp(z - np.max(z, axis=1, keepdims=True))


def _softmax_no_exponential(z: "Array") -> "Any":
    return z / np.sum(z, axis=1, keepdims=True)


def _softmax_logarithm(z: "Array") -> "Any":
    shifted = z - np.max(z, axis=1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))


def _softmax_sigmoid(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return 1 / (1 + np.exp(-z))


def _softmax_negative(z: "Array") -> "Any":
    e = np.exp(np.min(z, axis=1, keepdims=True) - z)
    return e / np.sum(e, axis=1, keepdims=True)


def _softmax_smallest_shift(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        e = np.exp(z - np.min(z, axis=1, keepdims=True))
        return e / np.sum(e, axis=1, keepdims=True)


def _softmax_mean_shift(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        e = np.exp(z - np.mean(z, axis=1, keepdims=True))
        return e / np.sum(e, axis=1, keepdims=True)


def _softmax_first_shift(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        e = np.exp(z - z[:, :1])
        return e / np.sum(e, axis=1, keepdims=True)


def _softmax_clipped(z: "Array") -> "Any":
    e = np.exp(np.clip(z, -500, 500))
    return e / np.sum(e, axis=1, keepdims=True)


def softmax() -> tuple[Misconception, ...]:
    """Return what goes wrong with the softmax of every row."""
    return (*_softmax_shifts(), *_softmax_half(), *_softmax_sums(), *_softmax_formulas())


def _softmax_shifts() -> tuple[Misconception, ...]:
    large = "Try a row of scores near 1000 beside a row of ordinary ones."
    return (
        Misconception(
            id="softmax.no_shift",
            claim="softmax takes the exponential of the scores as they are, also of large ones",
            hints=(
                "What is e^1000, as a float?",
                "Which number may be subtracted from a row without changing its softmax?",
            ),
            explanation="No shift: e^z overflows from z ≈ 710, ∞/∞ is NaN, and 0/0 far below.",
            function=_softmax_no_shift,
        ),
        Misconception(
            id="softmax.global_max",
            claim="softmax subtracts the largest score of the whole batch, not of each row",
            hints=(large, "Which rows come back as NaN, and what was subtracted from them?"),
            explanation="z − max of the batch: an ordinary row beside a large one becomes 0/0.",
            function=_softmax_global_max,
        ),
        Misconception(
            id="softmax.class_max",
            claim="softmax subtracts another number from each entry of a row",
            hints=(
                "The rows sum to 1 and are wrong all the same: do one by hand.",
                "What may be subtracted so that nothing changes: one number per what?",
            ),
            explanation="Shifts by each class's maximum (axis 0): it does not cancel in a row.",
            function=_softmax_class_max,
        ),
        Misconception(
            id="softmax.smallest_shift",
            claim="softmax subtracts the smallest score of a row",
            hints=(large, "Which sign do the exponents have after the subtraction?"),
            explanation="z − min: the exponents are ≥ 0, so that a wide row overflows.",
            function=_softmax_smallest_shift,
        ),
    )


def _softmax_half() -> tuple[Misconception, ...]:
    """Return shifts that help with some large scores and not with others."""
    alone = "Try a row with one score of 1000 and all others 0."
    return (
        Misconception(
            id="softmax.mean_shift",
            claim="softmax subtracts the mean of a row",
            hints=(alone, "How large is the largest exponent after the subtraction?"),
            explanation="z − mean cancels, but [1000, 0, 0, 0] still has an exponent of 750.",
            function=_softmax_mean_shift,
        ),
        Misconception(
            id="softmax.first_shift",
            claim="softmax subtracts the first score of a row",
            hints=(alone, "What if the large score is not the first one?"),
            explanation="z − z[0] cancels, but overflows where another score is larger by 710.",
            function=_softmax_first_shift,
        ),
        Misconception(
            id="softmax.clipped",
            claim="softmax cuts large scores off before the exponential",
            hints=(
                "Try a row of two different scores, both near 1000: which one should win?",
                "Is what is done to the scores the same for all scores of a row?",
            ),
            explanation="np.clip(z, −500, 500): all large scores become equal.",
            function=_softmax_clipped,
        ),
    )


def _softmax_sums() -> tuple[Misconception, ...]:
    rows = "What does each row of the result sum to, and what should it?"
    return (
        Misconception(
            id="softmax.whole_array",
            claim="softmax divides by the sum over the whole batch",
            hints=(rows, "Over what does the sum run?"),
            explanation="e / e.sum(): all rows together sum to 1.",
            function=_softmax_whole_array,
        ),
        Misconception(
            id="softmax.whole_array_no_shift",
            claim="softmax divides by the sum over the whole batch and does not shift large scores",
            hints=(rows, "Over what does the sum run, and what is e^1000?"),
            explanation="e / e.sum() without a shift: wrong sum, and NaN for large scores.",
            function=_softmax_whole_array_no_shift,
        ),
        Misconception(
            id="softmax.whole_sum",
            claim="softmax shifts each row but divides by the sum over the whole batch",
            hints=(rows, "Over what does the sum run?"),
            explanation="The shift is per row, the sum over everything: rows are not comparable.",
            function=_softmax_row_shift_whole_sum,
        ),
        Misconception(
            id="softmax.wrong_axis",
            claim="softmax normalises each column, over the examples",
            hints=(rows, "What is an example: a row or a column?"),
            explanation="axis=0 in rows: classes compete across examples. Right for columns.",
            function=_softmax_wrong_axis,
        ),
        Misconception(
            id="softmax.wrong_axis_no_shift",
            claim="softmax normalises each column, and does not shift large scores",
            hints=(rows, "What is an example: a row or a column?"),
            explanation="axis=0 in rows, without a shift.",
            function=_softmax_wrong_axis_no_shift,
        ),
        Misconception(
            id="softmax.ten_classes",
            claim="softmax works for ten classes only",
            hints=("Try a row of three scores.", "Which number stands in the code that may vary?"),
            explanation="The 10 is written into the code: another K raises.",
            function=_softmax_ten_classes,
        ),
    )


def _softmax_formulas() -> tuple[Misconception, ...]:
    rows = "What does each row of the result sum to, and what should it?"
    return (
        Misconception(
            id="softmax.not_normalised",
            claim="softmax returns the exponentials, not divided by their sum",
            hints=(rows, "Which part of the formula is missing?"),
            explanation="e^z without normalisation.",
            function=_softmax_not_normalised,
        ),
        Misconception(
            id="softmax.not_normalised_shifted",
            claim="softmax returns the shifted exponentials, not divided by their sum",
            hints=(rows, "Which part of the formula is missing?"),
            explanation="e^(z − max) without normalisation: the largest entry of each row is 1.",
            function=_softmax_not_normalised_shifted,
        ),
        Misconception(
            id="softmax.no_exponential",
            claim="softmax divides the scores themselves by their sum",
            hints=("Can a probability be negative?", "Which part of the formula is missing?"),
            explanation="z / Σz: the exponential is missing.",
            function=_softmax_no_exponential,
        ),
        Misconception(
            id="softmax.logarithm",
            claim="softmax returns the logarithm of the probabilities",
            hints=("Can a probability be negative?", "Which of the two functions is asked for?"),
            explanation="log softmax instead of softmax.",
            function=_softmax_logarithm,
        ),
        Misconception(
            id="softmax.sigmoid",
            claim="softmax treats every class by itself, as a sigmoid does",
            hints=(rows, "Does raising one score lower the other probabilities?"),
            explanation="1 / (1 + e^−z) per entry.",
            function=_softmax_sigmoid,
        ),
        Misconception(
            id="softmax.sign",
            claim="softmax gives the largest probability to the smallest score",
            hints=("Which entry of [1, 2] should be larger?", "Look at the sign in the exponent."),
            explanation="e^−z in place of e^z.",
            function=_softmax_negative,
        ),
    )


def _log_softmax_of_softmax(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        e = np.exp(z - np.max(z, axis=1, keepdims=True))
        return np.log(e / np.sum(e, axis=1, keepdims=True))


def _log_softmax_no_shift(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))


def _log_softmax_wrong_axis(z: "Array") -> "Any":
    shifted = z - np.max(z, axis=0)
    return shifted - np.log(np.sum(np.exp(shifted), axis=0))


def _log_softmax_no_sum(z: "Array") -> "Any":
    return z - np.max(z, axis=1, keepdims=True)


def _log_softmax_no_logarithm(z: "Array") -> "Any":
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def _log_softmax_sign(z: "Array") -> "Any":
    shifted = z - np.max(z, axis=1, keepdims=True)
    return np.log(np.sum(np.exp(shifted), axis=1, keepdims=True)) - shifted


def _log_softmax_mean_shift(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        shifted = z - np.mean(z, axis=1, keepdims=True)
        return shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))


def _log_softmax_global_max(z: "Array") -> "Any":
    with np.errstate(all="ignore"):
        shifted = z - np.max(z)
        return shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))


def log_softmax() -> tuple[Misconception, ...]:
    """Return what goes wrong with the logarithm of the softmax of every row."""
    return (*_log_softmax_sums(), *_log_softmax_shifts())


def _log_softmax_sums() -> tuple[Misconception, ...]:
    """Return what goes wrong with the sum that is taken off."""
    return (
        Misconception(
            id="log_softmax.of_softmax",
            claim="the logarithm is taken of finished probabilities, also where they are 0",
            hints=("What is e^−2000, as a float?", "Simplify log(e^a / b) before computing."),
            explanation="log(softmax(z)) is −∞ where the probability underflows.",
            function=_log_softmax_of_softmax,
        ),
        Misconception(
            id="log_softmax.no_shift",
            claim="the exponential of the scores is taken as they are, also of large ones",
            hints=("What is e^1000, as a float?", "What may be subtracted from a row?"),
            explanation="log Σ e^z without a shift overflows.",
            function=_log_softmax_no_shift,
        ),
        Misconception(
            id="log_softmax.wrong_axis",
            claim="each column is normalised, over the examples",
            hints=("What do the exponentials of a row sum to?", "What is an example?"),
            explanation="axis=0 in rows.",
            function=_log_softmax_wrong_axis,
        ),
        Misconception(
            id="log_softmax.no_sum",
            claim="the largest score is subtracted, and nothing else",
            hints=("What do the exponentials of a row sum to?", "Which term is missing?"),
            explanation="z − max(z): the logarithm of the sum is missing.",
            function=_log_softmax_no_sum,
        ),
    )


def _log_softmax_shifts() -> tuple[Misconception, ...]:
    """Return what goes wrong with the logarithm, its sign and the shift."""
    return (
        Misconception(
            id="log_softmax.no_logarithm",
            claim="probabilities come back, not their logarithms",
            hints=("What sign should the results have?", "Which function is asked for?"),
            explanation="softmax instead of log softmax.",
            function=_log_softmax_no_logarithm,
        ),
        Misconception(
            id="log_softmax.sign",
            claim="the results have the wrong sign",
            hints=("What sign has the logarithm of a probability?", "Which term comes first?"),
            explanation="log Σ e^z − z: the loss per class, not the log-probability.",
            function=_log_softmax_sign,
        ),
        Misconception(
            id="log_softmax.mean_shift",
            claim="the mean of a row is subtracted, so that one large score still overflows",
            hints=(
                "Try a row with one score of 1000 and all others 0.",
                "How large is the largest exponent after the subtraction?",
            ),
            explanation="z − mean cancels, but [1000, 0, 0, 0] still has an exponent of 750.",
            function=_log_softmax_mean_shift,
        ),
        Misconception(
            id="log_softmax.global_max",
            claim="the largest score of the whole batch is subtracted, not that of each row",
            hints=(
                "Try a row of scores near 1000 beside a row of ordinary ones.",
                "Which rows come back infinite, and what was subtracted from them?",
            ),
            explanation="z − max of the batch: an ordinary row beside a large one becomes log 0.",
            function=_log_softmax_global_max,
        ),
    )


def _jacobian_diagonal(z: "Array") -> "Any":
    e = np.exp(z - np.max(z))
    p = e / np.sum(e)
    return np.diag(p * (1 - p))


def _jacobian_sign(z: "Array") -> "Any":
    e = np.exp(z - np.max(z))
    p = e / np.sum(e)
    return np.outer(p, p) - np.diag(p)


def _jacobian_plus(z: "Array") -> "Any":
    e = np.exp(z - np.max(z))
    p = e / np.sum(e)
    return np.where(np.eye(len(p)) > 0, p * (1 - p), np.outer(p, p))


def _jacobian_no_diagonal(z: "Array") -> "Any":
    e = np.exp(z - np.max(z))
    p = e / np.sum(e)
    return -np.outer(p, p)


def softmax_jacobian() -> tuple[Misconception, ...]:
    """Return what goes wrong with p_i (δ_ij − p_j)."""
    rows = "The probabilities always sum to 1: what must each row of the matrix sum to?"
    return (
        Misconception(
            id="softmax_jacobian.diagonal",
            claim="a score changes its own probability only",
            hints=(rows, "Does raising one score leave the other probabilities alone?"),
            explanation="Only the entries i = j: the sum in the denominator is not differentiated.",
            function=_jacobian_diagonal,
        ),
        Misconception(
            id="softmax_jacobian.sign",
            claim="every entry has the wrong sign",
            hints=("Does raising a score raise its probability?", "Follow the quotient rule."),
            explanation="−p_i (δ_ij − p_j): a leading minus too many.",
            function=_jacobian_sign,
        ),
        Misconception(
            id="softmax_jacobian.off_diagonal_sign",
            claim="raising one score raises the other probabilities, too",
            hints=(rows, "Which sign have the entries off the diagonal?"),
            explanation="+p_i p_j for i ≠ j.",
            function=_jacobian_plus,
        ),
        Misconception(
            id="softmax_jacobian.no_diagonal",
            claim="the case i = j is treated like the others",
            hints=(rows, "What is different on the diagonal?"),
            explanation="−p_i p_j everywhere: the numerator is not differentiated.",
            function=_jacobian_no_diagonal,
        ),
    )
