"""Carries out what an interface says of a student's class or functions. Runs confined.

A *procedure* is a list of steps, plain data that the judge wrote from the assignment. Steps work on
a namespace of values by name: the arguments of a question, facts about them such as widths, the
student's object as ``self``, and what earlier steps left there. A *place* is a name followed by
attributes and items, such as ``self.layers[0].W``; an *expression* is a constant, a place, a
function with some of its arguments given, the first of several that is there, or a list of these.
No step holds an answer.
"""

import copy
import itertools
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.worker import passing
from grader.worker.plainness import plain

Namespace = dict[str, Any]
Resolve = Callable[[str], Any]
"""Finds what the submission defines under a name of the interface: its class, a function."""
Step = Mapping[str, Any]

RESULT = "result"
RETURNED = "returned"
MOST = 256
"""The most items that are drawn one by one, such as the batches of an epoch."""
MADE = "self"


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
        setattr(owner, key, fitted(value, find(place, namespace)))
    else:
        owner[key] = fitted(value, find(place, namespace))


def _give(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Name a value, such as the result."""
    del resolve
    namespace[step["as"]] = evaluate(step["value"], namespace)


def _keep(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Keep what is under one name under another too; nothing, where there is none."""
    del resolve
    namespace[step["as"]] = namespace.get(step["from"])


def _seed(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Start random numbers from a number, as every answer starts them from zero."""
    del namespace, resolve
    random.seed(step["number"])
    np.random.seed(step["number"])  # noqa: NPY002 - it is the students' legacy generator


def _repeat(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Carry out steps so many times, with the count under a name and arrays fresh each time."""
    times = step["times"]
    kept = {name: namespace[name] for name in step["fresh"]} if times > 1 else {}
    for number in range(step["from"], step["from"] + times):
        namespace[step["count"]] = number
        namespace.update({name: np.array(array) for name, array in kept.items()})
        for each in step["steps"]:
            _STEPS[each["do"]](each, namespace, resolve)


_STEPS: Mapping[str, Callable[[Step, Namespace, Resolve], None]] = {
    "make": _make,
    "call": _call,
    "set": _set,
    "give": _give,
    "keep": _keep,
    "seed": _seed,
    "repeat": _repeat,
}


def _called(function: Any, step: Step, namespace: Namespace) -> Any:
    given, called = passing.chosen(function, step["arguments"], step["named"])
    arguments = [evaluate(each, namespace) for each in given]
    named = {key: evaluate(each, namespace) for key, each in called.items()}
    return function(*arguments, **named)


def evaluate(expression: Any, namespace: Namespace) -> Any:
    """Return the value of an expression: ``{form: content}``.

    The forms are ``constant``, ``place``, ``transposed``, ``generator`` (of numpy, from the seed at
    a place), ``each`` (what a value gives one by one), ``list``, ``dict``, ``partial``, ``either``
    (the first that is there) and, among arguments, ``optional``.
    """
    ((form, content),) = ((k, v) for k, v in expression.items() if k != "named")
    if form == "partial":
        named = {key: evaluate(each, namespace) for key, each in expression["named"].items()}
        return passing.with_some(find(content, namespace), named)
    return _FORMS[form](content, namespace)


def _first(expressions: Sequence[Any], namespace: Namespace) -> Any:
    """Return the first of several values that is there and is not None."""
    missing: LookupError | None = None
    for each in expressions:
        try:
            found = evaluate(each, namespace)
        except LookupError as problem:
            missing = missing or problem
            continue
        if found is not None:
            return found
    if missing is not None:
        raise missing
    return None


def respelt(steps: Any, names: Mapping[str, str]) -> Any:
    """Return steps in which the object's methods bear the names that the submission gives them."""
    if isinstance(steps, Mapping):
        return {key: respelt(each, names) for key, each in steps.items()}
    if not isinstance(steps, (list, tuple)):
        return steps
    if len(steps) > 1 and steps[0] == MADE and steps[1][0] == "attribute":
        return [MADE, ["attribute", names.get(steps[1][1], steps[1][1])], *steps[2:]]
    return [respelt(each, names) for each in steps]


def drawn(value: Any) -> Any:
    """Return what a value gives one by one, each as it is when it comes; at most so many.

    A loader may fill the same array again for its next batch, and shuffle in place for its next
    epoch; one that never ends is cut off. What gives nothing one by one is returned as it is.
    """
    try:
        items = iter(value)
    except TypeError:
        return value
    return [copy.deepcopy(plain(item)) for item in itertools.islice(items, MOST)]


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


_FORMS: Mapping[str, Callable[[Any, Namespace], Any]] = {
    "constant": lambda content, _: content,
    "place": find,
    "transposed": lambda content, namespace: np.transpose(find(content, namespace)),
    "generator": lambda content, namespace: np.random.default_rng(find(content, namespace)),
    "each": lambda content, namespace: drawn(evaluate(content, namespace)),
    "list": lambda content, namespace: [evaluate(each, namespace) for each in content],
    "dict": lambda content, namespace: {k: evaluate(e, namespace) for k, e in content.items()},
    "either": _first,
    "optional": evaluate,
}
