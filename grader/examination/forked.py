"""One child of the fork server: what is said to it, and how it ended. In the judge.

Standard library only: this is loaded before the judge's own imports.
"""

import contextlib
import os
import select
import signal
from typing import Any, Final, NoReturn

from grader.errors import ConfinementError, GraderError
from grader.examination.channel import EndOfStreamError, Stream
from grader.examination.server import DEATH_SECONDS, Server
from grader.examination.wall import FRAME_BYTES, ChildGone, Exit
from grader.worker.confinement.layers import NOT_READY, READY

CLOSING_SECONDS: Final = 0.05
"""How long a child that closed its end may take to be gone by itself."""


class ForkedChild:
    """A child of the fork server."""

    def __init__(self, server: Server, stream: Stream, *, pid: int, handle: int, mib: int) -> None:
        self._server = server
        self._stream = stream
        self._pid = pid
        self._handle = handle
        self._memory_mib = mib
        self._ready = False
        self._ended: Exit | None = None
        server.children.add(self)

    def send(self, frame: bytes, *, deadline: float) -> None:
        """Hand over a whole frame."""
        if self._ended is not None:
            raise self._gone()
        try:
            self._stream.send(frame, deadline=deadline)
        except EndOfStreamError:
            self._lost()

    def receive(self, *, deadline: float, most: int = FRAME_BYTES) -> memoryview:
        """Return one frame's body."""
        if self._ended is not None:
            raise self._gone()
        try:
            if not self._ready:
                self._take_ready(deadline)
            return self._stream.receive(deadline=deadline, most=most)
        except EndOfStreamError:
            self._lost()

    def end(self) -> Exit:
        """End it if it has not ended, and say how."""
        return self._ended or self._finish(grace=0.0)

    def leave(self) -> None:
        """Kill it and let the server see to the rest."""
        if self._ended is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        with contextlib.suppress(GraderError):
            self._forgotten()
        self._part(Exit("killed_by_us"))

    def kill(self) -> None:
        """Kill it, from any thread; to see to the rest is for whoever speaks with it."""
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def _take_ready(self, deadline: float) -> None:
        """Take the first byte: sent by our own code before anything of a student was read."""
        if bytes(self._stream.read(1, deadline=deadline)) != READY:
            raise not_confined(self._stream.drain())
        self._ready = True

    def _lost(self) -> NoReturn:
        """Say why a child is no longer there: itself, or our own machinery."""
        said = b"" if self._ready else self._stream.drain()
        if self._ended is None:
            self._finish(grace=CLOSING_SECONDS)
        if self._server.gone():
            raise self._server.lost()
        if not self._ready and not said.startswith(READY):
            raise not_confined(said)
        raise self._gone()

    def _gone(self) -> ChildGone:
        assert self._ended is not None
        how = self._ended
        what = f"signal {how.signal}" if how.signal else f"exit code {how.code}"
        return ChildGone(
            f"the child ended ({how.reason}, {what})", exit=how, memory_mib=self._memory_mib
        )

    def _finish(self, *, grace: float) -> Exit:
        ours = not _ended_within(self._handle, grace)
        if ours:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        over = _ended_within(self._handle, DEATH_SECONDS)
        try:
            return self._part(self._reaped(ours=ours) if over else self._forgotten())
        except GraderError:
            return self._part(Exit("unknown"))

    def _part(self, how: Exit) -> Exit:
        """Close what led to it, and remember how it ended."""
        self._ended = how
        os.close(self._handle)
        self._stream.close()
        self._server.leave(self)
        return how

    def _reaped(self, *, ours: bool) -> Exit:
        answer, _ = self._server.ask({"do": "reap", "pid": self._pid})
        if answer["kind"] != "exit":
            return Exit("unknown")
        code = int(answer["code"])
        used: dict[str, Any] = {
            "max_rss_kib": int(answer["rss_kib"]),
            "cpu_seconds": float(answer["cpu_seconds"]),
        }
        if code >= 0:
            return Exit("ended", code=code, **used)
        killed = ours and -code == signal.SIGKILL
        return Exit("killed_by_us" if killed else "signal", signal=-code, **used)

    def _forgotten(self) -> Exit:
        with self._server.lock:
            self._server.send({"do": "forget", "pid": self._pid})
        return Exit("unknown")


def not_confined(said: bytes) -> GraderError:
    """Return the error of a child that did not say it was confined, from what it said instead."""
    if not said:
        return GraderError(
            "a child ended before it was confined",
            hint="the machine may be out of memory or processes: run the command again",
        )
    why = said.lstrip(NOT_READY).decode(errors="replace")
    return ConfinementError(
        f"a child could not be confined: {why}",
        hint="see `grader doctor` for what this machine enforces",
    )


def _ended_within(handle: int, seconds: float) -> bool:
    waiting = select.poll()
    waiting.register(handle, select.POLLIN)
    return bool(waiting.poll(int(seconds * 1000)))
