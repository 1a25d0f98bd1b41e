"""What a wrong answer is to the right one, output by output: a factor, where there is one.

Theory of operation
-------------------
Any two numbers have a factor, and it means nothing. So several inputs are tried, of different
sizes and numbers: a factor is told where it is the same on all of them, or where it is made of
their numbers of examples or columns alike on all of them. Runs in the judge, on our own code.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from grader.explaining.example import adapted, apart_by, choice, copied, outputs, tried
from grader.explaining.numbers import number
from grader.explaining.sentences import listed
from grader.explaining.subjects import Subject
from grader.kinds import Arguments, Case, Misconception
from grader.numerics.ratios import factor

SAME = 1e-6
RIGHT, VARIES = "right", "wrong by no constant factor"
ORDINARY = ("ordinary", "first", "later")
"""Parts whose numbers are neither extreme nor of another kind."""
FEW = 3
"""On how many inputs a factor has to be the same, at least."""
MADE_OF: Sequence[tuple[str, Callable[[int, int], float]]] = (
    ("N times what is right, with N examples", lambda n, _: n),
    ("1/N of what is right, with N examples", lambda n, _: 1 / n),
    ("1/N² of what is right, with N examples", lambda n, _: 1 / n**2),
    ("1/D of what is right, with D columns", lambda _, d: 1 / d),
    ("N/D of what is right, with N examples and D columns", lambda n, d: n / d),
)


@dataclass(frozen=True)
class Seen:
    """One output on one input: how far it is off, and the factor that fits.

    Attributes:
        apart: The relative difference; infinite where numbers cannot be compared.
        by: The factor, or ``None`` where none fits.
        shapes: What came, and what was due.
        examples: Rows of the first argument that has rows; 0 where none has.
        columns: Its columns.
    """

    apart: float
    by: float | None
    shapes: tuple[tuple[int, ...], tuple[int, ...]]
    examples: int
    columns: int


def pattern(subject: Subject, entry: Misconception) -> str:
    """Return what to look for: which outputs are right, and what factor the others are off by.

    Empty where there is nothing to say: one output that is off by no factor.
    """
    seen: dict[str, list[Seen]] = {}
    for case in _cases(subject):
        for name, one in _looked_at(subject, entry, case):
            seen.setdefault(name, []).append(one)
    found: dict[str, list[str]] = {}
    for name, several in seen.items():
        found.setdefault(_told(several), []).append(name)
    told = [f"{listed(names)}: {what}" for what, names in found.items()]
    return "" if set(found) <= {VARIES} or set(found) == {RIGHT} else "; ".join(told)


def _cases(subject: Subject) -> Iterator[Case]:
    """Yield small inputs of several draws; functions of networks are slow to draw in large."""
    draws = (subject.function.small(np.random.default_rng(seed)) for seed in range(FEW))
    large = () if subject.architecture else subject.large
    yield from (case for case in chain(*draws, large) if case.part in ORDINARY)


def _looked_at(subject: Subject, entry: Misconception, case: Case) -> Iterator[tuple[str, Seen]]:
    """Yield each output's name, and how it compares; nothing where code stops."""
    function, chosen = subject.function, choice(subject.function, entry)
    right = outputs(chosen.right(function, copied(case.arguments)))
    wrong = tried(lambda: adapted(chosen, entry, case))
    if isinstance(wrong, Exception) or len(outputs(wrong)) != len(right):
        return
    names = function.outputs or ("the result",)
    for name, a, b in zip(names, right, outputs(wrong), strict=True):
        if np.any(a) or np.any(b):  # two zeros have any factor
            yield name, _seen(a, b, case.arguments)


def _seen(right: Any, wrong: Any, given: Arguments) -> Seen:
    apart = apart_by(right, wrong)
    rows, columns = next((np.shape(v)[-2:] for v in given.values() if np.ndim(v) in {2, 3}), (0, 0))
    return Seen(
        apart, _factor(right, wrong, apart), (np.shape(wrong), np.shape(right)), rows, columns
    )


def _factor(right: Any, wrong: Any, apart: float) -> float | None:
    if apart < SAME:
        return 1.0
    if np.isinf(apart):
        return None
    return factor(np.asarray(wrong, dtype=float), np.asarray(right, dtype=float))


def _told(several: list[Seen]) -> str:
    """Say how one output is off on all inputs together."""
    wrong = [each for each in several if each.apart >= SAME]
    if not wrong:
        return RIGHT
    strange = next((each for each in wrong if np.isinf(each.apart)), None)
    if strange is not None:
        got, due = strange.shapes
        return f"of shape {got}, not {due}" if got != due else "not finite where it should be"
    if len(several) < FEW or any(each.by is None for each in wrong):
        return VARIES
    return _constant(several) or _made_of(several) or VARIES


def _constant(several: list[Seen]) -> str:
    """Say a factor that is the same on every input; nothing where it is not."""
    first = several[0].by
    if first is None or not all(_near(each.by, first) for each in several):
        return ""
    if abs(first) < SAME:
        return "0"
    if _near(first, -1.0):
        return "the other sign"
    return f"{number(first)} times what is right"


def _made_of(several: list[Seen]) -> str:
    """Say a factor that is made of sizes on every input; nothing where none is."""
    known = [each for each in several if each.examples]
    if len(known) < len(several):
        return ""
    for words, of in MADE_OF:
        if all(_near(each.by, of(each.examples, each.columns)) for each in known):
            return words
    return ""


def _near(by: float | None, due: float) -> bool:
    return by is not None and abs(by - due) <= SAME * max(1.0, abs(due))
