"""The wall of other systems: a fresh interpreter for each child, and little more. In the judge.

It keeps student code apart from every answer and ends it in time; files and the network it leaves
open. Portable: threads move the bytes, since pipes cannot be polled everywhere.
"""

import contextlib
import json
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from typing import TYPE_CHECKING, Any, Final, Self

from grader.errors import ChildError, GraderError
from grader.examination.channel import HEAD
from grader.examination.launching import ENTRY, command, environment, library_roots
from grader.examination.wall import (
    CPU_SECONDS,
    FRAME_BYTES,
    MEMORY_MIB,
    TOTAL_BYTES,
    ChildGone,
    ChildMisspoke,
    ChildTimeout,
    Exit,
    Probe,
    hand_over,
    require,
)
from grader.levels import Confinement

if TYPE_CHECKING:
    from grader.examination.segment import Segment

NOTE: Final = (
    "no fork server on this system: each child is a separate interpreter, apart from every answer,"
    " but free to read files and to use the network; Linux confines more"
)
SCRATCH_NOTE: Final = (
    "the folder student code may write in is a temporary one, without a bound on all its files"
)
DEATH_SECONDS: Final = 1.5
LIBRARY_SECONDS: Final = 120.0
MAPPED_MIB: Final = 512
"""Address space an interpreter with numpy takes before anything of a student."""

_CHUNK: Final = 1 << 16
_CHUNKS: Final = 64
_CHANNEL_END: Final = 8


class SpawningWall:
    """Children that are fresh interpreters.

    Args:
        demand: The level that must be had.
        trust: Accept this wall at all.
        entry: Where a child lives: ``module:function``.
        entry_folders: Where that module is, if it is not part of the package.

    Raises:
        ConfinementError: More than a separate process is needed.
    """

    def __init__(
        self,
        *,
        demand: Confinement | None = None,
        trust: bool = False,
        entry: str = ENTRY,
        entry_folders: tuple[str, ...] = (),
    ) -> None:
        self._notes: tuple[str, ...] = (NOTE,)
        require(self.level, demand=demand, trust=trust, notes=self._notes)
        self._entry = entry
        self._entry_folders = list(entry_folders)
        self._libraries: tuple[str, ...] = ()
        self._children: list[SpawnedChild] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def level(self) -> Confinement:
        """What is enforced here: a process."""
        return Confinement.L1

    @property
    def notes(self) -> tuple[str, ...]:
        """What is missing here, and why."""
        return self._notes

    def allow(self, libraries: tuple[str, ...], *, scratch: bool = False) -> None:
        """Admit libraries beside numpy, and folders to write in; before the first child."""
        from importlib.util import find_spec

        for name in libraries:
            if find_spec(name) is None:
                raise GraderError(
                    f"the assignment allows {name}, which is not installed here",
                    hint=f"install it for this interpreter: {sys.executable} -m pip install {name}",
                )
        self._libraries = libraries
        if scratch:
            self._notes += (SCRATCH_NOTE,)

    def child(
        self,
        *,
        memory_mib: int = MEMORY_MIB,
        cpu_seconds: int = CPU_SECONDS,
        shared: "Segment | None" = None,
        scratch_mib: int = 0,
    ) -> "SpawnedChild":
        """Return a fresh child."""
        config = {
            "roots": library_roots(),
            "libraries": list(self._libraries),
            "entry": self._entry,
            "entry_folders": self._entry_folders,
            "memory_mib": memory_mib + MAPPED_MIB,
            "cpu_seconds": cpu_seconds,
            "scratch_mib": scratch_mib,
        }
        self._children = [child for child in self._children if not child.ended]
        child = SpawnedChild(config, memory_mib=memory_mib)
        self._children.append(child)
        if self._libraries:
            _await_libraries(child)
        if shared is not None:
            hand_over(child, shared)
        return child

    def canary(self, secrets: tuple[str, ...]) -> tuple[Probe, ...]:
        """Let a child try; what this level promises is only that it is apart."""
        from grader.examination import canary

        probes = canary.release(self.child(), secrets, channel_end=_CHANNEL_END)
        _, breaches = canary.lowered(self.level, probes)
        self._notes += breaches
        return probes

    def close(self) -> None:
        """End every child."""
        for child in self._children:
            child.end()


class SpawnedChild:
    """A child on the pipes of its standard input and output."""

    def __init__(self, config: dict[str, Any], *, memory_mib: int) -> None:
        self._memory_mib = memory_mib
        self._scratch = (
            tempfile.mkdtemp(prefix="grader-scratch-") if config["scratch_mib"] else None
        )
        self._process = _launch(self._scratch)
        self._incoming: queue.Queue[bytes] = queue.Queue(_CHUNKS)
        self._outgoing: queue.Queue[bytes | None] = queue.Queue()
        self._unsent = threading.Semaphore(0)
        self._buffer = bytearray()
        self._left = TOTAL_BYTES
        self._ended: Exit | None = None
        self._closing = threading.Event()
        self._threads = [
            threading.Thread(target=work, daemon=True) for work in (self._read, self._write)
        ]
        for thread in self._threads:
            thread.start()
        body = json.dumps(config).encode()
        self._outgoing.put(HEAD.pack(len(body)) + body)

    @property
    def ended(self) -> bool:
        """Whether it was ended."""
        return self._ended is not None

    def send(self, frame: bytes, *, deadline: float) -> None:
        """Hand over a whole frame."""
        if self.ended:
            raise self._gone()
        self._outgoing.put(frame)
        while not self._unsent.acquire(timeout=0.02):
            if self._process.poll() is not None:
                raise self._gone()
            if time.monotonic() > deadline:
                raise ChildTimeout("the child did not read what it was sent in time")

    def receive(self, *, deadline: float, most: int = FRAME_BYTES) -> memoryview:
        """Return one frame's body."""
        if self.ended:
            raise self._gone()
        (length,) = HEAD.unpack(self._take(HEAD.size, deadline))
        if length > min(most, self._left):
            raise ChildMisspoke(
                f"the child announced {length} bytes where at most {min(most, self._left)} may come"
            )
        self._left -= length
        return memoryview(self._take(length, deadline))

    def end(self) -> Exit:
        """End it if it has not ended, and say how."""
        if self._ended is None:
            ours = self._process.poll() is None
            self._process.kill()
            self._ended = self._waited(ours=ours)
            self._stop()
            if self._scratch is not None:
                shutil.rmtree(self._scratch, ignore_errors=True)
        return self._ended

    def leave(self) -> None:
        """End it; there is nobody else to see to it."""
        self.end()

    def kill(self) -> None:
        """Kill it, from any thread; to see to the rest is for whoever speaks with it."""
        self._process.kill()

    def _waited(self, *, ours: bool) -> Exit:
        try:
            code = self._process.wait(DEATH_SECONDS)
        except subprocess.TimeoutExpired:
            return Exit("unknown")
        if ours:
            return Exit("killed_by_us", signal=max(0, -code))
        return Exit("signal", signal=-code) if code < 0 else Exit("ended", code=code)

    def _stop(self) -> None:
        """Let both threads come to their end and close the pipes."""
        self._closing.set()
        self._outgoing.put(None)
        while self._threads[0].is_alive() or self._threads[1].is_alive():
            with contextlib.suppress(queue.Empty):
                self._incoming.get(timeout=0.01)
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                assert pipe is not None
                pipe.close()

    def _take(self, length: int, deadline: float) -> bytearray:
        while len(self._buffer) < length:
            try:
                piece = self._incoming.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise ChildTimeout("the child did not answer in time") from None
            if not piece:
                raise self._gone()
            self._buffer += piece
        taken = self._buffer[:length]
        del self._buffer[:length]
        if time.monotonic() > deadline:
            raise ChildTimeout("the child did not answer in time")
        return taken

    def _gone(self) -> ChildGone:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0.05)
        how = self.end()
        what = f"signal {how.signal}" if how.signal else f"exit code {how.code}"
        return ChildGone(
            f"the child ended ({how.reason}, {what})", exit=how, memory_mib=self._memory_mib
        )

    def _read(self) -> None:
        """Move what the child says to the queue; stop reading while nobody takes it."""
        pipe = self._process.stdout
        assert pipe is not None
        piece = b"-"
        while piece and not self._closing.is_set():
            try:
                piece = pipe.read1(_CHUNK)  # type: ignore[attr-defined]
            except OSError:
                piece = b""
            self._incoming.put(piece)

    def _write(self) -> None:
        """Move frames from the queue to the child."""
        pipe = self._process.stdin
        assert pipe is not None
        first = True
        while (frame := self._outgoing.get()) is not None:
            try:
                pipe.write(frame)
                pipe.flush()
            except OSError:
                return
            if not first:
                self._unsent.release()
            first = False


def _await_libraries(child: SpawnedChild) -> None:
    """Wait until a child has imported what the assignment allows: no submission's time.

    Raises:
        GraderError: It has not.
    """
    try:
        child.receive(deadline=time.monotonic() + LIBRARY_SECONDS)
    except ChildError as problem:
        raise GraderError(
            f"a library the assignment allows cannot be imported: {problem}",
            hint="try to import it in this interpreter and mend what is missing",
        ) from problem


def _launch(folder: str | None) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        command("spawned"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        cwd=folder,
        close_fds=True,
    )
