"""Known wrong layers: affine, softmax, one-hot, on canonical arguments. Runs in the judge.

Each function is self-contained: its source runs wherever numpy is imported as ``np``.
"""

from typing import TYPE_CHECKING

import numpy as np

from grader_reference.catalogue import Misconception

if TYPE_CHECKING:
    from typing import Any

    from grader_reference.arrays import Array


def _layer_no_bias(X: "Array", W: "Array", b: "Array") -> "Any":  # noqa: ARG001 - that is it
    return X @ W


def _layer_bias_subtracted(X: "Array", W: "Array", b: "Array") -> "Any":
    return X @ W - b


def _layer_bias_twice(X: "Array", W: "Array", b: "Array") -> "Any":
    return X @ W + 2 * b


def _layer_first_bias(X: "Array", W: "Array", b: "Array") -> "Any":
    return X @ W + np.ravel(b)[0]


def _layer_bias_in_weights(X: "Array", W: "Array", b: "Array") -> "Any":
    return X @ (W + b)


def _layer_averaged(X: "Array", W: "Array", b: "Array") -> "Any":
    return X @ W / X.shape[1] + b


def _layer_activated(X: "Array", W: "Array", b: "Array") -> "Any":
    return np.maximum(X @ W + b, 0)


def _layer_first_example(X: "Array", W: "Array", b: "Array") -> "Any":
    return X[:1] @ W + b


def _layer_transposed_answer(X: "Array", W: "Array", b: "Array") -> "Any":
    return (X @ W + b).T


def layer() -> tuple[Misconception, ...]:
    """Return what goes wrong with X W + b."""
    return (*_layer_biases(), *_layer_products())


def _layer_biases() -> tuple[Misconception, ...]:
    return (
        Misconception(
            id="computeLayer.no_bias",
            claim="the bias is not added",
            hints=(
                "Which of the three arguments is never used, or used in a line without effect?",
                "Compare one entry with a calculation by hand in which the bias is not 0.",
            ),
            explanation="X W alone. Also seen: + b on a line of its own, after a statement.",
            function=_layer_no_bias,
        ),
        Misconception(
            id="computeLayer.bias_subtracted",
            claim="the bias is subtracted",
            hints=("Compare one entry by hand.", "What sign does the bias have?"),
            explanation="X W − b.",
            function=_layer_bias_subtracted,
        ),
        Misconception(
            id="computeLayer.bias_twice",
            claim="the bias is added twice",
            hints=("By how much is each column off?", "Compare that with the bias."),
            explanation="X W + 2b: added where it is computed and once more where it is returned.",
            function=_layer_bias_twice,
        ),
        Misconception(
            id="computeLayer.first_bias",
            claim="every output gets the bias of the first one",
            hints=("Which columns are right?", "Which entry of the bias do the others get?"),
            explanation="Adds b[0] to all columns.",
            function=_layer_first_bias,
        ),
        Misconception(
            id="computeLayer.bias_in_weights",
            claim="the bias is added to the weights before the product",
            hints=("Count the brackets.", "By what is the bias multiplied in the result?"),
            explanation="X (W + b): every bias is multiplied by the row sum of X.",
            function=_layer_bias_in_weights,
        ),
    )


def _layer_products() -> tuple[Misconception, ...]:
    return (
        Misconception(
            id="computeLayer.averaged",
            claim="the products are averaged over the inputs, not summed",
            hints=("Compare one entry by hand.", "By what factor is it too small?"),
            explanation="X W / D + b.",
            function=_layer_averaged,
        ),
        Misconception(
            id="computeLayer.activated",
            claim="the layer applies relu, too",
            hints=("Can a result be negative?", "Where does the activation belong?"),
            explanation="relu(X W + b) instead of the pre-activation.",
            function=_layer_activated,
        ),
        Misconception(
            id="computeLayer.first_example",
            claim="only the first example is computed",
            hints=("Compare the shapes of argument and result.", "How many rows come back?"),
            explanation="Uses X[0] instead of all rows.",
            function=_layer_first_example,
        ),
        Misconception(
            id="computeLayer.transposed_answer",
            claim="the result is transposed",
            hints=("Compare the shapes of argument and result.", "What is a row of the result?"),
            explanation="(X W + b)ᵀ for arguments in rows: the layout changes within the layer.",
            function=_layer_transposed_answer,
        ),
    )


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


def softmax() -> tuple[Misconception, ...]:
    """Return what goes wrong with the softmax of every row."""
    return (*_softmax_shifts(), *_softmax_sums(), *_softmax_formulas())


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


def log_softmax() -> tuple[Misconception, ...]:
    """Return what goes wrong with the logarithm of the softmax of every row."""
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


def _one_hot_off_by_one(labels: "Array", classes: int) -> "Any":
    return np.eye(classes)[labels - 1]


def _one_hot_counted(labels: "Array", classes: int) -> "Any":  # noqa: ARG001 - that is it
    return np.eye(np.max(labels) + 1)[labels]


def _one_hot_inverted(labels: "Array", classes: int) -> "Any":
    return 1 - np.eye(classes)[labels]


def _one_hot_value(labels: "Array", classes: int) -> "Any":
    return np.eye(classes)[labels] * labels[:, None]


def _one_hot_last_only(labels: "Array", classes: int) -> "Any":
    t = np.zeros((len(labels), classes))
    t[-1, labels[-1]] = 1
    return t


def _one_hot_every_row(labels: "Array", classes: int) -> "Any":
    t = np.zeros((len(labels), classes))
    t[:, labels] = 1
    return t


def one_hot() -> tuple[Misconception, ...]:
    """Return what goes wrong with one-hot rows."""
    look = "Write down the row for label 0 of three classes."
    return (
        Misconception(
            id="one_hot.off_by_one",
            claim="classes are counted from 1",
            hints=(look, "In which column does the 1 stand?"),
            explanation="Column label − 1; label 0 lands in the last column.",
            function=_one_hot_off_by_one,
        ),
        Misconception(
            id="one_hot.counted",
            claim="the number of classes is taken from the labels that occur",
            hints=("Compare the number of columns.", "What if the last class does not occur?"),
            explanation="max(labels) + 1 columns: a batch without the last class has too few.",
            function=_one_hot_counted,
        ),
        Misconception(
            id="one_hot.inverted",
            claim="the class is marked by the 0 among ones",
            hints=(look, "What should a row sum to?"),
            explanation="0 at the class and 1 elsewhere.",
            function=_one_hot_inverted,
        ),
        Misconception(
            id="one_hot.value",
            claim="the label itself is stored, where a 1 belongs",
            hints=(look, "Which numbers may stand in a one-hot row?"),
            explanation="Stores the label's value in its column; class 0 vanishes.",
            function=_one_hot_value,
        ),
        Misconception(
            id="one_hot.last_row",
            claim="only the last example is marked",
            hints=("Which rows are all 0?", "Is the array made anew in the loop?"),
            explanation="The array is created inside the loop, so that only its last row stays.",
            function=_one_hot_last_only,
        ),
        Misconception(
            id="one_hot.every_row",
            claim="every row is marked in all columns that occur",
            hints=("What should a row sum to?", "What does t[:, labels] select?"),
            explanation="t[:, labels] = 1 sets whole columns instead of one entry a row.",
            function=_one_hot_every_row,
        ),
    )
