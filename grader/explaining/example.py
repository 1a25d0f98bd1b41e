"""The right answer beside a misconception's on one small input. Runs in the judge, on our own code.

The smallest input is taken on which the two differ clearly; of several tensors, the one that
differs most. The same catalogue gives the same example.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from grader.conventions.combinations import Combination, combinations
from grader.explaining.numbers import DIGITS, MANY, MOST_DIGITS, written
from grader.explaining.subjects import Subject
from grader.kinds import Arguments, Case, Misconception, ReferenceFunction

CLEAR = 1e-3
"""How far a difference goes, relative to the largest right number, to be seen at a glance."""
FAINT = 1e-12


@dataclass(frozen=True, kw_only=True)
class Example:
    """An input with both answers.

    Attributes:
        label: What the input is.
        arguments: The input, in canonical form.
        output: Which of several outputs is shown; empty where there is one.
        place: Which part of it, where it is too large to be shown whole.
        right: What a right function returns, in few digits.
        wrong: What this one returns, or how it stops.
        raised: Whether it stops with an error.
    """

    label: str
    arguments: Arguments
    output: str
    place: str
    right: str
    wrong: str
    raised: bool


def choice(function: ReferenceFunction, entry: Misconception) -> Combination:
    """Return the first combination of conventions that an entry can occur in."""
    every = combinations(function, entry.under)
    return next((each for each in every if set(entry.under) <= set(each.ids)), every[0])


def example(subject: Subject, entry: Misconception) -> Example | None:
    """Return the smallest input that shows a misconception; ``None`` where no input does.

    One where the right answer is nothing but zeros tells less, and is a last resort.
    """
    function, chosen = subject.function, choice(subject.function, entry)
    found: dict[int, Example] = {}
    for case in _cases(subject):
        right = chosen.right(function, copied(case.arguments))
        wrong = tried(partial(adapted, chosen, entry, case))
        rank = _rank(right, wrong)
        if rank < NOTHING and rank not in found:
            found[rank] = _shown(function, case, right, wrong)
        if CLEARLY in found:
            break
    return found[min(found)] if found else None


def adapted(chosen: Combination, entry: Misconception, case: Case) -> Any:
    """Return what wrong code answers to an input, in the form of these conventions."""
    return chosen.adapt(answer(entry, case), case.arguments)


CLEARLY, NEXT_TO_ZEROS, FAINTLY, NOTHING = range(4)
"""How well an input shows a mistake."""


def _rank(right: Any, wrong: Any) -> int:
    apart = _differences(right, wrong)
    size = max(apart, default=0.0)
    if size <= CLEAR:
        return FAINTLY if size > FAINT else NOTHING
    shown = outputs(right)[_worst(apart)] if len(apart) == len(outputs(right)) else right
    zeros = not isinstance(wrong, Exception) and _is_nothing(shown)
    return NEXT_TO_ZEROS if zeros else CLEARLY


def _is_nothing(value: Any) -> bool:
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return False
    return array.size > 1 and not np.any(array)


def answer(entry: Misconception, case: Case) -> Any:
    """Return what wrong code answers to an input of its own."""
    return entry.function(*copied(case.arguments).values())


def tried(call: Callable[[], Any]) -> Any:
    """Return what a call gives, or the exception it ends in; it warns of nothing."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return call()
        except Exception as problem:  # noqa: BLE001 - wrong code may stop in any way
            return problem


def stopped(problem: Exception) -> str:
    """Say in which error something ends."""
    return f"it stops: {type(problem).__name__}: {problem}"


def _cases(subject: Subject) -> Iterator[Case]:
    """Yield inputs, small ones first; those that are only scored come last."""
    yield from subject.small
    yield from subject.large


def copied(arguments: Arguments) -> Mapping[str, Any]:
    """Return arguments that may be changed in place."""
    return {n: v.copy() if isinstance(v, np.ndarray) else v for n, v in arguments.items()}


def _differences(right: Any, wrong: Any) -> list[float]:
    """Return each output's relative difference; a shape or an error is infinite."""
    if isinstance(wrong, Exception):
        return [np.inf]
    rights, wrongs = outputs(right), outputs(wrong)
    if len(rights) != len(wrongs):
        return [np.inf]
    return [apart_by(*pair) for pair in zip(rights, wrongs, strict=True)]


def _worst(apart: list[float]) -> int:
    """Return the output that differs most."""
    return int(np.argmax([min(size, 1e300) for size in apart]))


def outputs(value: Any) -> tuple[Any, ...]:
    """Return the parts of an answer."""
    return value if isinstance(value, tuple) else (value,)


def apart_by(right: Any, wrong: Any) -> float:
    """Return the largest difference of two arrays relative to the largest right number."""
    try:
        a, b = np.asarray(right, dtype=float), np.asarray(wrong, dtype=float)
    except (TypeError, ValueError):
        return np.inf
    if a.shape != b.shape:
        return np.inf
    if not np.array_equal(np.isfinite(a), np.isfinite(b)):
        return np.inf
    finite = np.isfinite(a)
    largest = float(np.max(np.abs(a[finite]), initial=0.0))
    apart = float(np.max(np.abs(a[finite] - b[finite]), initial=0.0))
    return apart / largest if largest else apart


def _shown(function: ReferenceFunction, case: Case, right: Any, wrong: Any) -> Example:
    """Return both answers in words: one output of several, a part of a large one."""
    if isinstance(wrong, Exception):
        return _told(case, "", "", written(right), stopped(wrong), raised=True)
    rights, wrongs = outputs(right), outputs(wrong)
    if len(rights) != len(wrongs):
        return _told(case, "", "", written(right), written(wrong))
    worst = _worst(_differences(right, wrong))
    name = function.outputs[worst] if function.outputs else ""
    place, one, other = _part(rights[worst], wrongs[worst])
    return _told(case, name, place, *_in_few_digits(one, other))


def _told(
    case: Case, output: str, place: str, right: str, wrong: str, *, raised: bool = False
) -> Example:
    return Example(
        label=case.label,
        arguments=case.arguments,
        output=output,
        place=place,
        right=right,
        wrong=wrong,
        raised=raised,
    )


def _part(right: Any, wrong: Any) -> tuple[str, Any, Any]:
    """Return what is shown of two arrays: all, or the row in which they differ most."""
    try:
        a, b = np.asarray(right, dtype=float), np.asarray(wrong, dtype=float)
    except (TypeError, ValueError):
        return "", right, wrong
    if a.shape != b.shape or a.size <= MANY:
        return "", right, wrong
    with np.errstate(all="ignore"):
        apart = np.nan_to_num(np.abs(a - b), nan=np.inf)
    worst = tuple(int(i) for i in np.unravel_index(int(np.argmax(apart)), a.shape))
    start = max(0, min(worst[-1] - MANY // 2, a.shape[-1] - MANY))
    row, end = worst[:-1], min(start + MANY, a.shape[-1])
    where = ", ".join([*map(str, row), ":" if a.shape[-1] <= MANY else f"{start}:{end}"])
    return f"[{where}]", a[row][start:end], b[row][start:end]


def _in_few_digits(right: Any, wrong: Any) -> tuple[str, str]:
    """Return both in as few digits as tell them apart."""
    for digits in range(DIGITS, MOST_DIGITS + 1, 2):
        pair = written(right, digits), written(wrong, digits)
        if pair[0] != pair[1]:
            break
    return pair
