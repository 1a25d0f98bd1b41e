"""Which numbers of a solution are settings, that other right code may have otherwise. In the judge.

Defaults of arguments, settings handed to the solution's own functions by name, the scale of what is
drawn at random, and epsilons are a matter of choice; an audit counts changes of them apart.
"""

import ast
from collections.abc import Collection

TINY = 1e-4
DRAWN = frozenset(
    ("rng", "random", "randn", "normal", "uniform", "standard_normal", "gauss", "glorot", "seed")
)
FILLED = frozenset(("zeros", "ones", "zeros_like", "ones_like"))


def is_setting(
    definition: ast.FunctionDef,
    way: tuple[tuple[str, int | None], ...],
    new: ast.AST,
    owned: Collection[str],
) -> bool:
    """Say whether a change at a place of a definition only changes a setting.

    Args:
        definition: Where it is.
        way: The fields that lead there.
        new: What stands there now.
        owned: Names of the solution's own definitions.
    """
    if any(name in ("defaults", "kw_defaults") for name, _ in way):
        return True
    nodes = _nodes(definition, way)
    changed = nodes[-1]
    if _is_tiny(changed):
        return True
    if not isinstance(changed, (ast.Constant, ast.BinOp, ast.Call)) or isinstance(new, ast.stmt):
        return False
    return _named(nodes, owned) or _drawn(nodes) or _begins(nodes)


def _is_tiny(node: ast.AST) -> bool:
    value = node.value if isinstance(node, ast.Constant) else None
    return isinstance(value, float) and 0 < abs(value) < TINY


def _nodes(definition: ast.AST, way: tuple[tuple[str, int | None], ...]) -> list[ast.AST]:
    found = [definition]
    for name, number in way:
        value = getattr(found[-1], name)
        found.append(value if number is None else value[number])
    return found


def _named(nodes: list[ast.AST], owned: Collection[str]) -> bool:
    """Say whether it is a number handed to the solution's own code by name."""
    if not isinstance(nodes[-1], ast.Constant):
        return False
    calls = [n for n in nodes[:-1] if isinstance(n, ast.Call)]
    keywords = [n for n in nodes if isinstance(n, ast.keyword)]
    name = _called(calls[-1]) if calls else ""
    return bool(keywords) and name in owned


def _begins(nodes: list[ast.AST]) -> bool:
    """Say whether it is what parameters begin with, where others are drawn at random."""
    name = _called(nodes[-1])
    return name in FILLED and bool(_used(nodes[0]) & DRAWN)


def _called(node: ast.AST) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    return str(getattr(function, "attr", getattr(function, "id", "")))


def _used(node: ast.AST) -> set[str]:
    return {getattr(n, "attr", getattr(n, "id", "")) for n in ast.walk(node)}


def _drawn(nodes: list[ast.AST]) -> bool:
    """Say whether the statement draws at random, or computes the bound of what is drawn."""
    statement = next(n for n in reversed(nodes) if isinstance(n, ast.stmt))
    if not isinstance(statement, (ast.Assign, ast.Return, ast.Expr)):
        return False
    used = _used(statement)
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    kept = {getattr(n, "id", "") for n in targets}
    return bool(used & DRAWN) or bool(kept & {"bound", "limit", "scale", "deviation"})
