"""Tells by which recipe a weight matrix was drawn, from its numbers alone. Runs in the judge.

Theory of operation
-------------------
Whose random numbers they are says nothing: it is their distribution that is asked for. The numbers
of a matrix are put through the distribution function of a recipe, and are then even between 0 and
1. The largest distance of their empirical distribution from that is at most √(ln(2/α) / 2n) but for
a chance of α (Massart, 1990, for the inequality of Dvoretzky, Kiefer and Wolfowitz); α is such that
no right draw ever fails. A bound is a bound: no number may lie beyond it.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from grader_reference.catalogue import Misconception

Floats = NDArray[np.float64]

CHANCE = 1e-9
"""How often one matrix of a right draw may be refused."""
ROUNDED = 1e-6
"""How far beyond its bound a weight may lie that went through float32."""
FITS = 0.02
"""How far, relative to it, a largest weight may stay below the bound that explains it."""

DEVIATION: Mapping[str, Callable[[int, int], float]] = {
    "normal": lambda n, m: 1.0,  # noqa: ARG005 - whatever the widths
    "scaled": lambda n, m: 1 / math.sqrt(n),  # noqa: ARG005 - of the inputs alone
    "he": lambda n, m: math.sqrt(2 / n),  # noqa: ARG005 - of the inputs alone
    "glorot_normal": lambda n, m: math.sqrt(2 / (n + m)),
}
"""The standard deviations of the normal recipes, from inputs and outputs of a layer."""
WORDS: Mapping[str, str] = {
    "zero": "zeros",
    "normal": "N(0, 1)",
    "scaled": "N(0, 1) / √n",
    "he": "N(0, 2/n)",
    "glorot": "uniform between ∓√(6/(n + m))",
    "glorot_normal": "N(0, 2/(n + m))",
}
"""The recipes in words, for n inputs and m outputs."""


def _glorot_bound(n: int, m: int) -> float:
    """Return Glorot's bound; a student's copy does without the reference, and never asks."""
    from grader_reference.initial_weights import glorot_bound

    return glorot_bound(n, m)


def misfit(W: Floats, recipe: str) -> str:
    """Say why a matrix (n, m) was not drawn by a recipe; empty where it may have been."""
    if not np.all(np.isfinite(W)):
        return "some weights are no numbers"
    if recipe == "zero":
        return "" if not np.any(W) else f"the largest weight is {_largest(W):.3g}, and not 0"
    if np.ptp(W) == 0.0:
        return f"all weights are {W.flat[0]:.3g}"
    beyond = recipe == "glorot" and _largest(W) > _glorot_bound(*W.shape) * (1 + ROUNDED)
    if beyond:
        return f"the largest weight is {_largest(W):.3g}, beyond √(6/(n + m))"
    return "" if _distance(W, recipe) <= _allowed(W.size) else _apart(W)


def likely(matrices: list[Floats]) -> str:
    """Return in words by which recipe all matrices may have been drawn; empty: by none known."""
    fitting = (name for name in WORDS if not any(misfit(W, name) for W in matrices))
    return next((WORDS[name] for name in fitting), "")


def wrong_bounds(matrices: list[Floats]) -> "Iterator[Misconception]":
    """Give the known wrong bounds of Glorot's draw that explain every matrix's largest weight."""
    from grader_reference.misconceptions import preparing

    for entry in preparing.glorot_bound():
        bounds = [float(entry.function(*W.shape)) for W in matrices]
        pairs = list(zip(matrices, bounds, strict=True))
        if all(_even(W, bound) for W, bound in pairs):
            yield entry


def _even(W: Floats, bound: float) -> bool:
    """Say whether numbers are even between ∓bound."""
    inside = 1 - FITS <= _largest(W) / bound <= 1 + ROUNDED
    return inside and _from_even((W / bound + 1) / 2) <= _allowed(W.size)


def _distance(W: Floats, recipe: str) -> float:
    if recipe == "glorot":
        return _from_even((W / _glorot_bound(*W.shape) + 1) / 2)
    scores = W / (DEVIATION[recipe](*W.shape) * math.sqrt(2))
    return _from_even((1 + np.vectorize(math.erf)(scores)) / 2)


def _from_even(values: Floats) -> float:
    """Return the largest distance of an empirical distribution from the even one on (0, 1)."""
    ordered = np.sort(values, axis=None)
    steps = np.arange(ordered.size + 1) / ordered.size
    return float(max(np.max(steps[1:] - ordered), np.max(ordered - steps[:-1])))


def _allowed(count: int) -> float:
    return math.sqrt(math.log(2 / CHANCE) / (2 * count))


def _apart(W: Floats) -> str:
    mean, deviation = float(W.mean()), float(W.std())
    return f"mean {mean:.3g}, deviation {deviation:.3g}, largest {_largest(W):.3g}"


def _largest(W: Floats) -> float:
    return float(np.max(np.abs(W)))
