"""The wall of Linux: children forked from a fork server behind every layer there is. In the judge.

Standard library only: this runs before the judge's own imports.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NoReturn, Self

from grader.errors import ConfinementError, GraderError
from grader.examination.channel import EndOfStreamError, Stream
from grader.examination.launching import ENTRY, command, environment, library_roots
from grader.examination.wall import (
    CPU_SECONDS,
    FRAME_BYTES,
    MEMORY_MIB,
    ChildGone,
    Exit,
    Probe,
    require,
)
from grader.levels import Confinement
from grader.worker.confinement.layers import CHANNEL, EVERY, NOT_READY, READY, Layer

HELLO_SECONDS: Final = 60.0
ANSWER_SECONDS: Final = 10.0
LIBRARY_SECONDS: Final = 120.0
DEATH_SECONDS: Final = 1.5
"""How long is waited for a process to be gone that was killed."""

CLOSING_SECONDS: Final = 0.05
"""How long a child that closed its end may take to be gone by itself."""

FORKS: Final = 1_000
AHEAD: Final = 50
GROWTH: Final = 1.2
_MESSAGE_BYTES: Final = 64 * 1024

_LEVELS: Final = (
    (Confinement.L4, {Layer.NAMESPACES, Layer.LANDLOCK, Layer.SECCOMP, Layer.LIMITS}),
    (Confinement.L3, {Layer.LANDLOCK, Layer.SECCOMP, Layer.LIMITS}),
    (Confinement.L2, {Layer.SECCOMP, Layer.LIMITS}),
)


def level_of(layers: Iterable[str]) -> Confinement:
    """Return the level that these layers make."""
    present = set(layers)
    return next((level for level, needed in _LEVELS if needed <= present), Confinement.L1)


_Answer = tuple[dict[str, Any], list[int]]
"""A message with the descriptors it brought."""


class ServerGoneError(GraderError):
    """The fork server ended by itself or was ended by somebody else."""


class _Server:
    """One fork server process and the socket to it."""

    def __init__(self, *, only: frozenset[Layer], entry: str, entry_folders: list[str]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control = ours
        self.lock = threading.Lock()
        self.forks = 0
        self.children: set[ForkedChild] = set()
        self.retired = False
        self.closed = False
        self.rss_kib = self.first_rss_kib = 0
        self.folder = ""
        self.facts: dict[str, Any] = {}
        self._sealing = False
        with theirs:
            self.pid = _execute(theirs.fileno())
        self._introduce(only, entry, entry_folders)

    def _introduce(self, only: frozenset[Layer], entry: str, entry_folders: list[str]) -> None:
        config = {
            "layers": sorted(only),
            "roots": library_roots(),
            "entry": entry,
            "entry_folders": entry_folders,
            "judge": os.getpid(),
        }
        own = os.pidfd_open(os.getpid())
        try:
            self.send(config, [own])
        finally:
            os.close(own)

    def hello(self) -> dict[str, Any]:
        """Return what the server found on this machine; waits until it is up."""
        if not self.facts:
            message, _ = self.receive(HELLO_SECONDS)
            if message["kind"] == "failed":
                raise GraderError(
                    f"the fork server could not start: {message['message']}",
                    hint="see `grader doctor`; numpy must be importable by this interpreter",
                )
            self.facts = message
        return self.facts

    def begin_sealing(self, libraries: tuple[str, ...]) -> None:
        """Tell the server to shut itself in; the answer is taken by :meth:`sealed`."""
        if not self._sealing:
            self._sealing = True
            self.send({"do": "seal", "libraries": list(libraries)})

    def sealed(self) -> dict[str, Any]:
        """Return what is enforced, once it is.

        Raises:
            GraderError: A library is not installed or cannot be imported.
        """
        self.hello()
        if self.facts["kind"] != "sealed":
            message, _ = self.receive(LIBRARY_SECONDS)
            self._raise_for_library(message)
            self.facts = {**self.facts, **message}
            self.folder = message["folder"]
        return self.facts

    def ask(self, message: dict[str, Any], descriptors: Iterable[int] = ()) -> _Answer:
        """Send a message and return the answer, one at a time."""
        with self.lock:
            self.send(message, list(descriptors))
            return self.receive(ANSWER_SECONDS)

    def fork(self, order: dict[str, Any], end: int) -> tuple[dict[str, Any], int]:
        """Have a child made on one end of a socket; return who it is and its descriptor."""
        answer, handles = self.ask(order, [end])
        if answer["kind"] != "forked":
            raise GraderError(
                f"no child could be made: {answer['message']}",
                hint="the machine has too many processes or too little memory",
            )
        self.forks += 1
        self.rss_kib = int(answer["rss_kib"])
        self.first_rss_kib = self.first_rss_kib or self.rss_kib
        return answer, handles[0]

    def send(self, message: dict[str, Any], descriptors: Iterable[int] = ()) -> None:
        """Send a message without waiting for an answer."""
        try:
            socket.send_fds(self.control, [json.dumps(message).encode()], list(descriptors))
        except OSError as problem:
            raise self.lost() from problem

    def receive(self, seconds: float) -> _Answer:
        """Return the next message with the descriptors it brings."""
        self.control.settimeout(seconds)
        try:
            text, descriptors, _, _ = socket.recv_fds(self.control, _MESSAGE_BYTES, 1)
        except TimeoutError:
            self.control.shutdown(socket.SHUT_RDWR)  # a late answer must not be taken for another
            raise GraderError(
                f"the fork server did not answer within {seconds:.0f} s",
                hint="the machine may be overloaded: run the same command again",
            ) from None
        except OSError as problem:
            raise self.lost() from problem
        if not text:
            raise self.lost()
        return json.loads(text), descriptors

    def gone(self) -> bool:
        """Say whether the server has ended; it closes its socket before its children die."""
        return self.closed or bool(_readiness(self.control) & (select.POLLHUP | select.POLLERR))

    @property
    def worn(self) -> bool:
        """Whether it has forked, or grown, enough to be replaced."""
        return self.forks >= FORKS or self.rss_kib > GROWTH * max(1, self.first_rss_kib)

    def retire(self) -> None:
        """Fork no more, and end with the last child."""
        self.retired = True
        if not self.children:
            self.close()

    def leave(self, child: "ForkedChild") -> None:
        """Strike off a child that has ended."""
        self.children.discard(child)
        if self.retired and not self.children:
            self.close()

    def close(self) -> None:
        """End the children and the server, and wait until it is gone."""
        for child in tuple(self.children):
            child.end()
        if self.closed:
            return
        self.closed = True
        self.control.close()
        if not _wait_for(self.pid, DEATH_SECONDS):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            _wait_for(self.pid, DEATH_SECONDS)
        if self.folder:
            with contextlib.suppress(OSError):
                Path(self.folder).rmdir()

    def _raise_for_library(self, message: dict[str, Any]) -> None:
        if message["kind"] == "missing":
            raise GraderError(
                f"the assignment allows {message['library']}, which is not installed here",
                hint=f"install it for this interpreter: {sys.executable} -m pip install"
                f" {message['library']}",
            )
        if message["kind"] == "broken":
            raise GraderError(
                f"a library the assignment allows cannot be imported: {message['message']}",
                hint="try to import it in this interpreter and mend what is missing",
            )

    def lost(self) -> ServerGoneError:
        """Return the error that says so."""
        return ServerGoneError(
            "the fork server ended unexpectedly; nothing that was being graded counts",
            hint="run the same command again; if it stays so, see `grader doctor` and the system"
            " log for what kills it (memory?)",
        )


class ForkedChild:
    """A child of the fork server."""

    def __init__(self, server: _Server, stream: Stream, *, pid: int, handle: int, mib: int) -> None:
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

    def _take_ready(self, deadline: float) -> None:
        """Take the first byte: sent by our own code before anything of a student was read."""
        if bytes(self._stream.read(1, deadline=deadline)) != READY:
            raise _not_confined(self._stream.drain())
        self._ready = True

    def _lost(self) -> NoReturn:
        """Say why a child is no longer there: itself, or our own machinery."""
        said = b"" if self._ready else self._stream.drain()
        if self._ended is None:
            self._finish(grace=CLOSING_SECONDS)
        if self._server.gone():
            raise self._server.lost()
        if not self._ready and not said.startswith(READY):
            raise _not_confined(said)
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


class ForkingWall:
    """Children forked from one fork server at a time; a worn server is replaced unseen.

    Args:
        demand: The level that must be had.
        trust: Accept a process with limits and nothing more.
        only: The layers to use; fewer than all of them to see how the rest holds.
        entry: Where a child lives: ``module:function``.
        entry_folders: Where that module is, if it is not part of the package.
    """

    def __init__(
        self,
        *,
        demand: Confinement | None = None,
        trust: bool = False,
        only: frozenset[Layer] = EVERY,
        entry: str = ENTRY,
        entry_folders: tuple[str, ...] = (),
    ) -> None:
        self._demand = demand
        self._trust = trust
        self._only = only
        self._entry = entry
        self._entry_folders = list(entry_folders)
        self._libraries: tuple[str, ...] = ()
        self._lowered: Confinement | None = None
        self._breaches: tuple[str, ...] = ()
        self._lock = threading.RLock()
        self._next: _Server | None = None
        self._server = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def level(self) -> Confinement:
        """What is enforced here."""
        return self._lowered or level_of(self.facts["layers"])

    @property
    def notes(self) -> tuple[str, ...]:
        """What is missing here, why, and how to get it."""
        return (*self.facts["notes"], *self._breaches)

    @property
    def facts(self) -> dict[str, Any]:
        """What the fork server found: layers, notes, landlock_abi, numpy, python."""
        return self._server.hello()

    def allow(self, libraries: tuple[str, ...]) -> None:
        """Admit libraries beside numpy; before the first child."""
        with self._lock:
            if self._server.forks:
                raise GraderError(
                    "libraries can only be allowed before the first child",
                    hint="report this as a fault of grader",
                )
            self._libraries = libraries
            self._server.begin_sealing(libraries)
            if libraries:
                self._server.sealed()

    def child(self, *, memory_mib: int = MEMORY_MIB, cpu_seconds: int = CPU_SECONDS) -> ForkedChild:
        """Return a fresh child."""
        with self._lock:
            server = self._ready_server()
            child = _forked(server, memory_mib=memory_mib, cpu_seconds=cpu_seconds)
            self._look_ahead(server)
            return child

    def canary(self, secrets: tuple[str, ...]) -> tuple[Probe, ...]:
        """Let a child try what must not work; what works lowers the level."""
        from grader.examination import canary

        probes = canary.release(self.child(), secrets, channel_end=CHANNEL + 1)
        self._lowered, breaches = canary.lowered(self.level, probes)
        self._breaches += breaches
        self._check()
        return probes

    def close(self) -> None:
        """End every child and what they come from."""
        for server in (self._server, self._next):
            if server is not None:
                server.close()

    def _start(self) -> _Server:
        return _Server(only=self._only, entry=self._entry, entry_folders=self._entry_folders)

    def _ready_server(self) -> _Server:
        if self._server.worn:
            self._server.retire()
            self._server = self._next or self._start()
            self._next = None
        if not self._server.forks:
            self._server.begin_sealing(self._libraries)
            self._server.sealed()
            self._check()
            self._hide()
        return self._server

    def _hide(self) -> None:
        """Close the judge's own memory where nothing else keeps a child of its user from it."""
        if self.level <= Confinement.L2:
            from grader.worker.confinement.identity import hide_memory

            hide_memory()

    def _look_ahead(self, server: _Server) -> None:
        """Start the next server while this one still has some children to give."""
        if self._next is None and (server.worn or server.forks >= FORKS - AHEAD):
            self._next = self._start()
            self._next.begin_sealing(self._libraries)

    def _check(self) -> None:
        require(self.level, demand=self._demand, trust=self._trust, notes=self.notes)


def _forked(server: _Server, *, memory_mib: int, cpu_seconds: int) -> ForkedChild:
    """Ask a server for a child and connect to it."""
    ours, theirs = socket.socketpair()
    order = {"do": "fork", "memory_mib": memory_mib, "cpu_seconds": cpu_seconds}
    try:
        with theirs:
            answer, handle = server.fork(order, theirs.fileno())
    except GraderError:
        ours.close()
        raise
    return ForkedChild(server, Stream(ours), pid=int(answer["pid"]), handle=handle, mib=memory_mib)


def _not_confined(said: bytes) -> GraderError:
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


def _execute(control: int) -> int:
    """Start the fork server with nothing but its socket; return its process id."""
    null = "/dev/null"
    actions = [
        (os.POSIX_SPAWN_DUP2, control, 0),
        (os.POSIX_SPAWN_OPEN, 1, null, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, null, os.O_WRONLY, 0),
    ]
    try:
        return os.posix_spawn(
            sys.executable,
            command("forkserver"),
            environment(),
            file_actions=actions,
            setsid=True,  # an interrupt at the terminal is the judge's to answer
            setsigmask=[],
            setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGCHLD],
        )
    except OSError as problem:
        raise GraderError(
            f"the fork server could not be started: {problem}",
            hint=f"check that {sys.executable} can be executed",
        ) from problem


def _readiness(end: socket.socket) -> int:
    waiting = select.poll()
    waiting.register(end, 0)
    return next((events for _, events in waiting.poll(0)), 0)


def _ended_within(handle: int, seconds: float) -> bool:
    waiting = select.poll()
    waiting.register(handle, select.POLLIN)
    return bool(waiting.poll(int(seconds * 1000)))


def _wait_for(pid: int, seconds: float) -> bool:
    """Reap a process of ours; say whether it ended in time."""
    end = time.monotonic() + seconds
    while True:
        try:
            if os.waitpid(pid, os.WNOHANG)[0]:
                return True
        except ChildProcessError:
            return True
        if time.monotonic() > end:
            return False
        time.sleep(0.002)
