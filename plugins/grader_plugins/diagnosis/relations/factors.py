"""Sign and constant factors, of every tensor or of one, named by the sizes they equal."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader_plugins.diagnosis.relations.observed import Floats, Observed, Relation

_RATIO = "Divide a number of yours by the right one, for two inputs of different size."
_TERMS = "Write the formula beside your lines and compare term by term."
_EXAMPLES = ("X", "x", "input", "T", "target", "prediction", "scores", "logits", "z")
_RATES = ("learning_rate", "rate", "lr")


def scaled(observed: Sequence[Observed]) -> Relation | None:
    """Find one factor, or one size of the problem, between all answers and the right ones."""
    every = [_factors(one) for one in observed]
    factors = [found[0] for found in every if found]
    if len(factors) != len(every) or any(not _same(found) for found in every if found):
        return None
    named = _named(factors, observed)
    return None if named is None else Relation(named[0], f"every number is {named[1]}", named[2])


def one_tensor(observed: Sequence[Observed]) -> Relation | None:
    """Find tensors that are off by a factor of their own, beside others that are right."""
    if not all(one.shaped for one in observed):
        return None
    names = observed[0].outputs
    wrong = [n for n in range(len(names)) if any(one.wrong[n] for one in observed)]
    if not wrong or len(wrong) == len(names):
        return None
    found = [_factor_of(n, observed) for n in wrong]
    if any(factor is None for factor in found):
        return None
    told = {names[n]: words for n, words in zip(wrong, found, strict=True)}
    listed = "; ".join(f"{name} is {words}" for name, words in told.items())
    hints = (f"Look at the lines that compute {' and '.join(told)}: all others are right.", _RATIO)
    return Relation("one_tensor", f"{listed}; everything else is right", hints)


def _factor_of(number: int, observed: Sequence[Observed]) -> str | None:
    """Say what one output is to the right one, the same in every answer."""
    found = [_factor(one.got[number], one.right[number], one.close) for one in observed]
    factors = [factor for factor in found if factor is not None]
    if len(factors) != len(found):
        return None
    if all(factor == 0.0 for factor in factors):
        return "zero throughout"
    named = _named(factors, observed)
    return None if named is None else named[1]


def _factors(one: Observed) -> list[float]:
    """Return the factor of every output; none where one has no factor, or is zero."""
    if not one.shaped:
        return []
    found = [_factor(a, b, one.close) for a, b in one.pairs]
    return [f for f in found if f] if all(found) else []


def _factor(array: Floats, part: Floats, close: float) -> float | None:
    """Return the constant c with array = c · part, or ``None`` where none fits."""
    with np.errstate(all="ignore"):
        square = float(np.sum(part * part))
        if not np.all(np.isfinite(array)) or not np.isfinite(square) or square == 0.0:
            return None
        constant = float(np.sum(array * part)) / square
        rest = float(np.max(np.abs(array - constant * part), initial=0.0))
        largest = float(np.max(np.abs(array), initial=0.0))
    if largest == 0.0:
        return 0.0
    return constant if rest <= close * largest else None


def _same(factors: Sequence[float], close: float = 1e-4) -> bool:
    return bool(np.allclose(factors, factors[0], rtol=close, atol=0.0))


Named = tuple[str, str, tuple[str, ...]]


def _named(factors: Sequence[float], observed: Sequence[Observed]) -> Named | None:
    """Return a relation's name, its words and its hints; nothing for 1 and for no rule."""
    close = max(one.close for one in observed)

    def equal(values: Sequence[float]) -> bool:
        return bool(np.allclose(factors, values, rtol=close, atol=0.0))

    ones = np.ones(len(factors))
    if equal([*ones]):
        return None
    if equal([*-ones]):
        return "sign", "of the wrong sign", ("Check the sign of each term.", _TERMS)
    for constant, words in ((2.0, "twice the right one"), (0.5, "half of the right one")):
        if equal([*(constant * ones)]):
            hints = ("Is a half missing, or one too many?", _TERMS)
            return "factor", words, hints
    return _of_a_size(observed, equal) or _constant(factors)


def _constant(factors: Sequence[float]) -> Named | None:
    if not _same(factors):
        return None
    words = f"{factors[0]:.4g} times the right one"
    return "factor", words, ("Look for a constant factor that is missing or too much.", _TERMS)


def _of_a_size(
    observed: Sequence[Observed], equal: Callable[[Sequence[float]], bool]
) -> Named | None:
    for words, size in _SIZES.items():
        try:
            sizes = [float(size(one.arguments)) for one in observed]
        except (IndexError, KeyError, TypeError):
            continue
        if equal(sizes):
            return (
                "times_size",
                f"too large by {words}",
                ("Is a division (a mean) missing?", _RATIO),
            )
        if all(sizes) and equal([1.0 / size for size in sizes]):
            return "per_size", f"too small by {words}", ("Is something divided twice?", _RATIO)
    return None


def _matrix(given: Mapping[str, Any], names: Sequence[str]) -> tuple[int, ...]:
    """Return the shape of the first of these arguments that is a matrix; empty without one."""
    shapes = (np.shape(given[name]) for name in names if name in given)
    return next((shape for shape in shapes if len(shape) == 2), ())


def _examples(given: Mapping[str, Any]) -> tuple[int, ...]:
    return _matrix(given, _EXAMPLES)


def _rate(given: Mapping[str, Any]) -> float:
    return float(given[next(name for name in (*_RATES, "") if name in given or not name)])


_SIZES: Mapping[str, Callable[[Mapping[str, Any]], float]] = {
    "the number of examples": lambda given: _examples(given)[0],
    "the number of classes": lambda given: _matrix(given, ("T", "target"))[1],
    "the number of columns": lambda given: _examples(given)[1],
    "the number of elements": lambda given: _examples(given)[0] * _examples(given)[1],
    "the learning rate": _rate,
}
