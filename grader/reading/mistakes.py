"""Collects every mistake of a file with its place, and shows them as a compiler does.

Runs in the judge.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from grader.errors import AssignmentError, Mistake
from grader.reading.near_miss import meant
from grader.reading.places import Path, Place, Places
from grader.reading.yaml_source import LINE_BREAK

WIDTH = 100
SHOWN = 40
MOST = 30
"""How many mistakes are shown; more than that are one mistake made over and over."""
INDENT = "    "


class MistakeBook:
    """The mistakes found so far; one of each kind at each place."""

    def __init__(self, places: Places, found: Iterable[Mistake] = ()) -> None:
        self.places = places
        self.found: dict[tuple[int, int, str], Mistake] = {}
        self.unreadable: set[tuple[int, int]] = set()
        for mistake in found:
            self.add(mistake)
            self.unreadable.add((mistake.line, mistake.column))

    def through(self, origins: Mapping[Path, Path]) -> "MistakeBook":
        """Return this book, written through paths of the long form."""
        book = MistakeBook(Places(self.places.marks, origins))
        book.found = self.found
        book.unreadable = self.unreadable
        return book

    def add(self, mistake: Mistake) -> None:
        """Note a mistake whose place is known."""
        self.found.setdefault((mistake.line, mistake.column, mistake.message), mistake)

    def at_key(self, path: Path, message: str, hint: str = "") -> None:
        """Note a mistake at the key of a path."""
        self._at(self.places.key(path), message, hint)

    def at_value(self, path: Path, message: str, hint: str = "") -> None:
        """Note a mistake at the value of a path."""
        self._at(self.places.value(path), message, hint)

    def taken(self, path: Path) -> bool:
        """Say whether something is known to be wrong exactly there."""
        mark = self.places.mark(path)
        return any((line, column) in (mark.key, mark.value) for line, column, _ in self.found)

    def within(self, path: Path) -> bool:
        """Say whether something is known to be wrong there or below."""
        written = self.places.written(path)
        below = [m for p, m in self.places.marks.items() if p[: len(written)] == written]
        places = {place for mark in below for place in (mark.key, mark.value)}
        return any((line, column) in places for line, column, _ in self.found)

    def suggests(self, name: str) -> bool:
        """Say whether some unknown name is taken for this one."""
        return any(mistake.hint.startswith(meant(name)) for mistake in self.found.values())

    def _at(self, place: Place, message: str, hint: str) -> None:
        """Note a mistake, unless what stands there could not even be read."""
        if place not in self.unreadable:
            self.add(Mistake(*place, message, hint))

    def sorted(self) -> tuple[Mistake, ...]:
        """Return the mistakes in the order of the file."""
        return tuple(sorted(self.found.values(), key=lambda each: (each.line, each.column)))


def shown(value: Any) -> str:
    """Return a value as a message shows what it got."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = f"{value:g}" if isinstance(value, float) else repr(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def rendered(error: AssignmentError) -> str:
    """Return an assignment's mistakes, each with its line of the file and a caret."""
    lines = LINE_BREAK.split(error.source)
    told = [_rendered(error.path, mistake, lines) for mistake in error.mistakes[:MOST]]
    if len(error.mistakes) > MOST:
        told.append(f"… and {len(error.mistakes) - MOST} more; mend these first")
    return "\n".join(told)


def sentence(mistake: Mistake) -> str:
    """Return what was wrong and what to do, in one line."""
    return f"{mistake.message}; {mistake.hint}" if mistake.hint else mistake.message


def _rendered(path: FilePath | str, mistake: Mistake, lines: list[str]) -> str:
    head = f"{_short(path)}:{mistake.line}:{mistake.column}: {sentence(mistake)}"
    if not 0 < mistake.line <= len(lines) or not lines[mistake.line - 1].strip():
        return head
    return "\n".join((head, *_pointed(lines[mistake.line - 1], mistake.column)))


def _short(path: FilePath | str) -> str:
    """Return a path as one would type it here."""
    text = str(path)
    near = os.path.relpath(text) if FilePath(text).is_absolute() else text
    return text if near.startswith("..") else near


def _pointed(line: str, column: int) -> Iterator[str]:
    """Return a line, cut to a window where it is long, and a caret under one of its columns."""
    start = max(0, column - WIDTH + 20) if len(line) > WIDTH else 0
    window = line[start : start + WIDTH]
    yield INDENT + "".join(sign if sign.isprintable() else " " for sign in window)
    yield INDENT + " " * (column - 1 - start) + "^"
