"""One walk over a syntax tree: names read and bound, calls, loops, imports; runs confined.

The walk keeps its own stack and calls itself only for scopes within scopes; each node is visited
once.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from grader.worker.loading import names

MAX_CALLS = 60

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = frozenset((ast.FunctionDef, ast.AsyncFunctionDef))
COMPREHENSIONS = frozenset((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp))
LOOPS = frozenset((ast.For, ast.AsyncFor, ast.While))
CAPTURES = frozenset((ast.MatchAs, ast.MatchStar))
PLAIN_FIELDS = frozenset((
    "arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level",
    "module", "names", "op", "ops", "rest", "simple", "type_comment",
))  # fmt: skip
"""Fields of syntax nodes that hold no node which could read, bind or call a name."""


def _fields_with_nodes(kind: type[ast.AST]) -> tuple[str, ...]:
    if kind in (ast.Constant, ast.MatchSingleton):
        return ()
    named = {"name"} if kind.__name__ != "TypeAlias" else frozenset[str]()
    return tuple(name for name in kind._fields if name not in PLAIN_FIELDS | named)


FIELDS = {
    kind: _fields_with_nodes(kind)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""Where the children of each kind of node are; an optional child left out has none itself."""
FIELDS[type(None)] = ()  # type: ignore[index]


@dataclass(slots=True)
class Scope:
    """What the code of one scope does, the scopes inside it included.

    ``loads`` are read here, ``free`` are read by functions inside; both may be global names.
    ``attributes`` are pairs of a name and an attribute of it, ``changes`` names of which an item
    or attribute is set. ``in_function`` says that what is called here is called by a function.
    """

    in_function: bool = False
    loads: set[str] = field(default_factory=set)
    free: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)
    declared: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    attributes: set[tuple[str, str]] = field(default_factory=set)
    calls: dict[str, None] = field(default_factory=dict)
    imports: list[ast.Import | ast.ImportFrom] = field(default_factory=list)
    loops: int = 0
    comprehensions: int = 0
    functions: list[Function] = field(default_factory=list)

    def outside(self) -> set[str]:
        """Return the names this scope reads from around it."""
        return (self.loads | self.free) - (self.binds - self.declared)

    @property
    def needs(self) -> set[str]:
        """The names that code at module level reads, now or when its functions are called."""
        return self.loads | self.free


class Survey:
    """Walks statements into scopes; keeps the scope of every function that it passes."""

    def __init__(self) -> None:
        self.functions: dict[ast.AST, Scope] = {}

    def scope(self, *nodes: ast.AST) -> Scope:
        """Return what these nodes do in the scope they stand in."""
        scope = Scope()
        self._walk(list(nodes), scope)
        return scope

    def _walk(self, stack: list[ast.AST], scope: Scope) -> None:
        """Visit nodes until none is left."""
        loads, binds = scope.loads, scope.binds
        while stack:
            node: Any = stack.pop()
            kind = type(node)
            if kind is ast.Name:
                (loads if type(node.ctx) is ast.Load else binds).add(node.id)
                continue
            visit = VISITS.get(kind)
            if visit is not None and visit(self, node, stack, scope):
                continue
            for name in FIELDS[kind]:
                value = getattr(node, name, None)
                if type(value) is list:
                    stack += value
                elif value is not None:
                    stack.append(value)

    def function(self, node: Function, stack: list[ast.AST], scope: Scope) -> bool:
        """Survey a function's body apart; what its head does happens around it."""
        scope.binds.add(node.name)
        scope.functions.append(node)
        inner = self._inner(node.args, list(node.body))
        self.functions[node] = inner
        _take_over(inner, scope, calls=scope.in_function)
        stack += node.decorator_list
        _push_head(node.args, stack)
        if node.returns is not None:
            stack.append(node.returns)
        return True

    def lambda_(self, node: ast.Lambda, stack: list[ast.AST], scope: Scope) -> bool:
        """Survey a lambda; what it calls counts where it stands."""
        inner = self._inner(node.args, [node.body])
        self.functions[node] = inner
        _take_over(inner, scope, calls=True)
        _push_head(node.args, stack)
        return True

    def class_(self, node: ast.ClassDef, stack: list[ast.AST], scope: Scope) -> bool:
        """Survey a class: its names are seen by its own statements, not by its methods."""
        scope.binds.add(node.name)
        inner = Scope(in_function=scope.in_function)
        self._walk(list(node.body), inner)
        scope.loads |= inner.loads - inner.binds
        inner.loads = set()
        inner.binds = set()
        _take_over(inner, scope, calls=True)
        stack += node.decorator_list
        stack += node.bases
        stack += node.keywords
        return True

    def comprehension(self, node: ast.AST, _stack: list[ast.AST], scope: Scope) -> bool:
        """Survey a comprehension: what it binds is its own."""
        inner = Scope(in_function=scope.in_function)
        found = [getattr(node, name) for name in FIELDS[type(node)]]
        self._walk([c for v in found for c in (v if type(v) is list else [v])], inner)
        scope.loads |= inner.loads - inner.binds
        scope.comprehensions += 1
        inner.loads = set()
        inner.binds = set()
        _take_over(inner, scope, calls=True)
        scope.loops += inner.loops
        return True

    def _inner(self, arguments: ast.arguments, body: list[ast.AST]) -> Scope:
        inner = Scope(in_function=True)
        inner.binds.update(a.arg for a in _all_arguments(arguments))
        self._walk(body, inner)
        return inner


def _all_arguments(arguments: ast.arguments) -> list[ast.arg]:
    more = [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *more]


def _push_head(arguments: ast.arguments, stack: list[ast.AST]) -> None:
    stack += arguments.defaults
    stack += [default for default in arguments.kw_defaults if default is not None]
    stack += [a.annotation for a in _all_arguments(arguments) if a.annotation is not None]


def _take_over(inner: Scope, scope: Scope, *, calls: bool) -> None:
    """Add what an inner scope does to the one around it."""
    scope.free |= inner.outside()
    scope.attributes |= inner.attributes
    scope.imports += inner.imports
    scope.functions += inner.functions
    if calls:
        scope.calls.update(inner.calls)
        scope.loops += inner.loops
        scope.comprehensions += inner.comprehensions


def _attribute(_: Survey, node: ast.Attribute, _stack: list[ast.AST], scope: Scope) -> bool:
    if type(node.value) is ast.Name:
        scope.attributes.add((node.value.id, node.attr))
    if type(node.ctx) is not ast.Load:
        _change(node, scope)
    return False


def _subscript(_: Survey, node: ast.Subscript, _stack: list[ast.AST], scope: Scope) -> bool:
    if type(node.ctx) is not ast.Load:
        _change(node, scope)
    return False


def _change(node: ast.expr, scope: Scope) -> None:
    """Note whose item or attribute is set."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    if type(node) is ast.Name:
        scope.changes.add(node.id)


def _call(_: Survey, node: ast.Call, _stack: list[ast.AST], scope: Scope) -> bool:
    scope.calls.setdefault(dotted(node.func))
    return False


def _operation(_: Survey, node: ast.BinOp, _stack: list[ast.AST], scope: Scope) -> bool:
    if type(node.op) is ast.MatMult:
        scope.calls.setdefault("@")
    return False


def _augmented(_: Survey, node: ast.AugAssign, _stack: list[ast.AST], scope: Scope) -> bool:
    if type(node.target) is ast.Name:
        scope.loads.add(node.target.id)
    return False


def _import(_: Survey, node: ast.Import, _stack: list[ast.AST], scope: Scope) -> bool:
    scope.imports.append(node)
    for alias in node.names:
        scope.binds.add(alias.asname or alias.name.partition(".")[0])
    return True


def _loop(_: Survey, _node: ast.AST, _stack: list[ast.AST], scope: Scope) -> bool:
    scope.loops += 1
    return False


def _global(_: Survey, node: ast.Global, _stack: list[ast.AST], scope: Scope) -> bool:
    scope.declared.update(node.names)
    return True


def _handler(_: Survey, node: ast.ExceptHandler, _stack: list[ast.AST], scope: Scope) -> bool:
    if node.name:
        scope.binds.add(node.name)
    return False


def dotted(node: ast.expr) -> str:
    """Return ``np.linalg.inv`` for such an expression; on anything but a name, ``.inv``."""
    if type(node) is ast.Name:
        return node.id[: names.MAX_NAME]
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < 12:
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ("." + parts[0])[: names.MAX_NAME] if parts else ""
    parts.append(node.id)
    return ".".join(reversed(parts))[: names.MAX_NAME]


Visit = Callable[[Survey, Any, list[ast.AST], Scope], bool]
VISITS: dict[type[ast.AST], Visit] = {
    ast.FunctionDef: Survey.function,
    ast.AsyncFunctionDef: Survey.function,
    ast.Lambda: Survey.lambda_,
    ast.ClassDef: Survey.class_,
    **dict.fromkeys(COMPREHENSIONS, Survey.comprehension),
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: _call,
    ast.BinOp: _operation,
    ast.AugAssign: _augmented,
    ast.Import: _import,
    ast.ImportFrom: _import,
    **dict.fromkeys(LOOPS, _loop),
    ast.Global: _global,
    ast.ExceptHandler: _handler,
    **dict.fromkeys(CAPTURES, _handler),
}
"""What is done at a node beside visiting its children; true says that they were seen to."""
