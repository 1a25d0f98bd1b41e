"""IPython's lines (``%magic``, ``!shell``, ``help?``) out of source; runs confined."""

from collections.abc import Sequence
from dataclasses import dataclass

from grader.worker.loading.lines import Layout, lay_out

RUNS_ITS_BODY = frozenset(("time", "timeit", "capture", "prun", "python", "python3", "memit"))
"""Cell magics whose cell is Python all the same."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text of the same number of lines without magics, and what was dropped."""

    text: str
    dropped: tuple[str, ...] = ()
    written: tuple[str, str] | None = None


def drop_cell_magic(text: str) -> Cleaned:
    """Blank a ``%%magic`` line, and its whole cell where that is no Python.

    ``%%writefile name.py`` makes a module of the cell: its name and text come back.
    """
    lines = text.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None or not lines[first].lstrip().startswith("%%"):
        return Cleaned(text)
    head = lines[first].strip()
    words = head[2:].split() or [""]
    if words[0] in RUNS_ITS_BODY:
        lines[first] = ""
        return Cleaned("\n".join(lines), (head,))
    body = "\n".join(lines[first + 1 :])
    is_module = words[0] in ("writefile", "file") and words[-1].endswith(".py")
    written = (words[-1].lstrip("./"), body) if is_module else None
    return Cleaned("\n" * (len(lines) - 1), (head,), written)


def drop_line_magics(text: str) -> Cleaned:
    """Replace each line that is IPython's by nothing, or by ``pass`` where it is indented."""
    layout = lay_out(text)
    lines = list(layout.lines)
    dropped: list[str] = []
    number = 0
    while number < len(lines):
        if not (layout.is_fresh(number) and _is_magic(lines[number])):
            number += 1
            continue
        dropped.append(lines[number].strip())
        number = _blank(lines, number, layout)
    return Cleaned("\n".join(lines), tuple(dropped)) if dropped else Cleaned(text)


def _blank(lines: list[str], number: int, layout: Layout) -> int:
    """Blank a magic with the lines it continues on; return the next line's number."""
    line = lines[number]
    indentation = line[: len(line) - len(line.lstrip())]
    goes_on = line.rstrip().endswith("\\")
    lines[number] = indentation + "pass" if indentation else ""
    number += 1
    while goes_on and number < len(layout.lines):
        goes_on = lines[number].rstrip().endswith("\\")
        lines[number] = ""
        number += 1
    return number


def _is_magic(line: str) -> bool:
    """Say whether a line at the beginning of a statement is IPython's and cannot be Python."""
    bare = line.strip()
    if bare.startswith(("%", "!", "?")) and len(bare) > 1:
        return True
    if bare.endswith("?") and "#" not in bare and "'" not in bare and '"' not in bare:
        return True
    name, equals, value = bare.partition("=")
    return bool(equals) and name.strip().isidentifier() and value.lstrip()[:1] in ("!", "%")


def describe(dropped: Sequence[str]) -> str:
    """Name the first few dropped lines."""
    shown = ", ".join(line[:40] for line in dropped[:3])
    return shown + (f" and {len(dropped) - 3} more" if len(dropped) > 3 else "")
