"""Which definitions a submission has, what each says, and which others it names; runs confined.

Theory of operation: whoever checks again after every save wants to know what an edit can reach.
Every function, method and class is a definition; so is a name that a statement at the left margin
gives a value. A definition *mentions* each name that it reads, calls or writes as a word, so what
its value can depend on is what can be reached over mentions, together with ``rest``: statements
that are no definitions, imports, the names of files, and files that are no source. Names are taken
for the same wherever they stand; that only makes more be checked again. Who reaches by words that
are made while it runs (``getattr``, ``globals``) mentions everything.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.worker import wire
from grader.worker.loading import names
from grader.worker.loading.definitions import Leaf
from grader.worker.loading.inventory import take_inventory
from grader.worker.loading.parsing import DEFINITIONS, Source
from grader.worker.loading.program import Module, Program
from grader.worker.loading.salvage import Refusal, parse
from grader.worker.loading.survey import FUNCTIONS

ROOMY = 64 * 1024
"""How many bytes the definitions may take on the wire; without them, all counts as changed."""
BROKEN = 50
DIGEST = 16
DYNAMIC = frozenset((
    "getattr", "setattr", "delattr", "globals", "locals", "vars", "eval", "exec", "__dict__",
    "__import__", "importlib", "inspect", "__getattr__", "__getattribute__", "dir",
))  # fmt: skip
"""Who uses one of these may reach a name that it does not write."""

Frame = dict[str, Any]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def take_outline(message: Frame) -> Frame:
    """Return the inventory, what did not parse, and the outline; no student code runs."""
    inventory, program = take_inventory(message)
    frame = {"kind": "outline", "inventory": inventory, "broken": _broken(program)[:BROKEN]}
    try:
        outline = _Outline(program).frame()
    except RecursionError:
        outline = {}
    fits = len(wire.encode(outline)) <= ROOMY
    return {**frame, "outline": outline if fits else {}}


def _broken(program: Program) -> list[Frame]:
    """Return where each file, or cell, stops being Python, as the parser says it."""
    found = []
    for source in (module.source for module in program.modules):
        lost = {part: sum(p is part for p, _ in source.lost) for part, _ in source.lost}
        for part, count in lost.items():
            whole = parse(part.text)
            first = next(piece for p, piece in source.lost if p is part)
            said = whole if isinstance(whole, Refusal) else Refusal(first.first - 1, first.reason)
            where = part.where(said.line + 1)
            found.append(
                {"file": source.path[:200], "where": where, "why": said.reason, "count": count}
            )
    return found


@dataclass(slots=True)
class _Definition:
    """All definitions of one name: what they say, where they stand, which words they use."""

    said: list[str] = field(default_factory=list)
    at: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)


class _Outline:
    """Takes a program apart into definitions and the rest."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._found: dict[str, _Definition] = {}
        self._rest: list[str] = []
        self._always: set[str] = set()

    def frame(self) -> Frame:
        """Return it as plain data; mentions are numbers of definitions, none is all of them."""
        whole: list[str] = self._files()
        self._rest += whole
        for module in self._program.modules:
            self._module(module, whole)
        numbers = {name: number for number, name in enumerate(self._found)}
        return {
            "names": [name[: names.MAX_NAME] for name in numbers],
            "said": [_digest(each.said) if each.said else "" for each in self._found.values()],
            "at": [_digest(each.at) for each in self._found.values()],
            "mentions": [_mentions(each.words, numbers) for each in self._found.values()],
            "always": _mentions(self._always, numbers),
            "rest": _digest(self._rest),
            "whole": _digest(whole),
        }

    def _files(self) -> list[str]:
        """Return the names of all files, and what those hold that are no source."""
        return [
            f"{path} {'' if _is_source(path) else hashlib.sha256(data).hexdigest()}"
            for path, data in self._program.files
        ]

    def _module(self, module: Module, whole: list[str]) -> None:
        head = f"# {module.name} {module.source.flags}"
        whole.append(head)
        self._rest.append(head)
        for leaf in module.leaves:
            _without_docstrings(leaf.node)
            whole.append(_text(leaf.node))
            if leaf.kept or self._program.run == "everything":
                self._leaf(leaf, module.source)

    def _leaf(self, leaf: Leaf, source: Source) -> None:
        """Take in a statement at the left margin: a definition, or a part of the rest."""
        node = leaf.node
        if type(node) in FUNCTIONS:
            self._define(node, leaf, source)
        elif isinstance(node, ast.ClassDef):
            self._class(node, leaf, source)
        else:
            self._rest.append(_text(node))
            self._bind(leaf)

    def _define(self, node: Any, leaf: Leaf, source: Source, *, said: str = "") -> None:
        found = self._found.setdefault(node.name, _Definition())
        found.said.append(said or _text(node))
        found.at.append(f"{source.path} {leaf.part.cell} {node.lineno}")
        words = _words(node)
        found.words |= words
        for name in _changed(node):
            self._found.setdefault(name, _Definition()).words.add(node.name)

    def _class(self, node: ast.ClassDef, leaf: Leaf, source: Source) -> None:
        """Take a class apart into methods and what is left; of a stranger's class, keep it whole.

        What a class inherits from another library calls its methods by names of its own.
        """
        apart = [
            member
            for member in node.body
            if type(member) in FUNCTIONS and _is_plain(member)  # type: ignore[arg-type]
        ]
        known = self._own_classes()
        strange = any(not isinstance(base, ast.Name) or base.id not in known for base in node.bases)
        if strange or node.keywords or node.decorator_list:
            apart = []
        for method in apart:
            self._define(method, leaf, source)
        node.body = [member for member in node.body if member not in apart] or [ast.Pass()]
        self._define(node, leaf, source)

    def _own_classes(self) -> set[str]:
        """Return the names of classes that are the submission's own, or hold nothing."""
        own = (
            leaf.node.name
            for module in self._program.modules
            for leaf in module.leaves
            if isinstance(leaf.node, ast.ClassDef)
        )
        return {"object", *own}

    def _bind(self, leaf: Leaf) -> None:
        """Note what names of the rest mention: who reads one of them reaches what it is made of."""
        words = _words(leaf.node)
        scopes = [each.scope for each in (leaf, *_inside(leaf))]
        bound = {name for scope in scopes for name in (*scope.binds, *scope.changes)}
        for name in bound:
            found = self._found.setdefault(name, _Definition())
            found.words |= words
        if not bound:
            self._always |= words


def _inside(leaf: Leaf) -> Iterator[Leaf]:
    for each in leaf.inside:
        yield each
        yield from _inside(each)


def _is_source(path: str) -> bool:
    return names.form(path) in names.CODE


def _is_plain(node: Function) -> bool:
    """Say whether a method is reached by its name alone."""
    special = node.name.startswith("__") and node.name.endswith("__")
    return not special and not node.decorator_list


def _text(node: ast.AST) -> str:
    return ast.dump(node)


def _digest(texts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:DIGEST]


def _without_docstrings(node: ast.AST) -> None:
    """Take docstrings out: nothing that is graded depends on them."""
    for each in ast.walk(node):
        if isinstance(each, DEFINITIONS) and ast.get_docstring(each, clean=False) is not None:
            each.body = each.body[1:] or [ast.Pass()]


def _words(node: ast.AST) -> set[str]:
    """Return every word by which a piece of code may mean something outside."""
    found = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            found.add(each.id)
        elif isinstance(each, ast.Attribute):
            found.add(each.attr)
        elif isinstance(each, ast.alias):
            found.update((each.name.rpartition(".")[2], each.asname or each.name))
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            found.add(each.value[: names.MAX_NAME])
    return found


def _changed(node: ast.AST) -> set[str]:
    """Return the names outside a function whose value it may change for others."""
    found = set()
    for each in ast.walk(node):
        if isinstance(each, (ast.Global, ast.Nonlocal)):
            found.update(each.names)
        elif isinstance(each, (ast.Subscript, ast.Attribute)) and not isinstance(
            each.ctx, ast.Load
        ):
            inner: ast.expr = each
            while isinstance(inner, (ast.Subscript, ast.Attribute)):
                inner = inner.value
            if isinstance(inner, ast.Name) and inner.id != "self":
                found.add(inner.id)
    return found


def _mentions(words: set[str], numbers: dict[str, int]) -> Sequence[int] | None:
    if not words.isdisjoint(DYNAMIC):
        return None
    return sorted(numbers[word] for word in words if word in numbers)
