"""A whole program, run once as from a command line, in a child of its own. Runs confined.

Theory of operation
-------------------
The submission is unpacked, its script is looked for, and the folder the command names it from
becomes the working folder: files in it are found by their relative paths, all others by their last
name. Then the script runs as ``__main__`` with the command's arguments, an empty standard input and
an alarm, and what it printed, how it ended and which files it wrote go back in one frame. Nothing
of that frame is evidence: a program can say of itself what it likes.
"""

import atexit
import contextlib
import fnmatch
import gc
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from grader.worker.answering import describe, reseed
from grader.worker.loading import provided, removed
from grader.worker.loading.assembling import assemble
from grader.worker.loading.overlay import Overlay
from grader.worker.loading.program import Module
from grader.worker.loading.script import Script
from grader.worker.loading.unpacking import unpack
from grader.worker.printed import Printed, captured

Frame = dict[str, Any]
Files = list[tuple[str, bytes]]

LISTED = 100
RETURNED_BYTES = 32 * 1024 * 1024
NAME = 200


class TimeIsUp(BaseException):
    """The time that a program has is over; no error, so that it passes handlers of exceptions."""


def run(message: Frame) -> Frame:
    """Run the program that a message names, and return the frame that tells of it."""
    unpacked = unpack([(p, d) for p, d in message["files"]], archive=message["archive"])
    names = [path for path, _ in unpacked.files]
    script, root = found_script(names, message["scripts"])
    missing = [each for each in message["needs"] if not _present(each, names)]
    told: Frame = {"kind": "ran", "script": script[:NAME], "missing": missing}
    told["listed"] = [name[:NAME] for name in sorted(names)[:LISTED]]
    if not script or missing:
        return {**told, "ended": "not_run"}
    offered = [(name, data) for name, data in message["offered"]]
    files = _without(_rooted(unpacked.files, root), offered)
    message = {**message, "run": "everything", "provided": [*offered, *message["provided"]]}
    program, _ = assemble(message, files)
    overlay = Overlay(program.provided, files, scratch=program.scratch)
    wanted = script.removeprefix(root)
    main = next((m for m in program.modules if m.source.path == wanted), None)
    if main is None:
        return {**told, "ended": "not_run"}
    told |= _ran(Script(program), main, overlay, message)
    return {**told, **_left(overlay, message["returned"], scratch=program.scratch)}


def found_script(names: Sequence[str], wanted: Sequence[str]) -> tuple[str, str]:
    """Return the path of the first script that is there, and the folder it is named from."""
    for name in wanted:
        folded = name.casefold()
        paths = [p for p in names if f"/{p.casefold()}".endswith(f"/{folded}")]
        if paths:
            best = min(paths, key=lambda path: (path.count("/"), path))
            return best, best[: len(best) - len(name)]
    return "", ""


def _present(pattern: str, names: Sequence[str]) -> bool:
    last = pattern.rpartition("/")[2].casefold()
    return any(fnmatch.fnmatchcase(name.rpartition("/")[2].casefold(), last) for name in names)


def _rooted(files: Files, root: str) -> Files:
    """Return files as they are named from the working folder; its own go before all others."""
    inside = [(path[len(root) :], data) for path, data in files if path.startswith(root)]
    taken = {path for path, _ in inside}
    others = [(p, d) for p, d in files if not p.startswith(root) and p not in taken]
    return [*inside, *others]


def _without(files: Files, offered: Files) -> Files:
    """Leave out what the assignment offers itself, packed or not, wherever it was handed in."""
    taken = {_last(name) for name, _ in offered}
    return [(path, data) for path, data in files if _last(path) not in taken]


def _last(path: str) -> str:
    return path.rpartition("/")[2].casefold().removesuffix(".gz")


def _ran(script: Script, main: Module, overlay: Overlay, message: Frame) -> Frame:
    """Carry out the script and say how it ended and what it printed."""
    printed = Printed()
    installed = provided.install(overlay)
    take_away = removed.put_back(sorted(removed.KNOWN))
    arguments, sys.argv = sys.argv, [main.source.path, *message["arguments"]]
    reseed(message["seed"])
    try:
        with captured(printed):
            ended = _attempted(script, main, message["seconds"])
    finally:
        sys.argv = arguments
        script.restore()
        take_away()
        installed.undo()
    return {**ended, "printed": printed.take()}


def _attempted(script: Script, main: Module, seconds: float) -> Frame:
    try:
        with _alarm(seconds):
            live = script.run_main(main)
            _shut_down([live, *script.importer.live.values()])
    except TimeIsUp as problem:
        return {"ended": "timed_out", "error": describe(problem)}
    except SystemExit as problem:
        return {"ended": "exit", "code": _code(problem.code)}
    except MemoryError:
        return {"ended": "out_of_memory"}
    except BaseException as problem:  # noqa: BLE001 - student code may raise anything
        return {"ended": "raised", "code": 1, "error": describe(problem)}
    return {"ended": "exit", "code": 0}


def _code(code: Any) -> int:
    """Return the exit code that Python would end with; a text goes to standard error."""
    if code is None:
        return 0
    if type(code) is int:
        return code & 0xFF
    sys.stderr.write(f"{code}\n")
    return 1


def _shut_down(modules: Sequence[ModuleType]) -> None:
    """Do what Python does at the end: files that nobody closed are closed."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    atexit._run_exitfuncs()  # noqa: SLF001 - there is no other way to call them
    for module in modules:
        vars(module).clear()
    gc.collect()


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise where time is up, so that what was printed and where it was can be told."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_: int, __: FrameType | None) -> None:
        raise TimeIsUp

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _left(overlay: Overlay, returned: Sequence[str], *, scratch: bool) -> Frame:
    """Return which files were written, with the bytes of those that are asked for."""
    here = f"{Path.cwd().as_posix()}/"
    written = {path.removeprefix(here): data for path, data in overlay.written().items()}
    sizes = {path: len(data) for path, data in written.items()}
    if scratch:
        sizes |= _in_folder()
    files: list[list[Any]] = []
    for pattern in returned:
        path = next((each for each in sorted(sizes) if _present(pattern, [each])), None)
        if path is not None and sizes[path] <= RETURNED_BYTES:
            files.append([path[:NAME], written.get(path) or Path(path).read_bytes()])
    return {"written": [[p[:NAME], n] for p, n in sorted(sizes.items())[:LISTED]], "files": files}


def _in_folder() -> dict[str, int]:
    """Return the files of the working folder, which is the program's own, with their sizes."""
    found: dict[str, int] = {}
    with contextlib.suppress(OSError):
        for folder, _, names in os.walk("."):
            for name in names[: LISTED - len(found)]:
                path = Path(folder, name)
                if path.is_file():
                    found[path.as_posix()] = path.stat().st_size
    return found
