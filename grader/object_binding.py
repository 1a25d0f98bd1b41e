"""From an assignment's interface to the class or functions that were found. Runs in the judge.

Only names of the sealed inventory enter. A class is found by its name, an alias, case and
underscores folded away, or because it alone has most of the methods that are called.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from grader.binding import Bound
from grader.examination.inventory import FoundFunction, Inventory
from grader.interfaces import CLASS, functions_of, methods_of
from grader.models.interface import Interface
from grader.near_names import fold

Classes = Mapping[tuple[str, tuple[str, ...]], list[FoundFunction]]


def bind_interface(
    interface: Interface, inventory: Inventory, names: Sequence[str]
) -> dict[str, Bound]:
    """Return how the class, or every function that is called, was found, for each name.

    ``names`` are the calls that checks ask for; what one of them needs is missing for all alike.
    """
    found = _class(interface, inventory) if interface.class_ else None
    if interface.class_ and found is None:
        note = f"no class called {interface.class_} was found"
        return {name: Bound(name, "missing", note=note) for name in names}
    functions = {name: _function(name, inventory) for name in functions_of(interface)}
    missing = [name for name, function in functions.items() if function is None]
    if missing:
        note = f"no function called {missing[0]} was found"
        return {name: Bound(name, "missing", note=note) for name in names}
    defined = {name: each for name, each in functions.items() if each is not None}
    if found is not None:
        defined[CLASS] = found
    shown = found or next(iter(defined.values()))
    note = "" if found is None else _remark(interface, found)
    return {
        name: Bound(name, "interface", shown, note=note, defined=_on_the_wire(defined))
        for name in names
    }


def _on_the_wire(defined: Mapping[str, FoundFunction]) -> Mapping[str, Any]:
    return {
        name: {"module": each.module, "path": list(each.path)} for name, each in defined.items()
    }


def _class(interface: Interface, inventory: Inventory) -> FoundFunction | None:
    """Return the class, as a function would be told: where it stands and what it is called."""
    classes: dict[tuple[str, tuple[str, ...]], list[FoundFunction]] = {}
    for function in inventory.functions:
        if len(function.path) > 1:
            classes.setdefault((function.module, function.path[:-1]), []).append(function)
    for key, methods in _candidates(interface, classes):
        first = min(methods, key=lambda method: method.line)
        return replace(first, path=key[1], parameters=(), earlier=0, empty=False)
    return None


def _candidates(
    interface: Interface, classes: Classes
) -> list[tuple[tuple[str, tuple[str, ...]], list[FoundFunction]]]:
    """Return the classes that may be meant, the likeliest first."""
    accepted = (interface.class_, *interface.aliases)
    exact = [item for item in classes.items() if item[0][1][-1] in accepted]
    folded = set(map(fold, accepted))
    named = exact or [item for item in classes.items() if fold(item[0][1][-1]) in folded]
    if named:
        return sorted(named, key=lambda item: -_held(interface, item[1]))
    wanted = len(methods_of(interface))
    able = [item for item in classes.items() if wanted and _held(interface, item[1]) == wanted]
    return able if len(able) == 1 else []


def _held(interface: Interface, methods: Sequence[FoundFunction]) -> int:
    """Count the methods that are called and have a body."""
    names = {method.name for method in methods if not method.empty}
    return sum(name in names for name in methods_of(interface))


def _remark(interface: Interface, found: FoundFunction) -> str:
    if found.path[-1] in (interface.class_, *interface.aliases):
        return ""
    return f"no class {interface.class_} was found; {found.path[-1]} was taken for it"


def _function(name: str, inventory: Inventory) -> FoundFunction | None:
    plain = [f for f in inventory.functions if len(f.path) == 1 and not f.empty]
    exact = [f for f in plain if f.name == name]
    folded = [f for f in plain if fold(f.name) == fold(name)]
    return next(iter(exact or folded), None)
