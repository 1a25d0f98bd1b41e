"""Numbers and small matrices as aligned text that Python can read back. Runs in the judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from grader_plugins.reporters.phrases import short_name

DIGITS = 6
MOST_ROWS = 8
MOST_ITEMS = 8
DEEPEST = 4
LONGEST = 300
LONGEST_NAME = 24

_SPECIAL = frozenset(("nan", "inf", "-inf", "+inf", "infinity", "-infinity"))
_LEFT_OUT = "…"


@dataclass(frozen=True, slots=True)
class _Grid:
    """Rows of cells as text, with the shape of what they show."""

    rows: tuple[tuple[str, ...], ...]
    shape: tuple[int, ...]


def formatted(value: Any, *, width: int) -> str:
    """Return a value of a report's evidence as text of at most a width, as far as it can.

    Numbers have at most six significant digits; matrices are aligned at the decimal point; what
    is large is cut, with its shape said.
    """
    return "\n".join(_lines(value, width, 0))


def _lines(value: Any, width: int, depth: int) -> list[str]:
    if isinstance(value, Mapping):
        return _named(
            [(f"{short_name(str(k), LONGEST_NAME)} = ", v) for k, v in value.items()], width, depth
        )
    if not isinstance(value, (list, tuple)):
        return [_scalar(value)]
    grid = _grid(value)
    if grid is not None:
        return _matrix(grid, width)
    if depth >= DEEPEST:
        return [_LEFT_OUT]
    return _named([(f"[{n}] ", item) for n, item in enumerate(value)], width, depth)


def _named(items: Sequence[tuple[str, Any]], width: int, depth: int) -> list[str]:
    """Return named values under each other, names aligned."""
    if not items:
        return ["nothing"]
    longest = max(len(name) for name, _ in items[:MOST_ITEMS])
    lines = []
    for name, item in items[:MOST_ITEMS]:
        inner = _lines(item, max(width - longest, 16), depth + 1) if depth < DEEPEST else ["…"]
        lines.append(f"{name:>{longest}}{inner[0]}")
        lines += [f"{'':{longest}}{line}" for line in inner[1:]]
    left = len(items) - MOST_ITEMS
    return [*lines, *([f"… and {left} more"] if left > 0 else [])]


def _scalar(value: Any) -> str:
    return _number(value) if _is_number(value) else _short(str(value)) or "''"


def _short(text: str) -> str:
    return short_name(text, LONGEST)


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return value.lower() in _SPECIAL
    return isinstance(value, (int, float))


def _number(value: Any) -> str:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return value.lower().removeprefix("+").replace("infinity", "inf")
    if isinstance(value, int) and abs(value) < 10**DIGITS:
        return str(value)
    as_float = float(value) if abs(value) < 1e308 or isinstance(value, float) else float("inf")
    as_float = as_float or 0.0  # -0.0 is equal to 0, and reads as if it were not
    return f"{as_float:.{DIGITS}g}" if isfinite(as_float) else str(as_float)


def _grid(value: Sequence[Any]) -> _Grid | None:
    """Return a vector or matrix of numbers as cells, or nothing where it is neither."""
    if value and all(map(_is_number, value)):
        return _Grid((tuple(map(_number, value)),), (len(value),))
    rows = [row for row in value if isinstance(row, (list, tuple))]
    if not rows or len(rows) != len(value):
        return None
    columns = len(rows[0])
    if not columns or any(len(row) != columns for row in rows):
        return None
    if not all(_is_number(cell) for row in rows for cell in row):
        return None
    return _Grid(tuple(tuple(map(_number, row)) for row in rows), (len(rows), columns))


def _matrix(grid: _Grid, width: int) -> list[str]:
    """Return a vector or matrix as aligned lines, its middle left out where it is large."""
    rows = _fewer_rows(grid.rows)
    cells = _aligned(rows)
    shown = _fewer_columns(cells, width - 4)
    flat = len(grid.shape) == 1
    cut = len(rows) < len(grid.rows) or shown is not cells
    lines = []
    for number, row in enumerate(shown):
        first, last = number == 0, number == len(shown) - 1
        start = "[" if flat else ("[[" if first else " [")
        end = "]" if flat else ("]]" if last else "],")
        lines.append(f"{start}{''.join(row).rstrip().rstrip(',')}{end}")
    if len(rows) < len(grid.rows):
        lines.insert(len(rows) - 2, f" {_LEFT_OUT}")
    return [*lines, f"shape {_shape(grid.shape)}, not all shown"] if cut else lines


def _shape(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def _fewer_rows(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return rows if len(rows) <= MOST_ROWS else (*rows[: MOST_ROWS - 3], *rows[-2:])


def _aligned(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Pad each column so that its decimal points stand under each other."""
    columns = [_aligned_column(column) for column in zip(*rows, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def _aligned_column(column: Sequence[str]) -> list[str]:
    """Pad cells to the decimal point; what is not finite stands at the right edge."""
    numbers = [_split(cell) for cell in column if cell not in _SPECIAL]
    left = max((len(whole) for whole, _ in numbers), default=0)
    right = max((len(fraction) for _, fraction in numbers), default=0)
    width = max(left + right, *map(len, column))
    return [_padded(cell, width, right) for cell in column]


def _padded(cell: str, width: int, right: int) -> str:
    if cell in _SPECIAL:
        return f"{cell:>{width}}, "
    whole, fraction = _split(cell)
    return f"{whole:>{width - right}}{fraction + ',':<{right + 2}}"


def _split(cell: str) -> tuple[str, str]:
    whole, point, fraction = cell.partition(".")
    return (whole, point + fraction)


def _fewer_columns(cells: list[list[str]], width: int) -> list[list[str]]:
    """Keep the first columns and the last where not all fit."""
    widths = [len(cell) for cell in cells[0]]
    if sum(widths) <= width:
        return cells
    room, kept = width - widths[-1] - 3, 0
    while kept < len(widths) - 1 and room >= widths[kept]:
        room -= widths[kept]
        kept += 1
    return [[*row[: max(kept, 1)], f"{_LEFT_OUT}, ", row[-1]] for row in cells]
