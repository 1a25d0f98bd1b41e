"""The wire: what is said comes across, and nothing but a WireError comes out of nonsense."""

import contextlib
import json
import math
import struct
from collections import OrderedDict, namedtuple
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from grader.worker import wire

U32 = struct.Struct("<I")


def crossed(value: Any) -> Any:
    return wire.decode(memoryview(wire.encode(value))[4:])


def body_of(described: Any, blob: bytes = b"") -> bytes:
    text = json.dumps(described).encode()
    return U32.pack(len(text)) + text + blob


def same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        alike = isinstance(other, np.ndarray) and one.shape == other.shape
        return alike and one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if isinstance(one, dict):
        return (
            isinstance(other, dict)
            and list(one) == list(other)
            and all(same(one[key], other[key]) for key in one)
        )
    if isinstance(one, (list, tuple)):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and math.isnan(one):
        return isinstance(other, float) and math.isnan(other)
    return type(one) is type(other) and bool(one == other)


arrays = npst.arrays(
    dtype=st.sampled_from(sorted(wire.DTYPES)),
    shape=npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)
plain = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=20)
    | st.binary(max_size=20)
    | arrays
    | st.builds(wire.Reference, st.integers(0, 1000))
    | st.builds(wire.Opaque, st.text(max_size=20))
)
values = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
described = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(list("agsndtfbro")), inner, max_size=3)
    ),
    max_leaves=12,
)


def test_the_head_says_how_long_the_body_is() -> None:
    frame = wire.encode({"kind": "done"})
    assert U32.unpack_from(frame)[0] == len(frame) - U32.size


@given(values)
def test_what_is_said_comes_across(value: Any) -> None:
    assert same(value, crossed(value))


@given(st.binary(max_size=200))
def test_only_a_wire_error_comes_out_of_noise(body: bytes) -> None:
    with contextlib.suppress(wire.WireError):
        wire.decode(body)


@given(described, st.binary(max_size=64))
def test_only_a_wire_error_comes_out_of_any_json(content: Any, blob: bytes) -> None:
    with contextlib.suppress(wire.WireError):
        wire.decode(body_of(content, blob))


@given(
    st.sampled_from("ag"),
    st.sampled_from([*sorted(wire.DTYPES), "O", "<M8[s]", "V8"]),
    st.lists(st.integers(-1, 2**28), max_size=10),
    st.integers(-1, 64),
    st.binary(max_size=64),
)
def test_only_a_wire_error_comes_out_of_any_array(
    key: str, dtype: str, shape: list[int], length: int, blob: bytes
) -> None:
    try:
        found = wire.decode(body_of({key: dtype, "s": shape, "n": length}, blob))
    except wire.WireError:
        return
    assert list(np.shape(found)) == shape


@given(values, st.data())
def test_only_a_wire_error_comes_out_of_a_damaged_frame(value: Any, data: st.DataObject) -> None:
    body = bytearray(wire.encode(value)[4:])
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(wire.WireError):
        wire.decode(body[: data.draw(st.integers(0, len(body)))])


def test_an_empty_array_of_a_shape_no_array_can_have_is_refused() -> None:
    content = {"a": "<f8", "s": [0, *[2**28] * 6], "n": 0}
    with pytest.raises(wire.WireError, match="cannot hold"):
        wire.decode(body_of(content))


@pytest.mark.parametrize(
    ("content", "blob", "words"),
    [
        ({"a": "<f8", "s": [2], "n": 8}, bytes(8), "is not its shape's"),
        ({"a": "<f8", "s": [1], "n": 8}, b"", "shorter than its arrays"),
        ({"a": "<f8", "s": [True], "n": 8}, bytes(8), "no size"),
        ({"a": "O", "s": [1], "n": 8}, bytes(8), "may not cross"),
        ({"a": ["<f8"], "s": [1], "n": 8}, bytes(8), "may not cross"),
        ({"a": "<f8", "s": 1, "n": 8}, bytes(8), "without a shape"),
        ({"a": "<f8", "s": [1] * 9, "n": 8}, bytes(8), "without a shape"),
        ({"r": True}, b"", "no size"),
        ({"r": -1}, b"", "no size"),
        ({"b": 3}, b"12", "shorter"),
        ({"d": [["name"]]}, b"", "a name and a value"),
        ({"d": [[1, 2]]}, b"", "a name and a value"),
        ({"f": "infinity"}, b"", "unknown"),
        ({"t": 1}, b"", "unknown"),
        ({"x": 1}, b"", "unknown"),
        ({}, b"", "unknown"),
        (1, b"x", "after the last array"),
    ],
)
def test_a_description_that_lies_is_refused(content: Any, blob: bytes, words: str) -> None:
    with pytest.raises(wire.WireError, match=words):
        wire.decode(body_of(content, blob))


@pytest.mark.parametrize("body", [b"", b"\0\0\0", U32.pack(5) + b"1", U32.pack(1) + b"\xff"])
def test_a_body_without_its_parts_is_refused(body: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(body)


def test_a_json_part_over_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(wire.WireError, match="over the limit"):
        wire.decode(U32.pack(wire.MAX_JSON + 1))


@pytest.mark.parametrize("opening", ["[", '{"t":[', '{"d":[["a",'])
def test_nesting_without_end_is_refused(opening: str) -> None:
    text = (opening * 20_000).encode()
    with pytest.raises(wire.WireError):
        wire.decode(U32.pack(len(text)) + text)


def test_deep_nesting_is_cut_on_the_way_out_and_still_comes_across() -> None:
    value: Any = 1.0
    for _ in range(100):
        value = [value]
    assert "nested too deeply" in repr(crossed(value))


def test_arrays_come_across_writable_and_apart_from_the_frame() -> None:
    frame = bytearray(wire.encode(np.arange(3.0)))
    array = wire.decode(memoryview(frame)[4:])
    array[0] = 7.0
    frame[-8:] = bytes(8)
    assert array.tolist() == [7.0, 1.0, 2.0]


@pytest.mark.parametrize(
    "form",
    [
        np.asfortranarray,
        lambda a: a[::-1][::-1],
        np.matrix,
        np.ma.array,
        lambda a: np.broadcast_to(a, a.shape),
        lambda a: a.astype(">f8"),
        lambda a: a.astype(np.longdouble),
    ],
    ids=["fortran", "view", "matrix", "masked", "read-only", "big-endian", "longdouble"],
)
@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_every_form_of_an_array_comes_across_as_its_numbers(form: Any) -> None:
    array = np.arange(6.0).reshape(2, 3)
    assert same(array, crossed(form(array)))


def test_a_subclass_has_no_say_in_what_its_array_is() -> None:
    class Boast(np.ndarray):
        def tobytes(self, order: Any = "C") -> bytes:
            del order
            return b"other"

        def tolist(self) -> Any:
            return ["other"]

    assert same(np.ones(2), crossed(np.ones(2).view(Boast)))


def test_scalars_of_numpy_stay_scalars_with_their_dtype() -> None:
    found = crossed(np.float32(0.5))
    assert type(found) is np.float32


def test_an_array_of_objects_crosses_as_the_lists_it_stands_for() -> None:
    ragged = np.empty(2, dtype=object)
    ragged[:] = [np.ones((2, 3)), np.zeros(3)]
    found = crossed(ragged)
    assert [item.shape for item in found] == [(2, 3), (3,)]
    assert crossed(np.array([1.5, 2], dtype=object)) == [1.5, 2]


def test_an_array_of_objects_that_holds_itself_crosses_cut() -> None:
    snake = np.empty(1, dtype=object)
    snake[0] = snake
    assert "nested too deeply" in repr(crossed(snake))
    point = np.empty((), dtype=object)
    point[()] = point
    assert "nested too deeply" in repr(crossed(point))


class Listed(list):  # type: ignore[type-arg]
    """A list of a student's own class."""


Gradients = namedtuple("Gradients", "dW db")  # noqa: PYI024 - as students write it


@pytest.mark.parametrize(
    ("value", "plain_value"),
    [
        (OrderedDict(a=1), {"a": 1}),
        (Gradients(1.0, 2.0), (1.0, 2.0)),
        (Listed([1, 2]), [1, 2]),
        ({1: "a"}, {"1": "a"}),
        (np.True_, True),
    ],
)
def test_kin_of_plain_types_cross_as_those(value: Any, plain_value: Any) -> None:
    assert crossed(value) == plain_value


@pytest.mark.parametrize(
    "value", [object(), {1}, 2**70, np.array("text"), np.datetime64(0, "s"), lambda: 0, range(3)]
)
def test_what_cannot_be_written_plainly_is_told_by_its_type(value: Any) -> None:
    assert isinstance(crossed(value), wire.Opaque)


def test_lone_surrogates_do_not_stop_a_frame() -> None:
    assert crossed("\ud800") == "\ud800"


def test_a_frame_over_the_limit_is_refused_by_who_writes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wire, "MAX_BODY", 100)
    with pytest.raises(wire.WireError, match="over the limit"):
        wire.encode(bytes(101))


class Lending:
    def lend(self, shared: wire.Shared) -> Any:
        return shared


@given(
    offset=st.integers(0, 2**40),
    dtype=st.sampled_from(["", *sorted(wire.DTYPES)]),
    shape=st.lists(st.integers(0, 10**6), max_size=wire.MAX_DIMENSIONS).map(tuple),
)
def test_a_place_in_shared_memory_comes_across(
    offset: int, dtype: str, shape: tuple[int, ...]
) -> None:
    shared = wire.Shared(offset, dtype, shape)
    body = memoryview(wire.encode({"X": [shared]}))[4:]
    assert wire.decode(body, memory=Lending()) == {"X": [shared]}


@pytest.mark.parametrize(
    "described",
    [
        {"m": "<f8", "s": [True], "at": 0},
        {"m": "<f8", "s": [-1], "at": 0},
        {"m": "<f8", "s": 3, "at": 0},
        {"m": "<f8", "s": [1] * 9, "at": 0},
        {"m": "<f8", "s": [1], "at": 1.0},
        {"m": "O", "s": [1], "at": 0},
        {"m": ["<f8"], "s": [1], "at": 0},
        {"at": 0, "m": "<f8", "s": [1]},
    ],
)
def test_a_place_that_is_none_is_refused(described: dict[str, Any]) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(body_of(described), memory=Lending())
