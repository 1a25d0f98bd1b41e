"""Wraps definitions of a module, so that something else can stand in their place. In the judge."""

import ast
import copy
from collections.abc import Mapping

MODULE = "audit_graft"
"""The module that mutants have beside the solution's own files."""
NAME = "graft"

Path = tuple[str, ...]
Definition = ast.FunctionDef
Scope = ast.Module | ast.ClassDef


def definition(tree: ast.Module, path: Path) -> Definition | None:
    """Return the last definition of a function or method by its path, as Python would find it."""
    scope: Scope = tree
    for name in path[:-1]:
        inner = [n for n in scope.body if isinstance(n, ast.ClassDef) and n.name == name]
        if not inner:
            return None
        scope = inner[-1]
    found = [n for n in scope.body if isinstance(n, ast.FunctionDef) and n.name == path[-1]]
    return found[-1] if found else None


def parameters(found: Definition) -> tuple[str, ...]:
    """Return the names of a definition's parameters in order, those of a method with ``self``."""
    arguments = found.args
    return tuple(
        each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    )


def wrapped(source: str, keys: Mapping[Path, str]) -> str:
    """Return a module in which calls of some definitions go through the graft, by its keys."""
    tree = ast.parse(source)
    for path, key in keys.items():
        _wrap(tree, path, key)
    wanted = ast.parse(f"from {MODULE} import {NAME}").body
    tree.body[_head(tree) : _head(tree)] = wanted
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _head(tree: ast.Module) -> int:
    """Return behind which statement of a module imports may stand."""
    count = 0
    for node in tree.body:
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not (is_text or is_future):
            break
        count += 1
    return count


def _wrap(tree: ast.Module, path: Path, key: str) -> None:
    found = definition(tree, path)
    assert found is not None
    inner = "_".join(("_original", *(part.strip("_") for part in path)))
    outer = copy.deepcopy(found)
    found.name = inner
    found.decorator_list = []
    scope = _scope(tree, path)
    call = _call(outer, inner, method=len(path) > 1)
    given = ", ".join(f"{name!r}: {name}" for name in _names(outer))
    text = f"return {NAME}({key!r}, lambda given: {call}, {{{given}}})"
    outer.body = ast.parse(text).body
    scope.body.insert(scope.body.index(found) + 1, outer)


def _scope(tree: ast.Module, path: Path) -> Scope:
    scope: Scope = tree
    for name in path[:-1]:
        scope = [n for n in scope.body if isinstance(n, ast.ClassDef) and n.name == name][-1]
    return scope


def _names(found: Definition) -> list[str]:
    extra = [each.arg for each in (found.args.vararg, found.args.kwarg) if each is not None]
    return [*parameters(found), *extra]


def _call(found: Definition, name: str, *, method: bool) -> str:
    """Write the call of the original with what ``given`` holds by the wrapper's parameters."""
    arguments = found.args
    positional = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    taken = [f"given[{each!r}]" for each in (positional[1:] if method else positional)]
    if arguments.vararg is not None:
        taken = [*taken, f"*given[{arguments.vararg.arg!r}]"]
    taken += [f"{each.arg}=given[{each.arg!r}]" for each in arguments.kwonlyargs]
    if arguments.kwarg is not None:
        taken = [*taken, f"**given[{arguments.kwarg.arg!r}]"]
    called = f"given[{positional[0]!r}].{name}" if method else name
    return f"{called}({', '.join(taken)})"
