"""A definition that fails as it stands, less whatever made it fail; runs confined."""

import ast
import copy
from dataclasses import dataclass
from typing import Any

from grader.worker.loading.survey import FUNCTIONS, Function

KEPT_DECORATORS = frozenset(("property", "staticmethod", "classmethod", "abstractmethod"))


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A definition with something left out, and what that was."""

    node: ast.stmt
    without: str


def relax(node: ast.stmt, line: int) -> Relaxed | None:
    """Return a definition without what failed on a line, or nothing where all was tried."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return _relax_function(node)
    return _relax_class(node, line) if isinstance(node, ast.ClassDef) else None


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


def _relax_function(node: Function) -> Relaxed | None:
    stripped = _undecorated(node)
    if stripped is not None and _differs(stripped, node):
        return Relaxed(stripped, f"the decorators and annotations of {node.name}")
    arguments = node.args
    defaults = [*arguments.defaults, *(d for d in arguments.kw_defaults if d is not None)]
    if any(not isinstance(default, ast.Constant) for default in defaults):
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


def _plain(node: Function) -> Function:
    """Make every default that must be computed ``None``."""
    twin = copy.copy(node)
    twin.args = copy.copy(node.args)
    twin.args.defaults = [_constant(default) for default in node.args.defaults]
    twin.args.kw_defaults = [d and _constant(d) for d in node.args.kw_defaults]
    return twin


def _constant(default: ast.expr) -> ast.expr:
    if isinstance(default, ast.Constant):
        return default
    return ast.copy_location(ast.Constant(None), default)


def _nothing(node: ast.AST) -> ast.stmt:
    return ast.copy_location(ast.Pass(), node)


def _relax_class(node: ast.ClassDef, line: int) -> Relaxed | None:
    """Leave out the statement of the body that failed, else decorators, else what it inherits."""
    twin: Any = copy.copy(node)
    culprit = next((n for n in node.body if _first(n) <= line <= (n.end_lineno or line)), None)
    if culprit is not None and not (len(node.body) == 1 and isinstance(culprit, ast.Pass)):
        relaxed = relax(culprit, line) if type(culprit) in FUNCTIONS else None
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
