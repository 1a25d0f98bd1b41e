"""Known wrong losses, on canonical arguments. Runs in the judge.

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


def _ce_clipped(t: "Array", p: "Array") -> "Any":
    return -np.sum(t * np.log(np.clip(p, 0.01, 0.99))) / len(t)


def _ce_best_guess(t: "Array", p: "Array") -> "Any":  # noqa: ARG001 - that is it
    return -np.mean(np.log(np.max(p, axis=1)))


def _ce_ten_divisor(t: "Array", p: "Array") -> "Any":
    logs = np.log(np.where(t > 0, p, 1.0))
    return -np.sum(t * logs) / 10


def cross_entropy() -> tuple[Misconception, ...]:
    """Return what goes wrong with the mean of −Σ t log p."""
    return (
        *(*_ce_formulas(), *_ce_terms(), *_ce_sums(), *_ce_orders(), *_ce_roles(), *_ce_forms()),
        *_ce_somewhere(),
    )


def _ce_somewhere() -> tuple[Misconception, ...]:
    """Return what is right for some probabilities or some sizes, and not for others."""
    return (
        Misconception(
            id="CE.clipped",
            claim="a probability below a hundredth counts as a hundredth",
            hints=("Try p = 0.001 for the true class.", "How close to 0 may a bound lie?"),
            explanation="np.clip(p, 0.01, 0.99): the bound against log 0 is too wide.",
            function=_ce_clipped,
        ),
        Misconception(
            id="CE.best_guess",
            claim="the loss is that of the likeliest class, not of the true one",
            hints=("Change the target: does the loss change?", "Whose probability counts?"),
            explanation="−mean log max p: the target is not used.",
            function=_ce_best_guess,
        ),
        Misconception(
            id="CE.ten_divisor",
            claim="the loss is always divided by 10",
            hints=(
                "Try a batch of another size: does the divisor change?",
                "Which number stands in the code that may vary?",
            ),
            explanation="A divisor of 10 is written into the code: neither N nor K.",
            function=_ce_ten_divisor,
        ),
    )


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
