"""Plain data on the wire, both ways: no pickle, types checked strictly. Runs on both sides.

A frame is ``u32 body length | u32 JSON length | JSON | raw array bytes``, little-endian. The JSON
part describes a value; arrays stand in it as dtype, shape and length, and their bytes follow in
order. What cannot be written plainly becomes an :class:`Opaque` with its type's name: the other
side learns that something came, never what it could do.
"""

import json
import math
import struct
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

HEAD = struct.Struct("<I")
MAX_JSON = 256 * 1024
MAX_BODY = 256 * 1024 * 1024
MIN_ANSWER = 2 * 1024 * 1024
MAX_DIMENSIONS = 8
MAX_DEPTH = 32
DTYPES = frozenset(
    np.dtype(name).str
    for name in ("f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?", "c16", "c8")
)
"""Little-endian dtypes that may cross the wall."""


class WireError(ValueError):
    """A frame that does not say what a frame may say."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value that cannot be written plainly: only its type's name and a short text cross."""

    type_name: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Stands in a question's arguments for the result of an earlier question of its group."""

    question: int


@dataclass(frozen=True, slots=True)
class Shared:
    """Stands for an array, or for bytes, in the memory that every child has from the start.

    Attributes:
        offset: Where it begins, in bytes.
        dtype: Of the array; empty for bytes.
        shape: Of the array; of bytes, their number.
    """

    offset: int
    dtype: str
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return math.prod(self.shape) * (np.dtype(self.dtype).itemsize if self.dtype else 1)

    def rows(self, start: int, stop: int) -> "Shared":
        """Return the part from one index of the first axis up to another, without a copy."""
        start, stop, _ = slice(start, stop).indices(self.shape[0])
        count = max(0, stop - start)
        row = self.size // self.shape[0] if self.shape[0] else 0
        return Shared(self.offset + start * row, self.dtype, (count, *self.shape[1:]))


class Lender(Protocol):
    """The memory that references to shared arrays are looked up in."""

    def lend(self, shared: Shared) -> Any: ...


def answer_limit(question: int) -> int:
    """Return how many bytes the answer to a question of so many bytes may have.

    Gradients, weights and arguments are as large as what was handed over; the judge keeps every
    answer, so that what is larger without a reason is not taken.
    """
    return max(MIN_ANSWER, 8 * question)


def encode(value: Any) -> bytes:
    """Return the frame that carries ``value``."""
    blobs: list[bytes] = []
    text = json.dumps(_plain(value, blobs, 0), separators=(",", ":"), ensure_ascii=False)
    head = text.encode("utf-8", "surrogatepass")
    size = HEAD.size + len(head) + sum(map(len, blobs))
    if size > MAX_BODY:
        raise WireError(f"a frame of {size} bytes is over the limit of {MAX_BODY}")
    return b"".join((HEAD.pack(size), HEAD.pack(len(head)), head, *blobs))


def decode(
    body: bytes | bytearray | memoryview, *, max_json: int = MAX_JSON, memory: Lender | None = None
) -> Any:
    """Return the value a frame's body carries; arrays are fresh and writable.

    Args:
        body: The frame without its length.
        max_json: How many bytes its JSON part may have.
        memory: Where shared arrays are; without it, a reference to one is refused.

    Raises:
        WireError: The body is anything but a well-formed frame.
    """
    view = memoryview(body)
    if len(view) < HEAD.size:
        raise WireError("a frame without its head")
    (length,) = HEAD.unpack_from(view, 0)
    start = HEAD.size + length
    if length > max_json:
        raise WireError(f"a JSON part of {length} bytes is over the limit of {max_json}")
    if start > len(view):
        raise WireError("a frame shorter than its JSON part")
    try:
        described = json.loads(bytes(view[HEAD.size : start]).decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as problem:
        raise WireError("the JSON part cannot be read") from problem
    reader = _Reader(view, start, memory)
    value = reader.value(described, 0)
    if reader.position != len(view):
        raise WireError("bytes after the last array")
    return value


def _plain(value: Any, blobs: list[bytes], depth: int) -> Any:
    """Describe ``value`` in JSON, moving array bytes to ``blobs``."""
    if value is None or type(value) in (bool, str):
        return value
    if type(value) in (int, float):
        return _plain_number(value)
    if isinstance(value, (np.ndarray, np.generic)):
        if value.dtype.kind == "O":
            return _plain_objects(value, blobs, depth)
        return _plain_array(np.asarray(value), blobs, "g" if isinstance(value, np.generic) else "a")
    if isinstance(value, (list, tuple, dict)):
        return _plain_container(value, blobs, depth)
    if isinstance(value, bytes):
        blobs.append(value)
        return {"b": len(value)}
    return _plain_other(value)


def _plain_number(value: float) -> Any:
    """Describe a Python number; what JSON cannot say is said by name."""
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**64 else {"o": "int of more than 64 bits"}
    return value if math.isfinite(value) else {"f": repr(value)}


def _plain_container(value: Any, blobs: list[bytes], depth: int) -> Any:
    """Describe a list, tuple or mapping; what is nested too deeply stays out."""
    if depth > MAX_DEPTH:
        return {"o": "nested too deeply"}
    if isinstance(value, dict):
        return {"d": [[str(k), _plain(v, blobs, depth + 1)] for k, v in value.items()]}
    items = [_plain(item, blobs, depth + 1) for item in value]
    return {"t": items} if isinstance(value, tuple) else items


def _plain_objects(value: Any, blobs: list[bytes], depth: int) -> Any:
    """Describe an array of objects as the lists it stands for: ragged answers come as such."""
    items = np.ndarray.tolist(value)
    return _plain(items, blobs, depth + 1) if depth <= MAX_DEPTH else {"o": "nested too deeply"}


def _plain_other(value: Any) -> Any:
    """Describe a reference, and what has no form of its own: as a plain type, else opaque."""
    if isinstance(value, Reference):
        return {"r": value.question}
    if isinstance(value, Shared):
        return {"m": value.dtype, "s": list(value.shape), "at": value.offset}
    if isinstance(value, Opaque):
        return {"o": value.type_name}
    for base in (bool, int, float, str):
        if isinstance(value, base):
            return _plain(base(value), [], MAX_DEPTH)
    kind = type(value)
    return {"o": f"{kind.__module__}.{kind.__qualname__}"[:80]}


def _plain_array(value: "np.ndarray[Any, Any]", blobs: list[bytes], key: str) -> Any:
    """Describe an array; the bytes of base-class data only, never what a subclass says of it."""
    base = np.array(value, dtype=value.dtype, copy=True, subok=False, order="C")
    if base.dtype.str not in DTYPES:
        if base.dtype.kind == "f":
            base = base.astype("<f8")
        elif base.dtype.kind in "iub" and base.dtype.newbyteorder("<").str in DTYPES:
            base = base.astype(base.dtype.newbyteorder("<"))
        else:
            return {"o": f"numpy array of dtype {str(base.dtype)[:40]}"}
    if base.ndim > MAX_DIMENSIONS:
        return {"o": f"numpy array of {base.ndim} dimensions"}
    data = base.tobytes()
    blobs.append(data)
    return {key: base.dtype.str, "s": list(base.shape), "n": len(data)}


class _Reader:
    """Rebuilds a value from its description, taking array bytes in order."""

    def __init__(self, view: memoryview, position: int, memory: Lender | None) -> None:
        self.view = view
        self.position = position
        self.memory = memory

    def value(self, described: Any, depth: int) -> Any:
        if depth > MAX_DEPTH + 1:
            raise WireError("nested too deeply")
        if isinstance(described, list):
            return [self.value(item, depth + 1) for item in described]
        if isinstance(described, dict):
            return self.special(described, depth)
        return described

    def special(self, described: dict[str, Any], depth: int) -> Any:
        keys = tuple(described)
        if len(keys) == 3 and keys[0] in ("a", "g") and keys[1:] == ("s", "n"):
            array = self.array(described[keys[0]], described["s"], described["n"])
            return array[()] if keys[0] == "g" and array.ndim == 0 else array
        if keys == ("m", "s", "at") and self.memory is not None:
            return self.memory.lend(_shared(described["m"], described["s"], described["at"]))
        if len(keys) != 1:
            raise WireError("an unknown description")
        return self.tagged(keys[0], described[keys[0]], depth)

    def tagged(self, key: str, content: Any, depth: int) -> Any:
        if key == "d" and isinstance(content, list):
            return self.mapping(content, depth)
        if key == "t" and isinstance(content, list):
            return tuple(self.value(item, depth + 1) for item in content)
        if key == "f" and content in ("nan", "inf", "-inf"):
            return float(content)
        if key == "b":
            return bytes(self.take(content))
        if key == "r":
            return Reference(_size(content))
        if key == "o" and isinstance(content, str):
            return Opaque(content[:120])
        raise WireError("an unknown description")

    def mapping(self, content: list[Any], depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for item in content:
            if not (isinstance(item, list) and len(item) == 2 and isinstance(item[0], str)):
                raise WireError("a mapping's entry is not a name and a value")
            result[item[0]] = self.value(item[1], depth + 1)
        return result

    def array(self, dtype: Any, shape: Any, length: Any) -> "np.ndarray[Any, Any]":
        if not isinstance(dtype, str) or dtype not in DTYPES:
            raise WireError("an array of a dtype that may not cross")
        if not isinstance(shape, list) or len(shape) > MAX_DIMENSIONS:
            raise WireError("an array without a shape")
        kind = np.dtype(dtype)
        if math.prod(map(_size, shape)) * kind.itemsize != _size(length):
            raise WireError("an array whose size is not its shape's")
        data = self.take(length)
        try:
            return np.frombuffer(data, kind).reshape(shape).copy()
        except ValueError as problem:
            raise WireError("an array of a shape that numpy cannot hold") from problem

    def take(self, length: Any) -> memoryview:
        end = self.position + _size(length)
        if end > len(self.view):
            raise WireError("a frame shorter than its arrays")
        data = self.view[self.position : end]
        self.position = end
        return data


def _shared(dtype: Any, shape: Any, offset: Any) -> Shared:
    """Take in a reference to shared memory; whether the place exists is the memory's to say."""
    if not isinstance(dtype, str) or (dtype and dtype not in DTYPES):
        raise WireError("an array of a dtype that may not cross")
    sizes = [offset, *shape] if isinstance(shape, list) and len(shape) <= MAX_DIMENSIONS else [None]
    if any(type(size) is not int or size < 0 for size in sizes):
        raise WireError("a place in shared memory that is none")
    return Shared(offset, dtype, tuple(shape))


def _size(value: Any) -> int:
    """Return a size: a non-negative integer and no boolean."""
    if type(value) is not int or not 0 <= value <= MAX_BODY:
        raise WireError("a size that is no size")
    return value
