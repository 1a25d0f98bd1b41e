"""A handed-in file to statements, each with its place in what the student wrote; runs confined."""

import __future__

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.worker.loading import magics, names
from grader.worker.loading.decoding import decode
from grader.worker.loading.notebooks import UnreadableNotebook, read_notebook
from grader.worker.loading.salvage import (
    MAX_PARSES,
    PYTHON2,
    Lost,
    Refusal,
    Salvaged,
    parse,
    salvage,
)

FUTURES = {name: getattr(__future__, name).compiler_flag for name in __future__.all_feature_names}
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Part:
    """A text that is parsed by itself: a whole file, or one cell of a notebook.

    ``filename`` is what its code is compiled under, so that tracebacks tell the cell.
    """

    cell: int
    filename: str
    text: str

    def where(self, line: int) -> str:
        """Return the place of a line as a student finds it."""
        return f"cell {self.cell}, line {line}" if self.cell else f"line {line}"


@dataclass(slots=True)
class Source:
    """A file of a submission: how it could be read, and its statements with their part."""

    path: str
    module: str
    form: str
    status: str = "parsed"
    lines: int = 0
    lost: list[tuple[Part, Lost]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    body: list[tuple[ast.stmt, Part]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    flags: int = 0
    is_python2: bool = False
    written: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_code(self) -> bool:
        """Whether it is Python, in whichever form."""
        return self.form in names.CODE

    def note(self, sentence: str) -> None:
        """Keep a sentence about this file for the student, once."""
        text = f"{self.path}: {sentence}"
        if text not in self.notes and len(self.notes) < names.MAX_NOTES:
            self.notes.append(text)


def read_source(path: str, module: str, data: bytes) -> Source:
    """Read and parse one file; whatever it holds, this ends in a status and never raises."""
    source = Source(path, module, names.form(path))
    if not source.is_code:
        return source
    limit = names.size_limit(path)
    if len(data) > limit:
        return _unreadable(source, f"more than {limit // names.MIB} MiB cannot be read as source")
    decoded = decode(data)
    for note in decoded.notes:
        source.note(note)
    if source.form == "py" and _is_notebook(decoded.text):
        source.form = "ipynb"
        source.note("it holds a notebook, and was read as one; its name should end in .ipynb")
    try:
        source.parts = _parts(source, decoded.text)
        _parse_parts(source)
    except UnreadableNotebook as problem:
        return _unreadable(source, str(problem))
    except (RecursionError, MemoryError):
        source.body.clear()
        return _unreadable(source, "it is nested too deeply or too large to be parsed")
    _judge(source)
    return source


def read_text(path: str, module: str, text: str) -> Source:
    """Read a module that a notebook's ``%%writefile`` wrote."""
    return read_source(path, module, text.encode("utf-8", "replace"))


def _unreadable(source: Source, why: str) -> Source:
    source.status = "unreadable"
    source.note(why)
    return source


def _is_notebook(text: str) -> bool:
    """Recognise a notebook under another name; as Python it would be a dictionary."""
    return text.lstrip()[:1] == "{" and '"nbformat"' in text and '"cells"' in text


def _parts(source: Source, text: str) -> list[Part]:
    """Return the texts that are parsed one by one."""
    if source.form == "py":
        source.lines = text.count("\n") + (not text.endswith("\n")) if text else 0
        return [Part(0, source.path, text)]
    parts = []
    dropped: list[str] = []
    for cell in read_notebook(text):
        cleaned = magics.drop_cell_magic(cell.text)
        dropped += cleaned.dropped
        if cleaned.written is not None:
            source.written.append(cleaned.written)
        parts.append(Part(cell.number, f"{source.path} cell {cell.number}", cleaned.text))
        source.lines += cell.text.count("\n") + 1
    _note_magics(source, dropped)
    return parts


def _note_magics(source: Source, dropped: Sequence[str]) -> None:
    if dropped:
        source.note(f"lines that only a notebook knows were left out: {magics.describe(dropped)}")


def _parse_parts(source: Source) -> None:
    """Parse part by part; only what does not parse is looked at twice."""
    budget = MAX_PARSES
    dropped: list[str] = []
    for part in source.parts:
        body = parse(part.text)
        if isinstance(body, Refusal):
            cleaned = magics.drop_line_magics(part.text)
            dropped += cleaned.dropped
            refusal = None if cleaned.dropped else body
            found = salvage(cleaned.text, budget=budget, refusal=refusal)
            budget = max(4, budget - found.parses)
            _take_salvaged(source, part, found)
            body = found.body
        source.body += [(node, part) for node in body]
    _note_magics(source, dropped)


def _take_salvaged(source: Source, part: Part, found: Salvaged) -> None:
    source.lost += [(part, lost) for lost in found.lost]
    for how in found.mended:
        source.note(how)
        source.is_python2 |= how == PYTHON2


def _judge(source: Source) -> None:
    """Settle the status and say what was lost, in the student's own lines."""
    if source.lost:
        source.status = "salvaged" if source.body else "unreadable"
    for part, lost in source.lost[: names.MAX_NOTES]:
        verb = "were" if lost.last > lost.first else "was"
        where = lines_of(part, lost)
        source.note(f"{where} could not be parsed ({lost.reason}) and {verb} left out")
    for node, _ in source.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for alias in node.names:
                source.flags |= FUTURES.get(alias.name, 0)
    if not any(isinstance(node, DEFINITIONS) for node, _ in source.body) and _holds_code(source):
        source.note("all the code stands inside a string literal; take the quotes away")


def lines_of(part: Part, lost: Lost) -> str:
    """Return lost lines as a student finds them."""
    lines = f"lines {lost.first}-{lost.last}" if lost.last > lost.first else f"line {lost.first}"
    return f"cell {part.cell}, {lines}" if part.cell else lines


def _holds_code(source: Source) -> bool:
    return any(
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        and "def " in node.value.value
        for node, _ in source.body
    )
