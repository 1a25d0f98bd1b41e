"""A table of separated values in which single cells change, and every other byte stays.

Theory of operation
-------------------
The text is scanned once into cells, each of which keeps the stretch of text it was read from. A
changed table is the old text with the stretches of the changed cells replaced: delimiters, line
ends, quotation marks and spaces elsewhere are never written anew. Cells are read as Python's
``csv`` reads them: quotation marks are doubled inside a quoted cell, and line ends may stand there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grader.errors import UsageError
from grader.tables.encodings import Decoded, decoded

DELIMITERS = (",", ";", "\t")
ENDS = ("\r", "\n")
LOOKED_AT = 5
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, and the stretch of text it stands in."""

    value: str
    start: int
    end: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, and how they were written.

    Attributes:
        decoded: The text they were read from.
        delimiter: What separates cells.
        rows: The cells, row by row; rows may differ in length, and empty lines are none.
    """

    decoded: Decoded
    delimiter: str
    rows: tuple[tuple[Cell, ...], ...]

    def value(self, row: int, column: int) -> str:
        """Return what a cell says; one that a short row lacks says nothing."""
        cells = self.rows[row]
        return cells[column].value if 0 <= column < len(cells) else ""

    def values(self, row: int) -> tuple[str, ...]:
        """Return what the cells of a row say."""
        return tuple(cell.value for cell in self.rows[row])

    def changed(self, cells: Mapping[tuple[int, int], str]) -> bytes:
        """Return the file with other values in the cells named by row and column.

        Raises:
            UsageError: A value cannot be written in the file's encoding.
        """
        # A row's own last cell comes before what is added behind it, also where it is empty.
        stretches = sorted(self._stretches(cells), key=lambda each: each[:2])
        text, at = self.decoded.text, 0
        pieces: list[str] = []
        for start, end, new in stretches:
            pieces += [text[at:start], new]
            at = end
        return self.decoded.encoded("".join([*pieces, text[at:]]))

    def _stretches(self, cells: Mapping[tuple[int, int], str]) -> Iterator[tuple[int, int, str]]:
        """Yield what to replace; a row that is too short is continued at its end, once."""
        beyond: dict[int, dict[int, str]] = {}
        for (row, column), value in cells.items():
            if column < len(self.rows[row]):
                cell = self.rows[row][column]
                yield cell.start, cell.end, written(value, self.delimiter, quoted=cell.quoted)
            else:
                beyond.setdefault(row, {})[column] = value
        for row, values in beyond.items():
            length, last = len(self.rows[row]), self.rows[row][-1].end
            added = [values.get(column, "") for column in range(length, max(values) + 1)]
            yield last, last, "".join(self.delimiter + written(v, self.delimiter) for v in added)


def table(data: bytes, *, name: str, encoding: str = "") -> Table:
    """Read a table; the delimiter is told by the first rows.

    Raises:
        UsageError: It is too large, no text, empty, or a quotation mark is never closed.
    """
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // (1024 * 1024)
        raise UsageError(f"{name}: it has more than {limit} MiB", hint="name a table of a class")
    read = decoded(data, name=name, encoding=encoding)
    delimiter, start = _announced(read.text)
    delimiter = delimiter or _delimiter(read.text)
    rows = tuple(_rows(read.text, delimiter, start, name))
    if not rows:
        raise UsageError(f"{name}: there is no row in it", hint="download it anew")
    return Table(read, delimiter, rows)


def written(value: str, delimiter: str, *, quoted: bool = False) -> str:
    """Return a cell's text, quoted where its value or the cell before it asks for that."""
    special = {delimiter, '"', *ENDS} & set(value) or value != value.strip()
    return '"' + value.replace('"', '""') + '"' if quoted or special else value


def _announced(text: str) -> tuple[str, int]:
    """Return the delimiter that a first line ``sep=;`` announces, and where the table starts."""
    line = text[:8].partition("\n")[0]
    if line[:4].lower() == "sep=" and line[4:5] in DELIMITERS and len(line.rstrip("\r")) == 5:
        return line[4], len(line) + 1
    return "", 0


def _delimiter(text: str) -> str:
    """Choose the delimiter that splits the first rows alike, and into most cells."""

    def rank(delimiter: str) -> tuple[bool, int]:
        lengths = []
        for cells in _rows(text, delimiter, 0, ""):
            lengths.append(len(cells))
            if len(lengths) == LOOKED_AT:
                break
        alike = len(set(lengths)) == 1 and lengths[0] > 1
        return alike, lengths[0] if lengths else 0

    return max(DELIMITERS, key=rank)


def _rows(text: str, delimiter: str, start: int, name: str) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows from a position on; with no name, an unclosed quotation mark ends them."""
    at, length = start, len(text)
    while at < length:
        cells: list[Cell] = []
        while True:
            cell, at = _cell(text, delimiter, at)
            if cell is None:
                if not name:
                    return
                line = text.count("\n", 0, at) + 1
                message = f"{name}:{line}: a quotation mark is opened and never closed"
                raise UsageError(message, hint="close it, or download the file anew")
            cells.append(cell)
            if at < length and text[at] == delimiter:
                at += 1
                continue
            break
        if len(cells) > 1 or cells[0].value or cells[0].quoted:
            yield tuple(cells)
        at += 2 if text[at : at + 2] == "\r\n" else 1


def _cell(text: str, delimiter: str, start: int) -> tuple[Cell | None, int]:
    """Read one cell, and where it ends; nothing where its quotation mark is never closed."""
    if text[start : start + 1] != '"':
        end = _end(text, delimiter, start)
        return Cell(text[start:end], start, end, quoted=False), end
    pieces, at = [], start + 1
    while True:
        closing = text.find('"', at)
        if closing < 0:
            return None, start
        pieces.append(text[at:closing])
        at = closing + 1
        if text[at : at + 1] != '"':
            break
        pieces.append('"')
        at += 1
    end = _end(text, delimiter, at)
    return Cell("".join(pieces) + text[at:end], start, end, quoted=True), end


def _end(text: str, delimiter: str, start: int) -> int:
    """Return where an unquoted stretch ends."""
    at, length = start, len(text)
    while at < length and text[at] != delimiter and text[at] not in ENDS:
        at += 1
    return at


def stripped(value: str) -> str:
    """Return a value without the ``="…"`` in which spreadsheets keep text from being a number."""
    value = value.strip()
    if value.startswith('="') and value.endswith('"') and len(value) > 2:
        value = value[2:-1].replace('""', '"')
    return value.strip()
