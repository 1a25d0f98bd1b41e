"""Hears when a file or folder is saved, however an editor does it. Runs in a thread of the judge.

A file is watched through its folder: many editors write another file and rename it. Saves in a
burst count once. Where the system tells of nothing (no inotify, too many watches), it is looked at
several times a second.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from watchfiles import Change

BURST_MS, QUIET_MS = 400, 60
"""How long saves are taken together at most, and how long none must have come."""
LOOK_MS = 100
WAIT_SECONDS = 0.5
NOISE = ("__pycache__", ".git", ".ipynb_checkpoints")
ENDS = ("~", ".swp", ".swx", ".swo", ".pyc", ".tmp")


class Saves:
    """Tells of saves while it is open.

    Args:
        path: A file or a folder.
        hear: Called from another thread after each save; says whether it counts.
    """

    def __init__(self, path: Path, hear: Callable[[], bool]) -> None:
        self._watch = _watcher()
        self._path = path.absolute()
        self._is_folder = path.is_dir()
        self._folder = self._path if self._is_folder else self._path.parent
        self._hear = hear
        self._over = threading.Event()
        self._ready = threading.Event()
        self._saved = threading.Event()
        self._problem: BaseException | None = None
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def ready(self) -> None:
        """Wait until no save is missed any more.

        Raises:
            GraderError: Nothing tells of saves here.
        """
        self._ready.wait()
        self._refuse()

    def wait(self) -> None:
        """Wait for a save that counts.

        Raises:
            GraderError: Nothing tells of saves any more.
        """
        while not self._saved.wait(WAIT_SECONDS):  # an interrupt is heard between two of them
            self._refuse()

    def clear(self) -> None:
        """Forget saves: what is read from now on holds them."""
        self._saved.clear()

    def _refuse(self) -> None:
        if self._problem is not None:
            why = f"{type(self._problem).__name__}: {self._problem}"
            raise GraderError(
                f"saves of {self._path} cannot be heard ({why})",
                hint="run the command without --watch after each save",
            ) from self._problem

    def _listen(self) -> None:
        try:
            for _ in self._changes():
                self._ready.set()
        except BaseException as problem:  # noqa: BLE001 - told where it can be told
            self._problem = problem
        finally:
            self._ready.set()

    def _changes(self) -> Iterator[None]:
        """Yield now and then, having told of what was saved."""
        polling: bool | None = None
        while not self._over.is_set():
            try:
                yield from self._heard(_identity(self._folder), force_polling=polling)
            except OSError:
                if polling and self._folder.exists():
                    raise
                polling = self._folder.exists() or polling  # the system has no watch left to give
            while not self._folder.exists() and not self._over.wait(LOOK_MS / 1000):
                pass
            self._tell()

    def _tell(self) -> None:
        if self._hear():
            self._saved.set()

    def _heard(self, identity: tuple[int, int], *, force_polling: bool | None) -> Iterator[None]:
        """Yield until the folder is another one: it was deleted, and perhaps made again."""
        for changes in self._watch(
            self._folder,
            watch_filter=self._counts,
            debounce=BURST_MS,
            step=QUIET_MS,
            stop_event=self._over,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            force_polling=force_polling,
            poll_delay_ms=2 * LOOK_MS,
            recursive=self._is_folder,
            raise_interrupt=False,
        ):
            if changes:
                self._tell()
            yield
            if _identity(self._folder) != identity:
                return

    def _counts(self, change: "Change", path: str) -> bool:
        """Say whether a change is one of the submission, not of an editor's own files."""
        del change
        changed = Path(path)
        if not self._is_folder:
            return changed.name == self._path.name
        with suppress(ValueError):
            changed = changed.relative_to(self._path)
        named = changed.name.endswith(ENDS) or changed.name.startswith(".")
        return not named and not any(part in NOISE for part in changed.parts)


def _identity(folder: Path) -> tuple[int, int]:
    """Return what tells a folder from another one of its name; zeros where there is none."""
    try:
        status = folder.stat()
    except OSError:
        return (0, 0)
    return (status.st_dev, status.st_ino)


def _watcher() -> Any:
    """Return the library's own call.

    Raises:
        UsageError: It is not installed.
    """
    try:
        from watchfiles import watch
    except ImportError as problem:
        raise UsageError(
            "--watch needs watchfiles, which is not installed",
            hint="pip install 'nn-grader[watch]'",
        ) from problem
    return watch
