"""How large a picture is and how much is drawn on it; runs confined.

Sources: the PNG specification (second edition) for chunks, filters and interlacing; JFIF for the
frame header. What is drawn on a PNG shows without undoing its filters: a filter leaves nothing of a
point that is as its neighbours say. A ``.jpg`` is not decoded: its header tells the size, and how
well its data pack tells whether anything is on it.
"""

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from grader.worker.reading.bounds import Frame, UnreadableFileError

Bytes = NDArray[np.uint8]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_PIXELS = 25_000_000
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Numbers of a pixel by colour type."""
PASSES = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)
"""Where each pass of an interlaced picture begins, and its steps: x, y, x step, y step."""
SIZED = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
"""JPEG markers whose segment holds the size."""
SCAN = 0xDA
ALONE = frozenset((0x01, *range(0xD0, 0xD9)))
PACKS_TO_NOTHING = 0.1
LAST_FILTER = 4
LOOK_LEFT = (1, 4)
"""Filters that, without a row above, take the point to the left: Sub and Paeth."""


def read_png(data: bytes) -> Frame:
    """Return the size of a PNG and how many of its points are not as their neighbours say.

    Raises:
        UnreadableFileError: It is none, is cut off, or is too large to be looked at.
    """
    if not data.startswith(SIGNATURE):
        raise UnreadableFileError("it is no PNG, whatever its name says")
    width, height, depth, colour, interlaced = _head(data)
    if not width or not height or colour not in CHANNELS or depth not in (1, 2, 4, 8, 16):
        raise UnreadableFileError("it is a PNG whose head makes no sense")
    if width * height > MAX_PIXELS:
        raise UnreadableFileError(
            f"it has {width} × {height} points, and at most {MAX_PIXELS:,} are looked at"
        )
    bits = depth * CHANNELS[colour]
    sizes = list(_passes(width, height)) if interlaced else [(width, height)]
    need = sum(rows * (1 + -(-columns * bits // 8)) for columns, rows in sizes)
    raw = _inflated(data, need)
    drawn, at, step = 0, 0, max(1, bits // 8)
    for columns, rows in sizes:
        stride = 1 + -(-columns * bits // 8)
        drawn += _drawn(raw[at : at + rows * stride].reshape(rows, stride), step)
        at += rows * stride
    return {"width": width, "height": height, "drawn": drawn}


def _head(data: bytes) -> tuple[int, int, int, int, int]:
    try:
        width, height, depth, colour, _, _, interlaced = struct.unpack_from(">IIBBBBB", data, 16)
    except struct.error as problem:
        raise UnreadableFileError("it is a PNG that is cut off") from problem
    return width, height, depth, colour, interlaced


def _passes(width: int, height: int) -> Iterator[tuple[int, int]]:
    for x, y, across, down in PASSES:
        columns, rows = -(-(width - x) // across), -(-(height - y) // down)
        if columns > 0 and rows > 0:
            yield columns, rows


def _inflated(data: bytes, need: int) -> Bytes:
    """Unpack the picture's data, no byte more than its size takes."""
    unpack = zlib.decompressobj()
    found = bytearray()
    try:
        for piece in _chunks(data):
            found += unpack.decompress(piece, max(1, need - len(found)))
            if len(found) >= need:
                break
    except (zlib.error, struct.error) as problem:
        raise UnreadableFileError("it is a PNG whose data are damaged") from problem
    if len(found) < need:
        raise UnreadableFileError("it is a PNG that is cut off")
    return np.frombuffer(bytes(found[:need]), np.uint8)


def _chunks(data: bytes) -> Iterator[memoryview]:
    view, at = memoryview(data), len(SIGNATURE)
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind == b"IDAT":
            yield view[at + 8 : at + 8 + length]
        if kind == b"IEND":
            return
        at += 12 + length


def _drawn(lines: Bytes, step: int) -> int:
    """Count the points of filtered rows, (rows, 1 + bytes), that are not as their neighbours say.

    A row without a filter is compared with itself one point further. So is the first one, which has
    nothing above it, unless its filter looks to the left. The first points of a row have nothing
    before them and do not count.
    """
    kinds, left = lines[:, 0], lines[:, 1:]
    if int(kinds.max()) > LAST_FILTER:
        raise UnreadableFileError("it is a PNG with a filter that does not exist")
    first = 2 * step
    changed = left[:, first:] != 0
    plain = kinds == 0
    plain[0] = kinds[0] not in LOOK_LEFT
    rows = left[plain]
    changed[plain] = rows[:, first:] != rows[:, step : rows.shape[1] - step]
    whole = changed.shape[1] - changed.shape[1] % step
    return int(changed[:, :whole].reshape(-1, step).any(axis=1).sum())


def read_jpeg(data: bytes) -> Frame:
    """Return the size of a JPEG, and whether anything is on it as far as its packing tells.

    Raises:
        UnreadableFileError: It is none, or is cut off.
    """
    if data[:2] != b"\xff\xd8":
        raise UnreadableFileError("it is no JPEG, whatever its name says")
    at, size = 2, (0, 0)
    while at + 4 <= len(data):
        mark = data[at + 1]
        if data[at] != 0xFF:
            break
        if mark == 0xFF or mark in ALONE:
            at += 1 if mark == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        if mark in SIZED and at + 9 <= len(data):
            height, width = struct.unpack_from(">HH", data, at + 5)
            size = width, height
        if mark == SCAN:
            return _of_scan(size, data[at + 2 + length :])
        at += 2 + length
    raise UnreadableFileError("it is a JPEG that is cut off")


def _of_scan(size: tuple[int, int], scan: bytes) -> Frame:
    if not all(size) or len(scan) < 2:
        raise UnreadableFileError("it is a JPEG that is cut off")
    packed = len(zlib.compress(scan, 1)) / len(scan)
    width, height = size
    drawn = width * height if packed > PACKS_TO_NOTHING else 0
    return {"width": width, "height": height, "drawn": drawn}
