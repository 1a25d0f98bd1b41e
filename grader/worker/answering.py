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

from grader.worker import adapters, wire
from grader.worker.driving import Namespace, carry_out, respelt
from grader.worker.making import make
from grader.worker.output import Output
from grader.worker.plainness import plain
from grader.worker.varying import varied

MESSAGE = 500
REMARK = 300


class Modules(Protocol):
    """What the definitions left behind, found by module and path."""

    def resolve(self, module: str, path: list[str]) -> Any: ...
    def explain(self, problem: BaseException) -> str: ...


class Desk:
    """Holds what was defined and how the assignment's names map onto it."""

    def __init__(self, *, modules: Modules, output: Output) -> None:
        self._modules = modules
        self._output = output
        self._bindings: dict[str, Any] = {}
        self._callables: dict[str, Callable[..., Any]] = {}
        self._doubts: dict[str, str] = {}
        self._objects: dict[str, Namespace] = {}

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
                error = describe(problem, remark=self._remark(question["function"], problem))
                observation |= {"status": "raised", "error": error}
        observation["seconds"] = time.perf_counter() - began
        observation["stdout"] = self._output.take()
        return _frame(observation, most)

    def _carry_out(self, question: dict[str, Any]) -> dict[str, Any]:
        if "steps" in question:
            function, arguments = self._driven(question), list(question["arguments"])
        else:
            function = self._callable(question["function"])
            arguments = self._in_order(question["function"], question["arguments"])
        if question.get("sweep"):
            return {
                "status": "answered",
                "value": _sweep(
                    function, question, self._bindings[question["function"]].get("order")
                ),
            }
        calls = question.get("calls", 1)
        if not calls:
            return {"status": "answered", "value": None}
        places, first = question.get("varied", ()), question.get("first", 0)
        for number in range(first, first + calls - 1):
            function(*varied(arguments, places, number))
        arguments = varied(arguments, places, first + calls - 1)
        earlier = [
            copy.deepcopy(plain(function(*copy.deepcopy(arguments))))
            for _ in range(question["repeat"] - 1)
        ]
        found: dict[str, Any] = {"status": "answered", "value": plain(function(*arguments))}
        if earlier:
            found["earlier"] = earlier
        if question["returns_arguments"]:
            found["arguments"] = list(question["arguments"])
        return found

    def _in_order(self, name: str, arguments: list[Any]) -> list[Any]:
        order: Sequence[int] | None = self._bindings[name].get("order")
        return [arguments[i] for i in order] if order else list(arguments)

    def _driven(self, question: dict[str, Any]) -> Callable[..., Any]:
        """Return a call of the question's steps; an object is kept where a key names it."""
        kept = question["object"]
        namespace = self._objects.setdefault(kept, {}) if kept else {}
        binding = self._bindings[question["function"]]
        steps = respelt(question["steps"], binding["respelt"])

        def resolve(name: str) -> Any:
            found = binding["defined"][name]
            return self._modules.resolve(found["module"], list(found["path"]))

        def call(*arguments: Any) -> Any:
            given = dict(zip(question["names"], arguments, strict=True))
            own = namespace if kept else {}
            own.update(question["facts"], **given)
            return carry_out(steps, own, resolve, exact=not kept)

        return call

    def _callable(self, name: str) -> Callable[..., Any]:
        if name not in self._callables:
            self._callables[name] = self._resolve(name)
        return self._callables[name]

    def _remark(self, name: str, problem: BaseException) -> str:
        """Say what may explain an exception: a line that did not run, an object half made."""
        found = (self._modules.explain(problem), self._doubts.get(name, ""))
        return "; ".join(filter(None, found))[:REMARK]

    def _resolve(self, name: str) -> Callable[..., Any]:
        binding = self._bindings[name]
        path = list(binding["path"])
        if binding["how"] == "method":
            owner, self._doubts[name] = make(self._modules.resolve(binding["module"], path[:-1]))
            found = getattr(owner, path[-1])
        else:
            found = self._modules.resolve(binding["module"], path)
        if not callable(found):
            raise TypeError(f"{'.'.join(path)} is a {type(found).__name__}, not a function")
        return found  # type: ignore[no-any-return]


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
                losses[block, number, side] = float(
                    np.asarray(plain(function(*called))).reshape(-1)[0]
                )
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


def reseed(number: int = 0) -> None:
    """Start every answer from the same random numbers, so that a report can be repeated."""
    random.seed(number)
    np.random.seed(number)  # noqa: NPY002 - it is the students' legacy generator that is seeded
    adapters.renew(number)


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


def describe(problem: BaseException, *, remark: str = "") -> dict[str, Any]:
    """Say what was raised and where in the student's own files, with a remark of ours."""
    try:
        message = str(problem)[: MESSAGE - len(remark) - 3]
    except BaseException:  # noqa: BLE001 - the text is the student's to spoil
        message = ""
    message = f"{message} ({remark})" if remark else message
    frames = [
        [frame.filename[-200:], frame.lineno or 0, frame.name[:64]]
        for frame in traceback.extract_tb(problem.__traceback__, limit=-40)
        if not frame.filename.startswith(("/", "<frozen")) and ":\\" not in frame.filename
    ]
    return {"type": type(problem).__name__[:64], "message": message, "frames": frames[-5:]}
