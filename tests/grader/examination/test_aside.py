"""One message to a child of its own: what comes back, or what happened instead."""

from collections.abc import Callable
from typing import Any

import pytest

from grader.errors import ChildError
from grader.examination.aside import ask_aside
from grader.examination.conversation import Conversation
from grader.models.report import Status
from grader.worker import wire
from tests.grader.examination.fakes import FakeChild, FakeWall, dies, hangs


class Once(FakeChild):
    """Says one thing, or fails to."""

    answer: Callable[[], bytes]

    def send(self, frame: bytes, *, deadline: float) -> None:
        del deadline
        self._wall.heard.append(wire.decode(memoryview(frame)[4:]))

    def receive(self, *, deadline: float, most: int = 0) -> memoryview:
        del deadline, most
        return memoryview(self.answer())[4:]


class OnceWall(FakeWall):
    """Gives children that say one thing."""

    def __init__(self, answer: Callable[[], bytes]) -> None:
        super().__init__()
        self._answer = answer

    def child(self, **_: Any) -> FakeChild:
        child = Once(self, len(self.children))
        child.answer = self._answer
        self.children.append(child)
        return child


def raising(problem: Exception) -> Callable[[], bytes]:
    def fail() -> bytes:
        raise problem

    return fail


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda: wire.encode({"kind": "ran"}), Status.PASSED),
        (lambda: b"\0\0\0\0no frame", Status.CRASHED),
        (raising(hangs()), Status.TIMED_OUT),
        (raising(dies()), Status.CRASHED),
        (raising(dies(number=9, rss_mib=64)), Status.OUT_OF_MEMORY),
        (raising(ChildError("it said too much")), Status.CRASHED),
    ],
)
def test_what_happens_has_a_status_and_leaves_no_child(
    answer: Callable[[], bytes], status: Status
) -> None:
    wall = OnceWall(answer)
    found = ask_aside(wall, {"kind": "program"}, place={}, seconds=1.0)
    assert found.status is status
    assert [child.ended for child in wall.children] == [True]


def test_what_it_takes_is_added_to_the_time_of_the_submission() -> None:
    now = [0.0]

    def slow() -> bytes:
        now[0] += 50.0
        return wire.encode({"kind": "ran"})

    message = {"kind": "submission", "files": [["a.py", b"x = 1"]], "archive": False}
    conversation = Conversation(
        OnceWall(slow),
        message=message,
        budget_seconds=30.0,
        memory_mib=256,
        clock=lambda: now[0],
    )
    asked = {"kind": "program"}
    for _ in range(2):
        assert conversation.aside(asked, seconds=60.0, what="it").status is Status.PASSED
    now[0] += 31.0
    assert conversation.aside(asked, seconds=60.0, what="it").status is Status.SKIPPED


def test_it_hears_of_the_submission_and_of_what_is_asked() -> None:
    wall = OnceWall(lambda: wire.encode({"kind": "artifacts"}))
    message = {"kind": "submission", "files": [["a.npz", b"bytes"]], "archive": False}
    with Conversation(wall, message=message, budget_seconds=30.0, memory_mib=256) as conversation:
        conversation.aside({"kind": "artifacts", "patterns": ["*"]}, seconds=1.0, what="it")
    assert wall.heard == [{**message, "kind": "artifacts", "patterns": ["*"]}]
