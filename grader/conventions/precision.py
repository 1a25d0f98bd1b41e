"""Finds answers that were computed in float32 on the way, whatever dtype they have. In the judge.

Theory of operation
-------------------
An answer of float32 survives a trip through float32. One that mixes both (weights of float32, a
bias of float64) has float32's errors and does not. So the same question is asked twice more for
every argument, moved by far less than float32 can hold: x (1 + 2⁻⁴⁴ u) and x (1 + 2⁻⁴³ u) with
½ ≤ u ≤ 1. (Both are moved: differences of numbers that are exact in float32 often lie halfway
between two others.) Code in float64 answers every move; code that passes an argument through
float32 stands perfectly still. Only an output that stands still, although the right one moves, is
measured by float32's tolerance: a formula that is a little off, or a difference quotient, moves.
What its author rounded to a few decimal places stands still, too, and is told by just that. A path
of parameters moves with the parameters it begins at; but no argument is that of all outputs, and
what an update does not answer of the others went through float32.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.kinds import Question
from grader.numerics.comparison import as_numbers, fitted, split

Floats = NDArray[np.float64]
STEPS = (2.0**-44, 2.0**-43)
"""A millionth of float32's spacing, some hundred times that of float64."""
OF_UPDATES = (2.0**-39, 2.0**-38)
"""The same for parameters after some steps: what moves of them is only their small update."""
ANSWERED = 16.0 * float(np.finfo(np.float64).eps)
"""A right answer that moves by more, relative to itself, would be seen to move in any order."""
STILL = 0.9
"""The share of the answers that must not move: a few lie where float32 rounds the other way."""
PLACES = 10
DECIMALS = 2.0**20
"""Results on a grid of fewer decimal places, so much coarser than float64, are rounded."""


def moved(question: Question) -> tuple[tuple[Question, Question], ...]:
    """Return the question twice per argument of fractions, with this argument moved."""
    names = [name for name, value in question.arguments.items() if _has_fractions(value)]
    return tuple((_moved(question, name, 0), _moved(question, name, 1)) for name in names)


def _has_fractions(value: Any) -> bool:
    """Say whether a value may be moved; whole numbers may be targets or labels."""
    array = np.asarray(value)
    return bool(array.dtype.kind == "f" and not np.array_equal(array, np.round(array)))


def _moved(question: Question, name: str, step: int) -> Question:
    value = question.arguments[name]
    sizes = np.random.default_rng(44).uniform(0.5, 1.0, np.shape(value))
    steps = OF_UPDATES if question.rule == "update" else STEPS
    other = np.asarray(value) * (1.0 + steps[step] * sizes)
    shown = other if isinstance(value, np.ndarray) else other.tolist()
    arguments = {**question.arguments, name: shown}
    return replace(question, id=f"{question.id}/moved/{name}/{step}", arguments=arguments)


def stands_still(
    answers: tuple[Any, Any],
    rights: tuple[Floats, Floats],
    number: int,
    outputs: tuple[str, ...],
) -> bool:
    """Say whether one output is the same after two moves that the right one answers."""
    before, after = (_output(answer, number, outputs, rights[0].shape) for answer in answers)
    if before is None or after is None or before.shape != after.shape:
        return False
    if before.shape != rights[0].shape:
        return False
    if _written_out(before):
        return False
    with np.errstate(all="ignore"):
        answering = np.abs(rights[1] - rights[0]) > ANSWERED * np.abs(rights[0])
    return bool(answering.any() and np.mean((before == after)[answering]) >= STILL)


def _written_out(array: Floats) -> bool:
    """Say whether numbers were rounded to a few decimal places: they stand still for that.

    float64 itself is no finer than any number of places where numbers are large enough.
    """
    finest = DECIMALS * float(np.spacing(np.max(np.abs(array), initial=0.0)))
    coarse = [places for places in range(1, PLACES) if 10.0**-places > finest]
    return any(np.array_equal(np.round(array, places), array) for places in coarse)


def _output(
    answer: Any, number: int, outputs: tuple[str, ...], shape: tuple[int, ...]
) -> Floats | None:
    pieces = split(answer, outputs)
    array = "" if isinstance(pieces, str) else as_numbers(pieces[number])
    return None if isinstance(array, str) else fitted(array, shape)
