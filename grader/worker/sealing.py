"""Shuts the fork server in, and prepares what its children step behind. Runs in the fork server."""

import gc
import os
from pathlib import Path
from typing import Any, Final

from grader.worker import interpreter
from grader.worker.confinement import identity, namespaces, places, seccomp
from grader.worker.confinement.cell import Cell
from grader.worker.confinement.landlock import Ruleset
from grader.worker.confinement.layers import Layer
from grader.worker.interpreter import MissingLibraryError
from grader.worker.server import Server

NO_ROOT: Final = "no file system of its own ({problem}): Landlock alone keeps files away"
CLOSED: Final = (
    "student code runs as root without its powers: other users may not enter {folder}, where its"
    " interpreter lies; install Python and grader where every user can read them"
)
THREADS: Final = (
    "{count} threads run in the fork server, and threads do not survive a fork: a library may hang;"
    " look for one that starts threads when it is imported"
)

COLLECTED: Final = (20_000, 20, 50)
"""When children collect cycles: looking through what a parse has just made finds none."""


def seal(server: Server, libraries: list[str], *, scratch: bool) -> dict[str, Any]:
    """Admit the libraries, then shut the server in as far as its children share it.

    ``scratch`` says that children are to get folders to write in.
    """
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
    may_mount = scratch and Path.cwd() == Path(namespaces.EMPTY)
    _own_identity(server, [*standard, *server.places], may_mount=may_mount)
    _own_folder(server)
    ruleset = _ruleset(server, [*places.standard_entries(standard), *shared], may_write=may_mount)
    server.cell = Cell(
        server=os.getpid(),
        mapped_bytes=mapped,
        ruleset=ruleset,
        filter=_filter(server, generates_code=bool(libraries), writes_files=may_mount),
        may_mount=may_mount,
    )
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED)
    return {
        "kind": "sealed",
        "layers": sorted(server.layers),
        "notes": server.notes,
        "folder": server.folder,
        "scratch": may_mount,
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


def _own_identity(server: Server, needed: list[str], *, may_mount: bool) -> None:
    """Give up root for a user of this judge's own, then every power that is not needed."""
    if Layer.IDENTITY in server.layers:
        closed = identity.closed_to_others(needed)
        if closed:
            server.layers.discard(Layer.IDENTITY)
            server.notes.append(CLOSED.format(folder=closed))
        else:
            identity.become(identity.own_uid(server.judge_pid))
    identity.drop_capabilities(keep=identity.MOUNTING if may_mount else 0)
    identity.forbid_new_privileges()
    identity.hide_memory()


def _own_folder(server: Server) -> None:
    """Stand in an empty folder: the one of the own root, or one made for this server."""
    if Path.cwd() == Path(namespaces.EMPTY):
        return
    import tempfile

    server.folder = tempfile.mkdtemp(prefix="grader-empty-")
    os.chdir(server.folder)


def _ruleset(server: Server, readable: list[str], *, may_write: bool) -> Ruleset | None:
    if Layer.LANDLOCK not in server.layers:
        return None
    writable = [namespaces.SCRATCH] if may_write else []
    return Ruleset([*readable, str(Path.cwd())], devices=places.DEVICES, writable=writable)


def _filter(server: Server, *, generates_code: bool, writes_files: bool) -> seccomp.Filter | None:
    if Layer.SECCOMP not in server.layers:
        return None
    return seccomp.prepared(
        reading_only=Layer.LANDLOCK not in server.layers and not writes_files,
        generates_code=generates_code,
        writes_files=writes_files,
    )


def _mapped_bytes() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
