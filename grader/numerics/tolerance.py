"""How far a right answer may lie from ours: measured per input, never guessed. Runs in the judge.

Theory of operation
-------------------
A right solution may sum in another order or use an equivalent formula. Its distance from ours is
bounded, per element, by the largest of

* eight times the spread of our own answer when every input moves by one unit in the last place,
* four times the difference between equivalent right formulas,
* ``32 ε √n Σ|terms|``, the rounding of a sum of ``n`` terms (after Higham, *Accuracy and
  Stability of Numerical Algorithms*, 2nd ed., §4.2, with the statistical √n).

The bound is capped at 1e-9 relative. An input whose bound wants more than that cannot tell right
from wrong, and validation refuses it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

EPSILON = float(np.finfo(np.float64).eps)
EPSILON_SINGLE = float(np.finfo(np.float32).eps)
CAP = 1e-9
CAP_SINGLE = 1e-4
CAP_SINGLE_GRADIENT = 1e-5
"""What float32 may cost a gradient, relative to its largest element; measured: below 1e-6."""
UPDATE = 1e-8
UPDATE_SINGLE = 1e-4
"""What a path may be off after a few steps, relative to the largest update of each tensor."""
SPREAD_DRAWS = 8
SPREAD_SIZE = 20_000

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Expected:
    """A right answer with the distance a right solution may have from it.

    Attributes:
        parts: The answer's arrays; one for a plain answer, one per output for a tuple.
        bounds: Absolute bound per element in float64, one array per part.
        wanted: The largest bound relative to its cap; above one, the input is refused.
        stated: Whether an instructor wrote the bound down: it then holds in float32 too.
        cap_single: The most that float32 may cost, relative to an answer's size.
        singles: The bounds in float32, where they do not follow from those in float64.
    """

    parts: tuple[Floats, ...]
    bounds: tuple[Floats, ...]
    wanted: float
    stated: bool = False
    cap_single: float = CAP_SINGLE
    singles: tuple[Floats, ...] = ()

    def single_bounds(self) -> tuple[Floats, ...]:
        """Return the bounds for an answer that was computed in float32.

        An answer without any rounding in float64 has the rounding of its own storage in float32.
        """
        return self._single

    @cached_property
    def _single(self) -> tuple[Floats, ...]:
        if self.stated or self.singles:
            return self.singles or self.bounds
        caps = [self.cap_single] * len(self.parts)
        return tuple(map(_in_single, self.parts, self.bounds, caps))


def _in_single(part: Floats, bound: Floats, cap: float) -> Floats:
    with np.errstate(all="ignore"):
        size = np.where(np.isfinite(part), np.abs(part), 0.0)
        scaled = np.maximum(bound * (EPSILON_SINGLE / EPSILON), EPSILON_SINGLE * size)
        return np.minimum(scaled, cap * (size + _largest(part)))


def _kept(bounds: Sequence[Floats]) -> tuple[Floats, ...]:
    """Return bounds in which what is not finite bounds nothing: such an element must agree."""
    return tuple(np.where(np.isfinite(bound), bound, 0.0) for bound in bounds)


def as_parts(answer: Any) -> tuple[Floats, ...]:
    """Return an answer as float64 arrays, one per output."""
    items = answer if isinstance(answer, tuple) else (answer,)
    return tuple(np.asarray(item, dtype=np.float64) for item in items)


def measured(
    right: Callable[[Mapping[str, Any]], Any],
    arguments: Mapping[str, Any],
    *,
    equivalents: Sequence[Callable[[Mapping[str, Any]], Any]] = (),
    magnitude: Any = None,
    terms: int = 1,
) -> Expected:
    """Return the right answer and its measured bound (see the theory of operation)."""
    rounding = 32.0 * EPSILON * np.sqrt(max(terms, 1))
    with np.errstate(all="ignore"):
        parts = as_parts(right(arguments))
        sizes = _magnitudes(parts, magnitude)
        bounds = [rounding * size for size in sizes]
        for other in _moved(right, arguments):
            _widen(bounds, parts, other, factor=8.0)
        for formula in equivalents:
            _widen(bounds, parts, as_parts(formula(arguments)), factor=4.0)
        caps = [CAP * np.maximum(size, np.abs(p)) for size, p in zip(sizes, parts, strict=True)]
        wanted = max(map(_over, bounds, caps), default=0.0)
        kept = _kept([np.minimum(b, c) for b, c in zip(bounds, caps, strict=True)])
    return Expected(parts=parts, bounds=kept, wanted=wanted)


def exact(answer: Any) -> Expected:
    """Return an answer that has no rounding at all."""
    parts = as_parts(answer)
    bounds = tuple(np.zeros(p.shape) for p in parts)
    return Expected(parts=parts, bounds=bounds, wanted=_undefined(parts))


def of_largest(answer: Any, *, fraction: float = 1e-10) -> Expected:
    """Return gradients with a bound relative to the largest element of each tensor."""
    parts = as_parts(answer)
    bounds = tuple(_everywhere(fraction * _largest(p), p) for p in parts)
    wanted = _undefined(parts)
    return Expected(parts=parts, bounds=bounds, wanted=wanted, cap_single=CAP_SINGLE_GRADIENT)


def of_update(answer: Any, start: Any) -> Expected:
    """Return parameters after some steps, with a bound relative to each tensor's largest update.

    Relative to the parameters themselves, a step that was never taken could pass for a right one.
    """
    parts = as_parts(answer)
    pairs = zip(parts, as_parts(start), strict=True)
    moved = [_largest(part - before) for part, before in pairs]
    sized = list(zip(parts, moved, strict=True))
    return Expected(
        parts=parts,
        bounds=tuple(_everywhere(UPDATE * most, part) for part, most in sized),
        wanted=_undefined(parts),
        singles=tuple(_everywhere(UPDATE_SINGLE * most, part) for part, most in sized),
    )


def stated(answer: Any, *, rtol: float, atol: float) -> Expected:
    """Return an answer with the bound an instructor wrote down."""
    parts = as_parts(answer)
    with np.errstate(all="ignore"):
        bounds = _kept([atol + rtol * np.abs(p) for p in parts])
    return Expected(parts=parts, bounds=bounds, wanted=_undefined(parts), stated=True)


def _everywhere(bound: float, part: Floats) -> Floats:
    """Return one bound for every element, without room for each."""
    return np.broadcast_to(np.float64(bound), part.shape)


def _undefined(parts: tuple[Floats, ...]) -> float:
    """Return infinity where an answer is not a number somewhere: nothing can agree with it."""
    return float("inf") if any(np.any(np.isnan(part)) for part in parts) else 0.0


def _largest(part: Floats) -> float:
    finite = np.abs(part[np.isfinite(part)])
    return float(finite.max()) if finite.size else 0.0


def _magnitudes(parts: tuple[Floats, ...], magnitude: Any) -> list[Floats]:
    if magnitude is None:
        return [np.where(np.isfinite(p), np.abs(p), 0.0) for p in parts]
    return [
        np.broadcast_to(np.abs(m), p.shape) for m, p in zip(as_parts(magnitude), parts, strict=True)
    ]


def _moved(
    right: Callable[[Mapping[str, Any]], Any], arguments: Mapping[str, Any]
) -> list[tuple[Floats, ...]]:
    """Answer again with every floating input moved by one unit in the last place."""
    floats = {k: v for k, v in arguments.items() if _is_float(v)}
    if not floats or sum(np.asarray(v).size for v in floats.values()) > SPREAD_SIZE:
        return []
    rng = np.random.default_rng(20)
    answers = []
    for _ in range(SPREAD_DRAWS):
        moved = dict(arguments)
        for name, value in floats.items():
            array = np.asarray(value, dtype=np.float64)
            towards = np.where(rng.random(array.shape) < 0.5, -np.inf, np.inf)
            shifted = np.where(np.isfinite(array), np.nextafter(array, towards), array)
            moved[name] = shifted.tolist() if isinstance(value, list) else shifted
        answers.append(as_parts(right(moved)))
    return answers


def _is_float(value: Any) -> bool:
    return isinstance(value, (np.ndarray, list, float)) and np.asarray(value).dtype.kind == "f"


def _widen(
    bounds: list[Floats], parts: tuple[Floats, ...], others: tuple[Floats, ...], *, factor: float
) -> None:
    for index, (part, other) in enumerate(zip(parts, others, strict=True)):
        apart = np.where(part == other, 0.0, factor * np.abs(other - part))
        bounds[index] = np.maximum(bounds[index], apart)


def _over(bound: Floats, cap: Floats) -> float:
    """Return how many times its cap the largest bound wants; not finite counts as infinite."""
    if not bound.size:
        return 0.0
    ratio = np.where(bound == 0.0, 0.0, bound / np.where(cap == 0.0, np.finfo(float).tiny, cap))
    worst = float(ratio.max())
    return worst if np.isfinite(worst) else float("inf")
