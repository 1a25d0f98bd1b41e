"""Which assignments may give a wanted name a function, by how they are written; runs confined.

``relu = np.vectorize(...)`` may, ``CE = CE(target, prediction)`` may not: the one makes a function,
the other uses one, and running it would carry out the training before it.
"""

import ast
import builtins
from dataclasses import dataclass
from typing import Any

from grader.worker.loading.definitions import Leaf
from grader.worker.loading.meanings import resolved
from grader.worker.loading.program import Module, fold
from grader.worker.loading.survey import FUNCTIONS, dotted

MAKERS = frozenset(
    ("numpy.vectorize", "numpy.frompyfunc", "staticmethod", "classmethod", "getattr")
)
"""What returns a function, of numpy and of Python's own, where all else returns values."""
DISPLAYS = (ast.Tuple, ast.List)
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Given:
    """A name that an assignment binds; ``value`` is what it is given, or what is unpacked."""

    name: str
    value: ast.expr


def given_by(node: ast.stmt) -> list[Given]:
    """Return the plain names that an assignment binds, each with its value."""
    value = getattr(node, "value", None)
    if value is None or not isinstance(node, (ast.Assign, ast.AnnAssign)):
        return []
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [given for target in targets for given in _pairs(target, value)]


def _pairs(target: ast.expr, value: ast.expr) -> list[Given]:
    if isinstance(target, ast.Name):
        return [Given(target.id, value)]
    if not isinstance(target, DISPLAYS):
        return []
    if isinstance(value, DISPLAYS) and len(value.elts) == len(target.elts):
        pairs = zip(target.elts, value.elts, strict=True)
    else:
        pairs = zip(target.elts, [value] * len(target.elts), strict=True)
    return [Given(t.id, v) for t, v in pairs if isinstance(t, ast.Name)]


class Candidates:
    """Tells what may be a function in one module."""

    def __init__(self, module: Module, wanted: frozenset[str]) -> None:
        self._wanted = wanted
        self.meanings = module.meanings
        self.defined: dict[str, Any] = {}
        for leaf in module.every_leaf():
            if isinstance(leaf.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self.defined[leaf.node.name] = leaf.node
        self._functions = {n for n, node in self.defined.items() if type(node) in FUNCTIONS}
        self._folded = frozenset(map(fold, self._functions))

    def gives_wanted(self, leaf: Leaf) -> bool:
        """Say whether a statement may give a wanted name a function."""
        return any(map(self.is_wanted, given_by(leaf.node)))

    def is_wanted(self, given: Given) -> bool:
        """Say whether a wanted name is given what may be a function."""
        return fold(given.name) in self._wanted and self.may_be(given)

    def misused(self, leaf: Leaf) -> set[str]:
        """Return the names of functions that an assignment gives something else."""
        given = [g for g in given_by(leaf.node) if g.name in self._functions]
        return {g.name for g in given if not self.may_be(g)}

    def may_be(self, given: Given) -> bool:
        """Say whether what a name is given may be called.

        Where a function of that name is defined, only what is plainly made of functions may.
        """
        return self._may_be(given.value, given.name, is_strict=fold(given.name) in self._folded)

    def is_sure(self, given: Given) -> bool:
        """Say whether what a name is given is plainly made of functions."""
        return self._may_be(given.value, given.name, is_strict=True)

    def _may_be(self, value: ast.expr, name: str, *, is_strict: bool, depth: int = DEEPEST) -> bool:
        if not depth:
            return False
        if isinstance(value, ast.Lambda):
            return True
        if isinstance(value, (ast.Name, ast.Attribute, ast.Subscript)):
            known = isinstance(value, ast.Name) and value.id in self.defined
            return known or not is_strict
        if isinstance(value, ast.Call):
            return self._makes_function(value, name, is_strict=is_strict, depth=depth)
        return any(
            self._may_be(branch, name, is_strict=is_strict, depth=depth - 1)
            for branch in _branches(value)
        )

    def _makes_function(self, call: ast.Call, name: str, *, is_strict: bool, depth: int) -> bool:
        """Say whether a call may return a function, by what is called or by what it is given."""
        if isinstance(call.func, ast.Name) and call.func.id in self.defined:
            if call.func.id == name:
                return False
            return self._is_factory(self.defined[call.func.id]) or self._takes_function(call)
        if not isinstance(call.func, (ast.Name, ast.Attribute)):
            return self._may_be(call.func, name, is_strict=is_strict, depth=depth - 1)
        full = resolved(dotted(call.func), self.meanings)
        root = full.partition(".")[0]
        if root == "numpy" or hasattr(builtins, root):
            return full in MAKERS
        imported = root in {known.partition(".")[0] for known in self.meanings.values()}
        return self._takes_function(call) or (imported and not is_strict)

    def _takes_function(self, call: ast.Call) -> bool:
        """Say whether a call is handed a function, as what decorates or completes one is."""
        return any(
            isinstance(argument, ast.Lambda)
            or (isinstance(argument, ast.Name) and argument.id in self.defined)
            for argument in call.args
        )

    def _is_factory(self, node: Any) -> bool:
        """Say whether calling a definition of the module may give something to call."""
        if isinstance(node, ast.ClassDef):
            return bool(node.bases) or any(getattr(n, "name", "") == "__call__" for n in node.body)
        inside = [n for statement in node.body for n in ast.walk(statement)]
        return any(type(n) in FUNCTIONS or isinstance(n, ast.Lambda) for n in inside) or any(
            isinstance(n, ast.Return) and any(map(self._is_known, _items(n.value))) for n in inside
        )

    def _is_known(self, value: ast.expr | None) -> bool:
        return isinstance(value, ast.Name) and value.id in self.defined


def _items(value: ast.expr | None) -> list[ast.expr | None]:
    return [*value.elts] if isinstance(value, DISPLAYS) else [value]


def _branches(value: ast.expr) -> list[ast.expr]:
    """Return the expressions one of which is the value of a conditional one."""
    if isinstance(value, ast.IfExp):
        return [value.body, value.orelse]
    if isinstance(value, ast.BoolOp):
        return value.values
    return [value.value] if isinstance(value, ast.NamedExpr) else []
