"""Which cells are handed in, as a notebook that the command reads. Runs in the kernel."""

import ast
from collections.abc import Iterable, Sequence
from typing import Any

MAGIC = "%grader"
CELL_MAGIC = "%%grader"
LOADING = ("%load_ext grader", "%reload_ext grader")


def handed_in(history: Iterable[str]) -> list[str]:
    """Return the cells that were run so far, without what they say to the grader itself."""
    return [kept for cell in history if (kept := _kept(cell)).strip()]


def _kept(cell: str) -> str:
    """Return a cell without its lines for the grader; a checked cell is handed in like others."""
    lines = cell.splitlines()
    return "\n".join(line for line in lines if not line.startswith((MAGIC, CELL_MAGIC, *LOADING)))


def defined_in(cell: str) -> tuple[str, ...]:
    """Return the names that a cell binds at its top level: functions, classes, assignments."""
    try:
        tree = ast.parse(_plain(cell))
    except SyntaxError:
        return ()
    return tuple(dict.fromkeys(name for node in tree.body for name in _bound(node)))


def _plain(cell: str) -> str:
    """Return a cell without lines that are no Python but IPython's."""
    return "\n".join("" if line.lstrip()[:1] in ("%", "!") else line for line in cell.splitlines())


def _bound(node: ast.stmt) -> Iterable[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []


def notebook(cells: Sequence[str]) -> str:
    """Return cells as a notebook file."""
    import nbformat

    form: Any = nbformat.v4
    return str(form.writes(form.new_notebook(cells=[form.new_code_cell(cell) for cell in cells])))
