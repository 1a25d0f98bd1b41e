"""``.npy`` and ``.npz`` without pickle, counted as they are unpacked; runs confined.

Sources: the formats as ``numpy.lib.format`` documents them. A header's shape is only believed when
the bytes it promises are there.
"""

import io
import math
import warnings
import zipfile
import zlib
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from grader.worker.reading.bounds import MAX_ARRAYS, MAX_BYTES, MAX_NAME, UnreadableFileError

Numbers = NDArray[Any]

CHUNK = 256 * 1024
MAX_HEADER = 10_000
MAX_DIMENSIONS = 8
PLAIN = "biuf"
OBJECTS = (
    "it was saved as Python objects, such as a dictionary or a list of arrays, which are not"
    " unpickled here; save plain arrays by name: np.savez(file, W1=W1, b1=b1, …)"
)
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    IndexError,
    OverflowError,
    SyntaxError,
)


def read_npy(data: bytes) -> dict[str, Numbers]:
    """Return the one array of an ``.npy`` file, without a name.

    Raises:
        UnreadableFileError: It is none, or holds something else than numbers.
    """
    return {"": _array(io.BytesIO(data), len(data))}


def read_npz(data: bytes) -> dict[str, Numbers]:
    """Return the arrays of an ``.npz`` file by name.

    Raises:
        UnreadableFileError: It is none, holds too much, or something else than numbers.
    """
    try:
        return _members(data)
    except BROKEN as problem:
        if data[:1] == b"\x80":
            raise UnreadableFileError(OBJECTS) from problem
        raise UnreadableFileError(
            "it is no .npz file, or it is cut off; save it again"
        ) from problem


def _members(data: bytes) -> dict[str, Numbers]:
    found: dict[str, Numbers] = {}
    left = MAX_BYTES
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_ARRAYS:
            raise UnreadableFileError(
                f"it holds {len(entries)} arrays, and at most {MAX_ARRAYS} are read"
            )
        for entry in entries:
            with archive.open(entry) as opened:
                content = _inflated(opened, left)
            left -= len(content)
            name = entry.filename.removesuffix(".npy")[:MAX_NAME]
            found[name] = _array(io.BytesIO(content), len(content))
    return found


def _inflated(opened: IO[bytes], most: int) -> bytes:
    """Unpack piece by piece: what the archive says of sizes is not believed."""
    pieces: list[bytes] = []
    size = 0
    while piece := opened.read(CHUNK):
        size += len(piece)
        if size > most:
            raise UnreadableFileError(f"it unpacks to more than {MAX_BYTES >> 20} MiB")
        pieces.append(piece)
    return b"".join(pieces)


def _array(opened: io.BytesIO, size: int) -> Numbers:
    shape, by_columns, kind = _header(opened)
    if kind.hasobject:
        raise UnreadableFileError(OBJECTS)
    if kind.kind not in PLAIN:
        raise UnreadableFileError(f"it holds values of dtype {str(kind)[:40]}, and not numbers")
    count = math.prod(shape)
    there = size - opened.tell()
    if count * kind.itemsize > there:
        raise UnreadableFileError(
            f"it promises an array of shape {str(shape)[:60]}, and holds {there} bytes of it"
        )
    if not count:
        return np.zeros(shape, kind)
    flat = np.frombuffer(opened.getbuffer(), kind, count, offset=opened.tell())
    return flat.reshape(shape, order="F" if by_columns else "C")


def _header(opened: io.BytesIO) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    try:
        version = npy.read_magic(opened)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
            shape, by_columns, kind = read(opened, max_header_size=MAX_HEADER)
    except Exception as problem:
        raise UnreadableFileError(
            "it is no .npy array, or it is cut off; save it again"
        ) from problem
    if len(shape) > MAX_DIMENSIONS or any(type(n) is not int or n < 0 for n in shape):
        raise UnreadableFileError("its array has a shape that is none")
    return tuple(shape), bool(by_columns), np.dtype(kind)
