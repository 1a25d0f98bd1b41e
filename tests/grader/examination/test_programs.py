"""What a program, or a decoded file, says of itself is taken in strictly."""

from typing import Any

import numpy as np
import pytest

from grader.examination.artifacts import read_artifacts
from grader.examination.aside import Aside
from grader.examination.programs import read_run
from grader.models.report import Status

RAN = {"kind": "ran", "ended": "exit", "code": 0, "script": "test.py", "printed": b"hello\n"}


def ran(**more: Any) -> Any:
    return read_run(Aside(Status.PASSED, {**RAN, **more}))


def test_how_a_program_ended_is_read() -> None:
    found = ran(written=[["results.npz", 12]], files=[["p.npy", b"bytes"]])
    assert (found.status, found.code, found.printed) == (Status.PASSED, 0, "hello\n")
    assert found.written == (("results.npz", 12),)
    assert found.files == {"p.npy": b"bytes"}


@pytest.mark.parametrize(
    ("more", "name", "taken"),
    [
        ({"code": True}, "code", 1),
        ({"code": 10**9}, "code", 1),
        ({"printed": "text"}, "printed", ""),
        ({"printed": b"\xff"}, "printed", "\ufffd"),
        ({"written": [["a", 2.5], ["b", -1], "c", ["d"], [3, 3]]}, "written", ()),
        ({"files": [["a", "text"], [b"b", b"c"]]}, "files", {}),
        ({"missing": ["\ud800", 3]}, "missing", ("?",)),
        ({"listed": "abc"}, "listed", ()),
    ],
)
def test_what_has_another_form_is_nothing(more: dict[str, Any], name: str, taken: object) -> None:
    assert getattr(ran(**more), name) == taken


@pytest.mark.parametrize("frame", [None, [], "ran", {"kind": "ran"}, {**RAN, "ended": ["exit"]}])
def test_another_frame_is_a_crash(frame: object) -> None:
    assert read_run(Aside(Status.PASSED, frame)).status is Status.CRASHED


def test_what_did_not_come_keeps_its_status() -> None:
    for status in (Status.TIMED_OUT, Status.OUT_OF_MEMORY, Status.SKIPPED):
        assert read_run(Aside(status)).status is status
        assert read_artifacts(Aside(status)).status is status


def test_arrays_and_pictures_are_read_and_nothing_else() -> None:
    found = [
        {"path": "a.npz", "size": 3, "arrays": {"W": np.ones(2), "odd": "text"}},
        {"path": "b.png", "size": True, "picture": {"width": 3, "height": 2.0, "drawn": -1}},
        {"path": 3, "trouble": ["x"]},
        "no mapping",
    ]
    frame = {"kind": "artifacts", "found": found, "listed": ["a.npz", 3]}
    read = read_artifacts(Aside(Status.PASSED, frame))
    assert [each.path for each in read.artifacts] == ["a.npz", "b.png", ""]
    assert list(read.artifacts[0].arrays) == ["W"]
    picture = read.artifacts[1].picture
    assert picture is not None
    assert (picture.width, picture.height, picture.drawn) == (3, 0, 0)
    assert read.listed == ("a.npz",)
    assert read_artifacts(Aside(Status.PASSED, [])).status is Status.CRASHED
