"""Reads one YAML document as plain data with the place of every key and value. Runs in the judge.

Theory of operation
-------------------
The parser's events are consumed one at a time, so that depth and aliases are refused before
anything is built. Plain scalars are read as YAML 1.2 does: ``no``, ``yes``, ``on`` and dates stay
the text that was written, ``1e-3`` is a number, and only ``true`` and ``false`` are truth values.
Keys are always text.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from grader.errors import Mistake
from grader.reading.places import START, Mark, Path, Place
from grader.reading.yaml_errors import explained

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_DIGITS = 18
LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}


@dataclass(slots=True)
class Document:
    """What a file holds: plain data, the place of everything, and what may not stand there."""

    data: Any = None
    marks: dict[Path, Mark] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


class _UnreadableError(Exception):
    """Reading cannot go on; the mistake says why."""

    def __init__(self, place: Place, message: str, hint: str) -> None:
        super().__init__(message)
        self.mistake = Mistake(*place, message, hint)


def decode(content: bytes) -> tuple[str, tuple[Mistake, ...]]:
    """Return a file's text, or the mistake that keeps it from being text."""
    if len(content) > MAX_BYTES:
        message = "the file is larger than 1 MiB"
        return "", (Mistake(1, 1, message, "put arrays and data into files of their own"),)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "", (Mistake(1, 1, "the file is UTF-16", "save it as UTF-8"),)
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as problem:
        before = content[: problem.start].decode("utf-8-sig", "replace")
        message = f"byte 0x{content[problem.start]:02x} is not UTF-8"
        return "", (Mistake(*_end_of(before), message, "save the file as UTF-8"),)


def parse(text: str) -> Document:
    """Return the one document of a text; what cannot be read is among its mistakes."""
    document = Document()
    try:
        _refuse_unprintable(text)
        _Builder(_events(text), document).build()
    except _UnreadableError as problem:
        document.mistakes.append(problem.mistake)
    except yaml.MarkedYAMLError as problem:
        document.mistakes.append(explained(problem, LINE_BREAK.split(text)))
    return document


def without_section(source: str, document: Document, key: str) -> str:
    """Return a document's text without the lines of one of its top sections."""
    at = [mark.key.line for path, mark in document.marks.items() if len(path) == 1]
    mine = document.marks.get((key,))
    if mine is None or at.count(mine.key.line) > 1:
        return source
    lines = LINE_BREAK.split(source)
    after = min((line for line in at if line > mine.key.line), default=len(lines) + 1)
    return "\n".join(lines[: mine.key.line - 1] + lines[after - 1 :])


def scalar(text: str) -> Any:
    """Return what a plain scalar means: nothing, a truth value, a number, or its own text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text) and len(text) <= MAX_DIGITS + 1:
        return int(text)
    return float(text) if _NUMBER.match(text) else text


def _events(text: str) -> Iterator[Any]:
    events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
    return events


def _refuse_unprintable(text: str) -> None:
    found = _UNPRINTABLE.search(text)
    if found:
        code = f"U+{ord(found.group()):04X}"
        message = f"the invisible character {code} may not stand here"
        raise _UnreadableError(_end_of(text[: found.start()]), message, "delete it")


def _end_of(text: str) -> Place:
    lines = LINE_BREAK.split(text)
    return Place(len(lines), len(lines[-1]) + 1)


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1)


class _Builder:
    """Builds plain data from events, noting places and refusing what only confuses."""

    def __init__(self, events: Iterator[Any], document: Document) -> None:
        self.events = events
        self.document = document

    def build(self) -> None:
        """Read the stream: exactly one document."""
        next(self.events)
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            raise _UnreadableError(START, "the file is empty", "begin with `assignment: <name>`")
        self.document.data = self._node(next(self.events), (), key=None, depth=0)
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            place, hint = _place(after.start_mark), "delete this `---` and join what follows"
            raise _UnreadableError(place, "a second document begins here", hint)

    def _node(self, event: Any, path: Path, *, key: Place | None, depth: int) -> Any:
        place = _place(event.start_mark)
        self.document.marks[path] = Mark(key or place, place)
        if depth > MAX_DEPTH:
            hint = "flatten it; arrays belong into data files"
            raise _UnreadableError(place, f"nested more than {MAX_DEPTH} levels deep", hint)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(place, f"an alias (*{event.anchor})", "write the value out")
            return None
        if event.anchor:
            self._refuse(place, f"an anchor (&{event.anchor})", "delete it and write values out")
        if event.tag and event.tag != "!":
            self._refuse(place, f"a tag ({event.tag})", "delete it; quotes make a value text")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        return self._scalar(event, place)

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            place = _place(event.start_mark)
            key = self._key(event, place, depth)
            if key is None:
                self._skip(next(self.events), depth)
                continue
            if key in found:
                first = self.document.marks[(*path, key)].key
                hint = f"it stands on line {first.line} already; keep one"
                self.document.mistakes.append(Mistake(*place, f"duplicate key {key!r}", hint))
                self._skip(next(self.events), depth)
                continue
            found[key] = self._node(next(self.events), (*path, key), key=place, depth=depth + 1)
        return found

    def _key(self, event: Any, place: Place, depth: int) -> str | None:
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse(place, "a key that is not a word", "put brackets behind the colon")
            self._skip(event, depth)
            return None
        if event.value == "<<" and event.implicit[0]:
            self._refuse(place, "a merge key (<<)", "write the keys out")
            return None
        if event.anchor or (event.tag and event.tag != "!"):
            self._refuse(place, "an anchor or tag on a key", "delete it")
        return str(event.value)

    def _skip(self, event: Any, depth: int) -> None:
        """Read a value without keeping it or its places."""
        kept = self.document.marks
        self.document.marks = {}
        self._node(event, (), key=None, depth=depth + 1)
        self.document.marks = kept

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._node(event, (*path, len(found)), key=None, depth=depth + 1))
        return found

    def _scalar(self, event: Any, place: Place) -> Any:
        if not event.implicit[0]:
            return event.value
        value = scalar(event.value)
        endless = isinstance(value, float) and not math.isfinite(value)
        if endless or _NOT_FINITE.match(event.value):
            hint = "write a finite number; quotes make it text"
            self._refuse(place, f"{event.value}, which is no finite number,", hint)
            return None
        if isinstance(value, float) and _INTEGER.match(event.value):
            self._refuse(place, f"a number of {len(event.value)} digits", "quotes make it text")
            return None
        return value

    def _refuse(self, place: Place, what: str, hint: str) -> None:
        self.document.mistakes.append(Mistake(*place, f"{what} may not stand here", hint))
