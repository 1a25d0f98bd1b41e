"""Shared data: written once, read by every child, changed by none."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.errors import GraderError
from grader.examination import segment as segments
from grader.examination.segment import Segment
from grader.examination.wall import Child
from grader.worker import wire
from tests.grader.examination.conftest import Opening, said

PIXELS = np.arange(60_000, dtype=np.uint8).reshape(600, 100)
WEIGHTS = np.linspace(-1.0, 1.0, 777, dtype=np.float32).reshape(7, 111)


@pytest.fixture
def segment() -> Iterator[Segment]:
    with Segment() as made:
        yield made


@pytest.fixture(scope="module", params=["forking", "spawning"])
def any_wall(request: pytest.FixtureRequest) -> Any:
    opening: Opening = request.getfixturevalue(request.param)
    return opening(trust=True)


@pytest.fixture
def children(any_wall: Any) -> Iterator[Any]:
    with ExitStack() as ended:

        def fresh(shared: Segment) -> Child:
            child: Child = any_wall.child(shared=shared)
            ended.callback(child.end)
            return child

        yield fresh


def asked(child: Child, source: str, data: Any = None) -> Any:
    answer = said(child, {"kind": "execute", "source": source, "data": data})
    assert "result" in answer, answer
    return answer["result"]


def test_a_child_sees_arrays_and_bytes_as_they_were(segment: Segment, children: Any) -> None:
    data = [segment.add(PIXELS), segment.add(b"a,b\n1,2\n"), segment.add(WEIGHTS)]
    pixels, text, weights = asked(
        children(segment), "result = [data[0], bytes(data[1]), data[2]]", data
    )
    assert np.array_equal(pixels, PIXELS)
    assert text == b"a,b\n1,2\n"
    assert np.array_equal(weights, WEIGHTS)
    assert weights.dtype == np.float32


def test_rows_are_a_part_of_what_is_shared(segment: Segment, children: Any) -> None:
    pixels = segment.add(PIXELS)
    batch = asked(children(segment), "result = data", pixels.rows(32, 64))
    assert np.array_equal(batch, PIXELS[32:64])
    assert asked(children(segment), "result = data.shape", pixels.rows(590, 700)) == (10, 100)


def test_what_a_child_writes_is_its_own_and_gone_with_the_question(
    segment: Segment, children: Any
) -> None:
    weights = segment.add(WEIGHTS)
    child = children(segment)
    assert asked(child, "data += 1; result = float(data.max())", weights) == 2.0
    assert asked(children(segment), "result = float(data.max())", weights) == 1.0
    again = "memory.renew(); result = float(data.max())"
    assert asked(child, again, weights) == 1.0
    assert float(segment.read(weights).max()) == 1.0


def test_no_descriptor_of_it_is_left_in_the_child(forking: Opening, segment: Segment) -> None:
    segment.add(PIXELS)
    child = forking(trust=True).child(shared=segment)
    source = """
import os
result = []
for number in range(64):
    try:
        os.fstat(number)
        result.append(number)
    except OSError:
        pass
"""
    assert asked(child, source) == [0, 1, 2, 3]
    child.end()


GROWING = """
import mmap
result = []
content = memory._content
for attempt in ("resize(1 << 20)", "madvise(mmap.MADV_REMOVE)", "write(b'x' * 9)"):
    try:
        exec(f"content.{attempt}")
    except (OSError, SystemError, ValueError, BufferError, TypeError):
        result.append(attempt)
"""


def test_a_child_can_neither_change_nor_grow_it(forking: Opening, segment: Segment) -> None:
    shared = segment.add(WEIGHTS)
    child = forking(trust=True).child(shared=segment)
    said(child, {"kind": "execute", "source": GROWING, "data": None})
    child.end()
    assert np.array_equal(segment.read(shared), WEIGHTS)
    descriptor, size = segment.lent()
    assert size == segment.size
    with pytest.raises(PermissionError):
        os.pwrite(descriptor, b"x", 0)
    with pytest.raises(PermissionError):
        os.ftruncate(descriptor, 1 << 20)
    os.close(descriptor)


def test_memory_that_is_not_sealed_is_not_mapped(tmp_path: Any) -> None:
    from grader.worker.memory import mapped

    descriptor = os.memfd_create("open", os.MFD_ALLOW_SEALING)
    os.ftruncate(descriptor, 4096)
    with pytest.raises(OSError, match="not sealed"):
        mapped(descriptor, 4096)
    os.close(descriptor)


def test_large_data_does_not_count_against_the_memory_of_a_child(
    forking: Opening, segment: Segment
) -> None:
    shared = segment.add(np.zeros(400 << 20, np.uint8))
    child = forking(trust=True).child(shared=segment, memory_mib=256)
    assert asked(child, "result = int(data.sum())", shared) == 0
    child.end()


def test_data_is_shared_before_the_first_child_or_not_at_all(segment: Segment) -> None:
    segment.add(PIXELS)
    segment.seal()
    with pytest.raises(GraderError, match="before the first child"):
        segment.add(PIXELS)


def test_data_of_a_later_grading_is_there_for_the_next_child_beside_the_earlier(
    segment: Segment, children: Any
) -> None:
    weights = segment.add(WEIGHTS)
    earlier = children(segment)
    with segment.growing():
        pixels = segment.add(PIXELS)
    found = asked(children(segment), "result = [data[0], data[1]]", [weights, pixels])
    assert np.array_equal(found[0], WEIGHTS)
    assert np.array_equal(found[1], PIXELS)
    assert np.array_equal(asked(earlier, "result = data", weights), WEIGHTS)
    assert np.array_equal(segment.read(weights), WEIGHTS)
    with pytest.raises(GraderError, match="before the first child"):
        segment.add(PIXELS)


def test_what_took_the_place_of_earlier_memory_leaves_no_file_open(segment: Segment) -> None:
    segment.add(WEIGHTS)
    segment.seal()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        with segment.growing():
            segment.add(PIXELS)
        segment.seal()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_data_grows_in_frames_too_where_there_are_no_memory_files(
    segment: Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = segment.add(WEIGHTS)
    segment.seal()
    monkeypatch.delattr(os, "memfd_create")
    with segment.growing():
        second = segment.add(PIXELS)
    assert segment.lent() == (-1, 0)
    assert np.array_equal(segment.read(first), WEIGHTS)
    assert np.array_equal(segment.read(second), PIXELS)
    assert len(list(segment.frames())) == 1


def test_data_that_is_no_plain_numbers_or_too_much_is_refused(
    segment: Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(GraderError, match="cannot be shared"):
        segment.add(np.array([None]))
    monkeypatch.setattr(segments, "MOST_BYTES", 100)
    with pytest.raises(GraderError, match="more than"):
        segment.add(PIXELS)


@pytest.mark.parametrize(
    ("offset", "dtype", "shape"),
    [(0, "<f4", (10**6,)), (10**9, "|u1", (1,)), (0, "", (10**9,)), (64, "|u1", (0, 10**9, 9))],
)
def test_a_place_outside_of_it_is_no_array(offset: int, dtype: str, shape: tuple[int, ...]) -> None:
    from grader.worker.memory import Memory

    frame = wire.encode(wire.Shared(offset, dtype, shape))
    if 0 in shape:
        assert wire.decode(memoryview(frame)[4:], memory=Memory(b"x" * 640)).size == 0
        return
    with pytest.raises(wire.WireError, match="outside"):
        wire.decode(memoryview(frame)[4:], memory=Memory(b"x" * 640))


def test_the_judge_takes_no_reference_to_it_from_a_child() -> None:
    frame = wire.encode(wire.Shared(0, "|u1", (1,)))
    with pytest.raises(wire.WireError, match="unknown description"):
        wire.decode(memoryview(frame)[4:])
