"""Pieces of sentences: points, times, places, names, each short and on one line. In the judge."""

from collections.abc import Sequence

from grader.reporting.sinks import one_line

LONGEST_LIST = 8


def number(value: float) -> str:
    """Return points without needless digits."""
    return f"{round(value, 2) + 0.0:g}"


def points(score: float, max_score: float) -> str:
    """Return a score and its maximum, as in ``2.5 / 3``."""
    return f"{number(score)} / {number(max_score)}"


def points_in_words(score: float, max_score: float) -> str:
    """Return a score in words, as in ``2.5 of 3 points``."""
    return f"{number(score)} of {number(max_score)} point{'' if max_score == 1 else 's'}"


def duration(seconds: float) -> str:
    """Return a time with two significant digits or so."""
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"


def shortened(text: str, limit: int) -> str:
    """Return text with its middle left out where it is longer than the limit."""
    if len(text) <= limit:
        return text
    head = (limit - 3) * 2 // 3
    return f"{text[:head]} … {text[len(text) - (limit - 3 - head) :]}"


def short_name(text: str, limit: int = 60) -> str:
    """Return a name on one line, cut where it is too long."""
    line = one_line(text[: 4 * limit])
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def sentence(text: str, limit: int = 700) -> str:
    """Return a sentence on one line, its middle left out where it is too long."""
    return shortened(one_line(text[: 4 * limit]), limit)


def lines_of(text: str, *, lines: int, width: int) -> tuple[str, ...]:
    """Return the first lines of printed text, each cut to a width, and how many are left out."""
    every = text.strip("\n").split("\n")
    kept = [line if len(line) <= width else f"{line[: width - 1]}…" for line in every[:lines]]
    left = len(every) - len(kept)
    return (*kept, *((f"… and {left} more line{'' if left == 1 else 's'}",) if left else ()))


def last_lines_of(text: str, *, lines: int, width: int) -> tuple[str, ...]:
    """Return the last lines of printed text, each cut to a width, and how many come before."""
    every = text.strip("\n").split("\n")
    left = len(every) - lines
    kept = lines_of("\n".join(every[max(left, 0) :]), lines=lines, width=width)
    return (*((f"… {left} line{'' if left == 1 else 's'} before",) if left > 0 else ()), *kept)


def location(file: str, line: int) -> str:
    """Return where something stands, as in ``hw.py:12``."""
    name = short_name(file)
    return f"{name}:{line}" if name and line > 0 else name


def location_in_words(file: str, line: int) -> str:
    """Return where something stands, as in ``hw.py, line 12``."""
    name = short_name(file)
    return f"{name}, line {line}" if name and line > 0 else name


def listed(names: Sequence[str], *, last: str = "") -> str:
    """Return names as a list of at most eight and how many more there are."""
    left = len(names) - LONGEST_LIST
    between = "; " if any("," in name for name in names) else ", "
    if left > 0:
        return f"{between.join(names[:LONGEST_LIST])} and {left} more"
    if not last or len(names) < 2:
        return between.join(names)
    return f"{between.join(names[:-1])} {last} {names[-1]}"
