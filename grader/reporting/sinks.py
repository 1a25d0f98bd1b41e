"""Escaping for every place a report is read in. Runs in the judge.

Theory of operation
-------------------
A report holds text that a student controls: names, printed output, exception texts. Each sink has
its own way of being fooled, so each has its own function here, and a reporter passes every text
through exactly one of them. All of them start from :func:`plain`, which leaves no control
sequence, no direction override and no lone surrogate. Scanning is by hand and in one pass: a
regular expression over hostile text may take exponential time.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

REPLACEMENT = "\ufffd"
ESCAPE = "\x1b"
NO_BREAK = "\u200b"
DEEPEST = 24

_STRING_OPENERS = frozenset("]P^_X")
_STRING_ENDS = ("\x07", "\x1b\\", "\x9c")
_BREAKS = frozenset("\r\x0b\x0c\x85\u2028\u2029")


def plain(text: str) -> str:
    """Return text that only prints: no control sequence, no override, and newline as line end.

    Lines that a continuous-integration service would obey (``::error::``, ``##[error]``) are
    broken up, since a report is often printed into such a log.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    shown = [line if line.isprintable() else "".join(_visible(line)) for line in lines]
    return inert("\n".join(shown).expandtabs(4))


def _visible(text: str) -> Iterator[str]:
    position, end = 0, len(text)
    while position < end:
        character = text[position]
        if character in (ESCAPE, "\x9b"):
            position = _after_sequence(text, position)
            continue
        yield _printable(character)
        position += 1


def _printable(character: str) -> str:
    """Return what stands for a character: itself, a space, nothing for a format character."""
    if character == "\t" or character.isprintable():
        return character
    if character in _BREAKS:
        return "\n"
    category = unicodedata.category(character)
    return {"Cf": "", "Zs": " "}.get(category, REPLACEMENT)


def _after_sequence(text: str, start: int) -> int:
    """Return where a control sequence ends: one of cursor or colour, a string, or a lone pair.

    A string sequence (a title, a link) that nothing ends swallows the rest of its line.
    """
    if text[start] == "\x9b":
        return _after_parameters(text, start + 1)
    kind = text[start + 1 : start + 2]
    if kind == "[":
        return _after_parameters(text, start + 2)
    if kind and kind in _STRING_OPENERS:
        return _after_string(text, start + 2)
    return start + 2 if kind and " " <= kind <= "~" else start + 1


def _after_string(line: str, start: int) -> int:
    ends = [at + len(mark) for mark in _STRING_ENDS if (at := line.find(mark, start)) >= 0]
    return min(ends, default=len(line))


def _after_parameters(text: str, position: int) -> int:
    while position < len(text) and " " <= text[position] <= "?":
        position += 1
    final = text[position : position + 1]
    return position + 1 if final and "@" <= final <= "~" else position


def inert(text: str) -> str:
    """Break up every line that a continuous-integration service would take for a command.

    A reporter that wraps lines passes what it made through this again: a wrapped line may start
    with what stood in the middle before.
    """
    if "::" not in text and "##[" not in text:
        return text
    return "\n".join(map(_inert, text.split("\n")))


def _inert(line: str) -> str:
    stripped = line.lstrip()
    if stripped.startswith("::"):
        line = f"{line[: len(line) - len(stripped)][:-1]}: :{stripped[2:]}"
    return line.replace("##[", "## [")


def one_line(text: str) -> str:
    """Return plain text on a single line."""
    return " ".join(plain(text).split())


def terminal(text: str) -> str:
    """Return text safe on a terminal or in a log; hand it to rich as ``Text``, never as markup."""
    return plain(text)


_ASCII = str.maketrans(
    {
        "✓": "+",
        "✗": "x",
        "→": ">",
        "─": "-",
        "━": "=",
        "│": "|",
        "·": "-",
        "…": "~",
        "–": "-",
        "×": "x",
        "•": "*",
        "−": "-",
    }
)


def encodable(text: str, encoding: str | None) -> str:
    """Return text that an output of this encoding can carry; symbols become their ASCII kin."""
    name = encoding or "ascii"
    try:
        text.encode(name)
    except UnicodeEncodeError:
        return text.translate(_ASCII).encode(name, "replace").decode(name)
    except LookupError:
        return encodable(text, "ascii")
    return text


_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def html(text: str) -> str:
    """Return text for an HTML element or a quoted attribute."""
    return plain(text).translate(_HTML)


_MARKDOWN = str.maketrans(
    {
        **{mark: f"\\{mark}" for mark in "\\`*_[]|~$"},
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
    }
)


def markdown(text: str) -> str:
    """Return text for one line of Markdown: no markup, no HTML, no link, nobody mentioned."""
    line = one_line(text)
    escaped = line.translate(_MARKDOWN).replace("://", ":\\//")
    escaped = escaped.replace("www.", "www\\.").replace("WWW.", "WWW\\.")
    return _start_escaped(_unmentioned(escaped))


def _unmentioned(text: str) -> str:
    """Keep ``@name`` and ``#12`` from becoming a mention or a reference."""
    return "".join(
        f"{character}{NO_BREAK}" if character in "@#" and following.isalnum() else character
        for character, following in zip_longest(text, text[1:], fillvalue=" ")
    )


def _start_escaped(line: str) -> str:
    """Escape what makes a heading, a list or a rule of a line."""
    if line[:1] in ("#", "-", "+", "="):
        return f"\\{line}"
    digits = len(line) - len(line.lstrip("0123456789"))
    if digits and line[digits : digits + 1] == ".":
        return f"{line[:digits]}\\{line[digits:]}"
    return line


def code_span(text: str, *, cell: bool = False) -> str:
    """Return text as a Markdown code span; in a table's cell its bars are escaped too."""
    line = one_line(text)
    if not line:
        return ""
    if cell:
        line = line.replace("|", "\\|")
    fence = "`" * (_longest_run(line, "`") + 1)
    edge = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{edge}{line}{edge}{fence}"


def code_block(text: str, *, language: str = "") -> str:
    """Return text as a fenced Markdown block that nothing inside can close."""
    body = plain(text).strip("\n")
    fence = "`" * max(3, _longest_run(body, "`") + 1)
    return f"{fence}{language}\n{body}\n{fence}"


def _longest_run(text: str, mark: str) -> int:
    longest = current = 0
    for character in text:
        current = current + 1 if character == mark else 0
        longest = max(longest, current)
    return longest


def xml(text: str) -> str:
    """Return text without the characters that XML 1.0 forbids; the writer escapes the rest."""
    return plain(text)


_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def workflow_data(text: str) -> str:
    """Return text for the message of a workflow command."""
    return plain(text).translate(_DATA)


def workflow_property(text: str) -> str:
    """Return text for a property (``file=``, ``title=``) of a workflow command."""
    return plain(text).translate(_PROPERTY)


def csv_cell(text: str) -> str:
    """Return text for a CSV cell that no spreadsheet takes for a formula; numbers stay numbers."""
    line = plain(text)
    if not line.lstrip().startswith(("=", "+", "-", "@")) or _is_number(line):
        return line
    return f"'{line}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def json_safe(document: str) -> str:
    """Return a JSON document with control and override characters written as escapes.

    The document means the same; it can be printed on a terminal and in a log.
    """
    lines = document.split("\n")
    escaped = "\n".join(line if line.isprintable() else "".join(map(_u, line)) for line in lines)
    return escaped.replace("##[", "#\\u0023[")


def _u(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        return "\\ufffd"
    if code > 0xFFFF:
        code -= 0x10000
        return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    return f"\\u{code:04x}"


def mapped(value: Any, change: Callable[[str], str], *, depth: int = 0) -> Any:
    """Return plain data with every text changed, keys included; deeper than 24 is left out."""
    if isinstance(value, str):
        return change(value)
    if depth >= DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {change(str(k)): mapped(v, change, depth=depth + 1) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [mapped(item, change, depth=depth + 1) for item in value]
    return value
