"""Source text as lines of which one knows where statements may begin; runs confined.

A light scan for text that Python's own parser refuses: strings, comments and brackets only.
"""

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r"#[^\n]*"
    r"|(?:'''|\"\"\")"
    r"|'(?:[^'\\\n]|\\[^\n])*'?"
    r'|"(?:[^"\\\n]|\\[^\n])*"?'
    r"|[(\[{]|[)\]}]|\\."
)
"""Comments, quotes, strings of one line, brackets: each alternative is linear in its length."""
OPENERS = ("def ", "class ", "import ", "from ", "@", "async def ")
NEVER_INSIDE = ("def ", "class ", "async def ", "return ", "while ", "try:", "raise ", "import ")
"""Lines that begin so are in no bracket, whatever was left open above."""
JOINS = ("else", "elif", "except", "finally", ")", "]", "}")


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of a text, which of them begin inside a string or bracket, and comment starts."""

    lines: tuple[str, ...]
    inside: tuple[bool, ...]
    comments: tuple[int, ...]
    depths: tuple[int, ...]

    def is_fresh(self, number: int) -> bool:
        """Say whether a statement may begin on a line (counted from 0)."""
        return not self.inside[number]

    def code(self, number: int) -> str:
        """Return a line without its comment."""
        return self.lines[number][: self.comments[number]]


def lay_out(text: str) -> Layout:
    """Scan a text once, and again without a string that nothing closes."""
    lines = tuple(text.split("\n"))
    layout, unclosed = _scan(lines, frozenset())
    if unclosed is not None:
        layout, _ = _scan(lines, frozenset((unclosed,)))
    return layout


class _Scanner:
    """The state that runs from one line to the next."""

    def __init__(self) -> None:
        self.quote = ""
        self.opened = 0
        self.depth = 0
        self.joined = False

    @property
    def is_inside(self) -> bool:
        return bool(self.quote) or self.depth > 0 or self.joined

    def take(self, number: int, line: str, *, ignore_triple: bool) -> int:
        """Read a line; return where its comment begins, or its length."""
        position = self._after_string(line)
        if position < 0:
            return len(line)
        while found := TOKEN.search(line, position):
            piece, position = found[0], found.end()
            if piece[0] == "#":
                self.joined = False
                return found.start()
            if piece in ("'''", '"""'):
                if ignore_triple:
                    continue
                position = self._open(number, piece, line, position)
                if position < 0:
                    return len(line)
            elif piece in "([{":
                self.depth += 1
            elif piece in ")]}":
                self.depth = max(0, self.depth - 1)
        self.joined = line.endswith("\\")
        return len(line)

    def _after_string(self, line: str) -> int:
        return self._close(line, 0) if self.quote else 0

    def _open(self, number: int, quote: str, line: str, position: int) -> int:
        self.quote, self.opened = quote, number
        return self._close(line, position)

    def _close(self, line: str, position: int) -> int:
        """Return where the open string ends on this line, or -1; skips what is escaped."""
        end = line.find(self.quote, position)
        while end > 0 and line[end - 1] == "\\" and not line[: end - 1].endswith("\\"):
            end = line.find(self.quote, end + 1)
        if end < 0:
            return -1
        end += len(self.quote)
        self.quote = ""
        return end


def _scan(lines: tuple[str, ...], ignored: frozenset[int]) -> tuple[Layout, int | None]:
    scanner = _Scanner()
    inside: list[bool] = []
    comments: list[int] = []
    depths: list[int] = []
    for number, line in enumerate(lines):
        if scanner.is_inside and not scanner.quote and _is_statement(line):
            scanner.depth, scanner.joined = 0, False
        inside.append(scanner.is_inside)
        comments.append(scanner.take(number, line, ignore_triple=number in ignored))
        depths.append(scanner.depth)
    layout = Layout(lines, tuple(inside), tuple(comments), tuple(depths))
    return layout, scanner.opened if scanner.quote else None


def _is_statement(line: str) -> bool:
    return line.startswith(OPENERS) or line.lstrip().startswith(NEVER_INSIDE)


@dataclass(frozen=True, slots=True)
class Span:
    """Lines ``first`` to ``last``, counted from 0, the last included."""

    first: int
    last: int


def blocks(layout: Layout, first: int, last: int, column: int) -> list[Span]:
    """Split lines at those that begin a statement at a column; decorators stay with theirs."""
    starts = [first]
    decorated = False
    for number in range(first, last + 1):
        line = layout.lines[number]
        bare = line.lstrip()
        if not bare or bare[0] == "#" or len(line) - len(bare) != column:
            continue
        if layout.inside[number]:
            continue
        if not (decorated or bare.startswith(JOINS)) and number > first:
            starts.append(number)
        decorated = bare[0] == "@"
    return [Span(a, b - 1) for a, b in zip(starts, [*starts[1:], last + 1], strict=True)]
