"""A definition that fails as it stands, less whatever made it fail; runs confined."""

import ast
import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.worker.loading.survey import FUNCTIONS, Function

KEPT_DECORATORS = frozenset(("property", "staticmethod", "classmethod", "abstractmethod"))


TEXT = 60


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A definition with something left out, and what that was."""

    node: ast.stmt
    without: str


def relax(node: ast.stmt, line: int, missing: str = "") -> Relaxed | None:
    """Return a definition without what failed on a line, or nothing where all was tried.

    Where it failed for want of a name, ``missing``, only the defaults that read that are left out.
    """
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return _without_name(node, missing) or _relax_function(node)
    return _relax_class(node, line, missing) if isinstance(node, ast.ClassDef) else None


def unwrapped(node: ast.stmt) -> Relaxed | None:
    """Return ``relu = f`` for ``relu = jit(f)``: what wraps it is a decorator in other words."""
    call = node.value if isinstance(node, ast.Assign) else None
    if not isinstance(call, ast.Call) or len(call.args) != 1:
        return None
    if not isinstance(call.args[0], (ast.Name, ast.Lambda)):
        return None
    twin: Any = copy.copy(node)
    twin.value = call.args[0]
    return Relaxed(twin, f"{ast.unparse(call.func)[:TEXT]} around a function")


def bare(node: ast.stmt) -> Relaxed | None:
    """Return a definition that runs nothing but itself."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return Relaxed(_plain(_undecorated(node)), f"the decorators and defaults of {node.name}")
    if not isinstance(node, ast.ClassDef):
        return None
    twin = copy.copy(node)
    twin.decorator_list = []
    twin.keywords = []
    twin.bases = [base for base in node.bases if isinstance(base, (ast.Name, ast.Attribute))]
    methods = [n for n in node.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    twin.body = [_plain(_undecorated(method)) for method in methods] or [_nothing(node)]
    return Relaxed(twin, f"all but the methods of {node.name}")


def _without_name(node: Function, missing: str) -> Relaxed | None:
    """Leave out the defaults that read a name which is not there, and keep all else."""
    if not any(_reads(default, missing) for default in _defaults(node)):
        return None
    twin = _plain(node, lambda default: _reads(default, missing))
    return Relaxed(twin, f"the default values of {node.name} that read {missing}")


def _reads(expression: ast.expr, name: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(expression))


def _defaults(node: Function) -> list[ast.expr]:
    return [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]


def _relax_function(node: Function) -> Relaxed | None:
    stripped = _undecorated(node)
    if stripped is not None and _differs(stripped, node):
        return Relaxed(stripped, f"the decorators and annotations of {node.name}")
    if any(not isinstance(default, ast.Constant) for default in _defaults(node)):
        return Relaxed(_plain(node), f"the default values of {node.name}")
    return None


def _differs(stripped: Function, node: Function) -> bool:
    annotated = any(a.annotation is not None for a in ast.walk(node.args) if isinstance(a, ast.arg))
    fewer = len(stripped.decorator_list) < len(node.decorator_list)
    return fewer or annotated or node.returns is not None


def _undecorated(node: Function) -> Function:
    """Leave out annotations, and the decorators that are not Python's own."""
    twin = copy.copy(node)
    twin.decorator_list = [
        d for d in node.decorator_list if isinstance(d, ast.Name) and d.id in KEPT_DECORATORS
    ]
    twin.returns = None
    twin.args = copy.copy(node.args)
    for name in ("posonlyargs", "args", "kwonlyargs"):
        setattr(twin.args, name, [_unannotated(a) for a in getattr(node.args, name)])
    for name in ("vararg", "kwarg"):
        argument = getattr(node.args, name)
        setattr(twin.args, name, None if argument is None else _unannotated(argument))
    return twin


def _unannotated(argument: ast.arg) -> ast.arg:
    twin = copy.copy(argument)
    twin.annotation = None
    return twin


def _plain(node: Function, left_out: Callable[[ast.expr], bool] = lambda _: True) -> Function:
    """Make the defaults that must be computed ``None``, all or some."""
    twin = copy.copy(node)
    twin.args = copy.copy(node.args)
    defaults, keyword = node.args.defaults, node.args.kw_defaults
    twin.args.defaults = [_constant(d) if left_out(d) else d for d in defaults]
    twin.args.kw_defaults = [_constant(d) if d and left_out(d) else d for d in keyword]
    return twin


def _constant(default: ast.expr) -> ast.expr:
    if isinstance(default, ast.Constant):
        return default
    return ast.copy_location(ast.Constant(None), default)


def _nothing(node: ast.AST) -> ast.stmt:
    return ast.copy_location(ast.Pass(), node)


def _relax_class(node: ast.ClassDef, line: int, missing: str) -> Relaxed | None:
    """Leave out the statement of the body that failed, else decorators, else what it inherits."""
    twin: Any = copy.copy(node)
    culprit = next((n for n in node.body if _first(n) <= line <= (n.end_lineno or line)), None)
    if culprit is not None and not (len(node.body) == 1 and isinstance(culprit, ast.Pass)):
        relaxed = relax(culprit, line, missing) if type(culprit) in FUNCTIONS else None
        replacement = [_nothing(culprit)] if relaxed is None else [relaxed.node]
        index = node.body.index(culprit)
        twin.body = [*node.body[:index], *replacement, *node.body[index + 1 :]]
        what = f"line {culprit.lineno}" if relaxed is None else relaxed.without
        return Relaxed(twin, f"{what} in the class {node.name}")
    if node.decorator_list:
        twin.decorator_list = []
        return Relaxed(twin, f"the decorators of {node.name}")
    if node.bases or node.keywords:
        twin.bases, twin.keywords = [], []
        return Relaxed(twin, f"what {node.name} inherits from")
    return None


def _first(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)])
