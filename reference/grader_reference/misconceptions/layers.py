"""Known wrong layers and labels, on canonical arguments. Runs in the judge.

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


def _one_hot_from_smallest(labels: "Array", classes: int) -> "Any":
    return np.eye(classes)[labels - np.min(labels)]


def _one_hot_ten_classes(labels: "Array", classes: int) -> "Any":
    return np.eye(10)[labels][:, :classes]


def _one_hot_renumbered(labels: "Array", classes: int) -> "Any":
    return np.eye(classes)[np.searchsorted(np.unique(labels), labels)]


def one_hot() -> tuple[Misconception, ...]:
    """Return what goes wrong with one-hot rows."""
    return (*_one_hot_entries(), *_one_hot_numbering())


def _one_hot_entries() -> tuple[Misconception, ...]:
    """Return what goes wrong with the entries of one-hot rows."""
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


def _one_hot_numbering() -> tuple[Misconception, ...]:
    """Return what goes wrong with the numbers of the classes."""
    look = "Write down the row for label 0 of three classes."
    return (
        Misconception(
            id="one_hot.from_smallest",
            claim="classes are counted from the smallest label that occurs",
            hints=("Try labels among which 0 does not occur.", look),
            explanation="Column label − min(labels): right only where class 0 occurs.",
            function=_one_hot_from_smallest,
        ),
        Misconception(
            id="one_hot.renumbered",
            claim="the labels that occur are numbered anew",
            hints=("Try labels among which a class in the middle does not occur.", look),
            explanation="np.unique with inverse numbers: a class that is missing moves the others.",
            function=_one_hot_renumbered,
        ),
        Misconception(
            id="one_hot.ten_classes",
            claim="there are never more than ten classes",
            hints=("Try twelve classes.", "Which number stands in the code that may vary?"),
            explanation="np.eye(10), cut to the number of columns: label 10 and above raises.",
            function=_one_hot_ten_classes,
        ),
    )
