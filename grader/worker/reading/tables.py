"""Numbers in text: ``.csv`` and ``.txt`` tables, ``.json`` lists; runs confined."""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.worker.reading.bounds import MAX_ARRAYS, MAX_NAME, MAX_TEXT, UnreadableFileError

Numbers = NDArray[Any]

MAX_NUMBERS = 2_000_000
SEPARATORS = (";", "\t", ",")


def read_table(data: bytes) -> dict[str, Numbers]:
    """Return the rows of a table of numbers, (N, columns), without a name; a head line is left out.

    Raises:
        UnreadableFileError: A line holds something else, or rows have different lengths.
    """
    lines = [line for line in _text(data).splitlines() if line.strip() and line.lstrip()[0] != "#"]
    rows: list[list[float]] = []
    count = 0
    for number, line in enumerate(lines, start=1):
        row = _row(line)
        if row is None and number > 1:
            raise UnreadableFileError(f"row {number} holds something else than numbers")
        if row is None:
            continue
        rows.append(row)
        count += len(row)
        if count > MAX_NUMBERS:
            raise UnreadableFileError(f"it holds more than {MAX_NUMBERS:,} numbers")
    if not rows:
        raise UnreadableFileError("it holds no numbers")
    if len({len(row) for row in rows}) > 1:
        raise UnreadableFileError("its rows have different lengths")
    return {"": np.array(rows, dtype=np.float64)}


def _row(line: str) -> list[float] | None:
    separator = next((each for each in SEPARATORS if each in line), None)
    words = [word.strip().strip("\"'[]") for word in line.split(separator)]
    if words and not words[-1]:
        words.pop()
    try:
        return [float(word) for word in words]
    except ValueError:
        return None


def read_json(data: bytes) -> dict[str, Numbers]:
    """Return the lists of numbers of a JSON file, by name where it is a mapping.

    Raises:
        UnreadableFileError: It is no JSON, or holds no such lists.
    """
    try:
        held = json.loads(_text(data))
    except (ValueError, RecursionError) as problem:
        raise UnreadableFileError("it is no JSON that can be read") from problem
    named = held if isinstance(held, dict) else {"": held}
    found: dict[str, Numbers] = {}
    for name, value in list(named.items())[:MAX_ARRAYS]:
        array = _numbers(value)
        if array is not None:
            found[str(name)[:MAX_NAME]] = array
    if not found:
        raise UnreadableFileError("it holds no lists of numbers")
    return found


def _numbers(value: Any) -> Numbers | None:
    try:
        found = np.asarray(value)
    except (ValueError, OverflowError, RecursionError):
        return None
    is_plain = found.dtype.kind in "biuf" and found.size <= MAX_NUMBERS
    return found.astype(np.float64) if is_plain else None


def _text(data: bytes) -> str:
    if len(data) > MAX_TEXT:
        raise UnreadableFileError(f"it has more than {MAX_TEXT >> 20} MiB of text")
    try:
        return bytes(data).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnreadableFileError("it is no UTF-8 text") from problem
