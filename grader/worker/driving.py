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

from grader.worker import adapters, passing
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
ADAPTER = "adapter of this question"
"""Under which name no expression finds it: it is no word of an interface."""


def carry_out(
    steps: Sequence[Step], namespace: Namespace, resolve: Resolve, *, exact: bool = True
) -> Any:
    """Carry out the steps of a procedure in order and return what they called the result.

    Where steps name an adapter, ``exact`` lets its framework work in double precision, and as the
    code itself has it where it does not follow.

    Raises:
        LookupError: Something the steps speak of is not there; the sentence says what.
        Exception: Whatever the student's own code raises.
    """
    framework = _adapter(steps)
    if not framework:
        return _carried_out(steps, namespace, resolve)
    if not exact:
        return _adapted(steps, namespace, resolve, framework, exact=False)
    fresh = copy.deepcopy(namespace)
    try:
        return _adapted(steps, namespace, resolve, framework, exact=True)
    except Exception as problem:
        if not namespace[ADAPTER].mixes(problem):
            raise
    return _adapted(steps, fresh, resolve, framework, exact=False)


def _carried_out(steps: Sequence[Step], namespace: Namespace, resolve: Resolve) -> Any:
    namespace.pop(RESULT, None)
    for step in steps:
        _STEPS[step["do"]](step, namespace, resolve)
    return namespace.get(RESULT)


def _adapted(
    steps: Sequence[Step], namespace: Namespace, resolve: Resolve, framework: str, *, exact: bool
) -> Any:
    """Carry out steps with a framework's adapter at hand; a kept object keeps its own."""
    if ADAPTER not in namespace:
        namespace[ADAPTER] = adapters.named(framework, exact=exact)
    namespace.update(namespace[ADAPTER].words)
    return _carried_out(steps, namespace, resolve)


def _adapter(steps: Sequence[Step]) -> str:
    """Return the framework that steps name, those that are repeated too; empty for none."""
    names = (step.get("adapter") or _adapter(step.get("steps", ())) for step in steps)
    return next(filter(None, names), "")


def _make(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Make an object of the submission's class."""
    made = _called(resolve(step["class"]), step, namespace)
    namespace[step["as"]] = namespace[ADAPTER].made(made) if ADAPTER in namespace else made


def _call(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Call a method, or a function of the submission."""
    place = step.get("place")
    called = resolve(step["function"]) if place is None else find(place, namespace)
    if not callable(called):
        name = step["function"] if place is None else spelt(place)
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
    owner, kept = find(place[:-1], namespace), find(place, namespace)
    how, key = place[-1]
    if ADAPTER in namespace and namespace[ADAPTER].fill(owner, kept, value):
        return
    if how == "attribute":
        setattr(owner, key, fitted(value, kept))
    else:
        owner[key] = fitted(value, kept)


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
    adapters.seed(step["number"])


def _repeat(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Carry out steps so many times, with the count under a name and arrays fresh each time."""
    times = step["times"]
    kept = {name: namespace[name] for name in step["fresh"]} if times > 1 else {}
    for number in range(step["from"], step["from"] + times):
        namespace[step["count"]] = number
        namespace.update({name: np.array(array) for name, array in kept.items()})
        for each in step["steps"]:
            _STEPS[each["do"]](each, namespace, resolve)


def _draw(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Carry out steps so many times and list their results, each as it is when it comes.

    Code that has no more to give stops the iteration: then there is nothing in that place.
    """
    found: list[Any] = []
    for _ in range(min(step["times"], MOST)):
        try:
            for each in step["steps"]:
                _STEPS[each["do"]](each, namespace, resolve)
            found.append(copy.deepcopy(plain(namespace[RESULT])))
        except StopIteration:
            found.append(None)
    namespace[step["as"]] = found


def _adapt(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Say by its presence which framework the steps are for."""
    del step, namespace, resolve


def _put(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Put parameters where a framework's object keeps what has their shapes."""
    del resolve
    arrays = {name: namespace[name] for name in step["names"]}
    namespace[ADAPTER].put(find([MADE], namespace), arrays)


def _hold(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Find a network's parameters by its widths."""
    del resolve
    namespace[ADAPTER].hold(find([MADE], namespace), find(step["widths"], namespace))


def _read(step: Step, namespace: Namespace, resolve: Resolve) -> None:
    """Name what a framework keeps: parameters as they are by now, or their gradients."""
    del resolve
    adapter = namespace[ADAPTER]
    gradients = step["what"] == "gradients"
    found = adapter.gradients(namespace.get(RETURNED)) if gradients else adapter.parameters()
    namespace[step["what"]] = found


_STEPS: Mapping[str, Callable[[Step, Namespace, Resolve], None]] = {
    "make": _make,
    "call": _call,
    "set": _set,
    "give": _give,
    "keep": _keep,
    "seed": _seed,
    "repeat": _repeat,
    "draw": _draw,
    "adapt": _adapt,
    "put": _put,
    "hold": _hold,
    "read": _read,
}


def _called(function: Any, step: Step, namespace: Namespace) -> Any:
    given, called = passing.chosen(function, step["arguments"], step["named"])
    arguments = [evaluate(each, namespace) for each in given]
    named = {key: evaluate(each, namespace) for key, each in called.items()}
    if ADAPTER in namespace:
        arguments, named = namespace[ADAPTER].given(arguments), namespace[ADAPTER].given(named)
    return function(*arguments, **named)


def evaluate(expression: Any, namespace: Namespace) -> Any:
    """Return the value of an expression: ``{form: content}``.

    The forms are ``constant``, ``place``, ``transposed``, ``listed`` (an array as nested lists),
    ``generator`` (of numpy, from the seed at a place), ``each`` (what a value gives one by one),
    ``list``, ``dict``, ``partial``, ``either`` (the first that is there) and, among arguments,
    ``optional``.
    """
    forms = iter(expression.items())
    form, content = next(forms)
    if form == "named":
        form, content = next(forms)
    if form == "place" and len(content) == 1 and content[0] in namespace:
        return namespace[content[0]]
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
    "rows": lambda content, namespace: np.concatenate(list(find(content, namespace))),
    "listed": lambda content, namespace: np.asarray(find(content, namespace)).tolist(),
    "generator": lambda content, namespace: np.random.default_rng(find(content, namespace)),
    "each": lambda content, namespace: drawn(evaluate(content, namespace)),
    "list": lambda content, namespace: [evaluate(each, namespace) for each in content],
    "dict": lambda content, namespace: {k: evaluate(e, namespace) for k, e in content.items()},
    "either": _first,
    "optional": evaluate,
}
