"""From an assignment's interface to the classes or functions that were found. Runs in the judge.

Only names of the sealed inventory enter. A class is found by its name, an alias, case and
underscores folded away, or because it alone has all the methods that are called; a method by its
name, an alias, or folded. What the class does not define itself it may inherit: whether it is
there is told by the object.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from grader.binding.functions import Bound
from grader.binding.interfaces import CLASS, functions_of, methods_of, needs_object
from grader.binding.near_names import fold
from grader.examination.inventory import FoundFunction, Inventory
from grader.models.interface import Call, Interface

ClassPath = tuple[str, tuple[str, ...]]
Classes = dict[ClassPath, list[FoundFunction]]


def bind_interface(interface: Interface, inventory: Inventory) -> dict[str, Bound]:
    """Return how what every call names was found; what one class lacks is no other's trouble."""
    classes = _classes(inventory)
    free = set(classes)
    found: dict[int, ClassPath] = {}
    for search in (_named, _able):
        for number, each in enumerate(interface.every):
            left = {key: classes[key] for key in classes if key in free}
            key = search(each, left) if each.class_ and number not in found else None
            if key is not None:
                found[number] = key
                free.discard(key)
    bound: dict[str, Bound] = {}
    for number, each in enumerate(interface.every):
        bound |= _Binding(each, inventory, classes, found.get(number)).calls()
    return bound


def _classes(inventory: Inventory) -> Classes:
    """Return every class that defines a method, with its methods."""
    classes: Classes = {}
    for function in inventory.functions:
        if len(function.path) > 1:
            classes.setdefault((function.module, function.path[:-1]), []).append(function)
    return classes


class _Binding:
    """Binds the calls of one class, or of functions alone."""

    def __init__(
        self,
        interface: Interface,
        inventory: Inventory,
        classes: Classes,
        found: ClassPath | None,
    ) -> None:
        self._interface = interface
        self._inventory = inventory
        self._functions = {
            name: _function(_names(name, interface), inventory) for name in functions_of(interface)
        }
        self._methods = () if found is None else tuple(classes[found])
        self._class = None if found is None else _as_function(found, self._methods)

    def calls(self) -> dict[str, Bound]:
        """Return every call's binding."""
        return {name: self._bound(name, call) for name, call in self._interface.calls.items()}

    def _lack(self, name: str) -> str:
        """Say what is missing for a call."""
        if needs_object(self._interface, name) and self._class is None:
            return f"no class called {self._interface.class_} was found"
        needed = functions_of(self._interface, name)
        missing = [each for each in needed if self._functions[each] is None]
        return self._absent(missing[0]) if missing else ""

    def _absent(self, name: str) -> str:
        """Say that a function is missing, or that it was left as it was handed out."""
        folded = set(map(fold, _names(name, self._interface)))
        empty = [f.name for f in self._inventory.functions if f.empty and fold(f.name) in folded]
        return f"{empty[0]} has no body yet" if empty else f"no function called {name} was found"

    def _bound(self, name: str, call: Call) -> Bound:
        lack = self._lack(name)
        if lack:
            return Bound(name, "missing", note=lack, interface=self._interface)
        defined = {n: each for n, each in self._functions.items() if each is not None}
        if self._class is not None:
            defined[CLASS] = self._class
        own = self._method(call) if call.method else defined.get(call.call)
        empty = next((m for m in self._needed(name) if m is not None and m.empty), None)
        shown = own or self._class or next(iter(defined.values()))
        if empty is not None:
            note = f"{'.'.join(empty.path)} has no body yet"
            return Bound(name, "empty", empty, note=note, interface=self._interface)
        return Bound(
            name,
            "interface",
            shown,
            note="; ".join(filter(None, (self._remark(), _renamed(call, own)))),
            defined=_on_the_wire(defined),
            interface=self._interface,
            respelt=self._respelt(),
        )

    def _needed(self, name: str) -> list[FoundFunction | None]:
        """Return the methods of a call and of those that come first."""
        call = self._interface.calls[name]
        before = [each for earlier in call.after for each in self._needed(earlier)]
        return [*before, self._method(call)]

    def _method(self, call: Call) -> FoundFunction | None:
        """Return the method that a call names, as far as the class defines it itself."""
        accepted = (call.method, *call.aliases) if call.method else ()
        exact = [m for name in accepted for m in self._methods if m.name == name]
        folded = [m for n in accepted for m in self._methods if fold(m.name) == fold(n)]
        return next((m for m in (*exact, *folded) if not m.empty), next(iter(exact), None))

    def _respelt(self) -> Mapping[str, str]:
        """Return the submission's names of methods that are called otherwise there."""
        found = {
            call.method: method.name
            for call in self._interface.calls.values()
            if call.method and (method := self._method(call)) is not None
        }
        return {name: own for name, own in found.items() if name != own}

    def _remark(self) -> str:
        wanted = self._interface.class_
        if self._class is None or self._class.path[-1] in (wanted, *self._interface.aliases):
            return ""
        return f"no class {wanted} was found; {self._class.path[-1]} was taken for it"


def _renamed(call: Call, own: FoundFunction | None) -> str:
    if own is None or not call.method or own.name in (call.method, *call.aliases):
        return ""
    return f"no {call.method} was found; {own.name} was taken for it"


def _as_function(key: ClassPath, methods: Sequence[FoundFunction]) -> FoundFunction:
    """Return the class, as a function would be told: where it stands and what it is called."""
    first = min(methods, key=lambda method: method.line)
    return replace(first, path=key[1], parameters=(), earlier=0, empty=False)


def _on_the_wire(defined: Mapping[str, FoundFunction]) -> Mapping[str, Any]:
    return {
        name: {"module": each.module, "path": list(each.path)} for name, each in defined.items()
    }


def _named(interface: Interface, classes: Classes) -> ClassPath | None:
    """Return the class of an accepted name, the one that does most where several are called so."""
    accepted = (interface.class_, *interface.aliases)
    exact = [key for key in classes if key[1][-1] in accepted]
    folded = set(map(fold, accepted))
    named = exact or [key for key in classes if fold(key[1][-1]) in folded]
    return max(named, key=lambda key: _held(interface, classes[key]), default=None)


def _able(interface: Interface, classes: Classes) -> ClassPath | None:
    """Return the class that alone has all the methods, whatever it is called."""
    wanted = len(methods_of(interface))
    able = [key for key, found in classes.items() if wanted and _held(interface, found) == wanted]
    return able[0] if len(able) == 1 else None


def _held(interface: Interface, methods: Sequence[FoundFunction]) -> int:
    """Count the methods that are called and have a body."""
    names = {fold(method.name) for method in methods if not method.empty}
    return sum(fold(name) in names for name in methods_of(interface))


def _names(name: str, interface: Interface) -> tuple[str, ...]:
    """Return the names a function may have: its own, and the aliases of every call of it."""
    calls = [call for call in interface.calls.values() if call.call == name]
    return (name, *(alias for call in calls for alias in call.aliases))


def _function(names: Sequence[str], inventory: Inventory) -> FoundFunction | None:
    """Return the function of the first name that is there, as it is written or folded."""
    plain = [f for f in inventory.functions if len(f.path) == 1 and not f.empty]
    exact = (f for name in names for f in plain if f.name == name)
    folded = (f for name in names for f in plain if fold(f.name) == fold(name))
    return next(chain(exact, folded), None)
