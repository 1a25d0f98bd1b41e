"""What came back instead: nearly the right numbers, an argument, a constant, an old answer."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from grader.numerics.comparison import as_numbers
from grader.numerics.ratios import agreement, power_of_ten
from grader_plugins.diagnosis.relations.observed import Floats, Observed, Relation, equal

ALMOST = 1e-3


def previous(observed: Sequence[Observed]) -> Relation | None:
    """Find the right answer of the call before."""
    steps = list(pairwise(observed))
    if not steps or not all(_is_of(before, after) for before, after in steps):
        return None
    hints = (
        "What is kept from one call to the next, and is it computed anew?",
        "Call it twice with different arguments and print both answers.",
    )
    return Relation("previous", "what comes back is the answer to the call before", hints)


def _is_of(before: Observed, after: Observed) -> bool:
    pairs = list(zip(after.got, before.right, strict=True))
    return any(after.wrong) and all(equal(a, b, after.close) for a, b in pairs)


def near(observed: Sequence[Observed]) -> Relation | None:
    """Find answers that are almost right, in every output of every question."""
    if not all(one.shaped for one in observed):
        return None
    error = max(agreement(a, b) for one in observed for a, b in one.pairs)
    if not error <= ALMOST:
        return None
    return Relation(
        "near",
        f"every number is almost right, to about {power_of_ten(error)} of the largest",
        (
            "Is a small number added somewhere, or is something rounded or kept in float32?",
            "Print one number with 12 digits beside the right one, and the dtype of each array.",
        ),
    )


def decayed(observed: Sequence[Observed]) -> Relation | None:
    """Find gradients that are off by one multiple of their parameters, as weight decay is."""
    found: list[float] = []
    for one in observed:
        if not one.shaped or not any(one.wrong):
            return None
        for name, (a, b), wrong in zip(one.outputs, one.pairs, one.wrong, strict=True):
            if not wrong:
                continue
            share = _share_of(a - b, one.arguments.get(name[1:]), one.close)
            if share is None:
                return None
            found.append(share)
    if not found or not np.allclose(found, found[0], rtol=1e-3):
        return None
    text = f"the gradients are off by {found[0]:.4g} times the parameters themselves"
    hints = (
        "Is the penalty on the weights counted twice, not at all, or with the wrong factor?",
        "Set its strength to zero and compare again.",
    )
    return Relation("decay", text, hints)


def _share_of(rest: Floats, parameter: object, close: float) -> float | None:
    values = as_numbers(parameter)
    if isinstance(values, str) or values.shape != rest.shape or not np.any(values):
        return None
    with np.errstate(all="ignore"):
        share = float(np.sum(rest * values) / np.sum(values * values))
        left = float(np.max(np.abs(rest - share * values)))
    largest = float(np.max(np.abs(rest)))
    return share if np.isfinite(share) and left <= 100 * close * largest else None


def input_itself(observed: Sequence[Observed]) -> Relation | None:
    """Find an argument that comes back as it was handed over."""
    if not all(len(one.got) == 1 and any(one.wrong) and _is_given(one) for one in observed):
        return None
    hints = (
        "Is the result computed, but not returned?",
        "Print what you return just before the return.",
    )
    return Relation("input", "an argument comes back as it is", hints)


def _is_given(one: Observed) -> bool:
    values = [as_numbers(value) for value in one.presented.values()]
    return any(
        not isinstance(v, str) and v.size > 1 and equal(one.got[0], v, one.close) for v in values
    )


def constant(observed: Sequence[Observed]) -> Relation | None:
    """Find one and the same number in every place of every answer."""
    arrays = [a.reshape(-1) for one in observed for a in one.got]
    if len(observed) < 2 or not all(a.size and np.all(a == a[0]) for a in arrays):
        return None
    if len({float(a[0]) for a in arrays}) != 1:
        return None
    hints = (
        "Does the result depend on the arguments?",
        "Print an intermediate result for two different inputs.",
    )
    return Relation("constant", "the same number comes back whatever goes in", hints)


def rounded(observed: Sequence[Observed]) -> Relation | None:
    """Find whole numbers where fractions are due."""
    pairs = [pair for one in observed for pair in one.pairs]
    if any(a.shape != b.shape or not np.array_equal(a, np.round(a)) for a, b in pairs):
        return None
    if any(np.max(np.abs(a - b), initial=0.0) > 1.0 for a, b in pairs):
        return None
    hints = (
        "Does an array have an integer dtype?",
        "Print the dtype of each array that is written into.",
    )
    return Relation("rounded", "whole numbers come back where fractions are due", hints)
