"""Slips in the solution's own graded code: one change each, written out. Runs in the judge."""

import ast
import copy
import textwrap
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import CodeType

from grader.auditing.mutants.mutant import Mutant, Origin
from grader.auditing.mutants.operators import Change, changes, neighbours
from grader.auditing.mutants.reach import Place
from grader.auditing.mutants.settings import is_setting
from grader.handing_in.submission import Submission

Way = tuple[tuple[str, int | None], ...]
"""From a definition to a node in it: fields, and the number in a list."""


@dataclass(frozen=True, slots=True)
class Slips:
    """The changes of a solution.

    Attributes:
        mutants: Those that are other code.
        same: How many compile to the same code, and are none.
    """

    mutants: tuple[Mutant, ...]
    same: int


def slips(
    solution: Submission, trees: Mapping[str, ast.Module], places: Collection[Place]
) -> Slips:
    """Return every slip in some definitions of a solution, each text once, in their order."""
    owned = frozenset(name for _, path in places for name in path)
    lines = {file: dict(solution.files)[file].decode().splitlines() for file in trees}
    written = {file: _Written(tree) for file, tree in trees.items()}
    found: list[Mutant] = []
    same = 0
    for file, path in sorted(places, key=lambda p: (p[0], _node(trees[p[0]], p[1]).lineno)):
        own = _own_slips(_node(trees[file], path), ast.unparse(_node(trees[file], path)))
        for change in own:
            if change is None:
                same += 1
                continue
            text = written[file].with_definition(path, change.text)
            found.append(_mutant(change, (file, path), lines[file], len(found), owned, text))
    return Slips(tuple(found), same)


class _Written:
    """A module as it is written out, in which one definition can be replaced."""

    def __init__(self, tree: ast.Module) -> None:
        text = ast.unparse(tree)
        self._lines = text.split("\n")
        self._tree = ast.parse(text)

    def with_definition(self, path: tuple[str, ...], text: str) -> str:
        node = _node(self._tree, path)
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        new = textwrap.indent(text, " " * node.col_offset)
        last = node.end_lineno or node.lineno
        return "\n".join([*self._lines[: first - 1], new, *self._lines[last:]]) + "\n"


@dataclass(frozen=True, slots=True)
class _Changed:
    what: str
    node: ast.AST
    new: ast.AST
    statement: ast.stmt
    way: Way
    definition: ast.FunctionDef
    after: str
    text: str


def _own_slips(definition: ast.FunctionDef, original: str) -> Iterator[_Changed | None]:
    """Give every other text of one definition once; ``None`` for one that is the same code."""
    seen = {original}
    code = _code(original)
    for change in _changed(definition):
        if change.text not in seen:
            seen.add(change.text)
            other = _code(change.text)
            yield None if other is None or other == code else change


def _changed(definition: ast.FunctionDef) -> Iterator[_Changed]:
    names = frozenset(_known(definition))
    for way, node, statement in _walked(definition):
        if isinstance(node, ast.stmt) and _only_tells(node):
            continue
        for what, new in _options(node, names):
            inner = copy.deepcopy(definition)
            _put(inner, way, copy.deepcopy(new))
            ast.fix_missing_locations(inner)
            depth = _depth(way, definition)
            after = _after(inner, way[:depth]) if depth else ast.unparse(inner).split("\n")[0]
            yield _Changed(what, node, new, statement, way, definition, after, ast.unparse(inner))


def _options(node: ast.AST, names: frozenset[str]) -> Iterator[Change]:
    yield from changes(node)
    yield from neighbours(node, names)


def _known(definition: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(definition):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg):
            yield node.arg


def _walked(definition: ast.FunctionDef) -> Iterator[tuple[Way, ast.AST, ast.stmt]]:
    """Give every node of a definition, how it is reached, and the statement it belongs to."""

    def inner(
        node: ast.AST, way: Way, statement: ast.stmt
    ) -> Iterator[tuple[Way, ast.AST, ast.stmt]]:
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list"):
                continue
            if isinstance(node, ast.stmt) and _only_tells(node):
                continue
            for number, each in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(each, ast.AST):
                    here = (*way, (name, number))
                    own = each if isinstance(each, ast.stmt) else statement
                    yield here, each, own
                    yield from inner(each, here, own)

    yield from inner(definition, (), definition)


def _only_tells(node: ast.stmt) -> bool:
    """Say whether a statement does no more than to print, to raise or to explain."""
    if isinstance(node, ast.Expr):
        called = node.value.func if isinstance(node.value, ast.Call) else None
        name = getattr(called, "id", getattr(called, "attr", ""))
        return isinstance(node.value, ast.Constant) or name in ("print", "log")
    if isinstance(node, ast.If):
        return all(map(_only_tells, (*node.body, *node.orelse)))
    return isinstance(node, (ast.Raise, ast.Pass))


def _depth(way: Way, definition: ast.AST) -> int:
    """Return how much of a way leads to the innermost statement."""
    node, depth = definition, 0
    for count, (name, number) in enumerate(way, start=1):
        value = getattr(node, name)
        node = value if number is None else value[number]
        if isinstance(node, ast.stmt):
            depth = count
    return depth


def _after(definition: ast.AST, way: Way) -> str:
    node = definition
    for name, number in way:
        value = getattr(node, name)
        node = value if number is None else value[number]
    return ast.unparse(node).split("\n")[0]


def _put(definition: ast.AST, way: Way, new: ast.AST) -> None:
    node = definition
    for name, number in way[:-1]:
        value = getattr(node, name)
        node = value if number is None else value[number]
    name, number = way[-1]
    if number is None:
        setattr(node, name, new)
    else:
        getattr(node, name)[number] = new


def _node(tree: ast.Module, path: tuple[str, ...]) -> ast.FunctionDef:
    scope: ast.AST = tree
    for name in path:
        body: list[ast.stmt] = scope.body  # type: ignore[attr-defined]
        known = [n for n in body if isinstance(n, (ast.FunctionDef, ast.ClassDef))]
        scope = [n for n in known if n.name == name][-1]
    assert isinstance(scope, ast.FunctionDef)
    return scope


def _mutant(
    change: _Changed,
    place: Place,
    lines: list[str],
    number: int,
    owned: Collection[str],
    text: str,
) -> Mutant:
    file, path = place
    line = getattr(change.node, "lineno", change.statement.lineno)
    before = lines[change.statement.lineno - 1].strip()
    return Mutant(
        id=f"{file}:{line} #{number + 1}",
        origin=Origin.SOURCE,
        target=".".join(path),
        what=change.what,
        file=file,
        line=line,
        before=before,
        after=change.after,
        constant=is_setting(change.definition, change.way, change.new, owned),
        files={file: text.encode()},
    )


def _code(text: str) -> tuple[object, ...] | None:
    """Return what a module compiles to, without the lines; ``None``: it does not compile."""
    try:
        return _plain(compile(text, "", "exec", optimize=2))
    except (SyntaxError, ValueError):
        return None


def _plain(code: CodeType) -> tuple[object, ...]:
    constants = tuple(
        _plain(each) if isinstance(each, CodeType) else (type(each).__name__, repr(each))
        for each in code.co_consts
    )
    return code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars
