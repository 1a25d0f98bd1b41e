"""How a whole program ran, taken in strictly. Runs in the judge; nothing of it is evidence.

What the program printed, which code it ended with and what it wrote are its own account of itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.errors import ChildError
from grader.examination.addresses import without_addresses
from grader.examination.answers import Raised, raised_of, text_of
from grader.examination.aside import Aside
from grader.models.report import Status

PRINTED_BYTES = 128 * 1024
FILES = 100
NAME = 200

_ENDS = {
    "exit": Status.PASSED,
    "raised": Status.RAISED,
    "timed_out": Status.TIMED_OUT,
    "out_of_memory": Status.OUT_OF_MEMORY,
    "not_run": Status.MISSING,
}


@dataclass(frozen=True, slots=True)
class Command:
    """What is run: a script with arguments, what it finds and what comes back of it.

    Attributes:
        scripts: Names of the script, the first that is there is run.
        arguments: What stands behind it on the command line.
        needs: Files that must have been handed in.
        offered: Files that lie in the working folder, beside those of the assignment.
        returned: Files it writes whose bytes come back.
        seconds: What it may take.
        seed: Where random numbers start that nobody seeds.
    """

    scripts: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    offered: tuple[tuple[str, bytes], ...] = ()
    returned: tuple[str, ...] = ()
    seconds: float = 20.0
    seed: int = 0

    def message(self) -> dict[str, Any]:
        """Return it as a child is told, beside the submission."""
        return {
            "kind": "program",
            "scripts": list(self.scripts),
            "arguments": list(self.arguments),
            "needs": list(self.needs),
            "offered": [[name, data] for name, data in self.offered],
            "returned": list(self.returned),
            "seconds": self.seconds,
            "seed": self.seed,
        }


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended and what it left; ``status`` is ``PASSED`` where it ended by itself."""

    status: Status
    code: int = 0
    script: str = ""
    printed: str = ""
    raised: Raised | None = None
    missing: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    written: tuple[tuple[str, int], ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    seconds: float = 0.0


def read_run(aside: Aside) -> Ran:
    """Take in what came of a program; a frame of another form is a crash."""
    if aside.status is not Status.PASSED:
        return Ran(aside.status, seconds=aside.seconds)
    try:
        return _ran(aside.frame, aside.seconds)
    except ChildError:
        return Ran(Status.CRASHED, seconds=aside.seconds)


def _ran(frame: Any, seconds: float) -> Ran:
    ended = frame.get("ended") if isinstance(frame, dict) else None
    status = _ENDS.get(ended) if isinstance(ended, str) else None
    if status is None or frame.get("kind") != "ran":
        raise ChildError("something else came back than how a program ran")
    code = frame.get("code", 0)
    return Ran(
        status=status,
        code=code if type(code) is int and 0 <= code <= 255 else 1,
        script=text_of(frame.get("script"), NAME),
        printed=_printed(frame.get("printed")),
        raised=raised_of(frame["error"]) if isinstance(frame.get("error"), dict) else None,
        missing=_names(frame.get("missing")),
        listed=_names(frame.get("listed")),
        written=tuple((n, s) for n, s in _pairs(frame.get("written")) if type(s) is int and s >= 0),
        files={n: d for n, d in _pairs(frame.get("files")) if isinstance(d, bytes)},
        seconds=seconds,
    )


def _printed(value: Any) -> str:
    if not isinstance(value, bytes):
        return ""
    return without_addresses(value[:PRINTED_BYTES].decode("utf-8", "replace"))


def _names(value: Any) -> tuple[str, ...]:
    items: Sequence[Any] = value if isinstance(value, list) else []
    return tuple(text_of(item, NAME) for item in items[:FILES] if isinstance(item, str))


def _pairs(value: Any) -> list[tuple[str, Any]]:
    items: Sequence[Any] = value if isinstance(value, list) else []
    return [
        (text_of(item[0], NAME), item[1])
        for item in items[:FILES]
        if isinstance(item, list) and len(item) == 2 and isinstance(item[0], str)
    ]
