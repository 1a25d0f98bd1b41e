"""Tries, from a child's place, what must not work there. Runs confined.

Each attempt is reported, not judged: which level promises what is known on the judge's side.
"""

import contextlib
import importlib
import os
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from grader.worker.interpreter import ENVIRONMENT

Attempt = tuple[str, Callable[[], str]]

_ABSENT: Final = "/nonexistent/program"
_EXTRA: Final = frozenset({"LC_CTYPE", "__CF_USER_TEXT_ENCODING", "SYSTEMROOT", "SystemRoot"})
"""What an interpreter or its system adds to an environment by itself."""


def answer(message: dict[str, Any]) -> dict[str, Any]:
    """Try everything; return ``probes``: name, whether it worked, what was seen."""
    return {"kind": "canary", "probes": [_tried(*attempt) for attempt in _attempts(message)]}


def _attempts(message: dict[str, Any]) -> Iterator[Attempt]:
    for path in _texts(message.get("secrets")):
        yield f"read {path}", lambda path=path: _read(path)  # type: ignore[misc]
    for path in _texts(message.get("folders")):
        yield f"write {path or 'the working folder'}", lambda path=path: _write(path)  # type: ignore[misc]
    for name in _texts(message.get("modules")):
        yield f"import {name}", lambda name=name: _import(name)  # type: ignore[misc]
    yield "environment", _environment
    yield "descriptors", lambda: _descriptors(int(message.get("channel_end", 4)))
    yield "tcp", _tcp
    yield "unix socket", _unix
    yield "fork", _fork
    yield "execute", _execute
    yield "thread", _thread
    yield "signal", _signal


def _tried(name: str, attempt: Callable[[], str]) -> list[Any]:
    try:
        return [name, True, attempt()]
    except Exception as refusal:  # noqa: BLE001 - whatever stopped it, it was stopped
        return [name, False, f"{type(refusal).__name__}: {refusal}"[:200]]


def _read(path: str) -> str:
    """Read a file's first byte, or list a folder and read what lies in it."""
    try:
        names = os.listdir(path)  # noqa: PTH208
    except NotADirectoryError:
        with open(path, "rb") as file:  # noqa: PTH123
            file.read(1)
        return "its content can be read"
    return f"its {len(names)} entries can be listed"


def _write(folder: str) -> str:
    path = os.path.join(folder or os.getcwd(), f".grader-canary-{os.getpid()}")  # noqa: PTH109, PTH118
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with contextlib.suppress(OSError):
        os.unlink(path)  # noqa: PTH108
    return "a file could be made"


def _import(name: str) -> str:
    importlib.import_module(name)
    return "it can be imported"


def _environment() -> str:
    foreign = sorted(set(os.environ) - set(ENVIRONMENT) - _EXTRA)
    return _unless_empty(foreign)


def _descriptors(first: int) -> str:
    """Look for open descriptors beyond the ones a child is given."""
    return _unless_empty([str(number) for number in range(first, 256) if _is_open(number)])


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _unless_empty(found: list[str]) -> str:
    if not found:
        raise PermissionError("nothing there")
    return "found " + ", ".join(found[:10])


def _tcp() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as connection:
        connection.settimeout(0.05)
        with contextlib.suppress(ConnectionRefusedError, TimeoutError):
            connection.connect(("127.0.0.1", 9))
    return "connections can be made"


def _unix() -> str:
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection,
        contextlib.suppress(ConnectionRefusedError, FileNotFoundError),
    ):
        connection.connect("/run/grader-canary")
    return "local sockets can be made"


def _fork() -> str:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return "processes can be made"


def _execute() -> str:
    with contextlib.suppress(FileNotFoundError):
        os.execv(_ABSENT, [_ABSENT])  # noqa: S606
    return "programs can be executed"


def _thread() -> str:
    import _thread

    _thread.start_new_thread(sys.getsizeof, (0,))
    return "threads can be started"


def _signal() -> str:
    os.kill(os.getppid(), 0)
    return "the parent can be signalled"


def _texts(value: Iterable[Any] | None) -> list[str]:
    return [item for item in value or () if isinstance(item, str)]
