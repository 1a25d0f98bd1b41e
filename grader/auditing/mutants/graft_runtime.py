"""Calls other code in the place of the solution's: its text goes into a mutant. Runs confined.

The standard library and numpy only. A mutant's wrapper calls :func:`graft` with what it was given;
the plan, plain data from the judge, says where canonical arguments are found, how they are turned
from the solution's form, and where the answer goes. Accessors are ``["own", parameter, …]``,
``["seen", call, parameter, …]`` (what another call was given last), ``["constant", value]``,
``["series", accessor]`` (of all calls since the parameters were set) and
``["repeat", accessor, times]``, ``["batches", accessor, examples]``; further items are attributes
and items on the way.
"""

import copy
from typing import Any

import numpy as np

SEEN: dict[str, Any] = {}
SERIES: dict[str, Any] = {}
WITHIN: list[Any] = []
MOST = 12
"""Calls of a series; what trains for longer than that is left alone."""


class Elsewhere(Exception):  # noqa: N818 - it says where to go on, and is no error
    """These arguments are none that a question has: the solution's own code goes on."""


def graft(key: Any, original: Any, given: Any, plans: Any, wrong: Any) -> Any:
    """Return what the wrong code makes of a call, in the solution's own form."""
    plan = plans[key]
    if "arguments" in plan:
        return _in_another_form(plan, original, given)
    if plan["only_seen"]:
        SEEN[key] = given
        return original(given)
    try:
        values = _canonical(plan, given)
    except (Elsewhere, LookupError, AttributeError, TypeError):
        SEEN[key] = given
        return original(given)
    SEEN[key] = given
    returned = original(given) if plan["needs_original"] else None
    answer = wrong(*values)
    if plan["forth"]:
        answer = _forth(plan, answer, dict(zip(plan["names"], values, strict=True)))
    answer = _alike(answer, returned)
    result = _placed(plan, answer, returned, given)
    if plan["series"]:
        SERIES[key]["last"] = [copy.deepcopy(part) for part in answer]
    return result


def _in_another_form(plan: Any, original: Any, given: Any) -> Any:
    """Return what the solution's own code answers to arguments of another form, in that form."""
    if WITHIN:  # one of the solution's own functions calls another: in its own form
        return original(given)
    raw = {name: given[parameter] for name, parameter in plan["own"].items()}
    turned_ = {plan["own"][n]: _stepped(s, raw[n], raw) for n, s in plan["arguments"].items()}
    WITHIN.append(plan)
    try:
        answer = original({**given, **turned_})
    finally:
        WITHIN.pop()
    if isinstance(answer, tuple) and len(plan["forth"]) == len(answer):
        return tuple(_stepped(s, a, raw) for s, a in zip(plan["forth"], answer, strict=True))
    return _stepped(plan["forth"][0], answer, raw)


def _canonical(plan: Any, given: Any) -> Any:
    for accessor, value in plan["guards"]:
        if not _same(_at(accessor, given), value):
            raise Elsewhere
    if plan["series"]:
        _continue(plan, given)
    raw = {name: _value(plan, accessor, given) for name, accessor in plan["found"].items()}
    values = dict(raw)
    for name in plan["order"]:
        value = raw[name]
        for step in plan["back"][name]:
            value = turned(step, value, raw, values)
        values[name] = value
    return [values[name] for name in plan["names"]]


def _value(plan: Any, accessor: Any, given: Any) -> Any:
    if accessor[0] == "series":
        return np.stack(SERIES[plan["key"]]["calls"][accessor[1]])
    if accessor[0] == "start":
        return SERIES[plan["key"]]["start"][accessor[1]]
    if accessor[0] == "repeat":
        times, value = _at(accessor[2], given), _at(accessor[1], given)
        examples = None if accessor[3] is None else _at(accessor[3], given)
        if times > MOST or examples not in (None, len(value), np.shape(value)[-1]):
            raise Elsewhere
        return np.stack([value] * times)
    if accessor[0] == "batches":
        value, examples = _at(accessor[1], given), _at(accessor[2], given)
        if len(value) % examples or len(value) > MOST * examples:
            raise Elsewhere
        return np.reshape(value, (-1, examples, *np.shape(value)[1:]))
    value = _at(accessor, given)
    kept = accessor[0] == "own" and accessor[1] == "self"
    return copy.deepcopy(value) if kept else value


def _continue(plan: Any, given: Any) -> None:
    """Add a call to its series; parameters that somebody else has set begin a new one."""
    state = [_at(accessor, given) for accessor in plan["state"]]
    series = SERIES.get(plan["key"])
    if series is None or not all(map(_near, series["last"], state)):
        series = {"start": [copy.deepcopy(each) for each in state], "calls": {}, "last": state}
        SERIES[plan["key"]] = series
    for name, accessor in plan["each"].items():
        series["calls"].setdefault(name, []).append(copy.deepcopy(_at(accessor, given)))
    if any(len(calls) > MOST for calls in series["calls"].values()):
        raise Elsewhere


def _at(accessor: Any, given: Any) -> Any:
    form, name, *way = accessor
    if form == "constant":
        return name
    if form == "own":
        found = given[name]
    else:
        found, way = SEEN[name][way[0]], way[1:]
    for how, step in way:
        found = getattr(found, step) if how == "attribute" else found[step]
    return found


def turned(step: Any, value: Any, raw: Any, values: Any) -> Any:
    """Return a value after one step from the solution's form towards the canonical, or back."""
    how, *what = step
    if how == "transpose":
        return np.swapaxes(value, -1, -2) if np.ndim(value) > 1 else value
    if how == "axes":
        return np.transpose(value, what[0])
    if how == "shape":
        return np.reshape(value, what[0])
    if how == "one_hot":
        return np.eye(_classes(raw[what[0]], what[1]))[value]
    if how == "line":
        return what[0] * value + what[1]
    size = np.shape(values[what[0]])[what[1]]
    return value * float(size) ** what[2]


def _classes(other: Any, how: Any) -> int:
    shape = np.shape(other)
    return int(np.size(other)) if how == "size" else shape[how]


def _forth(plan: Any, answer: Any, values: Any) -> Any:
    if not isinstance(answer, tuple):
        return _stepped(plan["forth"][0], answer, values)
    steps = plan["forth"]
    return tuple(_stepped(s, part, values) for s, part in zip(steps, answer, strict=True))


def _stepped(steps: Any, value: Any, values: Any) -> Any:
    for step in steps:
        value = turned(step, value, values, values)
    return value


def _alike(answer: Any, returned: Any) -> Any:
    """Give single precision back where the solution's own answer has it."""
    single = [a for a in _arrays(returned) if a.dtype == np.float32]
    if not single or len(single) != len(list(_arrays(returned))):
        return answer
    if isinstance(answer, tuple):
        return tuple(np.asarray(part, np.float32) for part in answer)
    return np.asarray(answer, np.float32)


def _arrays(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _arrays(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _arrays(each)


def _placed(plan: Any, answer: Any, returned: Any, given: Any) -> Any:
    """Put the answer where the interface reads it, and return what the call returns."""
    if plan["gives"] is None:
        return answer
    places = _there(plan["gives"], returned, given)
    parts = answer if isinstance(places, list) and isinstance(answer, tuple) else [answer]
    if isinstance(places, list) and len(places) == 1 and places[0] == ["returned"]:
        return answer
    holder = {**given, "returned": _open(returned)}
    for place, part in zip(places, parts, strict=True):
        _set(place, part, holder)
    return _closed(holder["returned"], returned)


def _there(options: Any, returned: Any, given: Any) -> Any:
    """Return the first of several lists of places of which all are there."""
    holder = {**given, "returned": returned}
    for places in options:
        try:
            for root, *way in places:
                found = holder[root]
                for how, step in way:
                    found = getattr(found, step) if how == "attribute" else found[step]
        except (LookupError, AttributeError, TypeError):
            continue
        if found is not None:
            return places
    raise LookupError("the answer has no place")


def _set(place: Any, value: Any, holder: Any) -> None:
    root, *way = place
    if not way:
        holder[root] = value
        return
    found = holder[root]
    for how, step in way[:-1]:
        found = getattr(found, step) if how == "attribute" else found[step]
    how, step = way[-1]
    if how == "attribute":
        setattr(found, step, _fitted(value, getattr(found, step)))
    else:
        found[step] = _fitted(value, found[step])


def _fitted(value: Any, kept: Any) -> Any:
    if isinstance(kept, np.ndarray) and isinstance(value, np.ndarray):
        if value.size == kept.size and value.shape != kept.shape and 1 in value.shape + kept.shape:
            value = value.reshape(kept.shape)
        return value.astype(kept.dtype) if kept.dtype == np.float32 else value
    return value


def _open(returned: Any) -> Any:
    """Return a copy whose items can be replaced, two levels deep."""
    if isinstance(returned, (list, tuple)):
        return [list(r) if isinstance(r, (list, tuple)) else r for r in returned]
    return dict(returned) if isinstance(returned, dict) else returned


def _closed(held: Any, returned: Any) -> Any:
    if isinstance(returned, tuple) and isinstance(held, list):
        return tuple(
            tuple(h) if isinstance(r, tuple) and isinstance(h, list) else h
            for h, r in zip(held, returned, strict=True)
        )
    return held


def _near(left: Any, right: Any) -> bool:
    if np.size(left) != np.size(right):
        return False
    return bool(np.allclose(np.ravel(left), np.ravel(right), rtol=1e-6, atol=0, equal_nan=True))


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        return np.shape(left) == np.shape(right) and bool(np.all(np.equal(left, right)))
    return type(left) is type(right) and left == right
