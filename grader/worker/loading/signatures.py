"""How a function is written: parameters, how it is called, whether it is empty; runs confined."""

import ast
from typing import Any

from grader.worker.loading.survey import Function

MAX_PARAMETERS = 32
NAME = 64
SELVES = ("self", "cls", "this", "me", "klass", "_")
PLAIN = frozenset(("staticmethod", "classmethod"))

Frame = dict[str, Any]


def parameters_of(arguments: ast.arguments, *, skip_first: bool) -> list[Frame]:
    """Describe parameters, without the one for the object where that is skipped."""
    positional = [*arguments.posonlyargs, *arguments.args]
    without = len(positional) - len(arguments.defaults)
    named = enumerate(positional)
    found = [_parameter(a, "positional", default=i >= without) for i, a in named][skip_first:]
    if arguments.vararg:
        found.append(_parameter(arguments.vararg, "args", default=False))
    found += [
        _parameter(a, "keyword", default=d is not None)
        for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    ]
    if arguments.kwarg:
        found.append(_parameter(arguments.kwarg, "kwargs", default=False))
    return found[:MAX_PARAMETERS]


def _parameter(argument: ast.arg, kind: str, *, default: bool) -> Frame:
    return {"name": argument.arg[:NAME], "kind": kind, "default": default}


def first_of_init(node: ast.ClassDef) -> str:
    """Return what the constructor calls the object, ``self`` almost always."""
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__" and method.args.args:
            return method.args.args[0].arg
    return "self"


def method_kind(node: Function, first_of_init: str) -> str:
    """Return how a function in a class is called; nothing for what sets or deletes a property.

    One without a parameter for the object is called like a plain function of the class.
    """
    decorators = {d.id if isinstance(d, ast.Name) else "." for d in node.decorator_list}
    for name in sorted(PLAIN & decorators):
        return name
    if decorators & {"property", "cached_property"}:
        return "property"
    return "" if _is_setter(node) else kind_by_first(node.args, first_of_init)


def kind_by_first(arguments: ast.arguments, first_of_init: str) -> str:
    """Return how a function in a class is called by what its first parameter is called."""
    positional = [*arguments.posonlyargs, *arguments.args]
    if positional:
        return "method" if positional[0].arg in (*SELVES, first_of_init) else "staticmethod"
    return "method" if arguments.vararg else "staticmethod"


def _is_setter(node: Function) -> bool:
    return any(
        isinstance(d, ast.Attribute) and d.attr in ("setter", "getter", "deleter")
        for d in node.decorator_list
    )


def is_empty(node: Function) -> bool:
    """Say whether a body does nothing yet: pass, a docstring, None returned, a reminder raised."""
    unset: set[str] = set()
    for statement in node.body:
        if isinstance(statement, (ast.Pass, ast.Raise)):
            continue
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        if isinstance(statement, ast.Assign) and _is_none(statement.value, unset):
            unset |= {t.id for t in statement.targets if isinstance(t, ast.Name)}
            continue
        if isinstance(statement, ast.Return) and _is_none(statement.value, unset):
            continue
        return False
    return True


def _is_none(value: ast.expr | None, unset: set[str]) -> bool:
    if isinstance(value, ast.Tuple):
        return all(_is_none(item, unset) for item in value.elts)
    if isinstance(value, ast.Name):
        return value.id in unset
    return value is None or (isinstance(value, ast.Constant) and value.value in (None, ..., "TODO"))
