"""A child that answers one message and is gone: a whole program, or files to decode. In the judge.

It is apart from the children that are asked questions: no scored input is ever in it, and what
student code leaves in it ends with it.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.errors import ChildError
from grader.examination.wall import ChildGone, ChildTimeout, Wall
from grader.models.report import Status
from grader.worker import wire

MOST_BYTES = 128 * 1024 * 1024
GRACE_SECONDS = 4.0
"""How much later than the child's own alarm the judge's deadline comes: it unpacks first."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What came back: a frame where ``status`` is ``PASSED``, else what happened instead."""

    status: Status
    frame: Any = None
    seconds: float = 0.0


def ask_aside(
    wall: Wall,
    message: Mapping[str, Any],
    *,
    place: Mapping[str, Any],
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> Aside:
    """Put one message to a child of its own and return its one frame.

    Args:
        wall: Where the child comes from.
        message: What it is told.
        place: What memory it has, as the wall wants it.
        seconds: What it may take.
        clock: Of the deadline.

    Raises:
        GraderError: The wall failed.
    """
    began = clock()
    child = wall.child(**place, cpu_seconds=int(seconds + GRACE_SECONDS) + 1)
    deadline = clock() + seconds + GRACE_SECONDS
    try:
        child.send(wire.encode(dict(message)), deadline=deadline)
        frame = wire.decode(child.receive(deadline=deadline, most=MOST_BYTES))
        return Aside(Status.PASSED, frame, clock() - began)
    except ChildTimeout:
        return Aside(Status.TIMED_OUT, seconds=clock() - began)
    except ChildGone as gone:
        status = Status.OUT_OF_MEMORY if gone.out_of_memory else Status.CRASHED
        return Aside(status, seconds=clock() - began)
    except (ChildError, wire.WireError):
        return Aside(Status.CRASHED, seconds=clock() - began)
    finally:
        child.leave()
