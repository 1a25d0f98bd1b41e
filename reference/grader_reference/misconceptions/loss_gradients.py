"""Known wrong gradients of the cross entropy, on canonical arguments. Runs in the judge.

Each function is self-contained: its source runs wherever numpy is imported as ``np``.
"""

from typing import TYPE_CHECKING

import numpy as np

from grader_reference.catalogue import Misconception

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from grader_reference.arrays import Array


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


def _grad_bounded(t: "Array", p: "Array") -> "Any":
    return -t / np.where(t > 0, np.maximum(p, 0.01), 1.0)


def _grad_scaled_binary(t: "Array", p: "Array") -> "Any":
    with np.errstate(all="ignore"):
        return (p - t) / (p * (1 - p))


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
    return (*_grad_quotients(), *_grad_near_zero())


def _grad_quotients() -> tuple[Misconception, ...]:
    """Return what goes wrong with the quotient −t / p."""
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
            alike="gradCE binary",
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
    )


def _grad_near_zero() -> tuple[Misconception, ...]:
    """Return what goes wrong with small probabilities, and a loss per class."""
    scores = ("wrt_scores",)
    return (
        Misconception(
            id="gradCE.nan_at_zero",
            claim="the gradient is NaN where a probability is exactly 0",
            hints=("What is 0 / 0, as floats?", "Which classes need a division at all?"),
            explanation="−t / p with t = p = 0.",
            function=_grad_nan_at_zero,
            under=scores,
        ),
        Misconception(
            id="gradCE.bounded",
            claim="a probability below a hundredth counts as a hundredth",
            hints=("Try p = 0.001 for the true class.", "How close to 0 may a bound lie?"),
            explanation="−t / max(p, 0.01): the bound against a division by 0 is too wide.",
            function=_grad_bounded,
            under=scores,
        ),
        Misconception(
            id="gradCE.sigmoid_loss",
            claim="the gradient is that of one binary loss per class",
            hints=("Which probabilities does the loss contain?", "What are the other entries?"),
            explanation="(p − t) / (p (1 − p)): K binary losses; off the class 1 / (1 − p).",
            function=_grad_scaled_binary,
            under=scores,
            alike="gradCE binary",
        ),
    )


def _grad_shapes() -> tuple[Misconception, ...]:
    scores = ("wrt_scores",)
    shape = "A gradient has the shape of what is differentiated by: compare the shapes."
    return (
        *_reduced(
            "gradCE.",
            under="wrt_scores",
            of="−t / p",
            functions=(_grad_averaged, _grad_summed, _grad_divided_twice),
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
    )


def _reduced(
    prefix: str, *, under: str, of: str, functions: "tuple[Callable[..., Any], ...]"
) -> tuple[Misconception, ...]:
    """Return what is averaged, summed or divided that is asked for example by example."""
    shape = "A gradient has the shape of what is differentiated by: compare the shapes."
    other = "Does the first example's loss depend on the second's prediction?"
    averaged, summed, divided_twice = functions
    return (
        Misconception(
            id=f"{prefix}averaged",
            claim="the gradients of all examples are averaged into one row",
            hints=(shape, other),
            explanation=f"mean of {of} over axis 0, shape (K,): it cannot be passed back.",
            function=averaged,
            under=(under,),
        ),
        Misconception(
            id=f"{prefix}summed",
            claim="the gradients of all examples are summed into one row",
            hints=(shape, other),
            explanation=f"sum of {of} over axis 0, shape (K,).",
            function=summed,
            under=(under, "per_example"),
        ),
        Misconception(
            id=f"{prefix}divided_twice",
            claim="the gradient is divided by the number of examples twice",
            hints=("By what factor is it off?", "Who divides: the loss, the gradient, or both?"),
            explanation=f"({of}) / N².",
            function=divided_twice,
            under=(under, "per_example"),
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
    return (
        *_reduced(
            "gradCE.logits_",
            under="wrt_logits",
            of="p − t",
            functions=(_grad_logits_averaged, _grad_logits_summed, _grad_logits_divided_twice),
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
