"""A process that sits at a desk: errands come in at standard input, what came of them goes out.

It is started by :mod:`grader_plugins.executors.judge` and is one of ours, as the one that started
it: what they send each other is pickled, and student code speaks to neither of these pipes. It ends
when its input ends, and on Linux at once when the one that started it is gone, also in the middle
of a grading; its fork server and every child end with it.
"""

import os
import pickle
import signal
import struct
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from grader.executing.desk import Desk, Errand, Graded

LENGTH: Final = struct.Struct("<Q")


def put(stream: IO[bytes], value: Any) -> None:
    """Write a value with its length before it."""
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def take(stream: IO[bytes]) -> Any:
    """Read the next value.

    Raises:
        EOFError: There is none; the other side has gone.
    """
    data = _exactly(stream, LENGTH.unpack(_exactly(stream, LENGTH.size))[0])
    return pickle.loads(data)  # noqa: S301 - from the process that started this one, or was started


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def main() -> None:
    """Say whether the desk is set up, then carry out errands until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
    _end_with_starter()
    incoming, outgoing = _own_pipes()
    with suppress(EOFError, BrokenPipeError), ExitStack() as stack:
        core, desk = take(incoming), take(incoming)
        if core is not None:
            os.sched_setaffinity(0, {core})
        carry_out = _set_up(desk, stack, outgoing)
        while carry_out is not None:
            put(outgoing, carry_out(take(incoming)))


def _set_up(
    desk: "Desk", stack: ExitStack, outgoing: IO[bytes]
) -> "Callable[[Errand], Graded] | None":
    """Set the desk up and say so; whatever keeps it from being set up is the answer."""
    try:
        carry_out = stack.enter_context(desk.open())
    except (Exception, SystemExit) as problem:  # noqa: BLE001 - a plugin may raise anything
        from grader_plugins.executors.stopped import stopped

        put(outgoing, stopped(problem))
        return None
    put(outgoing, None)
    return carry_out


def _end_with_starter() -> None:
    """Ask the kernel to end this process with the one that started it.

    A thread started it; it waits for this process, and ends before only when its process does.
    """
    if sys.platform == "linux":
        from grader.worker.confinement import kernel

        kernel.control(kernel.PR_SET_PDEATHSIG, signal.SIGTERM)


def _own_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Return the pipes to the process that started this one; what is printed goes elsewhere."""
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    incoming = os.fdopen(os.dup(0), "rb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return incoming, outgoing
