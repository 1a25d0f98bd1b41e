"""The student's end of the wire."""

import os
import struct
from collections.abc import Iterator

import pytest

from grader.worker.channel import Channel

Pipe = tuple[int, int]


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    reading, writing = os.pipe()
    yield reading, writing
    for descriptor in (reading, writing):
        try:
            os.close(descriptor)
        except OSError:
            continue


def test_a_frame_that_is_sent_can_be_received(pipe: Pipe) -> None:
    channel = Channel(*pipe)
    channel.send(struct.pack("<I", 5) + b"hello")
    assert channel.receive() == b"hello"


def test_an_empty_frame_is_not_the_end(pipe: Pipe) -> None:
    channel = Channel(*pipe)
    channel.send(struct.pack("<I", 0))
    assert channel.receive() == b""


@pytest.mark.parametrize("begun", [b"", b"\x05", struct.pack("<I", 5) + b"hel"])
def test_a_closed_end_ends_the_conversation(pipe: Pipe, begun: bytes) -> None:
    reading, writing = pipe
    os.write(writing, begun)
    os.close(writing)
    assert Channel(reading, writing).receive() is None
