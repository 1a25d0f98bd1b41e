"""Children of the fork server: how they are made, confined and buried. Runs in the fork server.

What is forked here steps behind the rules before the first byte of a submission is read.
"""

import os
from typing import TYPE_CHECKING, Any, Final, NoReturn

from grader.worker.channel import Channel
from grader.worker.confinement.cell import Cell
from grader.worker.confinement.layers import CHANNEL, NOT_READY, READY
from grader.worker.server import Server

if TYPE_CHECKING:
    from grader.worker.memory import Memory

_MIB: Final = 1024 * 1024


def fork(server: Server, message: dict[str, Any], descriptors: list[int]) -> None:
    """Become a child, or tell the judge which child there is.

    ``descriptors`` are the child's socket and, where data is shared, the judge's memory file.
    """
    _bury(server)
    try:
        pid = os.fork()
    except OSError as problem:
        server.say({"kind": "failed", "message": str(problem)})
        return
    if pid == 0:
        _be_child(server, message, *descriptors)
    handle = os.pidfd_open(pid)
    import resource

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = {"kind": "forked", "pid": pid, "rss_kib": grown}
    server.say(answer, handle)
    os.close(handle)


def _be_child(server: Server, message: dict[str, Any], descriptor: int, data: int = -1) -> NoReturn:
    """Step behind the rules and live on the socket; never return into the server."""
    code = 1
    try:
        assert server.cell is not None
        memory = _enter(server.cell, message, descriptor, data)
        server.live(Channel(CHANNEL, CHANNEL), memory)
        code = 0
    finally:
        os._exit(code)


def _enter(cell: Cell, message: dict[str, Any], descriptor: int, data: int) -> "Memory":
    """Map what is shared, while its descriptor is there, and step behind every layer."""
    from grader.worker.memory import Memory, mapped

    shared = message["shared"]
    try:
        memory = mapped(data, shared) if shared else Memory()
        cell.enter(
            descriptor,
            memory_bytes=message["memory_mib"] * _MIB + shared,
            cpu_seconds=message["cpu_seconds"],
            scratch_bytes=message["scratch_mib"] * _MIB,
        )
    except OSError as problem:
        _confess(descriptor, problem)
    os.write(CHANNEL, READY)
    return memory


def _confess(descriptor: int, problem: OSError) -> NoReturn:
    """Tell the judge that this child is not confined, wherever its socket is by now."""
    text = NOT_READY + str(problem).encode()[:500]
    try:
        os.write(descriptor, text)
    except OSError:
        os.write(CHANNEL, text)
    os._exit(1)


def reap(pid: int) -> dict[str, Any]:
    """Say how a child ended that the judge knows to be over."""
    try:
        _, status, usage = os.wait4(pid, 0)
    except ChildProcessError:
        return {"kind": "unknown"}
    return {
        "kind": "exit",
        "code": os.waitstatus_to_exitcode(status),
        "rss_kib": usage.ru_maxrss,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
    }


def _bury(server: Server) -> None:
    """Reap the children that took so long to die that the judge went on."""
    for pid in tuple(server.forgotten):
        try:
            done, _ = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            done = pid
        if done:
            server.forgotten.discard(pid)
