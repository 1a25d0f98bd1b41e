"""Bytes of a source file to text, whatever editor wrote them; runs confined."""

import codecs
import re
from dataclasses import dataclass

COOKIE = re.compile(rb"^[ \t\f]*#[^\n]{0,200}?coding[:=][ \t]*([-\w.]{1,40})")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
FAMILIES = ("utf", "ascii", "iso", "cp", "latin", "gb", "big5", "euc", "shift", "koi8", "mac", "hz")
UNFIT = frozenset(("utf-7", "utf-8", "utf-16", "utf-32"))
"""Found by their marks, or not for source at all."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text whose lines end in line feeds, and what a student should know about its bytes."""

    text: str
    notes: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Return the text of a source file; never raises, for latin-1 reads any bytes.

    Order: byte order mark, UTF-16 by its zero bytes, coding cookie, UTF-8, latin-1.
    """
    text, notes = _characters(data)
    if "\0" in text:
        text = text.replace("\0", "")
        notes = (*notes, "null characters were left out")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, notes)


def _characters(data: bytes) -> tuple[str, tuple[str, ...]]:
    encoding = _marked(data) or _wide(data)
    if encoding:
        return _without_mark(data.decode(encoding, "replace")), _wide_note(encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _other(data)
    declared = _declared(data)
    if declared and not data.isascii():
        return _in(data, declared) or (text, ())
    return text, ()


def _marked(data: bytes) -> str:
    return next((name for mark, name in MARKS if data.startswith(mark)), "")


def _wide(data: bytes) -> str:
    """Recognise UTF-16 without its mark: nearly every other byte of a program is zero."""
    head = data[:256]
    even, odd = head[::2].count(0), head[1::2].count(0)
    most = len(head) // 2 * 3 // 4
    if len(head) < 4 or most >= max(even, odd) or min(even, odd) > 1:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _without_mark(text: str) -> str:
    return text.removeprefix("\ufeff")


def _wide_note(encoding: str) -> tuple[str, ...]:
    name = encoding[:6].upper()
    return () if encoding == "utf-8" else (f"it is written in {name}; Python reads UTF-8 only",)


def _other(data: bytes) -> tuple[str, tuple[str, ...]]:
    declared = _declared(data)
    found = _in(data, declared) if declared else None
    return found or (data.decode("latin-1"), ("it is not UTF-8; it was read as latin-1",))


def _in(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]] | None:
    try:
        return data.decode(encoding), ()
    except (UnicodeError, LookupError, ValueError):
        return None


def _declared(data: bytes) -> str:
    """Return the coding cookie's encoding, when it is one made for text."""
    for line in data.split(b"\n", 2)[:2]:
        found = COOKIE.match(line)
        if not found:
            continue
        try:
            name = codecs.lookup(found[1].decode("ascii", "replace")).name
        except (LookupError, ValueError):
            return ""
        return name if name.startswith(FAMILIES) and name not in UNFIT else ""
    return ""
