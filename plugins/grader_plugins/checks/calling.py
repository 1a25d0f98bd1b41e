"""Tells a call as the student wrote the function: their name, their parameters, their order.

Runs in the judge; parameters are read from the sealed inventory.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.binding import Bound


def in_own_words(bound: Bound, presented: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return arguments by the student's parameters and in their order, where these are known."""
    ours = list(presented)
    order = bound.order or tuple(range(len(ours)))
    names = _own_names(bound, len(ours)) or [ours[position] for position in order]
    return {name: presented[ours[at]] for name, at in zip(names, order, strict=True)}


def own_name(bound: Bound, presented: Mapping[str, Any], name: str) -> str:
    """Return a parameter, with what the student calls it where that is something else."""
    ours = list(presented)
    order = bound.order or tuple(range(len(ours)))
    own = dict(zip(order, _own_names(bound, len(ours)), strict=False)).get(ours.index(name), name)
    return name if own == name else f"{name} (yours: {own})"


def called(bound: Bound, presented: Mapping[str, Any], *, otherwise: str) -> str:
    """Say a call with the shapes of its arguments."""
    name = bound.function.name if bound.function is not None else otherwise
    arguments = in_own_words(bound, presented).items()
    return f"{name}({', '.join(f'{k} {_form(v)}'.strip() for k, v in arguments)})"


def _own_names(bound: Bound, count: int) -> list[str]:
    """Return the student's names of the first parameters; none where not all are known."""
    found = bound.function.parameters if bound.function is not None else ()
    names = [p.name for p in found if p.kind == "positional" and p.name][:count]
    return names if len(set(names)) == count else []


def _form(value: Any) -> str:
    shape = np.shape(value)
    return f"of shape {shape}" if shape else ""
