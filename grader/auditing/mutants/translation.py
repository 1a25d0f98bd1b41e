"""From the solution's form to the catalogue's and back, found by trying. Runs in the judge.

A convention says how canonical arguments are handed over, and not how they are got back. So the
known turns (transposed, a row, one-hot, times the batch) are tried on the questions themselves; a
translation holds where it gives back every question's arguments, and every right answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Any

import numpy as np

from grader.auditing.mutants.graft_runtime import turned
from grader.conventions.combinations import Combination
from grader.kinds import Arguments, ReferenceFunction

Step = tuple[Any, ...]
Steps = tuple[Step, ...]
CHANNELS = ((0, 3, 1, 2), (0, 2, 3, 1), (3, 2, 0, 1), (2, 3, 1, 0))
"""Orders of the axes of images and kernels: channels first, and last."""
SHAPES: tuple[Step, ...] = (
    ("transpose",),
    *(("shape", shape) for shape in ((1, -1), (-1,), (-1, 1))),
    *(("axes", order) for order in CHANNELS),
)
LINES: tuple[Step, ...] = tuple(
    ("line", by, plus)
    for by, plus in ((2, 0), (0.5, 0), (-1, 0), (100, 0), (-1, 1), (1, 1), (1, -1))
)
"""Slope and constant: a factor, a share of the other part, a count from another number."""
MOST = 12
"""Questions that a translation is tried on; they are of every shape there is."""


@dataclass(frozen=True, kw_only=True)
class Translation:
    """How arguments become canonical, and how an answer becomes the solution's.

    Attributes:
        order: Parameters, arrays before the numbers that depend on their sizes.
        back: The steps of each parameter.
        forth: The steps of each part of the answer; empty where nothing changes.
    """

    order: tuple[str, ...]
    back: Mapping[str, Steps]
    forth: tuple[Steps, ...]


def translation(
    function: ReferenceFunction, combination: Combination, asked: Sequence[Arguments]
) -> Translation | None:
    """Return how canonical arguments are got back under a combination; ``None``: no known way."""
    asked = asked[:MOST]
    presented = [combination.present(given) for given in asked]
    names = [parameter.name for parameter in function.parameters]
    numbers = [name for name in names if all(np.ndim(given[name]) == 0 for given in asked)]
    order = (*(n for n in names if n not in numbers), *numbers)
    back: dict[str, Steps] = {}
    for name in order:
        found = _found(name, _backward(names, order), asked, presented)
        if found is None:
            return None
        back[name] = found
    forth = _forth(function, combination, asked)
    return None if forth is None else Translation(order=order, back=back, forth=forth)


def _backward(names: Sequence[str], order: Sequence[str]) -> list[Step]:
    one_hot = [("one_hot", name, how) for name in reversed(names) for how in (-1, 0, "size")]
    return [*SHAPES, *one_hot, *_sizes(order), *LINES]


def _sizes(names: Sequence[str]) -> list[Step]:
    """Return factors that are the size of an argument along an axis, or one over it."""
    return [("size", n, axis, power) for n in names for axis in (0, 1, -1) for power in (1, -1)]


def between(
    function: ReferenceFunction, old: Combination, new: Combination, asked: Sequence[Arguments]
) -> tuple[Mapping[str, Steps], tuple[Steps, ...]] | None:
    """Return how arguments of a new form become the old one's, and answers the new one's.

    ``None`` where what differs is more than the form.
    """
    asked = asked[:MOST]
    before = [old.present(given) for given in asked]
    after = [new.present(given) for given in asked]
    names = [parameter.name for parameter in function.parameters]
    steps = _backward(names, names)
    arguments: dict[str, Steps] = {}
    for name in names:
        pairs = [(a[name], b[name]) for a, b in zip(after, before, strict=True)]
        found = _part(steps, pairs, after)
        if found is None:
            return None
        arguments[name] = found
    with np.errstate(all="ignore"):
        answers = [(old.right(function, given), new.right(function, given)) for given in asked]
    forth = _parts(names, answers, after)
    return None if forth is None else (arguments, forth)


def _found(
    name: str, steps: Sequence[Step], asked: Sequence[Arguments], presented: Sequence[Arguments]
) -> Steps | None:
    def right(tried: Steps) -> bool:
        return all(
            _same(_after(tried, p[name], p, given), given[name])
            for given, p in zip(asked, presented, strict=True)
        )

    return next(filter(right, _tried(steps)), None)


def _tried(steps: Sequence[Step]) -> Iterator[Steps]:
    return chain(((),), ((step,) for step in steps), product(SHAPES, steps))


def _after(steps: Steps, value: Any, raw: Arguments, values: Arguments) -> Any:
    try:
        for step in steps:
            value = turned(step, value, raw, values)
    except (ValueError, TypeError, IndexError, KeyError):
        return None
    return value


def _same(left: Any, right: Any) -> bool:
    if left is None or np.shape(left) != np.shape(right):
        return left is right
    try:
        return bool(np.allclose(left, right, rtol=1e-12, atol=0, equal_nan=True))
    except TypeError:
        return bool(left == right)


def _forth(
    function: ReferenceFunction, combination: Combination, asked: Sequence[Arguments]
) -> tuple[Steps, ...] | None:
    """Return the steps from canonical right answers to adapted ones, part by part."""
    with np.errstate(all="ignore"):
        canonical = [function.right(*given.values()) for given in asked]
        answers = [
            (answer, combination.adapt(answer, given))
            for answer, given in zip(canonical, asked, strict=True)
        ]
    names = [parameter.name for parameter in function.parameters]
    found = _parts(names, answers, asked)
    return found if found is None or any(found) else ()


def _parts(
    names: Sequence[str], answers: Sequence[tuple[Any, Any]], asked: Sequence[Arguments]
) -> tuple[Steps, ...] | None:
    """Return the steps from one form of each part of the answers to another."""
    several = isinstance(answers[0][0], tuple)
    split = [(list(c), list(a)) if several else ([c], [a]) for c, a in answers]
    steps = [*SHAPES, *_sizes(names), *LINES]
    found = [_part(steps, [(c[i], a[i]) for c, a in split], asked) for i in range(len(split[0][0]))]
    known = tuple(each for each in found if each is not None)
    return None if len(known) < len(found) else known


def _part(
    steps: Sequence[Step], pairs: Sequence[tuple[Any, Any]], asked: Sequence[Arguments]
) -> Steps | None:
    def right(tried: Steps) -> bool:
        return all(
            _same(_after(tried, c, given, given), a)
            for (c, a), given in zip(pairs, asked, strict=True)
        )

    return next(filter(right, _tried(steps)), None)
