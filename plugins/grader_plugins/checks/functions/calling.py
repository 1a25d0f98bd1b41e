"""Tells a call as the student wrote the function: their name, their parameters, their order.

Runs in the judge; parameters are read from the sealed inventory.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.binding.functions import Bound
from grader.binding.interfaces import UNNAMED, in_order, own_words
from grader.models.interface import MADE


def in_own_words(bound: Bound, presented: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return arguments by the student's parameters and in their order, where these are known.

    Through an interface, parameters of a network are where the object keeps them: ``self.W1``.
    """
    if bound.interface is not None:
        words = own_words(bound.interface, bound.name, tuple(presented), bound.function)
        return {words[name]: value for name, value in presented.items()}
    ours = list(presented)
    order = bound.order or tuple(range(len(ours)))
    names = _own_names(bound, len(ours)) or [ours[position] for position in order]
    return {name: presented[ours[at]] for name, at in zip(names, order, strict=True)}


def own_name(bound: Bound, presented: Mapping[str, Any], name: str) -> str:
    """Return a parameter, with what the student calls it where that is something else."""
    if bound.interface is not None:
        own = own_words(bound.interface, bound.name, tuple(presented), bound.function)[name]
        return name if own == name else f"{name} (yours: {own})"
    ours = list(presented)
    order = bound.order or tuple(range(len(ours)))
    own = dict(zip(order, _own_names(bound, len(ours)), strict=False)).get(ours.index(name), name)
    return name if own == name else f"{name} (yours: {own})"


def handed_over(bound: Bound, presented: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return arguments as one call gets them, where a series of one item is gone through."""
    return _item(bound, presented) if _calls(bound, presented) == 1 else presented


def called(bound: Bound, presented: Mapping[str, Any], *, otherwise: str) -> str:
    """Say a call with the shapes of its arguments; of the calls for each item, the first."""
    name = bound.function.name if bound.function is not None else otherwise
    calls = _calls(bound, presented)
    arguments = in_own_words(bound, _item(bound, presented))
    if bound.interface is None or bound.function is None:
        return f"{name}({_listed(arguments)})"
    kept = {k: v for k, v in arguments.items() if k.startswith((f"{MADE}.", UNNAMED))}
    given = {k: v for k, v in arguments.items() if k not in kept}
    before = earlier_calls(bound)
    text = f"{'.'.join(bound.function.path)}({_listed(given)})"
    text += f" after {before}" if before else ""
    text += f", with {_listed(kept)}" if kept else ""
    return text + (f"; this is the first of {calls} calls" if calls > 1 else "")


def _series(bound: Bound, presented: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the arguments that are series, each item of which is handed over by itself."""
    call = bound.interface.calls.get(bound.name) if bound.interface is not None else None
    found = call.each if call is not None else ()
    return tuple(name for name in found if name in presented and np.ndim(presented[name]))


def _calls(bound: Bound, presented: Mapping[str, Any]) -> int:
    """Return how many calls a series makes; 0 where there is none."""
    series = _series(bound, presented)
    return min((len(presented[name]) for name in series), default=0)


def _item(bound: Bound, presented: Mapping[str, Any]) -> Mapping[str, Any]:
    series = _series(bound, presented)
    return {name: v[0] if name in series and len(v) else v for name, v in presented.items()}


def earlier_calls(bound: Bound) -> str:
    """Return the methods that are called before a call, as the student calls them."""
    if bound.interface is None:
        return ""
    before = in_order(bound.interface, bound.name)[:-1]
    return " and ".join(_method(bound, each) for each in before)


def _method(bound: Bound, name: str) -> str:
    """Return what the student calls the method of an earlier call."""
    assert bound.interface is not None
    method = bound.interface.calls[name].method
    return bound.respelt.get(method, method) or name


def _listed(arguments: Mapping[str, Any]) -> str:
    return ", ".join(f"{k} {_form(v)}".strip() for k, v in arguments.items())


def _own_names(bound: Bound, count: int) -> list[str]:
    """Return the student's names of the first parameters; none where not all are known."""
    found = bound.function.parameters if bound.function is not None else ()
    names = [p.name for p in found if p.kind == "positional" and p.name][:count]
    return names if len(set(names)) == count else []


def _form(value: Any) -> str:
    shape = np.shape(value)
    return f"of shape {shape}" if shape else ""
