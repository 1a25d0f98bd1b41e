"""Carries out what an interface says of a student's class or functions. Runs confined.

A *procedure* is a list of steps, plain data that the judge wrote from the assignment. Steps work on
a namespace of values by name: the arguments of a question, facts about them such as widths, the
student's object as ``self``, and what earlier steps left there. A *place* is a name followed by
attributes and items, such as ``self.layers[0].W``; an *expression* is a constant, a place, a
function with some of its arguments given, or a list of these. No step holds an answer.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Namespace = dict[str, Any]
Resolve = Callable[[str], Any]
"""Finds what the submission defines under a name of the interface: its class, a function."""
Step = Mapping[str, Any]

RESULT = "result"
RETURNED = "returned"


def carry_out(steps: Sequence[Step], namespace: Namespace, resolve: Resolve) -> Any:
    """Carry out the steps of a procedure in order and return what they called the result.

    Raises:
        LookupError: Something the steps speak of is not there; the sentence says what.
        Exception: Whatever the student's own code raises.
    """
    namespace.pop(RESULT, None)
    for step in steps:
        _STEPS[step["do"]](step, namespace, resolve)
    return namespace.get(RESULT)


def _make(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Make an object of the submission's class."""
    namespace[step["as"]] = _called(resolve(step["class"]), step, namespace)


def _call(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Call a method, or a function of the submission."""
    if "place" in step:
        called, name = find(step["place"], namespace), spelt(step["place"])
    else:
        called, name = resolve(step["function"]), step["function"]
    if not callable(called):
        raise TypeError(f"{name} is a {type(called).__name__}, not a function")
    namespace[step["as"]] = _called(called, step, namespace)


def _set(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Put a value where the submission keeps it, in the shape it has there."""
    del resolve
    place = step["place"]
    value = evaluate(step["to"], namespace)
    if len(place) == 1:
        namespace[place[0]] = value
        return
    owner = find(place[:-1], namespace)
    how, key = place[-1]
    if how == "attribute":
        setattr(owner, key, fitted(value, getattr(owner, key, None)))
    else:
        owner[key] = fitted(value, _item_or_none(owner, key))


def _give(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Name a value, such as the result."""
    del resolve
    namespace[step["as"]] = evaluate(step["value"], namespace)


_STEPS: Mapping[str, Callable[[Step, Namespace, Resolve], None]] = {
    "make": _make,
    "call": _call,
    "set": _set,
    "give": _give,
}


def _called(function: Any, step: Step, namespace: Namespace) -> Any:
    arguments = [evaluate(each, namespace) for each in step["arguments"]]
    named = {key: evaluate(each, namespace) for key, each in step["named"].items()}
    return function(*arguments, **named)


def evaluate(expression: Any, namespace: Namespace) -> Any:
    """Return the value of an expression: ``{form: content}``.

    The forms are ``constant``, ``place``, ``transposed``, ``list``, ``dict`` and ``partial``.
    """
    ((form, content),) = ((k, v) for k, v in expression.items() if k != "named")
    if form == "place":
        return find(content, namespace)
    if form == "list":
        return [evaluate(each, namespace) for each in content]
    if form == "transposed":
        return np.transpose(find(content, namespace))
    if form == "dict":
        return {key: evaluate(each, namespace) for key, each in content.items()}
    if form == "partial":
        named = {key: evaluate(each, namespace) for key, each in expression["named"].items()}
        return functools.partial(find(content, namespace), **named)
    return content


def find(place: Sequence[Any], namespace: Namespace) -> Any:
    """Return what is at a place.

    Raises:
        LookupError: Nothing is there; the sentence says how far the way led.
    """
    if place[0] not in namespace:
        raise LookupError(f"{place[0]} is not known here")
    found = namespace[place[0]]
    for depth, (how, key) in enumerate(place[1:], start=1):
        try:
            found = getattr(found, key) if how == "attribute" else found[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            here = type(found).__name__
            raise LookupError(
                f"{spelt(place[: depth + 1])} is not there: {spelt(place[:depth])} is a {here}"
            ) from None
    return found


def spelt(place: Sequence[Any]) -> str:
    """Write a place as in Python: ``self.layers[0]['W']``."""
    written = str(place[0])
    for how, key in place[1:]:
        written += f".{key}" if how == "attribute" else f"[{key!r}]"
    return written


def fitted(value: Any, kept: Any) -> Any:
    """Return a value in the shape of what is kept in its place, where only axes of one differ."""
    if isinstance(value, np.ndarray) and isinstance(kept, np.ndarray):
        same = [n for n in value.shape if n != 1] == [n for n in kept.shape if n != 1]
        if same and value.shape != kept.shape:
            return value.reshape(kept.shape)
    return value


def _item_or_none(owner: Any, key: Any) -> Any:
    try:
        return owner[key]
    except (KeyError, IndexError, TypeError):
        return None
