"""What students are given: the solution without the bodies of what is asked.

Imports, constants, signatures, docstrings, comments outside those bodies, and helpers that nobody
is asked for stay as they are written.
"""

import ast
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from grader.drafting.finding import Solution, cells_of, source_of

BODY = "raise NotImplementedError"
TEXTS = (".json", ".txt", ".csv", ".yaml", ".yml", ".toml", ".cfg", ".ini")
MOST_BYTES = 64 * 1024
"""Up to which size a file that is no source is handed out too: settings, not results."""
Asked = Collection[tuple[str, str, str]]
"""File, class and name of every definition that is asked."""


def starter(solution: Solution, asked: Asked) -> dict[str, bytes]:
    """Return the files that students begin with."""
    files: dict[str, bytes] = {}
    for name, content in solution.submission.files:
        suffix = PurePosixPath(name).suffix.lower()
        if suffix == ".py":
            files[name] = emptied(solution.sources[name], name, asked).encode()
        elif suffix == ".ipynb":
            files[name] = _notebook(content, name, asked)
        elif suffix in TEXTS and len(content) <= MOST_BYTES:
            files[name] = content
    return files


def emptied(source: str, file: str, asked: Asked) -> str:
    """Return a module whose definitions that are asked have no body."""
    return _emptied(source, source, file, asked)


def _emptied(parsed: str, shown: str, file: str, asked: Asked) -> str:
    """Empty definitions by the places they have in ``parsed``, line by line, in ``shown``."""
    lines = shown.splitlines(keepends=True)
    spans = [_span(node) for node in _asked_in(ast.parse(parsed), file, asked)]
    for first, column, last, indent in sorted(spans, reverse=True):
        head = lines[first - 1].encode()[:column].decode() if column else ""
        end = "\n" if lines[last - 1].endswith("\n") else ""
        kept = [head.rstrip() + "\n"] if head.strip() else []
        lines[first - 1 : last] = [*kept, f"{indent}{BODY}{end}"]
    return "".join(lines)


def _asked_in(tree: ast.Module, file: str, asked: Asked) -> Iterator[ast.FunctionDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and (file, "", node.name) in asked:
            yield node
        if isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.FunctionDef) and (file, node.name, each.name) in asked:
                    yield each


def _span(node: ast.FunctionDef) -> tuple[int, int, int, str]:
    """Return where a body stands that has to go, and how far it is indented.

    The column is where it begins, if something that stays is on the same line.
    """
    has_text = ast.get_docstring(node) is not None
    rest = node.body[1:] if has_text else node.body
    last = node.body[-1].end_lineno or node.body[-1].lineno
    on_one_line = node.body[0].lineno == node.lineno
    indent = " " * (node.col_offset + 4 if on_one_line else node.body[0].col_offset)
    if not rest:
        text = node.body[0]
        return text.end_lineno or text.lineno, text.end_col_offset or 0, last, indent
    first = rest[0]
    if first.lineno in {node.lineno, (node.body[0].end_lineno if has_text else 0)}:
        return first.lineno, first.col_offset, last, indent
    return first.lineno, 0, last, indent


def _notebook(content: bytes, file: str, asked: Asked) -> bytes:
    """Return a notebook whose cells have neither bodies that are asked nor output."""
    notebook = json.loads(content)
    for cell in notebook.get("cells", []):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            written = cell.get("source", "")
            shown = "".join(written) if isinstance(written, list) else str(written)
            text = _emptied(source_of(cell), shown, file, asked)
            cell["source"] = text.splitlines(keepends=True)
            cell["outputs"], cell["execution_count"] = [], None
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def signature_of(node: ast.FunctionDef, *, method: bool) -> str:
    """Return ``name(arguments)`` as it is written, without the object's own."""
    arguments = ast.unparse(node.args)
    if method:
        arguments = arguments.removeprefix("self").removeprefix(", ")
    return f"{node.name}({arguments})"


def parses(files: Mapping[str, bytes]) -> bool:
    """Say whether every source of a starter is Python."""
    try:
        for name, content in files.items():
            if name.endswith(".py"):
                ast.parse(content)
            for cell in cells_of(content) if name.endswith(".ipynb") else ():
                ast.parse(source_of(cell))
    except SyntaxError:
        return False
    return True
