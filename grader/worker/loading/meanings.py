"""What the names of a module mean where they stand: full names of imports; runs confined.

A function sees what the module's names mean once all of it has run, less what it binds itself.
"""

import ast
from collections.abc import Mapping

from grader.worker.loading import names
from grader.worker.loading.definitions import Leaf, Role
from grader.worker.loading.survey import Scope

UNSURE = (Role.BLOCK, Role.GUARD)
"""Statements that may not run: behind them a name may still mean what it meant before."""


def aliases_of(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """Return the full names of what an import binds; a relative one is the submission's own."""
    if isinstance(node, ast.ImportFrom):
        if node.level:
            return {}
        return {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names if a.name != "*"}
    plain = [a for a in node.names if a.asname is None]
    found = {a.name.partition(".")[0]: a.name.partition(".")[0] for a in plain}
    return found | {a.asname: a.name for a in node.names if a.asname is not None}


def pass_on(meanings: dict[str, str], leaf: Leaf) -> None:
    """Change what names mean as a statement at module level does."""
    if leaf.parent is None and leaf.role not in UNSURE:
        for name in meanings.keys() & leaf.scope.binds:
            del meanings[name]
    for node in leaf.scope.imports if leaf.role is not Role.DEFINE else ():
        meanings.update(aliases_of(node))


def within(scope: Scope, meanings: Mapping[str, str]) -> Mapping[str, str]:
    """Return what names mean inside a function: its own go before those of the module."""
    own = (scope.binds - scope.declared) & meanings.keys()
    if not own and not scope.imports:
        return meanings
    found = {name: full for name, full in meanings.items() if name not in own}
    for node in scope.imports:
        found.update(aliases_of(node))
    return found


def resolved(call: str, meanings: Mapping[str, str]) -> str:
    """Return the full name of what is called."""
    root, dot, rest = call.partition(".")
    return (meanings[root] + dot + rest)[: names.MAX_NAME] if root in meanings else call
