"""Which definitions of the solution a check's calls reach, by the source. Runs in the judge.

By names alone: what is called ``backward`` somewhere may be any definition of that name. So more is
reached than is true, never less, but for what is looked up by text.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from grader.auditing.mutants.rewriting import Path
from grader.auditing.study import Study
from grader.binding.functions import Bound
from grader.binding.interfaces import CLASS, in_order, needs_object
from grader.handing_in.submission import Submission
from grader.models.assignment import CheckSpec
from grader.preparation import Prepared

Place = tuple[str, Path]
"""A file and the path of a definition in it."""
Call = tuple[Place, str]
"""A definition, and the class of the object that runs it; empty for none."""
MADE = ("__init__", "__iter__", "__next__", "__len__", "__getitem__", "__call__")
"""What of a class is run without being named."""


class Reach:
    """The calls of a solution, by names; what an object calls of itself, by its class."""

    def __init__(self, prepared: Prepared, study: Study, solution: Submission) -> None:
        self._prepared = prepared
        self._study = study
        self.trees = {
            path: ast.parse(data) for path, data in solution.files if path.endswith(".py")
        }
        self.definitions = dict(_definitions(self.trees))
        self._bases = dict(_bases(self.trees))
        self._by_name: dict[str, list[Place]] = {}
        for place in self.definitions:
            self._by_name.setdefault(place[1][-1], []).append(place)
            if len(place[1]) > 1 and place[1][-1].startswith("__"):
                self._by_name.setdefault(place[1][-2], []).append(place)

    def of(self, spec: CheckSpec) -> frozenset[Place]:
        """Return every definition that a check's questions may run."""
        found: set[Call] = set()
        waiting = list(self._roots(spec))
        while waiting:
            call = waiting.pop()
            if call not in found and call[0] in self.definitions:
                found.add(call)
                waiting += self._called(self.definitions[call[0]], call[1], call[0][0])
        return frozenset(place for place, _ in found)

    def _called(self, node: ast.AST, owner: str, file: str) -> Iterator[Call]:
        """Give what a definition of a file calls, run by an object of a class, or by none."""
        for each in ast.walk(node):
            if isinstance(each, ast.Attribute):
                own = isinstance(each.value, ast.Name) and each.value.id == "self"
                inherited = self._method(owner, each.attr) if own and owner else None
                yield from [(inherited, owner)] if inherited else self._named(each.attr)
            elif isinstance(each, ast.Name):
                own_file = [c for c in self._named(each.id) if c[0][0] == file]
                yield from own_file or self._named(each.id)

    def _named(self, name: str) -> Iterator[Call]:
        for place in self._by_name.get(name, ()):
            yield place, place[1][-2] if len(place[1]) > 1 else ""

    def _method(self, owner: str, name: str) -> Place | None:
        """Return the method that an object of a class has by a name: its own, or inherited."""
        waiting, seen = [owner], set[str]()
        while waiting:
            current = waiting.pop(0)
            seen.add(current)
            for place in self._by_name.get(name, ()):
                if place[1][-2:-1] == (current,) and place[1][-1] == name:
                    return place
            waiting += [base for base in self._bases.get(current, ()) if base not in seen]
        return None

    def _roots(self, spec: CheckSpec) -> Iterator[Call]:
        params = self._prepared.bench.params(spec).model_dump()
        words = {*_texts(params), self._prepared.names.get(spec.id, "")}
        for word in sorted(words):
            yield from self._bound(word)
            for path, tree in self.trees.items():
                if path in word.split():
                    yield from self._called(tree, "", path)

    def _bound(self, name: str) -> Iterator[Call]:
        """Return what a name of the assignment is bound to, and what is called before it."""
        bound = self._study.bound.get(name)
        if bound is None or bound.function is None:
            return
        path = bound.function.path
        if bound.interface is None:
            yield (bound.function.file, path), path[-2] if len(path) > 1 else ""
            return
        owner = self._owner(bound)
        for each in in_order(bound.interface, name):
            called = bound.interface.calls[each].call.rpartition(".")[2]
            own = self._study.bound[each].respelt.get(called, called)
            method = self._method(owner, own) if owner else None
            yield from [(method, owner)] if method else self._named(own)
            other = self._study.bound[each].function
            if other is not None and len(other.path) == 1:
                yield (other.file, other.path), ""
        if owner and needs_object(bound.interface, name):
            made = [self._method(owner, each) for each in MADE]
            yield from ((place, owner) for place in made if place is not None)

    def _owner(self, bound: Bound) -> str:
        defined = bound.defined or {}
        return str(tuple(defined[CLASS]["path"])[-1]) if CLASS in defined else ""


def _definitions(trees: Mapping[str, ast.Module]) -> Iterator[tuple[Place, ast.AST]]:
    for path, tree in trees.items():
        yield from _within(path, tree.body, ())


def _bases(trees: Mapping[str, ast.Module]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the classes with the names of those they inherit from."""
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                yield node.name, tuple(getattr(b, "attr", getattr(b, "id", "")) for b in node.bases)


def _within(file: str, body: Iterable[ast.stmt], path: Path) -> Iterator[tuple[Place, ast.AST]]:
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield (file, (*path, node.name)), node
        elif isinstance(node, ast.ClassDef):
            yield from _within(file, node.body, (*path, node.name))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts(key)
            yield from _texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)
