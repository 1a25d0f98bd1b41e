"""Which statements count as definitions, and which of the rest those refer to; runs confined.

Theory of operation: statements at module level, and those in the blocks (``if``, ``try``, ``with``,
``match``) that stand there, are leaves. Imports and definitions always count. An assignment, or a
loop, counts when it binds a name that something which counts reads, now or when its functions are
called. A block counts when a leaf in it does, and is run with only those leaves. What stands under
``if __name__ == "__main__"``, and bare expressions, never count.
"""

import ast
import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from grader.worker.loading.parsing import Part
from grader.worker.loading.survey import FUNCTIONS, Function, Scope, Survey

TEXT = 60

ASSIGNMENTS = (ast.Assign, ast.AnnAssign, ast.AugAssign)
TRIES = (ast.Try, getattr(ast, "TryStar", ast.Try))
WITHS = (ast.With, ast.AsyncWith)
BLOCKS = (ast.If, *TRIES, *WITHS, ast.Match)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
INSTANT = (
    ast.Constant, ast.Name, ast.Attribute, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Lambda,
    ast.UnaryOp, ast.Starred, ast.keyword, ast.JoinedStr, ast.FormattedValue,
)  # fmt: skip


class Role(StrEnum):
    """What a statement is to the definitions."""

    IMPORT = "import"
    DEFINE = "define"
    ASSIGN = "assign"
    LOOP = "loop"
    BLOCK = "block"
    GUARD = "guard"
    WORK = "work"


@dataclass(slots=True, eq=False)
class Leaf:
    """A statement at module level, or a block there with the leaves inside it.

    ``scope`` is that of the statement, or of a block's head.
    """

    number: int
    node: ast.stmt
    part: Part
    role: Role
    scope: Scope
    parent: "Leaf | None" = None
    inside: "list[Leaf]" = field(default_factory=list)
    kept: bool = False

    def where(self) -> str:
        """Return its place as a student finds it."""
        return self.part.where(self.node.lineno)

    def first_line(self) -> str:
        """Return the first line of the statement, shortened."""
        line = self.node.lineno
        lines = self.part.text.split("\n", line)
        return lines[line - 1].strip()[:TEXT] if len(lines) >= line else ""

    def definitions(self) -> list[Function]:
        """Return the function it defines, or the methods of the class."""
        if type(self.node) in FUNCTIONS:
            return [self.node]  # type: ignore[list-item]
        return methods_of(self.node) if isinstance(self.node, ast.ClassDef) else []


def methods_of(node: ast.ClassDef) -> list[Function]:
    """Return the functions that stand in the body of a class."""
    return [n for n in node.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]


def role_of(node: ast.stmt) -> Role:
    """Return what a statement is to the definitions."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return Role.IMPORT
    if type(node) in FUNCTIONS or isinstance(node, ast.ClassDef):
        return Role.DEFINE
    if isinstance(node, ASSIGNMENTS) or type(node).__name__ == "TypeAlias":
        return Role.ASSIGN
    if isinstance(node, LOOPS):
        return Role.LOOP
    if isinstance(node, ast.If) and is_guard(node.test):
        return Role.GUARD
    return Role.BLOCK if isinstance(node, BLOCKS) else Role.WORK


def is_guard(test: ast.expr) -> bool:
    """Say whether a test asks for ``__name__ == "__main__"``, either way round."""
    if not isinstance(test, ast.Compare):
        return isinstance(test, ast.BoolOp) and any(map(is_guard, test.values))
    sides = (test.left, *test.comparators)
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)


def leaves_of(
    body: Iterable[tuple[ast.stmt, Part]], survey: Survey, *, first: int, open_guards: bool
) -> tuple[list[Leaf], int]:
    """Return the leaves of a module in order, and the number the next statement gets.

    ``open_guards`` looks for definitions under ``if __name__ == "__main__"`` too.
    """
    planter = _Planter(survey, first)
    found = []
    for node, part in body:
        is_open = open_guards and role_of(node) is Role.GUARD
        found.append(planter.block(node, part, None) if is_open else planter.leaf(node, part, None))
    return found, planter.number


@dataclass(slots=True)
class _Planter:
    """Makes leaves and numbers them."""

    survey: Survey
    number: int

    def leaf(self, node: ast.stmt, part: Part, parent: Leaf | None) -> Leaf:
        role = role_of(node)
        if role is Role.BLOCK:
            return self.block(node, part, parent)
        return self._plant(node, part, role, self.survey.scope(node), parent)

    def block(self, node: ast.stmt, part: Part, parent: Leaf | None) -> Leaf:
        leaf = self._plant(node, part, Role.BLOCK, self.survey.scope(*_head(node)), parent)
        for body in bodies(node):
            leaf.inside += [self.leaf(child, part, leaf) for child in body]
        return leaf

    def _plant(
        self, node: ast.stmt, part: Part, role: Role, scope: Scope, parent: Leaf | None
    ) -> Leaf:
        self.number += 1
        return Leaf(self.number - 1, node, part, role, scope, parent)


def _head(node: ast.stmt) -> list[ast.AST]:
    """Return what a block evaluates beside the statements inside it."""
    if isinstance(node, ast.If):
        return [node.test]
    if isinstance(node, WITHS):
        return list(node.items)
    if isinstance(node, ast.Match):
        return [node.subject, *(case.pattern for case in node.cases)]
    handlers = getattr(node, "handlers", ())
    return [handler.type for handler in handlers if handler.type is not None]


def bodies(node: Any) -> list[list[ast.stmt]]:
    """Return the lists of statements inside a block."""
    found = [getattr(node, name, None) for name in ("body", "orelse", "finalbody")]
    inner = [*getattr(node, "handlers", ()), *getattr(node, "cases", ())]
    return [body for body in (*found, *(item.body for item in inner)) if body]


def everything(leaves: Iterable[Leaf]) -> Iterable[Leaf]:
    """Yield the leaves with those inside their blocks, in order."""
    for leaf in leaves:
        yield leaf
        if leaf.inside:
            yield from everything(leaf.inside)


def choose(
    leaves: Sequence[Leaf],
    *,
    gives_wanted: Callable[[Leaf], bool],
    misused: Callable[[Leaf], set[str]],
    roots: Iterable[str],
) -> set[str]:
    """Mark the leaves that count; return the names that they read.

    ``gives_wanted`` recognises what may give a wanted name a function, ``misused`` returns the
    functions whose names an assignment takes for values; ``roots`` are read from elsewhere.
    """
    choice = _Choice(leaves, misused)
    for leaf in choice.every:
        if _is_definition(leaf) or (leaf.role is Role.ASSIGN and gives_wanted(leaf)):
            choice.keep(leaf)
    choice.need(roots)
    choice.follow()
    return choice.needed


def _is_definition(leaf: Leaf) -> bool:
    """Say whether a leaf counts by itself; a lambda that is given a name is a definition."""
    if isinstance(leaf.node, (ast.Assign, ast.AnnAssign)):
        return isinstance(leaf.node.value, ast.Lambda)
    return leaf.role in (Role.IMPORT, Role.DEFINE)


class _Choice:
    """The leaves that count so far, and the names still to be followed."""

    def __init__(self, leaves: Sequence[Leaf], misused: Callable[[Leaf], set[str]]) -> None:
        self.every = list(everything(leaves))
        self.needed: set[str] = set()
        self._waiting: list[str] = []
        self._binders: dict[str, list[Leaf]] = {}
        for leaf in self.every:
            if leaf.role in (Role.ASSIGN, Role.LOOP):
                for name in (leaf.scope.binds | leaf.scope.changes) - misused(leaf):
                    self._binders.setdefault(name, []).append(leaf)

    def need(self, names: Iterable[str]) -> None:
        """Note names that must be there."""
        fresh = set(names) - self.needed
        self.needed |= fresh
        self._waiting += fresh

    def keep(self, leaf: Leaf) -> None:
        """Mark a leaf and the blocks around it; what they read is needed."""
        current: Leaf | None = leaf
        while current is not None and not current.kept:
            current.kept = True
            self.need(current.scope.needs)
            if current.role is Role.DEFINE:
                self.need(current.scope.binds)
            current = current.parent

    def follow(self) -> None:
        """Keep what binds a needed name, until nothing more is needed."""
        while self._waiting:
            for leaf in self._binders.get(self._waiting.pop(), ()):
                self.keep(leaf)


def pruned(leaf: Leaf) -> ast.stmt:
    """Return the statement with only the leaves that count inside its blocks."""
    if leaf.role is not Role.BLOCK:
        return leaf.node
    kept = {id(inner.node): pruned(inner) for inner in leaf.inside if inner.kept}
    block: ast.stmt = _filtered(leaf.node, kept)
    return block


def _filtered(node: Any, kept: dict[int, ast.stmt]) -> Any:
    """Copy a block with filtered bodies; a body that must not be empty holds ``pass``."""
    twin = copy.copy(node)
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, None)
        if body:
            found = [kept[id(item)] for item in body if id(item) in kept]
            setattr(twin, name, found or [_nothing(body[0])])
    for name in ("handlers", "cases"):
        if getattr(node, name, None):
            setattr(twin, name, [_filtered(item, kept) for item in getattr(node, name)])
    return twin


def _nothing(node: ast.AST) -> ast.stmt:
    return ast.copy_location(ast.Pass(), node)


def takes_time(node: ast.AST) -> bool:
    """Say whether running a definition could take more than an instant."""
    if type(node) in FUNCTIONS:
        return bool(node.decorator_list) or not all(map(_is_instant, _defaults(node)))  # type: ignore[attr-defined]
    if isinstance(node, ast.ClassDef):
        if node.decorator_list or node.keywords:
            return True
        return not all(map(_is_instant, node.bases)) or any(map(takes_time, node.body))
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, ast.Constant)
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.Pass)):
        return False
    value = getattr(node, "value", None)
    return not (isinstance(node, ast.Assign) and value is not None and _is_instant(value))


def _defaults(node: Any) -> list[ast.expr]:
    arguments = node.args
    return [*arguments.defaults, *(d for d in arguments.kw_defaults if d is not None)]


def _is_instant(node: ast.AST) -> bool:
    """Say whether an expression is put together from names and constants alone."""
    if isinstance(node, ast.Lambda):
        return all(map(_is_instant, _defaults(node)))
    return type(node) in INSTANT and all(
        map(_is_instant, (c for c in ast.iter_child_nodes(node) if isinstance(c, ast.expr)))
    )
