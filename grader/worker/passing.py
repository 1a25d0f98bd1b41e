"""Chooses which arguments a student's function is given, by what it takes. Runs confined.

A hand-out's method is handed in with other names of its parameters, or without one that is of no
use to it. What is optional is left out where it is not taken; what is needed goes by position, in
the order of the assignment, where its name is not there.
"""

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

Expressions = Mapping[str, Any]
OPTIONAL = "optional"
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True)
class Taken:
    """What a function takes: parameters by position, by name, and whether any number of each."""

    by_position: tuple[str, ...]
    by_name: frozenset[str]
    any_position: bool
    any_name: bool

    def has(self, name: str) -> bool:
        """Say whether an argument may be given by a name."""
        return self.any_name or name in self.by_name


def taken_by(function: Callable[..., Any]) -> Taken | None:
    """Return what a function takes; ``None`` where nobody knows, as of some built-in ones.

    Of a plain function its code says it, in a twentieth of the time that a signature takes: an
    epoch on few examples lasts no longer than that.
    """
    plain = getattr(function, "__func__", function)
    if type(plain) is FunctionType and not plain.__dict__:
        return _known(plain.__code__, bound=plain is not function)
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    named = [p for p in parameters if p.kind not in (p.POSITIONAL_ONLY, p.VAR_POSITIONAL)]
    return Taken(
        by_position=tuple(p.name for p in parameters if p.kind in _POSITIONAL),
        by_name=frozenset(p.name for p in named if p.kind is not p.VAR_KEYWORD),
        any_position=any(p.kind is p.VAR_POSITIONAL for p in parameters),
        any_name=any(p.kind is p.VAR_KEYWORD for p in parameters),
    )


_seen: dict[tuple[int, bool], tuple[CodeType, Taken]] = {}
"""By a code's identity, which holds as long as the code is kept here."""
MOST_SEEN = 64


def _known(code: CodeType, *, bound: bool) -> Taken:
    """Return what was found out of a code before: the same method is called for each epoch."""
    key = id(code), bound
    if key not in _seen:
        if len(_seen) >= MOST_SEEN:
            _seen.clear()
        _seen[key] = code, _of_code(code, bound=bound)
    return _seen[key][1]


def _of_code(code: CodeType, *, bound: bool) -> Taken:
    """Return what a function of some code takes; a bound one has its first argument already."""
    end = code.co_argcount
    first = min(end, int(bound))
    known = max(first, min(code.co_posonlyargcount, end))
    return Taken(
        by_position=code.co_varnames[first:end],
        by_name=frozenset(code.co_varnames[known : end + code.co_kwonlyargcount]),
        any_position=bool(code.co_flags & inspect.CO_VARARGS),
        any_name=bool(code.co_flags & inspect.CO_VARKEYWORDS),
    )


def chosen(
    function: Callable[..., Any], arguments: Sequence[Any], named: Expressions
) -> tuple[list[Any], dict[str, Any]]:
    """Return the expressions to hand over by position and by name."""
    taken = taken_by(function)
    if taken is None:
        return list(arguments), dict(named)
    if not named:
        return _not_too_many(arguments, taken), {}
    kept = {k: each for k, each in named.items() if taken.has(k) or not _is_optional(each)}
    if all(map(taken.has, kept)):
        return _not_too_many(arguments, taken), kept
    needed = {k: each for k, each in kept.items() if not _is_optional(each)}
    others = {k: each for k, each in kept.items() if k not in needed}
    first = taken.by_position[: len(needed)]
    if arguments or len(first) < len(needed) or not others.keys().isdisjoint(first):
        return list(arguments), kept
    return list(needed.values()), others


def with_some(function: Callable[..., Any], named: Mapping[str, Any]) -> Callable[..., Any]:
    """Return a function with some arguments given; unknown names stand behind the others."""
    taken = taken_by(function)
    if taken is None or all(map(taken.has, named)):
        return functools.partial(function, **named)
    return lambda *arguments: function(*arguments, *named.values())


def _not_too_many(arguments: Sequence[Any], taken: Taken) -> list[Any]:
    """Leave out optional arguments from the end, as far as a function does not take them."""
    kept = list(arguments)
    while kept and _is_optional(kept[-1]) and _exceeds(kept, taken):
        kept.pop()
    return kept


def _exceeds(arguments: Sequence[Any], taken: Taken) -> bool:
    return not taken.any_position and len(arguments) > len(taken.by_position)


def _is_optional(expression: Any) -> bool:
    return isinstance(expression, Mapping) and OPTIONAL in expression
