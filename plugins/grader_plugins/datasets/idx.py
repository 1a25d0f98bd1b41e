"""The IDX format of MNIST's files: read strictly and within bounds, written as it stands.

A file is two zero bytes, the type of an element (0x08, an unsigned byte), the number D of
dimensions, D big-endian 32-bit sizes, and the elements row by row; often gzipped. No more is read
or unpacked than the sizes promise, so that a wrong file costs a sentence and not the memory.
"""

import hashlib
import math
import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader_plugins.datasets.errors import DatasetError

UNSIGNED_BYTE = 0x08
GZIP = b"\x1f\x8b"
LIMIT = 1 << 30
"""The most elements a file may hold."""

WHAT = {1: "labels", 3: "pictures"}


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What a file holds, and the SHA-256 of the file as it is unpacked."""

    array: NDArray[np.uint8]
    sha256: str


def parse(data: bytes, *, where: str, dimensions: int) -> Content:
    """Read an IDX file, gzipped or not.

    Args:
        data: The bytes of the file.
        where: The file's path, for what is said of it.
        dimensions: How many there must be: 1 for labels, 3 for pictures.

    Raises:
        DatasetError: It is none, has other dimensions, is cut off or has bytes to spare.
    """
    source = _Packed(data) if data.startswith(GZIP) else _Plain(data)
    try:
        header = source.take(4 + 4 * dimensions)
        shape = _shape(header, where, dimensions)
        body = source.take(math.prod(shape))
        spare = source.spare()
    except zlib.error as problem:
        raise _refused(where, f"its gzip stream is damaged ({problem})") from problem
    if len(body) != math.prod(shape):
        raise _refused(
            where, f"it is cut off: {_times(shape)} elements promised, {len(body):,} there"
        )
    if spare:
        raise _refused(where, f"there are bytes after its {_times(shape)} elements")
    if not source.whole():
        raise _refused(where, "it is cut off: its gzip stream does not end")
    digest = hashlib.sha256(header)
    digest.update(body)
    return Content(np.frombuffer(body, np.uint8).reshape(shape), digest.hexdigest())


def pack(array: NDArray[np.generic]) -> bytes:
    """Return the bytes of an IDX file of whole numbers from 0 to 255.

    Raises:
        ValueError: Others are among them.
    """
    if array.size and not (array.min() >= 0 and array.max() <= 255):
        raise ValueError("an IDX file of unsigned bytes holds whole numbers from 0 to 255")
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, UNSIGNED_BYTE, array.ndim, *array.shape)
    return header + array.astype(np.uint8).tobytes()


class _Plain:
    """Bytes as they stand, taken in order."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        """Return the next bytes, fewer at the end."""
        taken = self._data[self._at : self._at + count]
        self._at += len(taken)
        return taken

    def spare(self) -> bool:
        """Say whether there are more."""
        return self._at < len(self._data)

    def whole(self) -> bool:
        """Say that nothing is missing of the packing: there is none."""
        return True


class _Packed:
    """Gzipped bytes, unpacked in order and no further than asked."""

    def __init__(self, data: bytes) -> None:
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._rest = data

    def take(self, count: int) -> bytes:
        """Return the next bytes, fewer at the end."""
        if not count:
            return b""
        taken = self._inflate.decompress(self._rest, count)
        self._rest = self._inflate.unconsumed_tail
        return taken

    def spare(self) -> bool:
        """Say whether there are more, unpacked or behind the end of what is packed."""
        return bool(self.take(1) or self._inflate.unused_data)

    def whole(self) -> bool:
        """Say whether the stream ended, and with the checksum of what it held."""
        return self._inflate.eof


def _shape(header: bytes, where: str, dimensions: int) -> tuple[int, ...]:
    """Return the sizes a header promises.

    Raises:
        DatasetError: It is no header of such a file.
    """
    magic = bytes((0, 0, UNSIGNED_BYTE, dimensions))
    if header[:4] != magic:
        raise _refused(
            where,
            f"an IDX file of {WHAT.get(dimensions, 'bytes')} begins {magic.hex(' ')},"
            f" this one {header[:4].hex(' ') or 'nowhere: it is empty'}",
        )
    if len(header) < 4 + 4 * dimensions:
        raise _refused(where, "it is cut off in its header")
    shape = struct.unpack(f">{dimensions}I", header[4:])
    if math.prod(shape) > LIMIT:
        raise _refused(where, f"it promises {_times(shape)} elements; at most {LIMIT:,} are read")
    return shape


def _times(shape: tuple[int, ...]) -> str:
    return " × ".join(f"{size:,}" for size in shape)


def _refused(where: str, why: str) -> DatasetError:
    return DatasetError(
        f"{where} is no usable IDX file: {why}",
        hint="get the file again, or name another folder with the option path",
    )
