"""An IDX file is read exactly, and each way of being wrong is told in a sentence."""

import gzip
import struct

import numpy as np
import pytest

from grader.errors import GraderError
from grader_plugins.datasets.idx import pack, parse

PICTURES = np.arange(3 * 4 * 5, dtype=np.uint8).reshape(3, 4, 5)
GOOD = pack(PICTURES)
PACKED = gzip.compress(GOOD, mtime=0)


@pytest.mark.parametrize("data", [GOOD, PACKED], ids=["plain", "gzipped"])
def test_what_was_written_is_read(data: bytes) -> None:
    np.testing.assert_array_equal(parse(data, where="f", dimensions=3).array, PICTURES)


@pytest.mark.parametrize("shape", [(0, 28, 28), (2, 0, 3), (0, 0, 0)])
def test_no_elements_are_elements_too(shape: tuple[int, ...]) -> None:
    data = pack(np.zeros(shape))
    assert parse(data, where="f", dimensions=3).array.shape == shape
    assert parse(gzip.compress(data), where="f", dimensions=3).array.shape == shape


WRONG = {
    "empty": (b"", "it is empty"),
    "another format": (b"\x89PNG\r\n\x1a\n" + bytes(90), "begins 00 00 08 03, this one 89 50 4e"),
    "labels for pictures": (pack(np.array([1, 2, 3])), "this one 00 00 08 01"),
    "floats": (b"\0\0\x0d\x03" + GOOD[4:], "this one 00 00 0d 03"),
    "header cut off": (GOOD[:10], "it is cut off in its header"),
    "cut off": (GOOD[:-1], "it is cut off: 3 × 4 × 5 elements promised, 59 there"),
    "bytes to spare": (GOOD + b"\0", "there are bytes after its 3 × 4 × 5 elements"),
    "too much promised": (
        struct.pack(">4B3I", 0, 0, 8, 3, 2**31, 2**31, 2**31),
        "at most 1,073,741,824 are read",
    ),
    "gzip cut off": (PACKED[:-9], "it is cut off"),
    "gzip without checksum": (PACKED[:-4], "its gzip stream does not end"),
    "gzip with a wrong checksum": (
        PACKED[:-8] + bytes(4) + PACKED[-4:],
        "its gzip stream is damaged",
    ),
    "gzip with bytes to spare": (gzip.compress(GOOD + b"\0"), "there are bytes after"),
    "two gzip streams": (PACKED + PACKED, "there are bytes after"),
    "gzip of something else": (gzip.compress(b"hello, world"), "this one 68 65 6c 6c"),
    "gzip of nothing": (gzip.compress(b""), "it is empty"),
    "only the sign of gzip": (b"\x1f\x8b", "it is empty"),
    "a bomb": (
        gzip.compress(GOOD[:4] + struct.pack(">3I", 3, 4, 5) + bytes(1 << 24)),
        "there are bytes after its 3 × 4 × 5 elements",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_with_its_name_and_the_reason(name: str) -> None:
    data, reason = WRONG[name]
    with pytest.raises(GraderError) as refused:
        parse(data, where="train-images", dimensions=3)
    assert refused.value.message.startswith("train-images is no usable IDX file: ")
    assert reason in refused.value.message
    assert "path" in refused.value.hint


def test_what_is_no_byte_is_not_written() -> None:
    for value in (-1, 256):
        with pytest.raises(ValueError, match="from 0 to 255"):
            pack(np.array([0, value]))
