"""The fork server: a lean interpreter that turns into a confined child on demand. Trusted.

Theory of operation
-------------------
The judge executes this once (never forks it: what the judge has in memory stays there) and speaks
to it over a socket of whole messages. It leaves the machine's namespaces, imports numpy and says
hello. ``seal`` admits an assignment's libraries, shuts the files away, gives up root and prepares
the rules; from then on every ``fork`` brings a socket, becomes a child that steps behind the rules
and lives on that socket, and answers with the child's process descriptor. ``reap`` hands out how a
child ended. Nothing of a submission passes through here. The server ends with the judge, and its
children with it.
"""

import contextlib
import importlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from grader.worker import birth, interpreter, sealing
from grader.worker.channel import Channel
from grader.worker.confinement import kernel, landlock, namespaces, seccomp
from grader.worker.confinement.cell import close_between
from grader.worker.confinement.layers import Layer
from grader.worker.interpreter import Admitted
from grader.worker.server import Server

if TYPE_CHECKING:
    from grader.worker.memory import Memory

MESSAGE_BYTES: Final = 64 * 1024
DESCRIPTORS: Final = 2
"""What a fork brings: the child's socket and, where data is shared, the memory file."""

_OOM_SCORE: Final = "800"

NO_NAMESPACES: Final = (
    "no namespaces ({problem}): allow unprivileged user namespaces, on Ubuntu with"
    " `sysctl kernel.apparmor_restrict_unprivileged_userns=0`, or give the container CAP_SYS_ADMIN"
)
NO_LANDLOCK: Final = (
    "no Landlock: it takes Linux 5.13 or newer, started with landlock among its security modules,"
    " and a container runtime that lets it through"
)
NO_SECCOMP: Final = (
    "no system call filter: it takes Linux with seccomp on x86-64 or aarch64, and a container"
    " runtime that lets seccomp(2) through"
)


def main() -> NoReturn:
    """Serve the judge on descriptor 0 until it is gone."""
    control, config, judge = _take_control()
    os.umask(0o022)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE, encoding="ascii")
    layers = {Layer(name) for name in config["layers"]}
    notes = _leave_machine(layers, control)
    try:
        server = _start(control, judge, config, layers, notes)
    except BaseException as problem:
        _say(control, {"kind": "failed", "message": f"{type(problem).__name__}: {problem}"})
        raise
    server.say(_hello(server))
    try:
        _serve(server)
    finally:
        _remove(server.folder)
        os._exit(0)


def _take_control() -> tuple[socket.socket, dict[str, Any], int]:
    """Keep the control socket and the judge's process descriptor; null device on 0, 1 and 2."""
    first = socket.socket(fileno=os.dup(0))
    null = os.open("/dev/null", os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    keep = first.fileno()
    close_between(3, keep - 1)
    close_between(keep + 1, 2**32 - 1)
    message, descriptors, _, _ = socket.recv_fds(first, MESSAGE_BYTES, 1)
    if not message:
        os._exit(0)
    return first, json.loads(message), descriptors[0]


def _leave_machine(layers: set[Layer], control: socket.socket) -> list[str]:
    """Enter namespaces if they can be had; what returns is the first process inside them."""
    if Layer.NAMESPACES not in layers:
        return []
    refusal = _refusal_of_namespaces()
    if refusal:
        layers.discard(Layer.NAMESPACES)
        return [NO_NAMESPACES.format(problem=refusal)]
    namespaces.enter()
    inside = os.fork()
    if inside:
        control.close()
        _, status = os.waitpid(inside, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    kernel.control(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    return []


def _refusal_of_namespaces() -> str:
    """Try them in a process of its own: one that half succeeds could not go on without them."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            namespaces.enter()
        except OSError as problem:
            os.write(writing, str(problem).encode()[:500])
        finally:
            os._exit(0)
    os.close(writing)
    refusal = os.read(reading, 500)
    os.close(reading)
    os.waitpid(child, 0)
    return refusal.decode()


def _start(
    control: socket.socket,
    judge: int,
    config: dict[str, Any],
    layers: set[Layer],
    notes: list[str],
) -> Server:
    """Import what every child needs, and see which layers there are."""
    finder = interpreter.install()
    roots = config["roots"]
    opened = interpreter.package_places(finder.admit("numpy", roots))
    for name in interpreter.PRELOADED:
        importlib.import_module(name)
    server = Server(
        control=control,
        judge=judge,
        judge_pid=config["judge"],
        layers=layers,
        roots=roots,
        finder=finder,
        places=opened,
        live=_entry(config["entry"], finder, config["entry_folders"]),
        notes=notes,
    )
    _look_for_layers(server)
    return server


def _entry(name: str, finder: Admitted, folders: list[str]) -> "Callable[[Channel, Memory], None]":
    """Return the function a child lives in, given as ``module:function``."""
    module, _, function = name.partition(":")
    if not module.startswith("grader."):
        finder.admit(module.partition(".")[0], folders)
    entry: Callable[[Channel, Memory], None] = getattr(importlib.import_module(module), function)
    sys.modules["grader"].__path__ = []  # only the student's side, and that is loaded
    return entry


def _look_for_layers(server: Server) -> None:
    if Layer.LANDLOCK in server.layers and not landlock.abi():
        server.layers.discard(Layer.LANDLOCK)
        server.notes.append(NO_LANDLOCK)
    if Layer.SECCOMP in server.layers and not seccomp.available():
        server.layers.discard(Layer.SECCOMP)
        server.notes.append(NO_SECCOMP)
    if Layer.IDENTITY in server.layers and os.geteuid() != 0:
        server.layers.discard(Layer.IDENTITY)  # only root has users to give; no level needs it


def _hello(server: Server) -> dict[str, Any]:
    numpy = sys.modules["numpy"]
    return {
        "kind": "hello",
        "layers": sorted(server.layers),
        "notes": server.notes,
        "landlock_abi": landlock.abi(),
        "numpy": numpy.__version__,
        "python": sys.version.split()[0],
    }


def _serve(server: Server) -> None:
    """Answer messages one by one until the judge is gone, however it went."""
    waiting = select.poll()
    waiting.register(server.control, select.POLLIN)
    waiting.register(server.judge, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in waiting.poll()}
        if server.judge in ready:
            return
        message, descriptors, _, _ = socket.recv_fds(server.control, MESSAGE_BYTES, DESCRIPTORS)
        if not message:
            return
        _answer(server, json.loads(message), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _answer(server: Server, message: dict[str, Any], descriptors: list[int]) -> None:
    match message["do"]:
        case "seal":
            server.say(sealing.seal(server, message["libraries"], scratch=message["scratch"]))
        case "fork":
            birth.fork(server, message, descriptors)
        case "reap":
            server.say(birth.reap(message["pid"]))
        case "forget":
            server.forgotten.add(message["pid"])


def _say(control: socket.socket, message: dict[str, Any]) -> None:
    control.send(json.dumps(message).encode())


def _remove(folder: str) -> None:
    if folder:
        os.chdir("/")
        os.rmdir(folder)  # noqa: PTH106
