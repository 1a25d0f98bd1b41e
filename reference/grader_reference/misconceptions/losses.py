"""Known wrong losses and their gradients, on canonical arguments. Runs in the judge.

Each function is self-contained: its source runs wherever numpy is imported as ``np``.
"""

from typing import TYPE_CHECKING

import numpy as np

from grader_reference.catalogue import Misconception

if TYPE_CHECKING:
    from typing import Any

    from grader_reference.arrays import Array


def _ce_sign(t: "Array", p: "Array") -> "Any":
    logs = np.log(np.where(t > 0, p, 1.0))
    return np.sum(t * logs) / len(t)


def _ce_wrong_axis(t: "Array", p: "Array") -> "Any":
    logs = np.log(np.where(t > 0, p, 1.0))
    return np.mean(-np.sum(t * logs, axis=0))


def _ce_trace(t: "Array", p: "Array") -> "Any":
    logs = np.log(np.where(t > 0, p, 1.0))
    return -np.trace(t * logs) / len(t)


def _ce_matrix_product(t: "Array", p: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return -np.mean(np.dot(t, np.log(p).T))


def _ce_matrix_sum(t: "Array", p: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return -np.sum(np.dot(t, np.log(p).T)) / len(t)


def _ce_log10(t: "Array", p: "Array") -> "Any":
    logs = np.log10(np.where(t > 0, p, 1.0))
    return -np.sum(t * logs) / len(t)


def _ce_log2(t: "Array", p: "Array") -> "Any":
    logs = np.log2(np.where(t > 0, p, 1.0))
    return -np.sum(t * logs) / len(t)


def _ce_squared_error(t: "Array", p: "Array") -> "Any":
    return np.sum((t - p) ** 2) / len(t)


def _ce_mean_squared_error(t: "Array", p: "Array") -> "Any":
    return np.mean((t - p) ** 2)


def _ce_swapped(t: "Array", p: "Array") -> "Any":
    return -np.sum(p * np.log(t + 1e-12)) / len(t)


def _ce_swapped_infinite(t: "Array", p: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return -np.sum(p * np.log(t)) / len(t)


def _ce_mistakes(t: "Array", p: "Array") -> "Any":
    return np.mean(np.argmax(t, axis=1) != np.argmax(p, axis=1))


def _ce_no_target(t: "Array", p: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return -np.sum(np.log(p)) / len(t)


def _ce_binary(t: "Array", p: "Array") -> "Any":
    logs = np.log(np.where(t > 0, p, 1 - p))
    return -np.sum(logs) / len(t)


def _ce_nan_at_zero(t: "Array", p: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return -np.sum(t * np.log(p)) / len(t)


def _ce_divided_twice(t: "Array", p: "Array") -> "Any":
    logs = np.log(np.where(t > 0, p, 1.0))
    return np.mean(-np.sum(t * logs, axis=1)) / len(t)


def _ce_no_logarithm(t: "Array", p: "Array") -> "Any":
    return -np.sum(t * p) / len(t)


def _ce_log_of_mean(t: "Array", p: "Array") -> "Any":
    return -np.log(np.sum(t * p) / len(t))


def _ce_softmax_again(t: "Array", p: "Array") -> "Any":
    e = np.exp(p)
    return -np.sum(t * np.log(e / np.sum(e, axis=1, keepdims=True))) / len(t)


def _ce_first_example(t: "Array", p: "Array") -> "Any":
    return -np.log(p[0, np.argmax(t[0])])


def _ce_per_example(t: "Array", p: "Array") -> "Any":
    logs = np.log(np.where(t > 0, p, 1.0))
    return -np.sum(t * logs, axis=1)


def _ce_not_summed(t: "Array", p: "Array") -> "Any":
    logs = np.log(np.where(t > 0, p, 1.0))
    return -t * logs


def _ce_integer_logs(t: "Array", p: "Array") -> "Any":
    logs = np.zeros_like(t)
    logs[...] = np.log(p) * t
    return -np.sum(logs) / len(t)


def cross_entropy() -> tuple[Misconception, ...]:
    """Return what goes wrong with the mean of −Σ t log p."""
    return (*_ce_formulas(), *_ce_terms(), *_ce_sums(), *_ce_orders(), *_ce_roles(), *_ce_forms())


def _ce_formulas() -> tuple[Misconception, ...]:
    half = "Calculate the loss of one example with p = ½ for its class by hand."
    return (
        Misconception(
            id="CE.sign",
            claim="the loss has the wrong sign",
            hints=("What sign has the logarithm of a probability?", half),
            explanation="The minus is missing: the loss is negative and grows with the fit.",
            function=_ce_sign,
        ),
        Misconception(
            id="CE.log10",
            claim="the logarithm has base 10",
            hints=(half, "Which logarithm is np.log?"),
            explanation="log10 in place of the natural logarithm: smaller by ln 10 = 2.303.",
            function=_ce_log10,
        ),
        Misconception(
            id="CE.log2",
            claim="the logarithm has base 2",
            hints=(half, "Which logarithm is np.log?"),
            explanation="log2 in place of the natural logarithm: larger by 1 / ln 2 = 1.443.",
            function=_ce_log2,
        ),
        Misconception(
            id="CE.squared_error",
            claim="the loss sums squared differences",
            hints=("What does the loss do as p approaches 0?", "Compare with the formula."),
            explanation="Σ (t − p)² / N: the squared error.",
            function=_ce_squared_error,
        ),
        Misconception(
            id="CE.mean_squared_error",
            claim="the loss is the mean of squared differences",
            hints=("What does the loss do as p approaches 0?", "Compare with the formula."),
            explanation="mean (t − p)²: the mean squared error.",
            function=_ce_mean_squared_error,
        ),
    )


def _ce_terms() -> tuple[Misconception, ...]:
    half = "Calculate the loss of one example with p = ½ for its class by hand."
    return (
        Misconception(
            id="CE.no_logarithm",
            claim="the loss multiplies target and probability, without a logarithm",
            hints=(half, "Which function of p stands in the formula?"),
            explanation="−Σ t p / N: the logarithm is missing.",
            function=_ce_no_logarithm,
        ),
        Misconception(
            id="CE.binary",
            claim="the loss counts the classes that are not the target, too",
            hints=("Which terms remain when t is one-hot?", "Is it the formula for two classes?"),
            explanation="Adds (1 − t) log(1 − p): K binary losses instead of one over K classes.",
            function=_ce_binary,
        ),
        Misconception(
            id="CE.mistakes",
            claim="the loss counts wrong decisions",
            hints=("Does the loss change when p changes a little?", "Compare with the formula."),
            explanation="The error rate by argmax: piecewise constant, without a gradient.",
            function=_ce_mistakes,
        ),
        Misconception(
            id="CE.nan_at_zero",
            claim="the loss is NaN where a probability is exactly 0",
            hints=("What is 0 · log 0, as floats?", "Which classes need a logarithm at all?"),
            explanation="t log p with t = p = 0 is 0 · (−∞) = NaN, though the prediction is right.",
            function=_ce_nan_at_zero,
        ),
    )


def _ce_sums() -> tuple[Misconception, ...]:
    factor = "By what factor is the loss off, and which of N and K is that?"
    return (
        Misconception(
            id="CE.wrong_axis",
            claim="the loss is divided by the number of classes, not of examples",
            hints=(factor, "Over which axis is summed, over which averaged?"),
            explanation="Sums over the examples and averages over the classes: Σ / K.",
            function=_ce_wrong_axis,
        ),
        Misconception(
            id="CE.divided_twice",
            claim="the loss is divided by the number of examples twice",
            hints=(factor, "Look for a mean and a division."),
            explanation="np.mean and / N: Σ / N².",
            function=_ce_divided_twice,
            under=("mean",),
        ),
        Misconception(
            id="CE.trace",
            claim="only the entries on the diagonal are summed",
            hints=("Which entries does a trace sum?", "Try two examples of the same class."),
            explanation="The trace of the (N, K) product t log p: entry n, n only.",
            function=_ce_trace,
        ),
        Misconception(
            id="CE.matrix_product",
            claim="every example's target is paired with every example's prediction, and averaged",
            hints=("What shape has the product, before the sum?", "Which entries belong together?"),
            explanation="mean of the (N, N) product t log(p)ᵀ; only its diagonal belongs there.",
            function=_ce_matrix_product,
        ),
        Misconception(
            id="CE.matrix_sum",
            claim="every example's target is paired with every example's prediction",
            hints=("What shape has the product, before the sum?", "Which entries belong together?"),
            explanation="Σ of the (N, N) product t log(p)ᵀ / N; only its diagonal belongs there.",
            function=_ce_matrix_sum,
        ),
    )


def _ce_orders() -> tuple[Misconception, ...]:
    return (
        Misconception(
            id="CE.log_of_mean",
            claim="the logarithm is taken after averaging",
            hints=("Try two examples by hand.", "In which order come mean and logarithm?"),
            explanation="−log of the mean probability instead of the mean of −log.",
            function=_ce_log_of_mean,
        ),
        Misconception(
            id="CE.first_example",
            claim="only the first example counts",
            hints=("Change the second example: what changes?", "Where does a return stand?"),
            explanation="Returns the first example's loss, often by a return inside the loop.",
            function=_ce_first_example,
        ),
    )


def _ce_roles() -> tuple[Misconception, ...]:
    which = "Which of the two arguments goes into the logarithm?"
    return (
        Misconception(
            id="CE.swapped",
            claim="target and prediction are exchanged: the logarithm is taken of the target",
            hints=(which, "What is the logarithm of a target of 0?"),
            explanation="−Σ p log(t + ε) / N, finite by an epsilon of 1e-12 only.",
            function=_ce_swapped,
        ),
        Misconception(
            id="CE.swapped_infinite",
            claim="target and prediction are exchanged, and the loss is infinite",
            hints=(which, "What is the logarithm of a target of 0?"),
            explanation="−Σ p log t / N = ∞.",
            function=_ce_swapped_infinite,
        ),
        Misconception(
            id="CE.no_target",
            claim="the target is not used: all classes count",
            hints=("Change the target: does the loss change?", "Which factor is missing?"),
            explanation="−Σ log p / N over all classes.",
            function=_ce_no_target,
        ),
        Misconception(
            id="CE.softmax_again",
            claim="softmax is applied to what are probabilities already",
            hints=(
                "What is handed over: scores or probabilities?",
                "How often is softmax applied?",
            ),
            explanation="Takes logits where probabilities were given. Right under that convention.",
            function=_ce_softmax_again,
        ),
    )


def _ce_forms() -> tuple[Misconception, ...]:
    shape = "One number is asked for: what shape comes back?"
    return (
        Misconception(
            id="CE.per_example",
            claim="one loss per example comes back, not their mean",
            hints=(shape, "Which step is missing?"),
            explanation="The (N,) losses, not averaged.",
            function=_ce_per_example,
        ),
        Misconception(
            id="CE.not_summed",
            claim="a matrix comes back: nothing is summed",
            hints=(shape, "Which steps are missing?"),
            explanation="−t log p as an (N, K) array.",
            function=_ce_not_summed,
        ),
        Misconception(
            id="CE.integer_logs",
            claim="logarithms are stored in whole numbers where the target holds whole numbers",
            hints=("Try a target of integers.", "What dtype has np.zeros_like of the target?"),
            explanation="zeros_like(integer target) cuts off every fraction.",
            function=_ce_integer_logs,
        ),
    )


def _grad_sign(t: "Array", p: "Array") -> "Any":
    return t / np.where(t > 0, p, 1.0)


def _grad_averaged(t: "Array", p: "Array") -> "Any":
    return -np.mean(t / np.where(t > 0, p, 1.0), axis=0)


def _grad_summed(t: "Array", p: "Array") -> "Any":
    return -np.sum(t / np.where(t > 0, p, 1.0), axis=0)


def _grad_divided_twice(t: "Array", p: "Array") -> "Any":
    return -t / np.where(t > 0, p, 1.0) / len(t) ** 2


def _grad_scalar(t: "Array", p: "Array") -> "Any":
    return -np.sum(t / np.where(t > 0, p, 1.0))


def _grad_scalar_mean(t: "Array", p: "Array") -> "Any":
    return -np.sum(t / np.where(t > 0, p, 1.0)) / len(t)


def _grad_over_log(t: "Array", p: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return -t / np.log(p)


def _grad_no_target(t: "Array", p: "Array") -> "Any":  # noqa: ARG001 - that is it
    with np.errstate(all="ignore"):
        return -1 / p


def _grad_no_division(t: "Array", p: "Array") -> "Any":  # noqa: ARG001 - that is it
    return -np.asarray(t, dtype=float)


def _grad_loss(t: "Array", p: "Array") -> "Any":
    return -t * np.log(np.where(t > 0, p, 1.0))


def _grad_binary(t: "Array", p: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return np.where(t > 0, -1 / p, 1 / (1 - p))


def _grad_swapped(t: "Array", p: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return -p / t


def _grad_squared(t: "Array", p: "Array") -> "Any":
    return -t / np.where(t > 0, p, 1.0) ** 2


def _grad_nan_at_zero(t: "Array", p: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return -t / p


def _grad_logits_sign(t: "Array", p: "Array") -> "Any":
    return t - p


def _grad_logits_averaged(t: "Array", p: "Array") -> "Any":
    return np.mean(p - t, axis=0)


def _grad_logits_summed(t: "Array", p: "Array") -> "Any":
    return np.sum(p - t, axis=0)


def _grad_logits_divided_twice(t: "Array", p: "Array") -> "Any":
    return (p - t) / len(t) ** 2


def _grad_prediction(t: "Array", p: "Array") -> "Any":  # noqa: ARG001 - that is it
    return np.asarray(p)


def _grad_sigmoid_delta(t: "Array", p: "Array") -> "Any":
    return (p - t) * p * (1 - p)


def _grad_squared_error(t: "Array", p: "Array") -> "Any":
    return 2 * (p - t)


def _grad_softmax_twice(t: "Array", p: "Array") -> "Any":
    g = p - t
    return p * (g - np.sum(g * p, axis=1, keepdims=True))


def _grad_true_class_only(t: "Array", p: "Array") -> "Any":
    return t * (p - 1)


def _grad_softmax_again(t: "Array", p: "Array") -> "Any":
    e = np.exp(p)
    return e / np.sum(e, axis=1, keepdims=True) - t


def _grad_per_class_mean(t: "Array", p: "Array") -> "Any":
    return (p - t) / p.shape[1]


def cross_entropy_gradient() -> tuple[Misconception, ...]:
    """Return what goes wrong with −t / p, and with p − t."""
    return (
        *_grad_of_scores(),
        *_grad_by_division(),
        *_grad_shapes(),
        *_grad_of_logits(),
        *_grad_through_softmax(),
        *_grad_logits_shapes(),
    )


def _grad_of_scores() -> tuple[Misconception, ...]:
    scores = ("wrt_scores",)
    move = "Raise one probability a little: does the loss rise or fall, and how fast?"
    return (
        Misconception(
            id="gradCE.sign",
            claim="the gradient has the wrong sign",
            hints=(move, "Which sign has the loss, before it is differentiated?"),
            explanation="t / p: the minus of the loss is missing, so that descent climbs.",
            function=_grad_sign,
            under=scores,
        ),
        Misconception(
            id="gradCE.over_log",
            claim="the gradient divides by the logarithm of the probability",
            hints=(move, "What is the derivative of log p?"),
            explanation="−t / log p: 1/p was meant.",
            function=_grad_over_log,
            under=scores,
        ),
        Misconception(
            id="gradCE.no_target",
            claim="the gradient does not use the target",
            hints=("Change the target: does the result change?", "Which factor is missing?"),
            explanation="−1 / p for every class.",
            function=_grad_no_target,
            under=scores,
        ),
        Misconception(
            id="gradCE.no_division",
            claim="the gradient does not depend on the probability",
            hints=(move, "What is the derivative of log p?"),
            explanation="−t alone: the division by p is missing.",
            function=_grad_no_division,
            under=scores,
        ),
        Misconception(
            id="gradCE.loss",
            claim="the loss of each entry comes back, not its derivative",
            hints=("What does the function return: a slope or a value?", move),
            explanation="−t log p: the loss before it is summed.",
            function=_grad_loss,
            under=scores,
        ),
    )


def _grad_by_division() -> tuple[Misconception, ...]:
    scores = ("wrt_scores",)
    move = "Raise one probability a little: does the loss rise or fall, and how fast?"
    return (
        Misconception(
            id="gradCE.binary",
            claim="the classes that are not the target have a gradient, too",
            hints=("Which probabilities does the loss contain?", "What are the other entries?"),
            explanation="Adds (1 − t) / (1 − p), the gradient of K binary losses.",
            function=_grad_binary,
            under=scores,
        ),
        Misconception(
            id="gradCE.swapped",
            claim="target and prediction are exchanged: the division is by the target",
            hints=("Which entries are infinite?", "By which argument is divided?"),
            explanation="−p / t: infinite off the class.",
            function=_grad_swapped,
            under=scores,
        ),
        Misconception(
            id="gradCE.squared",
            claim="the gradient divides by the probability twice",
            hints=(move, "What is the derivative of log p?"),
            explanation="−t / p².",
            function=_grad_squared,
            under=scores,
        ),
        Misconception(
            id="gradCE.nan_at_zero",
            claim="the gradient is NaN where a probability is exactly 0",
            hints=("What is 0 / 0, as floats?", "Which classes need a division at all?"),
            explanation="−t / p with t = p = 0.",
            function=_grad_nan_at_zero,
            under=scores,
        ),
    )


def _grad_shapes() -> tuple[Misconception, ...]:
    scores = ("wrt_scores",)
    shape = "A gradient has the shape of what is differentiated by: compare the shapes."
    return (
        Misconception(
            id="gradCE.averaged",
            claim="the gradients of all examples are averaged into one row",
            hints=(shape, "Does the first example's loss depend on the second's probabilities?"),
            explanation="mean over axis 0, shape (K,): it cannot be passed back through softmax.",
            function=_grad_averaged,
            under=scores,
        ),
        Misconception(
            id="gradCE.summed",
            claim="the gradients of all examples are summed into one row",
            hints=(shape, "Does the first example's loss depend on the second's probabilities?"),
            explanation="sum over axis 0, shape (K,).",
            function=_grad_summed,
            under=(*scores, "per_example"),
        ),
        Misconception(
            id="gradCE.scalar",
            claim="one number comes back, summed over everything",
            hints=(shape, "How many numbers can be changed, and how many slopes are there?"),
            explanation="−Σ t / p.",
            function=_grad_scalar,
            under=(*scores, "per_example"),
        ),
        Misconception(
            id="gradCE.scalar_mean",
            claim="one number comes back, averaged over the examples",
            hints=(shape, "How many numbers can be changed, and how many slopes are there?"),
            explanation="−Σ (t / p) / N.",
            function=_grad_scalar_mean,
            under=scores,
        ),
        Misconception(
            id="gradCE.divided_twice",
            claim="the gradient is divided by the number of examples twice",
            hints=("By what factor is it off?", "Who divides: the loss, the gradient, or both?"),
            explanation="−t / p / N².",
            function=_grad_divided_twice,
            under=(*scores, "per_example"),
        ),
    )


def _grad_of_logits() -> tuple[Misconception, ...]:
    logits = ("wrt_logits",)
    true = "Is the gradient of the true class negative, as it should be?"
    return (
        Misconception(
            id="gradCE.logits_sign",
            claim="target minus prediction: the gradient has the wrong sign",
            hints=(true, "In which direction must the true class's score move?"),
            explanation="t − p: exactly −1 times the gradient by the logits; descent climbs.",
            function=_grad_logits_sign,
            under=logits,
        ),
        Misconception(
            id="gradCE.prediction",
            claim="the prediction comes back as it is",
            hints=("Change the target: does the result change?", true),
            explanation="p: the target is not subtracted.",
            function=_grad_prediction,
            under=logits,
        ),
        Misconception(
            id="gradCE.sigmoid_delta",
            claim="the error is multiplied by p(1 − p)",
            hints=("What remains when p is nearly 0 and the target is 1?", "Which loss is it for?"),
            explanation="(p − t) p (1 − p): the delta of a squared error with sigmoids.",
            function=_grad_sigmoid_delta,
            under=logits,
        ),
        Misconception(
            id="gradCE.squared_error",
            claim="the gradient is twice too large",
            hints=("By what factor is it off?", "The derivative of which loss has this factor?"),
            explanation="2 (p − t): the derivative of the squared error by its prediction.",
            function=_grad_squared_error,
            under=logits,
        ),
    )


def _grad_through_softmax() -> tuple[Misconception, ...]:
    logits = ("wrt_logits",)
    return (
        Misconception(
            id="gradCE.softmax_twice",
            claim="the softmax is differentiated twice",
            hints=("Is p − t a gradient by p, or by the scores?", "Which step does it contain?"),
            explanation="The softmax Jacobian applied to p − t, which contains it already.",
            function=_grad_softmax_twice,
            under=logits,
        ),
        Misconception(
            id="gradCE.true_class_only",
            claim="only the true class has a gradient",
            hints=("Does raising another score change the loss?", "What must a row sum to?"),
            explanation="t (p − 1): the effect of a score on the other probabilities is forgotten.",
            function=_grad_true_class_only,
            under=logits,
        ),
        Misconception(
            id="gradCE.softmax_again",
            claim="softmax is applied to what are probabilities already",
            hints=(
                "What is handed over: scores or probabilities?",
                "How often is softmax applied?",
            ),
            explanation="softmax(p) − t. Right where logits are handed over.",
            function=_grad_softmax_again,
            under=(*logits, "probabilities"),
        ),
    )


def _grad_logits_shapes() -> tuple[Misconception, ...]:
    logits = ("wrt_logits",)
    shape = "A gradient has the shape of what is differentiated by: compare the shapes."
    return (
        Misconception(
            id="gradCE.logits_averaged",
            claim="the errors of all examples are averaged into one row",
            hints=(shape, "Does the first example's loss depend on the second's scores?"),
            explanation="mean of p − t over axis 0, shape (K,).",
            function=_grad_logits_averaged,
            under=logits,
        ),
        Misconception(
            id="gradCE.logits_summed",
            claim="the errors of all examples are summed into one row",
            hints=(shape, "Does the first example's loss depend on the second's scores?"),
            explanation="sum of p − t over axis 0, shape (K,).",
            function=_grad_logits_summed,
            under=(*logits, "per_example"),
        ),
        Misconception(
            id="gradCE.logits_divided_twice",
            claim="the error is divided by the number of examples twice",
            hints=("By what factor is it off?", "Who divides: the loss, the gradient, or both?"),
            explanation="(p − t) / N².",
            function=_grad_logits_divided_twice,
            under=(*logits, "per_example"),
        ),
        Misconception(
            id="gradCE.logits_per_class",
            claim="the error is divided by the number of classes",
            hints=("By what factor is it off?", "Over what is the loss averaged?"),
            explanation="(p − t) / K.",
            function=_grad_per_class_mean,
            under=(*logits, "per_example"),
        ),
    )


def _accuracy_present(t: "Array", p: "Array") -> "Any":
    return np.mean(np.isin(np.argmax(p, axis=1), np.argmax(t, axis=1)))


def _accuracy_wrong(t: "Array", p: "Array") -> "Any":
    return np.mean(np.argmax(p, axis=1) != np.argmax(t, axis=1))


def _accuracy_wrong_axis(t: "Array", p: "Array") -> "Any":
    return np.mean(np.argmax(p, axis=0) == np.argmax(t, axis=0))


def _accuracy_count(t: "Array", p: "Array") -> "Any":
    return np.sum(np.argmax(p, axis=1) == np.argmax(t, axis=1))


def _accuracy_entries(t: "Array", p: "Array") -> "Any":
    return np.mean(np.round(p) == t)


def _accuracy_probability(t: "Array", p: "Array") -> "Any":
    return np.sum(t * p) / len(t)


def accuracy() -> tuple[Misconception, ...]:
    """Return what goes wrong with the share of right decisions."""
    return (
        Misconception(
            id="accuracy.present",
            claim="a prediction counts as right when its class occurs anywhere in the batch",
            hints=("Exchange two predictions: does the accuracy change?", "What is compared?"),
            explanation="np.isin asks whether a class occurs among all targets.",
            function=_accuracy_present,
        ),
        Misconception(
            id="accuracy.errors",
            claim="the share of wrong decisions comes back",
            hints=("What should come back when all are right?", "What is counted?"),
            explanation="The error rate, 1 − accuracy.",
            function=_accuracy_wrong,
        ),
        Misconception(
            id="accuracy.wrong_axis",
            claim="the largest entry of each column decides, not of each row",
            hints=("How many decisions are compared?", "What is an example: a row or a column?"),
            explanation="argmax over axis 0.",
            function=_accuracy_wrong_axis,
        ),
        Misconception(
            id="accuracy.count",
            claim="the number of right decisions comes back, not their share",
            hints=("Can an accuracy be larger than 1?", "By what is divided?"),
            explanation="The count, not divided by N.",
            function=_accuracy_count,
        ),
        Misconception(
            id="accuracy.entries",
            claim="single entries are compared, not decisions",
            hints=("How many comparisons are made for one example?", "What is a decision?"),
            explanation="Compares rounded probabilities entry by entry: zeros count as right.",
            function=_accuracy_entries,
        ),
        Misconception(
            id="accuracy.probability",
            claim="the mean probability of the true class comes back",
            hints=("Does the result change when p changes a little?", "What is a decision?"),
            explanation="Σ t p / N, without argmax.",
            function=_accuracy_probability,
        ),
    )
