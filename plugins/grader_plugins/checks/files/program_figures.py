"""Finds figures in what a program printed, by plain scanning. Runs in the judge.

No regular expressions on student text: words are looked for, then numbers, letter by letter.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Percent = Literal["either", "yes", "no"]

MOST_ON_A_LINE = 4
"""How many numbers behind the words may be the one that is meant."""
COARSEST = 0.01
"""A figure may be off by one unit in its last place, and that is at most so much."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it was printed.

    Attributes:
        text: Its digits.
        value: What they say.
        unit: One unit in its last place.
        percent: Whether a percent sign follows.
    """

    text: str
    value: float
    unit: float
    percent: bool

    def readings(self, percent: Percent) -> Iterator[tuple[float, float]]:
        """Yield what share it may mean, each with its unit: 97.4, 97.4 % and 0.974 are one."""
        if percent != "no" and (percent == "yes" or self.percent or self.value > 1.0):
            yield self.value / 100.0, self.unit / 100.0
        if percent != "yes" and self.value <= 1.0:
            yield self.value, self.unit

    def is_about(self, share: float, *, within: float, percent: Percent) -> bool:
        """Say whether it tells a share, but for rounding."""
        return any(
            abs(reading - share) <= within + min(unit, COARSEST)
            for reading, unit in self.readings(percent)
        )

    def lies(self, low: float, high: float, *, percent: Percent) -> bool:
        """Say whether it means a share between two others."""
        return any(low <= reading <= high for reading, _ in self.readings(percent))


def figures_behind(printed: str, words: Sequence[str]) -> tuple[Figure, ...]:
    """Return the numbers behind the first words that are printed with a number, where said last.

    Case does not count, and an underscore is a space. A number may also stand on the line below,
    where nothing else does.
    """
    text = _folded(printed.replace("\r", "\n"))
    lines = text.split("\n")
    for each in words:
        wanted = _folded(each)
        for number in range(len(lines) - 1, -1, -1):
            found = _on_line(lines, number, wanted)
            if found:
                return found
    return ()


def _on_line(lines: Sequence[str], number: int, wanted: str) -> tuple[Figure, ...]:
    at = lines[number].rfind(wanted)
    if at < 0:
        return ()
    rest = lines[number][at + len(wanted) :]
    found = tuple(itertools.islice(numbers(rest), MOST_ON_A_LINE))
    if found or rest.strip(" :=-\t") or number + 1 >= len(lines):
        return found
    below = lines[number + 1].strip()
    alone = tuple(itertools.islice(numbers(below), 2))
    return alone if len(alone) == 1 and below.startswith(alone[0].text) else ()


def _folded(text: str) -> str:
    return text.casefold().replace("_", " ")


def numbers(text: str) -> Iterator[Figure]:
    """Yield the numbers of a line; digits within a word are none."""
    at = 0
    while at < len(text):
        if not _begins(text, at):
            at += 1
            continue
        end = _end(text, at)
        figure = _figure(text, at, end)
        if figure is not None:
            yield figure
        at = end


def _begins(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    if before.isalnum() or before == ".":
        return False
    first = text[at + 1 : at + 2] if text[at] in "+-." else text[at]
    return first.isascii() and first.isdigit()


def _end(text: str, at: int) -> int:
    """Return where a number ends: digits, a point, digits, an exponent."""
    end = _digits(text, at + (text[at] in "+-"))
    if text[end : end + 1] == ".":
        end = _digits(text, end + 1)
    if text[end : end + 1] == "e":
        sign = text[end + 1 : end + 2] in ("+", "-")
        exponent = _digits(text, end + 1 + sign)
        end = exponent if exponent > end + 1 + sign else end
    return end


def _digits(text: str, at: int) -> int:
    while at < len(text) and text[at].isascii() and text[at].isdigit():
        at += 1
    return at


def _figure(text: str, at: int, end: int) -> Figure | None:
    """Return a number; one that is glued to letters, such as 3x, is none."""
    word = text[at:end]
    if text[end : end + 1].isalpha() or len(word) > 40:
        return None
    mantissa, _, exponent = word.partition("e")
    decimals = len(mantissa.partition(".")[2])
    power = int(exponent or 0) - decimals
    if abs(power) > 300:
        return None
    percent = text[end : end + 4].lstrip().startswith("%")
    return Figure(word, float(word), 10.0**power, percent)
