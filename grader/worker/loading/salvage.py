"""What can be saved of a source that does not parse; runs confined.

Theory of operation: a text is cut into the blocks that begin at column 0. The parser is asked for
all that is left; where it stops, the blocks before the stop are parsed and kept, the block that
holds the stop is mended (Python 2, tabs, invisible characters), or, if it is a class, cut once
more into its methods, or given up; then on behind it. Blank lines before a block keep its line
numbers. Every parse counts against one budget.
"""

import ast
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

from grader.worker.loading.lines import Layout, Span, blocks, lay_out

MAX_PARSES = 32

PRINT = re.compile(r"^(\s*(?:[^'\"#(]*:\s*)?)print(?:\s+(?![=(.,)\]])|\s*(?=[\"'>]))(.*)$")
REDIRECTED = re.compile(r"^>>\s*([\w.]+)\s*,?\s*(.*)$")
EXCEPT = re.compile(r"^(\s*except\s+[\w.()\t ,]+?)\s*,\s*([A-Za-z_]\w*)\s*:(.*)$")
RAISE = re.compile(r"^(\s*raise\s+[A-Za-z_][\w.]*)\s*,\s*(.+)$")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), "")
SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"), " ")


@dataclass(frozen=True, slots=True)
class Lost:
    """Lines ``first`` to ``last`` (from 1) that no statement was made of, and why."""

    first: int
    last: int
    reason: str


@dataclass(slots=True)
class Salvaged:
    """The statements that were made, the lines that were lost, and how lines were mended."""

    body: list[ast.stmt] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    parses: int = 0

    def mend(self, how: str) -> None:
        """Remember once how lines were mended."""
        if how not in self.mended:
            self.mended.append(how)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Where and why the parser stopped, the line counted from 0."""

    line: int
    reason: str
    is_total: bool = False


def parse(text: str) -> list[ast.stmt] | Refusal:
    """Parse a text once; every way the parser has of giving up becomes a refusal."""
    try:
        return ast.parse(text).body
    except SyntaxError as problem:
        return Refusal(max(0, (problem.lineno or 1) - 1), _reason(problem))
    except (RecursionError, MemoryError):
        return Refusal(0, "it is nested too deeply or too large to be parsed", is_total=True)
    except (ValueError, OverflowError) as problem:
        return Refusal(0, str(problem)[:100] or type(problem).__name__, is_total=True)


def _reason(problem: SyntaxError) -> str:
    return str(problem.msg or "invalid syntax")[:120]


def salvage(text: str, *, budget: int = MAX_PARSES, refusal: Refusal | None = None) -> Salvaged:
    """Return what parses of a text, and which lines do not; never raises.

    ``refusal`` is what the parser said of the whole text, where that is known.
    """
    found = Salvaged()
    whole = refusal or _try(found, text)
    if not isinstance(whole, Refusal):
        found.body = whole
        return found
    mended = _mend_all(found, text, whole)
    if mended is None:
        return found
    try:
        _Salvage(found, lay_out(mended), budget).run()
    except (RecursionError, MemoryError):
        found.body.clear()
        last = text.count("\n") + 1
        found.lost[:] = [Lost(1, last, "it is nested too deeply or too large to be parsed")]
    return found


def _try(found: Salvaged, text: str) -> list[ast.stmt] | Refusal:
    found.parses += 1
    return parse(text)


def _mend_all(found: Salvaged, text: str, refusal: Refusal) -> str | None:
    """Mend the whole text where that helps; None when its statements are found thereby."""
    for mend, how, needs_progress in MENDS:
        mended = mend(text)
        if mended == text:
            continue
        result = _try(found, mended)
        if isinstance(result, Refusal) and result.line < refusal.line + needs_progress:
            continue
        text = mended
        found.mend(how)
        if not isinstance(result, Refusal):
            found.body = result
            return None
        refusal = result
    return text


@dataclass(slots=True)
class _Salvage:
    """One pass over a text's blocks."""

    found: Salvaged
    layout: Layout
    budget: int

    def run(self) -> None:
        """Parse what is left, keep what precedes the stop, deal with the block that holds it."""
        spans = blocks(self.layout, 0, len(self.layout.lines) - 1, 0)
        index = 0
        while index < len(spans):
            if self.is_spent:
                reason = "too many mistakes before it"
                self._lose(spans[index].first, spans[-1].last, reason)
                return
            rest = self._parse(spans[index].first, spans[-1].last)
            if not isinstance(rest, Refusal):
                self.found.body.extend(rest)
                return
            index = self._step(spans, index, rest)

    @property
    def is_spent(self) -> bool:
        return self.found.parses >= self.budget

    def _step(self, spans: list[Span], index: int, refusal: Refusal) -> int:
        """Keep the blocks before the refusal's; mend, cut or lose that one; return the next."""
        culprit = next(
            (k for k in range(index, len(spans)) if spans[k].last >= refusal.line), len(spans) - 1
        )
        if refusal.is_total:
            culprit = index
        if culprit > index and not self.is_spent:
            before = self._parse(spans[index].first, spans[culprit - 1].last)
            if isinstance(before, Refusal):
                culprit, refusal = index, before
            else:
                self.found.body.extend(before)
        elif culprit > index:
            self._lose(spans[index].first, spans[culprit - 1].last, "too many mistakes before it")
        self._deal_with(spans[culprit], refusal)
        return culprit + 1

    def _deal_with(self, span: Span, refusal: Refusal) -> None:
        text = self._text(span.first, span.last)
        if refusal.is_total and not self.is_spent:
            alone = _try(self.found, text)
            if not isinstance(alone, Refusal):
                self.found.body.extend(alone)
                return
            refusal = alone
        if not (self._cut_class(span) or self._cut_first_line(span, refusal)):
            self._lose(span.first, span.last, refusal.reason)

    def _cut_first_line(self, span: Span, refusal: Refusal) -> bool:
        """Give up one broken line of a block, when all behind it is indented no deeper."""
        line = refusal.line
        if not span.first < line <= span.last or self.is_spent:
            return False
        bare = self.layout.lines[line].lstrip()
        if not bare or self.layout.lines[span.first].startswith(("def ", "class ", "@", "async")):
            return False
        head = self._parse(span.first, line - 1)
        if isinstance(head, Refusal):
            return False
        self.found.body.extend(head)
        self._lose(line, span.last, refusal.reason)
        return True

    def _cut_class(self, span: Span) -> bool:
        """Keep the methods of a class that parse; say which lines of it do not."""
        head = self._class_line(span)
        if head is None:
            return False
        pieces = self._members(head, span.last)
        if len(pieces) < 2:
            return False
        kept = {n: self.layout.lines[n] for n in range(span.first, pieces[0].first)}
        lost = self._sift(pieces, kept)
        return bool(lost) and self._keep_class(span, kept, lost)

    def _class_line(self, span: Span) -> int | None:
        for number in range(span.first, span.last + 1):
            line = self.layout.lines[number]
            if line.startswith("class "):
                return number
            if line and line[0] not in "@#":
                return None
        return None

    def _members(self, head: int, last: int) -> list[Span]:
        """Split a class's body at the column of its first line."""
        for number in range(head + 1, last + 1):
            line = self.layout.lines[number]
            bare = line.lstrip()
            if bare and bare[0] != "#" and self.layout.is_fresh(number):
                column = len(line) - len(bare)
                return blocks(self.layout, number, last, column) if column else []
        return []

    def _sift(self, pieces: list[Span], kept: dict[int, str]) -> list[Lost]:
        """Parse each member under a class of its own; move those that parse to ``kept``."""
        lost = []
        for piece in pieces:
            if self.is_spent:
                lost.append(Lost(piece.first + 1, piece.last + 1, "too many mistakes before it"))
                continue
            lines = [self.layout.lines[n] for n in range(piece.first, piece.last + 1)]
            result = _try(self.found, "class _:\n" + "\n".join(lines) + "\n")
            if isinstance(result, Refusal):
                lost.append(Lost(piece.first + 1, piece.last + 1, result.reason))
            else:
                kept.update(zip(range(piece.first, piece.last + 1), lines, strict=True))
        return lost

    def _keep_class(self, span: Span, kept: dict[int, str], lost: list[Lost]) -> bool:
        lines = [kept.get(n, "") for n in range(span.first, span.last + 1)]
        result = parse("\n" * span.first + "\n".join(lines))
        self.found.parses += 1
        if isinstance(result, Refusal):
            return False
        self.found.body.extend(result)
        self.found.lost.extend(lost)
        return True

    def _parse(self, first: int, last: int) -> list[ast.stmt] | Refusal:
        return _try(self.found, self._text(first, last))

    def _text(self, first: int, last: int) -> str:
        return "\n" * first + "\n".join(self.layout.lines[first : last + 1])

    def _lose(self, first: int, last: int, reason: str) -> None:
        while last > first and not self.layout.lines[last].strip():
            last -= 1
        while first < last and not self.layout.lines[first].strip():
            first += 1
        if self.layout.lines[first].strip():
            self.found.lost.append(Lost(first + 1, last + 1, reason))


def mend_characters(text: str) -> str:
    """Replace odd spaces by plain ones and drop characters of no width."""
    return text if text.isascii() else text.translate(INVISIBLE).translate(SPACES)


def mend_tabs(text: str) -> str:
    """Count a tab as up to eight columns, as Python 2 did."""
    if "\t" not in text:
        return text
    return "\n".join(_widen(line) for line in text.split("\n"))


def _widen(line: str) -> str:
    bare = line.lstrip(" \t")
    return line[: len(line) - len(bare)].expandtabs(8) + bare


def mend_python2(text: str) -> str:
    """Write print statements as calls, ``except X, e`` and ``raise X, m`` as Python 3 does."""
    layout = lay_out(text)
    lines = list(layout.lines)
    for number in range(len(lines)):
        if layout.is_fresh(number) and "print" in lines[number]:
            _mend_print(layout, lines, number)
        elif layout.is_fresh(number) and "," in lines[number]:
            line = EXCEPT.sub(r"\1 as \2:\3", lines[number])
            lines[number] = RAISE.sub(r"\1(\2)", line)
    return "\n".join(lines)


def _mend_print(layout: Layout, lines: list[str], number: int) -> None:
    """Put parentheses around what a print statement prints, over the lines it goes on."""
    last = number
    while last + 1 < len(lines) and layout.inside[last + 1]:
        last += 1
    found = PRINT.match(layout.code(number))
    if not found:
        return
    comment = lines[number][layout.comments[number] :]
    head, printed = found[1], found[2].rstrip()
    options = []
    redirected = REDIRECTED.match(printed)
    if redirected:
        printed = redirected[2]
        options.append(f"file={redirected[1]}")
    if last == number:
        if printed.endswith(","):
            printed = printed[:-1]
            options.append('end=" "')
        inner = ", ".join(filter(None, (printed, *options)))
        lines[number] = f"{head}print({inner}){'  ' + comment if comment else ''}"
    elif not options:
        lines[number] = f"{head}print({printed}{'  ' + comment if comment else ''}"
        lines[last] = f"{layout.code(last).rstrip()}){lines[last][layout.comments[last] :]}"


PYTHON2 = (
    "it is written in Python 2 (print without parentheses); it was read as Python 3, "
    "where / divides integers without rounding"
)
MENDS: tuple[tuple[Callable[[str], str], str, bool], ...] = (
    (mend_characters, "invisible or odd space characters were replaced", False),
    (textwrap.dedent, "all of it is indented; it was moved to the left", True),
    (mend_tabs, "tabs and spaces are mixed; a tab was counted as up to eight columns", True),
    (mend_python2, PYTHON2, False),
)
"""How text is mended, in what words, and whether the parser must get further for it to be kept."""
