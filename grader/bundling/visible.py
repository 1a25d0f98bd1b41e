"""What of an assignment students may check by themselves. Runs in the judge.

Left out is what is not visible, what a person marks, what needs labels or a clock of ours (training
and its kin), and every input that is the same for everybody: its right answer is a scored one. Of a
check only what may be read stays: no credit for mistakes by their names, no provenance of
thresholds, no plugin or reference of the course.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.conventions.combinations import axes
from grader.models.assignment import Assignment, CheckSpec, DataFile, Visibility
from grader.models.interface import Interface
from grader.recorded.functions import own_inputs
from grader.recorded.registry import Key

if TYPE_CHECKING:
    from grader.preparation import Prepared

COMPARED = ("values", "gradient", "trajectory")
ALONE = ("source",)
ABOUT_OTHERS = ("properties",)
HIDDEN = "not visible"
AT_HOME = "graded when it is handed in"
SAME = "its inputs are the same for everybody"


@dataclass(frozen=True, kw_only=True, slots=True)
class Visible:
    """An assignment for students, and why the other checks are not in it.

    Attributes:
        assignment: Long form, with the bundle's own seed in every check.
        left_out: Why, by a visible check's title; hidden ones are not even named.
        functions: What is to be recorded, with the conventions that earn something.
    """

    assignment: Assignment
    left_out: Mapping[str, str]
    functions: Mapping[Key, frozenset[str]]


def visible(prepared: "Prepared", *, seed: int) -> Visible:
    """Return what of an assignment students may check by themselves."""
    whole = prepared.loaded.assignment
    reasons = {check.id: _reason(prepared, check, seed) for check in whole.checks}
    kept = [_own(prepared, c, reasons, seed) for c in whole.checks if not reasons[c.id]]
    kept = [c for c in kept if c.kind not in ABOUT_OTHERS or c.params["functions"]]
    ids = {check.id for check in kept}
    left_out = {
        c.title or c.id: reasons[c.id] or AT_HOME
        for c in whole.checks
        if c.id not in ids and c.visibility is Visibility.VISIBLE
    }
    update: dict[str, Any] = {
        "checks": tuple(kept),
        "plugins": (),
        "reference": "",
        "solution": "solution",
        "interface": _interface(whole.interface, _wanted(prepared, kept)),
        "data": tuple(DataFile(name=n, path=f"files/{n}") for n in _data_names(prepared)),
    }
    return Visible(
        assignment=whole.model_copy(update=update),
        left_out=left_out,
        functions=_functions(prepared, kept),
    )


def _wanted(prepared: "Prepared", kept: Sequence[CheckSpec]) -> set[str]:
    """Return the names by which kept checks look for what they call."""
    named = {prepared.names.get(check.id, check.id) for check in kept}
    return named | {name for check in kept for name in (check.id, check.function)}


def _interface(interface: Interface | None, wanted: set[str]) -> Interface | None:
    """Return the calls that kept checks make, and those that come before them."""
    if interface is None:
        return None
    others = tuple(filter(None, (_interface(each, wanted) for each in interface.others)))
    calls = {name: interface.calls[name] for name in _called_for(interface, wanted)}
    if not calls and not others:
        return None
    return interface.model_copy(update={"calls": calls, "others": others})


def _called_for(interface: Interface, wanted: set[str]) -> list[str]:
    """Return the calls that are wanted, with what comes first, in their order."""
    found: set[str] = set()
    waiting = [name for name in interface.calls if name in wanted]
    while waiting:
        name = waiting.pop()
        if name not in found and name in interface.calls:
            found.add(name)
            waiting += interface.calls[name].after
    return [name for name in interface.calls if name in found]


def _data_names(prepared: "Prepared") -> Sequence[str]:
    return [str(name) for name, _ in prepared.provided]


def _reason(prepared: "Prepared", check: CheckSpec, seed: int) -> str:
    """Say why a check is left out; empty where it is not."""
    if check.visibility is not Visibility.VISIBLE:
        return HIDDEN
    if check.kind in (*ALONE, *ABOUT_OTHERS):
        return ""
    if check.kind not in COMPARED or check.params.get("against") == "own_loss":
        return AT_HOME
    return "" if _points(prepared, check, seed) else SAME


def _points(prepared: "Prepared", check: CheckSpec, seed: int) -> Mapping[str, Any]:
    """Return the parts and points of what has inputs of its own; nothing: none has.

    Points that the assignment does not share out stay whole, or go.
    """
    if check.parts:
        parts = _parts(prepared, check, seed)
        return {"parts": parts, "points": round(sum(parts.values()), 6)} if parts else {}
    weights = prepared.bench.function(check).parts
    wanted = {part for part, weight in weights.items() if weight > 0}
    drawn = _drawn(prepared, check, seed)
    return {"points": check.points} if wanted <= drawn else {}


def _drawn(prepared: "Prepared", check: CheckSpec, seed: int) -> set[str]:
    """Return the parts that have inputs of the bundle's own."""
    function = prepared.bench.function(check)
    return {case.part for case in own_inputs(function, np.random.default_rng(seed))}


def _parts(prepared: "Prepared", check: CheckSpec, seed: int) -> Mapping[str, float]:
    """Return the points of the parts that have inputs of their own."""
    drawn = _drawn(prepared, check, seed)
    return {part: points for part, points in check.parts.items() if part in drawn}


def _own(
    prepared: "Prepared", check: CheckSpec, reasons: Mapping[str, str], seed: int
) -> CheckSpec:
    """Return a check as students may read it."""
    update: dict[str, Any] = {
        "seed": seed,
        "needs": tuple(name for name in check.needs if not reasons[name]),
        "credit": {},
        "follow_through": 0.0,
        "calibrated": {},
        "full": {},
    }
    if check.kind in COMPARED:
        update |= _points(prepared, check, seed)
        update["accept"] = {name: share for name, share in check.accept.items() if share > 0}
    if check.kind in ABOUT_OTHERS:
        asked = check.params["functions"]
        functions = {n: p for n, p in asked.items() if not reasons[n] and _called(prepared, n)}
        parts = {part: points for part, points in check.parts.items() if part in functions}
        update |= {"params": {**check.params, "functions": functions}, "parts": parts}
        update["points"] = round(sum(parts.values()), 6) if check.parts else check.points
    return check.model_copy(update=update)


def _called(prepared: "Prepared", name: str) -> bool:
    return prepared.bench.checks[name].kind in COMPARED


def _functions(prepared: "Prepared", kept: Sequence[CheckSpec]) -> Mapping[Key, frozenset[str]]:
    """Return what is recorded: every function of a check, with what any of them accepts."""
    found: dict[Key, frozenset[str]] = {}
    for check in kept:
        if check.kind in COMPARED:
            key = (str(check.params.get("architecture", "")), check.function)
            found[key] = found.get(key, frozenset()) | _earning(prepared, check)
    return found


def _earning(prepared: "Prepared", check: CheckSpec) -> frozenset[str]:
    """Return the conventions that earn something in a check."""
    function = prepared.bench.function(check)
    earning = set()
    for choices in axes(function).values():
        listed = any(choice.id in check.accept for choice in choices)
        for choice in choices:
            harmless = choice.harmless or choice is choices[0]
            if check.accept.get(choice.id, 0.0) > 0 if listed else harmless:
                earning.add(choice.id)
    return frozenset(earning)
