"""One fork server seen from the judge: its process, the socket to it, and its end. In the judge.

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
from typing import Any, Final

from grader.errors import GraderError
from grader.examination.launching import command, environment, library_roots
from grader.examination.wall import Child
from grader.worker.confinement.layers import Layer

HELLO_SECONDS: Final = 60.0
ANSWER_SECONDS: Final = 10.0
LIBRARY_SECONDS: Final = 120.0
DEATH_SECONDS: Final = 1.5
"""How long is waited for a process to be gone that was killed."""

FORKS: Final = 1_000
GROWTH: Final = 1.2
_MESSAGE_BYTES: Final = 64 * 1024

_Answer = tuple[dict[str, Any], list[int]]
"""A message with the descriptors it brought."""


class ServerGoneError(GraderError):
    """The fork server ended by itself or was ended by somebody else."""


class Server:
    """One fork server process and the socket to it."""

    def __init__(self, *, only: frozenset[Layer], entry: str, entry_folders: list[str]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control = ours
        self.lock = threading.Lock()
        self.forks = 0
        self.children: set[Child] = set()
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

    def begin_sealing(self, libraries: tuple[str, ...], *, scratch: bool) -> None:
        """Tell the server to shut itself in; the answer is taken by :meth:`sealed`."""
        if not self._sealing:
            self._sealing = True
            self.send({"do": "seal", "libraries": list(libraries), "scratch": scratch})

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

    def fork(self, order: dict[str, Any], *descriptors: int) -> tuple[dict[str, Any], int]:
        """Have a child made on one end of a socket; return who it is and its descriptor."""
        answer, handles = self.ask(order, descriptors)
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

    @property
    def left(self) -> int:
        """How many children it has still to give before it is worn."""
        return FORKS - self.forks

    def retire(self) -> None:
        """Fork no more, and end with the last child."""
        self.retired = True
        if not self.children:
            self.close()

    def leave(self, child: Child) -> None:
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
