"""What a submission defines and which definitions use which, taken in strictly. Runs in the judge.

A child reads and parses the submission; no student code runs. What is unknown counts as changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from grader.binding.near_names import fold
from grader.errors import ChildError, SubmissionError
from grader.examination.answers import text_of
from grader.examination.aside import ask_aside
from grader.examination.inventory import Inventory, read_inventory
from grader.examination.wall import Wall
from grader.handing_in.submission import Submission
from grader.models.report import Status
from grader.preparation import Prepared

SECONDS = 10.0
NAME, WHERE, WHY, FILE = 80, 200, 200, 200
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a file, or a cell of a notebook, is no Python.

    Attributes:
        file: The file.
        where: The line, in a notebook with its cell.
        why: What the parser says.
        count: In how many places something was left out.
    """

    file: str
    where: str
    why: str
    count: int = 1

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.file}, {self.where}: {self.why}"


@dataclass(frozen=True, slots=True)
class Definition:
    """All definitions of one name: digests of what they say and where, and whom they mention."""

    said: str
    at: str
    mentions: tuple[int, ...] | None


@dataclass(frozen=True)
class Outline:
    """What a submission defines, before any of its code ran.

    Attributes:
        inventory: Its functions, as binding needs them.
        broken: What does not parse.
        definitions: By name, in the order of their numbers; nothing where they are unknown.
        always: Numbers of definitions that all others rest on; none: every one.
        rest: A digest of what is no definition and counts.
        whole: A digest of everything but comments and docstrings.
    """

    inventory: Inventory
    broken: tuple[Broken, ...] = ()
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    always: tuple[int, ...] | None = None
    rest: str = ""
    whole: str = ""

    @cached_property
    def _numbered(self) -> tuple[tuple[str, Definition], ...]:
        return tuple(self.definitions.items())

    @cached_property
    def _folded(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for number, name in enumerate(self.definitions):
            found[fold(name)] = (*found.get(fold(name), ()), number)
        return found

    def reached(self, words: Iterable[str]) -> dict[str, Definition] | None:
        """Return the definitions that these words mean and all that those mention; none: all."""
        if self.always is None:
            return None
        waiting = [n for word in words for n in self._folded.get(fold(word), ())]
        waiting += self.always
        found: dict[int, Definition] = {}
        while waiting:
            number = waiting.pop()
            if number in found:
                continue
            found[number] = definition = self._numbered[number][1]
            if definition.mentions is None:
                return None
            waiting += definition.mentions
        return {self._numbered[number][0]: found[number] for number in sorted(found)}


def outline_of(wall: Wall, prepared: Prepared, submission: Submission) -> Outline:
    """Let a child take the outline of a submission.

    Raises:
        SubmissionError: It could not even be read.
        GraderError: The wall failed.
    """
    assignment = prepared.loaded.assignment
    place = {
        "memory_mib": assignment.limits.memory_mib,
        "shared": prepared.bench.shared,
        "scratch_mib": assignment.limits.scratch_mib,
    }
    message = {**prepared.message(submission), "kind": "outline"}
    found = ask_aside(wall, message, place=place, seconds=SECONDS)
    try:
        if found.status is Status.PASSED:
            return read_outline(found.frame)
    except ChildError:
        pass
    raise SubmissionError(
        "the submission could not be read: taking stock of it came to no end",
        hint="hand in the .py or .ipynb files alone, without generated data inside them",
    )


def read_outline(frame: Any) -> Outline:
    """Take in an outline.

    Raises:
        ChildError: The frame is none.
    """
    if not isinstance(frame, dict) or frame.get("kind") != "outline":
        raise ChildError("something else came back than an outline")
    inventory = read_inventory(frame.get("inventory"))
    broken = tuple(_broken(each) for each in _list(frame.get("broken")) if isinstance(each, dict))
    said = frame.get("outline")
    if not isinstance(said, dict) or not said:
        return Outline(inventory, broken)
    return Outline(
        inventory,
        broken,
        _definitions(said),
        always=_numbers(said.get("always"), len(_list(said.get("names")))),
        rest=text_of(said.get("rest"), NAME),
        whole=text_of(said.get("whole"), NAME),
    )


def _definitions(said: Mapping[str, Any]) -> dict[str, Definition]:
    columns = [_list(said.get(key)) for key in ("names", "said", "at", "mentions")]
    count = len(columns[0])
    names = [text_of(name, NAME) for name in columns[0]]
    if any(len(column) != count for column in columns) or len(set(names)) != count:
        raise ChildError("an outline whose lists do not fit together")
    return {
        name: Definition(text_of(said, NAME), text_of(at, NAME), _numbers(mentions, count))
        for name, said, at, mentions in zip(names, *columns[1:], strict=True)
    }


def _broken(item: Mapping[str, Any]) -> Broken:
    count = item.get("count")
    return Broken(
        text_of(item.get("file"), FILE),
        text_of(item.get("where"), WHERE),
        text_of(item.get("why"), WHY),
        count if type(count) is int and 0 < count < MOST else 1,
    )


def _numbers(items: Any, count: int) -> tuple[int, ...] | None:
    """Return numbers of definitions; none where everything is meant."""
    if items is None:
        return None
    found = tuple(_list(items))
    if any(type(number) is not int or not 0 <= number < count for number in found):
        raise ChildError("an outline that mentions what it does not hold")
    return found


def _list(items: Any) -> list[Any]:
    return items[:MOST] if isinstance(items, list) else []
