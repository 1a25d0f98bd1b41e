"""Every entry of the catalogue, as tests are parametrised with it, under its conventions."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np

from grader.conventions import combinations as core
from grader_reference.catalogue import Arguments, Case, Convention, Function, Misconception
from grader_reference.entries import every as entries

ARCHITECTURES = (
    "784-H-10 relu",
    "2-3-2 sigmoid",
    "6-4-5-3 tanh",
    "6-5-5-3 relu",
)
NETWORKS = tuple(f for text in ARCHITECTURES for f in entries.networks(text))
FUNCTIONS = (*entries.functions(), *NETWORKS)
MISCONCEPTIONS = tuple((f, m) for f in FUNCTIONS for m in f.misconceptions)
EPSILON = float(np.finfo(float).eps)

Parts = tuple[np.ndarray, ...]


def named(item: Function | tuple[Function, Misconception]) -> str:
    """Return a test id."""
    if isinstance(item, tuple):
        return f"{item[1].id} {_of(item[0])}".strip()
    return f"{item.name} {_of(item)}".strip()


def _of(function: Function) -> str:
    return function.title.removeprefix("Gradients of a ") if function in NETWORKS else ""


def drawn(function: Function, seed: int = 0) -> tuple[Case, ...]:
    """Return a function's inputs by seed; those of seed 0 are drawn once."""
    number = next((i for i, f in enumerate(FUNCTIONS) if f is function), None)
    if seed or number is None:
        return function.draw(np.random.default_rng(seed))
    return _drawn_once(number)


@cache
def _drawn_once(number: int) -> tuple[Case, ...]:
    return FUNCTIONS[number].draw(np.random.default_rng(0))


def asked(function: Function, seed: int = 0) -> tuple[Case, ...]:
    """Return the inputs of the parts that weigh something by default."""
    return tuple(c for c in drawn(function, seed) if function.parts.get(c.part, 0.0) > 0)


def parts(answer: Any) -> Parts:
    """Return an answer as arrays, one per output."""
    items = answer if isinstance(answer, tuple) else (answer,)
    return tuple(np.asarray(item, dtype=float) for item in items)


def bounds(function: Function, arguments: Arguments) -> Parts:
    """Return 32 ε √n Σ|terms|, the distance a right answer may have from ours."""
    values = list(arguments.values())
    own = parts(function.right(*values))
    sizes = [np.abs(p) for p in own]
    if function.magnitude is not None:
        sizes = [
            np.broadcast_to(m, p.shape)
            for m, p in zip(parts(function.magnitude(*values)), own, strict=True)
        ]
    terms = function.terms(*values) if function.terms is not None else 1
    return tuple(32 * EPSILON * np.sqrt(max(terms, 1)) * size for size in sizes)


def within(got: Parts, right: Parts, room: Parts) -> bool:
    """Say whether an answer lies within its bounds; what is not finite must agree."""
    if [g.shape for g in got] != [r.shape for r in right]:
        return False
    with np.errstate(all="ignore"):
        return all(
            bool(np.all((np.abs(g - r) <= b) | (g == r)))
            for g, r, b in zip(got, right, room, strict=True)
        )


def combinations(function: Function) -> Iterator[tuple[Convention, ...]]:
    """Return every possible choice of one convention per axis, the defaults first."""
    known = {convention.id: convention for convention in function.conventions}
    for found in core.combinations(function):
        yield tuple(known[name] for name in found.ids)


def presentation(chosen: tuple[Convention, ...]) -> tuple[str, ...]:
    """Return the names of the choices that change what is handed over."""
    return tuple(c.id for c in chosen if c.present is not None)


def presented(chosen: tuple[Convention, ...], arguments: Arguments) -> Arguments:
    """Return the arguments as a combination hands them over."""
    return core.Combination(chosen).present(arguments)


def adapted(chosen: tuple[Convention, ...], answer: Any, arguments: Arguments) -> Parts:
    """Return a canonical answer in the form of a combination."""
    return parts(core.Combination(chosen).adapt(answer, arguments))


def right_under(function: Function, chosen: tuple[Convention, ...], arguments: Arguments) -> Parts:
    """Return the right answer under a combination."""
    return parts(core.Combination(chosen).right(function, arguments))


def attempted(function: Any, arguments: Mapping[str, Any]) -> Any:
    """Return what wrong code answers, or the exception's name where it raises."""
    copies = {n: v.copy() if hasattr(v, "copy") else v for n, v in arguments.items()}
    try:
        with np.errstate(all="ignore"):
            return function(*copies.values())
    except (ArithmeticError, IndexError, TypeError, ValueError) as problem:
        return type(problem).__name__
