"""Files, classes and places as the inventory tells them; runs confined."""

import ast
from typing import Any

from grader.worker.loading.definitions import Leaf
from grader.worker.loading.meanings import resolved
from grader.worker.loading.parsing import Part, Source
from grader.worker.loading.program import Module
from grader.worker.loading.signatures import (
    NAME,
    parameters_of,
)
from grader.worker.loading.survey import dotted

MAX_LOST = 20

Frame = dict[str, Any]


def place_of(leaf: Leaf, module: Module) -> Frame:
    """Return where a statement stands."""
    return {"file": module.source.path, "line": leaf.node.lineno, "where": leaf.where()}


def file_frame(source: Source) -> Frame:
    """Describe a file: how it could be read, and what was lost of it."""
    lost = [
        [lost.first, lost.last, _of_cell(part) + lost.reason[:100]]
        for part, lost in source.lost[:MAX_LOST]
    ]
    return {
        "path": source.path[:200],
        "module": source.module,
        "form": source.form,
        "lines": source.lines,
        "status": source.status,
        "lost": lost,
    }


def _of_cell(part: Part) -> str:
    return f"cell {part.cell}: " if part.cell else ""


def class_frame(node: ast.ClassDef, part: Part, module: Module) -> Frame:
    """Describe a class by its constructor and what it inherits from."""
    init = next((n for n in reversed(node.body) if getattr(n, "name", "") == "__init__"), None)
    parameters = None
    if isinstance(init, (ast.FunctionDef, ast.AsyncFunctionDef)):
        parameters = parameters_of(init.args, skip_first=True)
    return {
        "module": module.name,
        "name": node.name[:NAME],
        "file": module.source.path[:200],
        "line": node.lineno,
        "where": part.where(node.lineno),
        "bases": [_base(base, module.meanings) for base in node.bases[:8]],
        "init": parameters,
    }


def _base(node: ast.expr, aliases: dict[str, str]) -> str:
    return resolved(dotted(node), aliases)
