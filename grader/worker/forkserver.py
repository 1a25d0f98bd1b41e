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
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

from grader.worker import interpreter
from grader.worker.channel import Channel
from grader.worker.confinement import identity, kernel, landlock, namespaces, places, seccomp
from grader.worker.confinement.cell import Cell, close_between
from grader.worker.confinement.landlock import Ruleset
from grader.worker.confinement.layers import CHANNEL, NOT_READY, READY, Layer
from grader.worker.interpreter import Admitted, MissingLibraryError

MESSAGE_BYTES: Final = 64 * 1024

_OOM_SCORE: Final = "800"
_MIB: Final = 1024 * 1024

NO_NAMESPACES: Final = (
    "no namespaces ({problem}): allow unprivileged user namespaces, on Ubuntu with"
    " `sysctl kernel.apparmor_restrict_unprivileged_userns=0`, or give the container CAP_SYS_ADMIN"
)
NO_ROOT: Final = "no file system of its own ({problem}): Landlock alone keeps files away"
NO_LANDLOCK: Final = (
    "no Landlock: it takes Linux 5.13 or newer, started with landlock among its security modules,"
    " and a container runtime that lets it through"
)
NO_SECCOMP: Final = (
    "no system call filter: it takes Linux with seccomp on x86-64 or aarch64, and a container"
    " runtime that lets seccomp(2) through"
)
CLOSED: Final = (
    "student code runs as root without its powers: other users may not enter {folder}, where its"
    " interpreter lies; install Python and grader where every user can read them"
)
THREADS: Final = (
    "{count} threads run in the fork server, and threads do not survive a fork: a library may hang;"
    " look for one that starts threads when it is imported"
)


@dataclass(slots=True)
class Server:
    """The fork server's state between messages."""

    control: socket.socket
    judge: int
    judge_pid: int
    layers: set[Layer]
    roots: list[str]
    finder: Admitted
    places: list[str]
    live: Callable[[Channel], None]
    notes: list[str] = field(default_factory=list)
    cell: Cell | None = None
    folder: str = ""
    forgotten: set[int] = field(default_factory=set)


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
    _say(control, _hello(server))
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


def _entry(name: str, finder: Admitted, folders: list[str]) -> Callable[[Channel], None]:
    """Return the function a child lives in, given as ``module:function``."""
    module, _, function = name.partition(":")
    if not module.startswith("grader."):
        finder.admit(module.partition(".")[0], folders)
    entry: Callable[[Channel], None] = getattr(importlib.import_module(module), function)
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
        message, descriptors, _, _ = socket.recv_fds(server.control, MESSAGE_BYTES, 1)
        if not message:
            return
        _answer(server, json.loads(message), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _answer(server: Server, message: dict[str, Any], descriptors: list[int]) -> None:
    match message["do"]:
        case "seal":
            _say(server.control, _seal(server, message["libraries"]))
        case "fork":
            _fork(server, message, descriptors[0])
        case "reap":
            _say(server.control, _reap(message["pid"]))
        case "forget":
            server.forgotten.add(message["pid"])


def _seal(server: Server, libraries: list[str]) -> dict[str, Any]:
    """Admit the libraries, then shut the server in as far as its children share it."""
    try:
        for name in libraries:
            server.places += interpreter.admit_library(server.finder, name, server.roots)
    except MissingLibraryError as missing:
        return {"kind": "missing", "library": str(missing)}
    except Exception as problem:  # noqa: BLE001 - a library may raise anything when imported
        return {"kind": "broken", "message": f"{type(problem).__name__}: {problem}"[:1000]}
    threads = len(os.listdir("/proc/self/task"))  # noqa: PTH208
    if threads > 1:
        server.notes.append(THREADS.format(count=threads))
    mapped = _mapped_bytes()
    shared = [*server.places, *places.own_code(), *places.shared_libraries()]
    standard = interpreter.standard_folders()
    _own_root(server, [*standard, *shared], standard)
    _own_identity(server, [*standard, *server.places])
    _own_folder(server)
    ruleset = _ruleset(server, [*places.standard_entries(standard), *shared])
    server.cell = Cell(
        server=os.getpid(),
        mapped_bytes=mapped,
        ruleset=ruleset,
        filter=_filter(server, generates_code=bool(libraries)),
    )
    gc.collect()
    gc.freeze()
    return {
        "kind": "sealed",
        "layers": sorted(server.layers),
        "notes": server.notes,
        "folder": server.folder,
    }


def _own_root(server: Server, opened: list[str], standard: tuple[str, ...]) -> None:
    """Make a root folder with nothing but what is opened, inside the mount namespace."""
    if Layer.NAMESPACES not in server.layers:
        return
    hidden = places.third_party_folders(standard)
    try:
        namespaces.build_root(opened, hidden=hidden, devices=places.DEVICES)
    except OSError as problem:
        server.notes.append(NO_ROOT.format(problem=problem))


def _own_identity(server: Server, needed: list[str]) -> None:
    """Give up root for a user of this judge's own, then every power there is."""
    if Layer.IDENTITY in server.layers:
        closed = identity.closed_to_others(needed)
        if closed:
            server.layers.discard(Layer.IDENTITY)
            server.notes.append(CLOSED.format(folder=closed))
        else:
            identity.become(identity.own_uid(server.judge_pid))
    identity.drop_capabilities()
    identity.forbid_new_privileges()
    identity.hide_memory()


def _own_folder(server: Server) -> None:
    """Stand in an empty folder: the one of the own root, or one made for this server."""
    if Path.cwd() == Path(namespaces.EMPTY):
        return
    import tempfile

    server.folder = tempfile.mkdtemp(prefix="grader-empty-")
    os.chdir(server.folder)


def _ruleset(server: Server, readable: list[str]) -> Ruleset | None:
    if Layer.LANDLOCK not in server.layers:
        return None
    return Ruleset([*readable, str(Path.cwd())], devices=places.DEVICES)


def _filter(server: Server, *, generates_code: bool) -> seccomp.Filter | None:
    if Layer.SECCOMP not in server.layers:
        return None
    return seccomp.prepared(
        reading_only=Layer.LANDLOCK not in server.layers, generates_code=generates_code
    )


def _fork(server: Server, message: dict[str, Any], descriptor: int) -> None:
    """Become a child, or tell the judge which child there is."""
    _bury(server)
    try:
        pid = os.fork()
    except OSError as problem:
        _say(server.control, {"kind": "failed", "message": str(problem)})
        return
    if pid == 0:
        _be_child(server, message, descriptor)
    handle = os.pidfd_open(pid)
    import resource

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = {"kind": "forked", "pid": pid, "rss_kib": grown}
    socket.send_fds(server.control, [json.dumps(answer).encode()], [handle])
    os.close(handle)


def _be_child(server: Server, message: dict[str, Any], descriptor: int) -> NoReturn:
    """Step behind the rules and live on the socket; never return into the server."""
    code = 1
    try:
        assert server.cell is not None
        _enter(server.cell, message, descriptor)
        server.live(Channel(CHANNEL, CHANNEL))
        code = 0
    finally:
        os._exit(code)


def _enter(cell: Cell, message: dict[str, Any], descriptor: int) -> None:
    try:
        cell.enter(
            descriptor,
            memory_bytes=message["memory_mib"] * _MIB,
            cpu_seconds=message["cpu_seconds"],
        )
    except OSError as problem:
        _confess(descriptor, problem)
    os.write(CHANNEL, READY)


def _confess(descriptor: int, problem: OSError) -> NoReturn:
    """Tell the judge that this child is not confined, wherever its socket is by now."""
    text = NOT_READY + str(problem).encode()[:500]
    try:
        os.write(descriptor, text)
    except OSError:
        os.write(CHANNEL, text)
    os._exit(1)


def _reap(pid: int) -> dict[str, Any]:
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


def _mapped_bytes() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _say(control: socket.socket, message: dict[str, Any]) -> None:
    control.send(json.dumps(message).encode())


def _remove(folder: str) -> None:
    if folder:
        os.chdir("/")
        os.rmdir(folder)  # noqa: PTH106
