"""What came back over the wall, taken in strictly. Runs in the judge; nothing here is trusted."""

import builtins
import contextlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.errors import ChildError
from grader.examination.addresses import without_addresses
from grader.models.report import Status
from grader.worker.wire import Opaque

TEXT = 2_000
PLAIN_ITEMS = 500
OUTPUTS = 64
NESTED = 3
EXCEPTIONS = frozenset(
    (
        *(name for name, each in vars(builtins).items() if isinstance(each, type)),
        *("LinAlgError", "AxisError", "MissingLibrary", "MissingLibraryError"),
    )
)
"""Exceptions whose names say what they are, whoever raised them."""


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception of student code: its type, its text and the student's own lines."""

    type: str
    message: str
    frames: tuple[tuple[str, int, str], ...] = ()

    def sentence(self) -> str:
        """Say what was raised and where."""
        text = f"{self.type}: {self.message}" if self.message else self.type
        return f"{text}{self._where()}"

    def brief(self, known: Collection[str] = ()) -> str:
        """Say what was raised and where, and nothing that was made up in the call.

        The text may hold the very input; so may the name of an exception, of a file or of a
        function, where code makes them. ``known`` are names from before any of it ran.
        """
        kind = self.type if self.type in EXCEPTIONS else "an exception of another class"
        own = [frame for frame in self.frames if frame[0] in known]
        if not own:
            return kind
        file, line, function = own[-1]
        return f"{kind} ({file}, line {line}{f', in {function}' * (function in known)})"

    def _where(self) -> str:
        if not self.frames:
            return ""
        file, line, function = self.frames[-1]
        return f" ({file}, line {line}, in {function})"


@dataclass(frozen=True, slots=True)
class Answer:
    """One observation.

    ``status`` is ``PASSED`` where a value came back (right or wrong), else what happened instead.
    """

    status: Status
    value: Any = None
    earlier: tuple[Any, ...] = ()
    arguments: tuple[Any, ...] = ()
    raised: Raised | None = None
    stdout: str = ""
    seconds: float = 0.0

    @property
    def came(self) -> bool:
        """Whether a value came back."""
        return self.status is Status.PASSED

    def trouble(self, *, brief: bool = False, known: Collection[str] = ()) -> str:
        """Say what happened instead of an answer; briefly where its input must not be shown.

        ``known`` are the names that may then be told (see :meth:`Raised.brief`).
        """
        if self.raised is not None:
            return self.raised.brief(known) if brief else self.raised.sentence()
        return _TROUBLES.get(self.status, "no answer came back")


_TROUBLES = {
    Status.TIMED_OUT: "no answer within the time allowed: is there a loop that never ends?",
    Status.OUT_OF_MEMORY: "more memory was asked for than is allowed",
    Status.CRASHED: "the interpreter ended before it answered",
    Status.MISSING: "the function was not found",
    Status.SKIPPED: "not asked: other functions used up the time or the restarts allowed",
}

_STATUSES = {
    "answered": Status.PASSED,
    "raised": Status.RAISED,
    "out_of_memory": Status.OUT_OF_MEMORY,
}


def read_answer(frame: Any, *, number: int) -> Answer:
    """Take in the observation of question ``number``.

    Raises:
        ChildError: The frame is no observation, or one of another question.
    """
    if not isinstance(frame, dict) or frame.get("kind") != "observation":
        raise ChildError("something else came back than an observation")
    if type(frame.get("id")) is not int or frame["id"] != number:
        raise ChildError("an observation came back out of turn")
    said = frame.get("status")
    status = _STATUSES.get(said) if isinstance(said, str) else None
    if status is None:
        raise ChildError("an observation of an unknown status")
    earlier, arguments = frame.get("earlier", []), frame.get("arguments", [])
    if not isinstance(earlier, list) or not isinstance(arguments, list):
        raise ChildError("an observation of another form")
    raised = raised_of(frame.get("error")) if status is Status.RAISED else None
    if raised is not None and raised.type == "MemoryError":
        status = Status.OUT_OF_MEMORY
    return Answer(
        status=status,
        value=settled(frame.get("value")),
        earlier=tuple(map(settled, earlier[:OUTPUTS])),
        arguments=tuple(arguments),
        raised=raised,
        stdout=words_of(frame.get("stdout"), TEXT),
        seconds=_seconds(frame.get("seconds")),
    )


def too_much(most: int) -> Answer:
    """Return what stands for an answer that is not kept beside all the others."""
    said = f"too large to keep: the answers together have more than {most >> 20} MiB"
    return Answer(status=Status.PASSED, value=Opaque(said))


def settled(value: Any, depth: int = 0) -> Any:
    """Return a value as it is compared many times: long lists as arrays, crowds as opaque.

    An answer is held against every convention and every known mistake; what costs the judge time
    is done once, here. The student's side sends long lists of numbers as arrays by itself.
    """
    if not isinstance(value, (list, tuple, dict)) or _count(value) <= PLAIN_ITEMS:
        return value
    if isinstance(value, list) and _is_numeric(value):
        with contextlib.suppress(ValueError, OverflowError):
            array = np.asarray(value)
            return array if array.dtype.kind in "fiub" else Opaque("list of odd numbers")
    if len(value) > OUTPUTS or depth >= NESTED:
        return Opaque(f"{type(value).__name__} of {len(value)} items")
    if isinstance(value, dict):
        return {name: settled(item, depth + 1) for name, item in value.items()}
    return type(value)(settled(item, depth + 1) for item in value)


def _count(value: Any) -> int:
    """Count what a value holds, at every depth."""
    if isinstance(value, dict):
        value = list(value.values())
    return len(value) + sum(map(_count, value)) if isinstance(value, (list, tuple)) else 0


def _is_numeric(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_numeric, value))
    return isinstance(value, (bool, int, float))


def raised_of(error: Any) -> Raised:
    """Take in what is said of an exception."""
    found: Mapping[str, Any] = error if isinstance(error, dict) else {}
    frames = found.get("frames")
    kept = [
        (text_of(item[0], 200), item[1], text_of(item[2], 64))
        for item in (frames if isinstance(frames, list) else [])[:5]
        if isinstance(item, list) and len(item) == 3 and line_of(item[1]) != "?"
    ]
    kind = text_of(found.get("type"), 64) or "an exception"
    return Raised(type=kind, message=words_of(found.get("message"), 500), frames=tuple(kept))


def text_of(value: Any, limit: int) -> str:
    """Return a bounded text whose lone surrogates are gone, or none."""
    if not isinstance(value, str):
        return ""
    return value[:limit].encode("utf-8", "replace").decode("utf-8")


def words_of(value: Any, limit: int) -> str:
    """Return a bounded text that student code made, without what differs from run to run."""
    return without_addresses(text_of(value, limit))


def line_of(value: Any) -> str:
    """Return a line number as text; a question mark where none was sent."""
    return str(value) if type(value) is int and 0 <= value < 10_000_000 else "?"


def _seconds(value: Any) -> float:
    return float(value) if type(value) is float and 0.0 <= value < 1e6 else 0.0
