"""Every function of a submission, however it came by its name; runs confined.

A function gets a name by ``def`` or ``lambda``, at the left margin or in a class; by an assignment
of another function, or of what may be one; or from another file of the submission. Where nothing
is known of its parameters, it is called a ``value``; where it may be no function, a ``maybe``.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from grader.worker.loading.candidates import Candidates, Given, given_by
from grader.worker.loading.definitions import Leaf
from grader.worker.loading.meanings import resolved, within
from grader.worker.loading.program import Module, Program, fold
from grader.worker.loading.reaching import imported, own_module
from grader.worker.loading.signatures import (
    NAME,
    SELVES,
    first_of_init,
    is_empty,
    kind_by_first,
    method_kind,
    parameters_of,
)
from grader.worker.loading.survey import FUNCTIONS, MAX_CALLS, Scope, dotted

MAX_NESTED = 3
UNKNOWN = ("value", "maybe", "property")
"""Kinds of functions of whose parameters nothing is known."""

Frame = dict[str, Any]
Path = tuple[str, ...]
Found = dict[Path, Frame]


def all_functions(program: Program, wanted: frozenset[str]) -> list[Frame]:
    """Describe the last definition of every function and method, module by module."""
    described = {}
    links: list[Link] = []
    for module in program.modules:
        stock = _OfModule(program, module, wanted, Candidates(module, wanted))
        described[module.name] = stock.described()
        links += [*stock.links, *_imported_names(program, module, wanted)]
    for link in links:
        _follow(link, described)
    return [frame for found in described.values() for frame in found.values()]


@dataclass(frozen=True, slots=True)
class Link:
    """A name in one module that means a function of another, or of a class."""

    module: Module
    name: str
    target: Module
    path: Path


def _follow(link: Link, described: dict[str, Found]) -> None:
    """Describe a name that means a function elsewhere as that function."""
    original = described.get(link.target.name, {}).get(link.path)
    if original is not None and original["kind"] != "method":
        found = described[link.module.name]
        earlier = found.pop((link.name,), original)["earlier"]
        name = {"module": link.module.name, "path": [link.name[:NAME]], "kind": "function"}
        kind = {"kind": original["kind"]} if original["kind"] in UNKNOWN else {}
        found[link.name,] = {**original, **name, **kind, "earlier": earlier}


def _imported_names(program: Program, module: Module, wanted: frozenset[str]) -> Iterator[Link]:
    """Yield the wanted names that ``from sibling import f as softmax`` gives."""
    for node, target in _own_imports(program, module):
        for alias in node.names if isinstance(node, ast.ImportFrom) else ():
            local = alias.asname or alias.name
            if local != alias.name and fold(local) in wanted:
                yield Link(module, local, target, (alias.name,))


def _own_imports(
    program: Program, module: Module
) -> Iterator[tuple[ast.Import | ast.ImportFrom, Module]]:
    """Yield the imports of the submission's own modules."""
    for node in module.scope.imports:
        for name, _ in imported(node):
            target = own_module(program, module, node, name)
            if target is not None:
                yield node, target


def capped(items: list[str], limit: int) -> list[str]:
    """Return the first items, with a word on how many more there are."""
    return items if len(items) <= limit else [*items[:limit], f"… and {len(items) - limit} more"]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a function stands: the statement at the left margin, and its own line."""

    leaf: Leaf
    line: int


@dataclass(frozen=True, slots=True)
class _OfModule:
    """Describes the functions of one module, statement by statement, in order."""

    program: Program
    module: Module
    wanted: frozenset[str]
    candidates: Candidates
    found: Found = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)

    def described(self) -> Found:
        """Return the functions by their path; one defined again stands where it was last."""
        for leaf in self.module.kept():
            if type(leaf.node) in FUNCTIONS:
                self._define(leaf.node, (), _Place(leaf, leaf.node.lineno), "function")
            elif isinstance(leaf.node, ast.ClassDef):
                self._class(leaf.node, (), leaf)
            else:
                self._assign(leaf)
        return self.found

    def _add(self, path: Path, frame: Frame) -> None:
        earlier = self.found.pop(path, None)
        frame["earlier"] = earlier["earlier"] + 1 if earlier else 0
        self.found[path] = frame

    def _define(self, node: Any, above: Path, place: _Place, kind: str) -> None:
        scope = self.program.survey.functions[node]
        frame = self._frame((*above, node.name), kind, place, scope)
        skip_first = kind in ("method", "classmethod")
        frame["parameters"] = parameters_of(node.args, skip_first=skip_first)
        frame["empty"] = is_empty(node)
        self._add((*above, node.name), frame)

    def _lambda(self, node: ast.Lambda, path: Path, place: _Place, kind: str) -> None:
        frame = self._frame(path, kind, place, self.program.survey.functions[node])
        frame["parameters"] = parameters_of(node.args, skip_first=kind in ("method", "classmethod"))
        frame["empty"] = isinstance(node.body, ast.Constant) and node.body.value is None
        self._add(path, frame)

    def _assign(self, leaf: Leaf) -> None:
        """Describe what an assignment at the left margin gives to names."""
        place = _Place(leaf, leaf.node.lineno)
        for given in given_by(leaf.node):
            if isinstance(given.value, ast.Lambda):
                self._lambda(given.value, (given.name,), place, "function")
            elif not self._is_another_name(given) and self.candidates.is_wanted(given):
                self._value(given, place)

    def _is_another_name(self, given: Given) -> bool:
        """Describe ``computeLayer = compute`` as the function it means."""
        if not isinstance(given.value, ast.Name):
            return False
        original = self.found.get((given.value.id,))
        if original is not None:
            self.found[(given.name,)] = {**original, "path": [given.name[:NAME]]}
        return original is not None

    def _value(self, given: Given, place: _Place) -> None:
        """Describe what may be a function; one that is made of its namesake is still that."""
        scope = place.leaf.scope
        if given.name in scope.loads and (given.name,) in self.found:
            return
        kind = "value" if self.candidates.is_sure(given) else "maybe"
        frame = self._frame((given.name,), kind, place, scope)
        used = [name for name in sorted(scope.loads) if (name,) in self.found]
        frame["calls"] = capped(list(dict.fromkeys((*frame["calls"], *used))), MAX_CALLS)
        self._add((given.name,), frame)
        self.links.extend(Link(self.module, given.name, *m) for m in self._meant(given.value))

    def _meant(self, value: ast.expr) -> Iterator[tuple[Module, Path]]:
        """Yield where a name or ``sibling.softmax`` may be defined."""
        root, *rest = dotted(value).split(".")
        if rest and (root, *rest) in self.found:
            yield self.module, (root, *rest)
        for node, target in _own_imports(self.program, self.module):
            for alias in node.names:
                local = alias.asname or alias.name
                if isinstance(node, ast.Import) and local == root and rest:
                    yield target, tuple(rest)
                elif isinstance(node, ast.ImportFrom) and local in (root, "*"):
                    yield target, (root if local == "*" else alias.name, *rest)

    def _class(self, node: ast.ClassDef, above: Path, leaf: Leaf) -> None:
        """Describe the methods of a class, and of the classes inside it."""
        first = first_of_init(node)
        path = (*above, node.name)
        for member in node.body:
            place = _Place(leaf, member.lineno)
            if isinstance(member, (ast.FunctionDef, ast.AsyncFunctionDef)):
                kind = method_kind(member, first)
                if kind == "property":
                    self._property(member, path, place)
                elif kind:
                    self._define(member, path, place, kind)
            elif isinstance(member, ast.ClassDef) and len(path) < MAX_NESTED:
                self._class(member, path, leaf)
            else:
                self._attributes(member, path, place, first)

    def _property(self, node: Any, above: Path, place: _Place) -> None:
        """Describe a property of a wanted name: what it returns may be called."""
        if fold(node.name) in self.wanted:
            path = (*above, node.name)
            self._add(
                path, self._frame(path, "property", place, self.program.survey.functions[node])
            )

    def _attributes(self, member: ast.stmt, above: Path, place: _Place, first: str) -> None:
        """Describe what an assignment in a class body gives to names."""
        for given in given_by(member):
            path = (*above, given.name)
            value, decorator = _undecorated(given.value)
            if isinstance(value, ast.Lambda):
                kind = decorator or kind_by_first(value.args, first)
                self._lambda(value, path, place, kind)
            elif original := self._original(value, above):
                self._add(path, _in_class(original, path, decorator, first))
            elif self.candidates.is_wanted(Given(given.name, value)):
                kind = "value" if self.candidates.is_sure(Given(given.name, value)) else "maybe"
                self._add(path, self._frame(path, kind, place, Scope()))

    def _original(self, value: ast.expr, above: Path) -> Frame | None:
        """Return the function a name in a class body means: one of the class goes first."""
        if not isinstance(value, ast.Name):
            return None
        return self.found.get((*above, value.id)) or self.found.get((value.id,))

    def _frame(self, path: Path, kind: str, place: _Place, scope: Scope) -> Frame:
        meanings = within(scope, self.module.meanings)
        calls = dict.fromkeys(resolved(call, meanings) for call in scope.calls if call)
        return {
            "module": self.module.name,
            "path": [part[:NAME] for part in path],
            "file": self.module.source.path[:200],
            "line": place.line,
            "where": place.leaf.part.where(place.line),
            "kind": kind,
            "parameters": [],
            "earlier": 0,
            "empty": False,
            "calls": capped(list(calls), MAX_CALLS),
            "loops": scope.loops,
            "comprehensions": scope.comprehensions,
        }


def _undecorated(value: ast.expr) -> tuple[ast.expr, str]:
    """Return the function in ``staticmethod(f)`` or ``classmethod(f)``, and which it is."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        is_plain = value.func.id in ("staticmethod", "classmethod") and len(value.args) == 1
        return (value.args[0], value.func.id) if is_plain else (value, "")
    return value, ""


def _in_class(original: Frame, path: Path, decorator: str, first: str) -> Frame:
    """Describe a function that a class body names: its first parameter tells how it is called."""
    found = {**original, "path": [part[:NAME] for part in path]}
    parameters = original["parameters"]
    own = bool(parameters) and parameters[0]["name"] in (*SELVES, first)
    if original["kind"] == "function":
        found["kind"] = decorator or ("method" if own else "staticmethod")
        skip_first = found["kind"] == "classmethod" or (found["kind"] == "method" and own)
        found["parameters"] = parameters[skip_first:]
    return found
