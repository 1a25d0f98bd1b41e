"""Known wrong accuracies, on canonical arguments. Runs in the judge.

Each function is self-contained: its source runs wherever numpy is imported as ``np``.
"""

from typing import TYPE_CHECKING

import numpy as np

from grader_reference.catalogue import Misconception

if TYPE_CHECKING:
    from typing import Any

    from grader_reference.arrays import Array


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


def _accuracy_above_half(t: "Array", p: "Array") -> "Any":
    return np.mean(np.sum(t * p, axis=1) > 0.5)


def _accuracy_top_two(t: "Array", p: "Array") -> "Any":
    best = np.argsort(p, axis=1)[:, -2:]
    return np.mean(np.any(best == np.argmax(t, axis=1)[:, None], axis=1))


def _accuracy_whole_percent(t: "Array", p: "Array") -> "Any":
    return np.round(np.mean(np.argmax(p, axis=1) == np.argmax(t, axis=1)), 2)


def accuracy() -> tuple[Misconception, ...]:
    """Return what goes wrong with the share of right decisions."""
    return (*_accuracy_decided(), *_accuracy_counted())


def _accuracy_decided() -> tuple[Misconception, ...]:
    """Return what goes wrong with what is taken for a right decision."""
    return (
        Misconception(
            id="accuracy.above_half",
            claim="a decision counts as right only where its probability is above one half",
            hints=("Try three classes with p = 0.4, 0.3, 0.3.", "What is a decision?"),
            explanation="p of the true class > ½: with many classes less is enough to win.",
            function=_accuracy_above_half,
        ),
        Misconception(
            id="accuracy.top_two",
            claim="the second guess counts, too",
            hints=("How many guesses does one example have?", "What is a decision?"),
            explanation="Top-2 accuracy.",
            function=_accuracy_top_two,
        ),
        Misconception(
            id="accuracy.rounded",
            claim="the accuracy is rounded to two digits",
            hints=("How many digits has one decision in 23?", "Where should numbers be rounded?"),
            explanation="np.round(…, 2) inside the function: rounding belongs to printing.",
            function=_accuracy_whole_percent,
        ),
        Misconception(
            id="accuracy.present",
            claim="a prediction counts as right when its class occurs anywhere in the batch",
            hints=("Exchange two predictions: does the accuracy change?", "What is compared?"),
            explanation="np.isin asks whether a class occurs among all targets.",
            function=_accuracy_present,
        ),
    )


def _accuracy_counted() -> tuple[Misconception, ...]:
    """Return what goes wrong with what is counted."""
    return (
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
