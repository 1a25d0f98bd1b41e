"""Notebook JSON (nbformat 3 and 4) to cells of source; runs confined."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAX_CELLS = 5_000


class UnreadableNotebook(ValueError):  # noqa: N818 - the student's, not ours
    """Not the JSON of a notebook; the message says what it is instead."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell: its place among all cells, counted from 1 as a reader counts, and its text."""

    number: int
    text: str


def read_notebook(text: str) -> list[Cell]:
    """Return the code cells in order; anything odd inside a cell is left out of it.

    Raises:
        UnreadableNotebook: The text is no JSON, or its JSON is no notebook.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError, MemoryError) as problem:
        raise UnreadableNotebook(f"it is no notebook: {_first(problem)}") from None
    if not isinstance(content, dict):
        raise UnreadableNotebook("it is no notebook: its JSON is not an object")
    cells = list(_cells(content))
    if not cells and not _has_cells(content):
        raise UnreadableNotebook("it is no notebook: it has no cells")
    return [
        Cell(number, source)
        for number, cell in enumerate(cells[:MAX_CELLS], 1)
        if isinstance(cell, dict) and cell.get("cell_type") == "code" and _is_python(cell)
        for source in [_text(cell.get("source", cell.get("input")))]
        if source.strip()
    ]


def _first(problem: BaseException) -> str:
    return (str(problem) or type(problem).__name__)[:100]


def _has_cells(content: dict[str, Any]) -> bool:
    return isinstance(content.get("cells"), list) or isinstance(content.get("worksheets"), list)


def _cells(content: dict[str, Any]) -> Iterator[Any]:
    """Yield the cells of format 4, or of the worksheets of format 3."""
    if isinstance(content.get("cells"), list):
        yield from content["cells"]
        return
    worksheets = content.get("worksheets")
    for sheet in worksheets if isinstance(worksheets, list) else ():
        if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list):
            yield from sheet["cells"]


def _is_python(cell: dict[str, Any]) -> bool:
    language = cell.get("language", "python")
    return not isinstance(language, str) or language.lower().startswith(("py", "ipy"))


def _text(source: Any) -> str:
    """Return a cell's source, a string or a list of lines."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    return source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
