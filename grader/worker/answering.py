"""Questions in, observations out: calls, repeated calls and sweeps. Runs confined."""

import copy
import math
import random
import time
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from grader.worker import wire
from grader.worker.output import Output

MESSAGE = 500
PLAIN_ITEMS = 500
NESTED = 3


class Modules(Protocol):
    """What the definitions left behind, found by module and path."""

    def resolve(self, module: str, path: list[str]) -> Any: ...


class Desk:
    """Holds what was defined and how the assignment's names map onto it."""

    def __init__(self, *, modules: Modules, output: Output) -> None:
        self._modules = modules
        self._output = output
        self._bindings: dict[str, Any] = {}
        self._callables: dict[str, Callable[..., Any]] = {}

    def bind(self, bindings: Mapping[str, Any]) -> None:
        """Take the names of this round; what was resolved before stays."""
        self._bindings.update(bindings)

    def answer(self, question: dict[str, Any], *, number: int, most: int = wire.MAX_BODY) -> bytes:
        """Return the frame of one observation; never raises what student code raised."""
        observation: dict[str, Any] = {"kind": "observation", "id": number}
        began = time.perf_counter()
        reseed()
        with self._output.captured(), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                observation |= self._carry_out(question)
            except MemoryError:
                observation |= {"status": "out_of_memory"}
            except BaseException as problem:  # noqa: BLE001 - student code may raise anything
                observation |= {"status": "raised", "error": describe(problem)}
        observation["seconds"] = time.perf_counter() - began
        observation["stdout"] = self._output.take()
        return _frame(observation, most)

    def _carry_out(self, question: dict[str, Any]) -> dict[str, Any]:
        function = self._callable(question["function"])
        arguments = self._in_order(question["function"], question["arguments"])
        if question.get("sweep"):
            return {
                "status": "answered",
                "value": _sweep(
                    function, question, self._bindings[question["function"]].get("order")
                ),
            }
        earlier = [
            copy.deepcopy(_plain(function(*copy.deepcopy(arguments))))
            for _ in range(question["repeat"] - 1)
        ]
        found: dict[str, Any] = {"status": "answered", "value": _plain(function(*arguments))}
        if earlier:
            found["earlier"] = earlier
        if question["returns_arguments"]:
            found["arguments"] = list(question["arguments"])
        return found

    def _in_order(self, name: str, arguments: list[Any]) -> list[Any]:
        order: Sequence[int] | None = self._bindings[name].get("order")
        return [arguments[i] for i in order] if order else list(arguments)

    def _callable(self, name: str) -> Callable[..., Any]:
        if name not in self._callables:
            self._callables[name] = self._resolve(self._bindings[name])
        return self._callables[name]

    def _resolve(self, binding: Mapping[str, Any]) -> Callable[..., Any]:
        path = list(binding["path"])
        if binding["how"] == "method":
            owner = self._modules.resolve(binding["module"], path[:-1])
            found = getattr(_instance(owner), path[-1])
        else:
            found = self._modules.resolve(binding["module"], path)
        if not callable(found):
            raise TypeError(f"{'.'.join(path)} is a {type(found).__name__}, not a function")
        return found  # type: ignore[no-any-return]


def _instance(owner: Any) -> Any:
    """Make an object of a class that only holds functions, with or without its constructor."""
    try:
        return owner()
    except Exception:  # noqa: BLE001 - the constructor may want data that is not here
        return object.__new__(owner)


def _sweep(
    function: Callable[..., Any], question: dict[str, Any], order: Sequence[int] | None
) -> Any:
    """Evaluate a scalar function at ± ε along random ±1 directions, block by block.

    Returns losses of shape (blocks, directions, 2). The directions come from Python's Mersenne
    Twister, whose stream both sides can draw alike.
    """
    sweep = question["sweep"]
    arguments = list(question["arguments"])
    losses = np.empty((len(sweep["positions"]), sweep["directions"], 2))
    for block, position in enumerate(sweep["positions"]):
        centre = np.asarray(arguments[position], dtype=float)
        for number in range(sweep["directions"]):
            step = sweep["epsilon"] * direction(sweep["seed"], block, number, centre.shape)
            for side, moved in enumerate((centre + step, centre - step)):
                trial = [moved if i == position else a for i, a in enumerate(arguments)]
                called = [trial[i] for i in order] if order else trial
                losses[block, number, side] = float(np.asarray(function(*called)).reshape(-1)[0])
    return losses


def direction(seed: int, block: int, number: int, shape: tuple[int, ...]) -> "np.ndarray[Any, Any]":
    """Return a direction of length one with entries ±1/√n.

    The signs are the bits of a Mersenne Twister seeded by the direction's place. Length one keeps
    the step small in a large tensor: entries of ±1 would carry 10⁶ parameters across many kinks.
    """
    size = int(np.prod(shape, dtype=np.int64))
    generator = random.Random(f"{seed}/{block}/{number}")  # noqa: S311 - not for secrets
    bits = np.unpackbits(np.frombuffer(generator.randbytes(-(-size // 8)), np.uint8), count=size)
    length = 1.0 / math.sqrt(max(size, 1))
    return np.where(bits, length, -length).reshape(shape)


def _plain(value: Any, depth: int = 0) -> Any:
    """Turn long plain lists into arrays, so that numbers travel raw; outputs stay apart."""
    if type(value) is dict and depth < NESTED:
        return {key: _plain(item, depth + 1) for key, item in value.items()}
    if type(value) is tuple and depth < NESTED:
        return tuple(_plain(item, depth + 1) for item in value)
    if type(value) is not list or _items(value) <= PLAIN_ITEMS:
        return value
    try:
        array = np.asarray(value)
    except ValueError:
        return [_plain(item, depth + 1) for item in value] if depth < NESTED else value
    return array if array.dtype.kind in "fiub" else value


def _items(value: Any) -> int:
    """Count the items of nested lists, coarsely."""
    first: Any = value
    count = 1
    while isinstance(first, (list, tuple)) and first:
        count *= len(first)
        first = first[0]
    return count


def reseed() -> None:
    """Start every answer from the same random numbers, so that a report can be repeated."""
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 - it is the students' legacy generator that is seeded


def _frame(observation: dict[str, Any], most: int) -> bytes:
    """Encode an observation; what is too large to send is said to be so."""
    try:
        frame = wire.encode(observation)
        if len(frame) <= most and int.from_bytes(frame[4:8], "little") <= wire.MAX_JSON:
            return frame
    except BaseException:  # noqa: BLE001, S110 - a value may raise anything when it is looked at
        pass
    value = observation.get("value")
    kept = {key: observation[key] for key in ("kind", "id", "status", "seconds")}
    return wire.encode({**kept, "value": wire.Opaque(f"{type(value).__name__} too large to send")})


def describe(problem: BaseException) -> dict[str, Any]:
    """Say what was raised and where in the student's own files."""
    try:
        message = str(problem)[:MESSAGE]
    except BaseException:  # noqa: BLE001 - the text is the student's to spoil
        message = ""
    frames = [
        [frame.filename[-200:], frame.lineno or 0, frame.name[:64]]
        for frame in traceback.extract_tb(problem.__traceback__, limit=-40)
        if not frame.filename.startswith(("/", "<frozen")) and ":\\" not in frame.filename
    ]
    return {"type": type(problem).__name__[:64], "message": message, "frames": frames[-5:]}
