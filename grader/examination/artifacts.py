"""Files that were handed in as results, decoded, taken in strictly. Runs in the judge.

They come from a child in which no student code ever ran; it is held to its forms all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.examination.answers import text_of
from grader.examination.aside import Aside
from grader.models.report import Status

FILES = 8
ARRAYS = 64
LISTED = 100
NAME = 200


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture is like: its size, and how many points are not as their neighbours say."""

    width: int
    height: int
    drawn: int


@dataclass(frozen=True, slots=True, eq=False)
class Artifact:
    """One file: its arrays by name, or its picture, or the trouble with it in words."""

    path: str
    size: int
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    picture: Picture | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The files that were looked for, best first, and what there is; or why nobody could look."""

    status: Status
    artifacts: tuple[Artifact, ...] = ()
    listed: tuple[str, ...] = ()


def read_artifacts(aside: Aside) -> Found:
    """Take in what was decoded."""
    frame = aside.frame
    if aside.status is not Status.PASSED:
        return Found(aside.status)
    if not isinstance(frame, dict) or frame.get("kind") != "artifacts":
        return Found(Status.CRASHED)
    listed = [text_of(each, NAME) for each in _list(frame.get("listed"))[:LISTED]]
    items = [each for each in _list(frame.get("found"))[:FILES] if isinstance(each, dict)]
    return Found(Status.PASSED, tuple(map(_artifact, items)), tuple(filter(None, listed)))


def _artifact(item: Mapping[str, Any]) -> Artifact:
    arrays = item.get("arrays")
    named = list(arrays.items())[:ARRAYS] if isinstance(arrays, dict) else []
    return Artifact(
        path=text_of(item.get("path"), NAME),
        size=_count(item.get("size")),
        arrays={text_of(n, NAME): a for n, a in named if isinstance(a, np.ndarray)},
        picture=_picture(item.get("picture")),
        trouble=text_of(item.get("trouble"), 500),
    )


def _picture(value: Any) -> Picture | None:
    if not isinstance(value, dict):
        return None
    return Picture(*(_count(value.get(name)) for name in ("width", "height", "drawn")))


def _count(value: Any) -> int:
    return value if type(value) is int and 0 <= value < 2**40 else 0


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []
