"""The wall of Linux: children forked from a fork server behind every layer there is. In the judge.

Standard library only: this runs before the judge's own imports.
"""

import os
import socket
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, Self

from grader.errors import GraderError
from grader.examination.channel import Stream
from grader.examination.forked import ForkedChild
from grader.examination.launching import ENTRY
from grader.examination.server import Server
from grader.examination.wall import (
    CPU_SECONDS,
    MEMORY_MIB,
    Probe,
    hand_over,
    no_scratch,
    require,
)
from grader.levels import Confinement
from grader.worker.confinement.layers import CHANNEL, EVERY, Layer

if TYPE_CHECKING:
    from grader.examination.segment import Segment

AHEAD: Final = 50
"""How many forks before its last a server's successor is started."""

_LEVELS: Final = (
    (Confinement.L4, {Layer.NAMESPACES, Layer.LANDLOCK, Layer.SECCOMP, Layer.LIMITS}),
    (Confinement.L3, {Layer.LANDLOCK, Layer.SECCOMP, Layer.LIMITS}),
    (Confinement.L2, {Layer.SECCOMP, Layer.LIMITS}),
)


def level_of(layers: Iterable[str]) -> Confinement:
    """Return the level that these layers make."""
    present = set(layers)
    return next((level for level, needed in _LEVELS if needed <= present), Confinement.L1)


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
        self._scratch = False
        self._lowered: Confinement | None = None
        self._breaches: tuple[str, ...] = ()
        self._lock = threading.RLock()
        self._next: Server | None = None
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

    def allow(self, libraries: tuple[str, ...], *, scratch: bool = False) -> None:
        """Admit libraries beside numpy, and folders to write in; before the first child."""
        with self._lock:
            if self._server.forks:
                raise GraderError(
                    "libraries can only be allowed before the first child",
                    hint="report this as a fault of grader",
                )
            self._libraries, self._scratch = libraries, scratch
            self._server.begin_sealing(libraries, scratch=scratch)
            if (libraries or scratch) and not self._server.sealed()["scratch"] and scratch:
                raise no_scratch(self.level, self.notes)

    def child(
        self,
        *,
        memory_mib: int = MEMORY_MIB,
        cpu_seconds: int = CPU_SECONDS,
        shared: "Segment | None" = None,
        scratch_mib: int = 0,
    ) -> ForkedChild:
        """Return a fresh child."""
        order = {
            "do": "fork",
            "memory_mib": memory_mib,
            "cpu_seconds": cpu_seconds,
            "scratch_mib": scratch_mib,
        }
        with self._lock:
            server = self._ready_server()
            child = _forked(server, order, shared)
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

    def _start(self) -> Server:
        return Server(only=self._only, entry=self._entry, entry_folders=self._entry_folders)

    def _ready_server(self) -> Server:
        if self._server.worn:
            self._server.retire()
            self._server = self._next or self._start()
            self._next = None
        if not self._server.forks:
            self._server.begin_sealing(self._libraries, scratch=self._scratch)
            self._server.sealed()
            self._check()
            self._hide()
        return self._server

    def _hide(self) -> None:
        """Close the judge's own memory where nothing else keeps a child of its user from it."""
        if self.level <= Confinement.L2:
            from grader.worker.confinement.identity import hide_memory

            hide_memory()

    def _look_ahead(self, server: Server) -> None:
        """Start the next server while this one still has some children to give."""
        if self._next is None and (server.worn or server.left <= AHEAD):
            self._next = self._start()
            self._next.begin_sealing(self._libraries, scratch=self._scratch)

    def _check(self) -> None:
        require(self.level, demand=self._demand, trust=self._trust, notes=self.notes)


def _forked(server: Server, order: dict[str, Any], shared: "Segment | None") -> ForkedChild:
    """Ask a server for a child and connect to it."""
    data, mapped = shared.lent() if shared is not None else (-1, 0)
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            ends = [theirs.fileno()] if data < 0 else [theirs.fileno(), data]
            answer, handle = server.fork({**order, "shared": mapped}, *ends)
    except GraderError:
        ours.close()
        raise
    finally:
        if data >= 0:
            os.close(data)
    mib = order["memory_mib"] + (mapped >> 20)
    child = ForkedChild(server, Stream(ours), pid=int(answer["pid"]), handle=handle, mib=mib)
    if shared is not None and data < 0:
        hand_over(child, shared)
    return child
