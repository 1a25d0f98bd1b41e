"""Generic relations between a wrong answer and the right one, where no entry fits.

Nearness, sign, a constant factor that equals a size of the problem, a transpose, the input itself,
a constant, whole numbers. Silence rather than a guess. Runs in the judge.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.conventions.combinations import Combination
from grader.hearing import Hearing
from grader.kinds import Question
from grader.models.assignment import CheckSpec
from grader.models.report import Diagnosis
from grader.numerics.comparison import as_numbers, fitted, split
from grader.numerics.ratios import agreement, factor, power_of_ten
from grader_plugins.diagnosis.hints import hint_of

Floats = NDArray[np.float64]
CLOSE = 1e-6
ALMOST = 1e-3


class FromRelations:
    """Tells what every answer is to its right one, if it is the same relation throughout."""

    name = "relations"

    def diagnose(self, spec: CheckSpec, hearing: Hearing) -> Sequence[Diagnosis]:
        """Return the one relation that holds for all answers, or nothing."""
        combination = hearing.combination(spec)
        observed = _observed(spec, hearing, combination)
        if len(observed) < 2:
            return ()
        relations = (_near, _scaled, _transposed, _input_itself, _constant, _rounded)
        found = next((r for relation in relations if (r := relation(observed))), None)
        if found is None:
            return ()
        return (found.model_copy(update={"hint": hint_of((found.hint,), spec, hearing)}),)


@dataclass(frozen=True, slots=True)
class Observed:
    """One answer beside the right one, with the arguments as ours and as the student's are."""

    got: tuple[Floats, ...]
    right: tuple[Floats, ...]
    arguments: Mapping[str, Any]
    presented: Mapping[str, Any]

    @property
    def pairs(self) -> tuple[tuple[Floats, Floats], ...]:
        """Every output with the right one."""
        return tuple(zip(self.got, self.right, strict=True))


def _observed(spec: CheckSpec, hearing: Hearing, combination: Combination) -> list[Observed]:
    """Return what came back for the ordinary questions; nothing where all of it is right."""
    found = []
    outputs = hearing.bench.function(spec).outputs
    questions = _ordinary(hearing.bench.questions(spec))
    if all(hearing.compared(spec, question, combination).ok for question in questions):
        return []
    for question in questions:
        answer = hearing.answer(question, combination)
        expected = hearing.bench.expected(spec, question, combination)
        if not answer.came or expected is None:
            return []
        pieces = split(answer.value, outputs)
        if isinstance(pieces, str):
            return []
        arrays = [array for piece in pieces if not isinstance(array := as_numbers(piece), str)]
        if len(arrays) != len(expected.parts):
            return []
        got = tuple(fitted(a, p.shape) for a, p in zip(arrays, expected.parts, strict=True))
        presented = combination.present(question.arguments)
        found.append(Observed(got, expected.parts, question.arguments, presented))
    return found


def _ordinary(questions: Sequence[Question]) -> list[Question]:
    first = questions[0].part if questions else ""
    return [question for question in questions if question.part == first]


def _near(observed: Sequence[Observed]) -> Diagnosis | None:
    """Find answers that are almost right, in every output of every question."""
    pairs = [pair for one in observed for pair in one.pairs]
    if any(a.shape != b.shape for a, b in pairs):
        return None
    error = max(agreement(a, b) for a, b in pairs)
    if not error <= ALMOST:
        return None
    return _relation(
        "near",
        f"every number is almost right, to about {power_of_ten(error)} of the largest",
        "Is a small number added somewhere, or is something rounded or kept in float32?",
    )


def _scaled(observed: Sequence[Observed]) -> Diagnosis | None:
    """Find one factor, or one size of the problem, between all answers and the right ones."""
    factors: list[float] = []
    for one in observed:
        if any(a.shape != b.shape for a, b in one.pairs):
            return None
        found = [factor(a, b) for a, b in one.pairs]
        if any(f is None or abs(f) < CLOSE for f in found):
            return None
        known = [f for f in found if f is not None]
        if not np.allclose(known, known[0], rtol=CLOSE):
            return None
        factors.append(known[0])
    if np.allclose(factors, 1.0, rtol=CLOSE):
        return None
    return _factor_named(factors, [one.arguments for one in observed])


def _factor_named(
    factors: Sequence[float], arguments: Sequence[Mapping[str, Any]]
) -> Diagnosis | None:
    if np.allclose(factors, -1.0, rtol=CLOSE):
        return _relation("sign", "every number has the wrong sign", "Check the sign of each term.")
    if np.allclose(factors, factors[0], rtol=CLOSE):
        return _relation(
            "factor",
            f"every number is {factors[0]:.4g} times the right one",
            "Look for a constant factor that is missing or too much.",
        )
    for words, size in _SIZES.items():
        try:
            sizes = [size(given) for given in arguments]
        except (IndexError, ValueError):
            continue
        if np.allclose(factors, sizes, rtol=CLOSE):
            text = f"every number is too large by {words}"
            return _relation("times_size", text, "Is a division (a mean) missing?")
        if np.allclose(factors, [1.0 / s for s in sizes], rtol=CLOSE):
            text = f"every number is too small by {words}"
            return _relation("per_size", text, "Is something divided twice?")
    return None


def _first(arguments: Mapping[str, Any]) -> tuple[int, ...]:
    return next((np.shape(v) for v in arguments.values() if np.ndim(v) == 2), ())


_SIZES: dict[str, Callable[[Mapping[str, Any]], float]] = {
    "the number of examples": lambda given: _first(given)[0],
    "the number of columns": lambda given: _first(given)[1],
    "the number of elements": lambda given: _first(given)[0] * _first(given)[1],
}


def _transposed(observed: Sequence[Observed]) -> Diagnosis | None:
    for a, b in (pair for one in observed for pair in one.pairs):
        if a.ndim != 2 or a.shape == b.shape or a.T.shape != b.shape:
            return None
        if not np.allclose(a.T, b, rtol=CLOSE):
            return None
    return _relation(
        "transpose", "the answer is transposed", "Compare the shape you return with the one asked."
    )


def _input_itself(observed: Sequence[Observed]) -> Diagnosis | None:
    for one in observed:
        values = [as_numbers(value) for value in one.presented.values()]
        if len(one.got) != 1 or not any(
            not isinstance(v, str) and np.array_equal(v, one.got[0]) for v in values
        ):
            return None
    return _relation(
        "input", "an argument comes back as it is", "Is the result computed, but not returned?"
    )


def _constant(observed: Sequence[Observed]) -> Diagnosis | None:
    arrays = [a for one in observed for a in one.got]
    values = {float(a.reshape(-1)[0]) for a in arrays if a.size}
    flat = all(a.size and np.all(a == a.reshape(-1)[0]) for a in arrays)
    if not flat or len(values) != 1:
        return None
    return _relation(
        "constant",
        "the same number comes back whatever goes in",
        "Does the result depend on the arguments?",
    )


def _rounded(observed: Sequence[Observed]) -> Diagnosis | None:
    for a, b in (pair for one in observed for pair in one.pairs):
        if a.shape != b.shape or not np.array_equal(a, np.round(a)):
            return None
        if np.max(np.abs(a - b), initial=0.0) > 1.0:
            return None
    return _relation(
        "rounded",
        "whole numbers come back where fractions are due",
        "Does an array have an integer dtype?",
    )


def _relation(name: str, title: str, hint: str) -> Diagnosis:
    return Diagnosis(id=f"relation.{name}", title=title, hint=hint, confidence=0.5)
