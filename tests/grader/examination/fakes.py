"""A wall without a process: the desk of the student's side answers in the test's own."""

import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from grader.examination.wall import ChildGone, ChildTimeout, Exit, Probe
from grader.levels import Confinement
from grader.worker import wire
from grader.worker.answering import Desk
from grader.worker.output import Output

MODULE = "handed_in"

Functions = Mapping[str, Callable[..., Any]]
Trouble = Callable[[str, int], Exception | None]
"""What happens instead of an answer: given the function's name and the child's number."""


def hangs() -> ChildTimeout:
    return ChildTimeout("the child did not answer in time")


def dies(*, number: int = 11, rss_mib: int = 0) -> ChildGone:
    end = Exit(reason="signal", signal=number, max_rss_kib=rss_mib * 1024)
    return ChildGone("the child is gone", exit=end, memory_mib=64)


def no_trouble(function: str, child: int) -> None:
    """Let every question be answered."""


class Defined:
    """Functions of a submission, found by name; dotted names are methods of a class."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions

    def resolve(self, module: str, path: list[str]) -> Any:
        assert module == MODULE
        return self._functions[".".join(path)]

    def explain(self, problem: BaseException) -> str:
        del problem
        return ""


class FakeChild:
    """Says what a child would say, one frame at a time, when it is asked to."""

    def __init__(self, wall: "FakeWall", number: int) -> None:
        self._wall = wall
        self._number = number
        self._pending: list[Callable[[], bytes]] = []
        self._output = Output()
        self._desk = Desk(modules=Defined(wall.functions), output=self._output)
        self.ended = False

    def send(self, frame: bytes, *, deadline: float) -> None:
        self._wall.deadlines.append(deadline)
        message = wire.decode(memoryview(frame)[4:], max_json=1 << 30)
        self._wall.heard.append(message)
        if message["kind"] == "submission":
            self._pending += [lambda f=f: wire.encode(f) for f in self._wall.opening(message)]  # type: ignore[misc]
            return
        self._desk.bind(message["bindings"])
        for number, piece in enumerate(message["pieces"]):
            question = wire.decode(memoryview(piece)[4:], max_json=1 << 30)
            self._pending.append(lambda q=question, n=number: self._answer(q, n))  # type: ignore[misc]
        self._pending.append(lambda: wire.encode({"kind": "done"}))

    def receive(self, *, deadline: float, most: int = 0) -> memoryview:
        del most
        self._wall.deadlines.append(deadline)
        if not self._pending:
            raise hangs()
        return memoryview(self._wall.garbled(self._pending.pop(0)()))[4:]

    def end(self) -> Exit:
        self.ended = True
        return Exit(reason="killed_by_us")

    def leave(self) -> None:
        self.end()

    def kill(self) -> None:
        self.end()

    def _answer(self, question: dict[str, Any], number: int) -> bytes:
        trouble = self._wall.trouble(question["function"], self._number)
        if trouble is not None:
            raise trouble
        kept = sys.stdout, sys.stderr
        try:
            return self._desk.answer(question, number=number)
        finally:
            sys.stdout, sys.stderr = kept


class FakeWall:
    """Gives children that answer in the test's own process.

    Attributes:
        opening: The frames a child says after the submission came.
        trouble: What happens instead of an answer.
        garbled: What becomes of a frame on its way.
        heard: Every message that was sent to any child.
    """

    level = Confinement.L1
    notes: tuple[str, ...] = ()

    def __init__(
        self,
        functions: Functions | None = None,
        *,
        trouble: Trouble = no_trouble,
        opening: Callable[[dict[str, Any]], Iterable[dict[str, Any]]] | None = None,
        garbled: Callable[[bytes], bytes] = bytes,
    ) -> None:
        self.functions = functions or {}
        self.trouble = trouble
        self.garbled = garbled
        self.opening = opening or (lambda _: (inventory_frame(self.functions), defined_frame()))
        self.children: list[FakeChild] = []
        self.heard: list[dict[str, Any]] = []
        self.deadlines: list[float] = []

    def child(self, **_: Any) -> FakeChild:
        self.children.append(FakeChild(self, len(self.children)))
        return self.children[-1]

    def allow(self, libraries: tuple[str, ...], *, scratch: bool = False) -> None:
        del libraries, scratch

    def canary(self, secrets: tuple[str, ...]) -> tuple[Probe, ...]:
        del secrets
        return ()

    def close(self) -> None:
        """End nothing: there is no process."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def defined_frame(**more: Any) -> dict[str, Any]:
    return {"kind": "defined", "failed": [], "warnings": [], "stdout": "", **more}


def inventory_frame(functions: Functions, **more: Any) -> dict[str, Any]:
    return {
        "kind": "inventory",
        "files": [{"path": "starter.py", "status": "parsed"}],
        "functions": [function_frame(name, f) for name, f in functions.items()],
        "classes": [],
        "imports": [],
        "calls": [],
        "skipped": [],
        "warnings": [],
        **more,
    }


def function_frame(name: str, function: Callable[..., Any], **more: Any) -> dict[str, Any]:
    return {
        "module": MODULE,
        "path": name.split("."),
        "file": "starter.py",
        "line": 3,
        "where": "starter.py, line 3",
        "kind": "function",
        "parameters": parameters_of(function),
        "earlier": 0,
        "empty": False,
        "calls": [],
        "loops": 0,
        "comprehensions": 0,
        **more,
    }


def parameters_of(function: Callable[..., Any]) -> list[dict[str, Any]]:
    """Describe the parameters; a function of numpy may not tell them."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:
        return []
    return [
        {"name": p.name, "kind": "positional", "default": p.default is not p.empty}
        for p in parameters
    ]
