"""Bytes of a text file to text and back, exactly: byte order marks, UTF-8, UTF-16, Windows-1252."""

import codecs
from dataclasses import dataclass

from grader.errors import UsageError

UTF_8 = "utf-8"
WESTERN = "cp1252"
MARKS = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
HINT = "say which encoding it has with --encoding, such as utf-8, utf-16-le, cp1252 or shift_jis"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and how its bytes are made again.

    Attributes:
        text: What it says, without a byte order mark.
        encoding: The name of its encoding.
        mark: The byte order mark it began with, or nothing.
        assumed: Whether nothing in the bytes told the encoding.
    """

    text: str
    encoding: str
    mark: bytes = b""
    assumed: bool = False

    def encoded(self, text: str) -> bytes:
        """Return text as bytes of the same form.

        Raises:
            UsageError: A character does not exist in that encoding.
        """
        try:
            return self.mark + text.encode(self.encoding)
        except UnicodeEncodeError as problem:
            missing = problem.object[problem.start]
            raise UsageError(
                f"{missing!r} does not exist in the file's encoding, {self.encoding}",
                hint="download the file as UTF-8, or save it as that, and try again",
            ) from problem


def decoded(data: bytes, *, name: str, encoding: str = "") -> Decoded:
    """Return the text of a file; an encoding that was named is believed.

    Raises:
        UsageError: There is no such encoding, or the bytes are not in it.
    """
    mark, marked = next(((m, e) for m, e in MARKS if data.startswith(m)), (b"", ""))
    wanted = encoding or marked or _guessed(data)
    if encoding and not _fits(mark, encoding):
        mark = b""
    return _strictly(data, mark, wanted, name, assumed=not encoding and wanted == WESTERN)


def _fits(mark: bytes, encoding: str) -> bool:
    """Say whether a byte order mark may stand before text of this encoding."""
    try:
        wanted = codecs.lookup(encoding).name
    except LookupError:
        return False
    return any(m == mark and codecs.lookup(e).name == wanted for m, e in MARKS)


def _guessed(data: bytes) -> str:
    """Tell an encoding by the bytes: zeros beside ASCII, valid UTF-8, or neither."""
    head = data[:400]
    if head and head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head and head[::2].count(0) > len(head) // 4:
        return "utf-16-be"
    try:
        data.decode(UTF_8)
    except UnicodeDecodeError:
        return WESTERN
    return UTF_8


def _strictly(data: bytes, mark: bytes, encoding: str, name: str, *, assumed: bool) -> Decoded:
    body = data[len(mark) :]
    try:
        text = body.decode(encoding)
        same = text.encode(encoding) == body
    except LookupError as problem:
        raise UsageError(f"there is no encoding {encoding!r}", hint=HINT) from problem
    except (UnicodeError, ValueError) as problem:
        raise UsageError(f"{name}: it is not text in {encoding}", hint=HINT) from problem
    if not same or "\x00" in text:
        raise UsageError(f"{name}: it is not plain text in {encoding}", hint=HINT)
    return Decoded(text, encoding, mark, assumed)
