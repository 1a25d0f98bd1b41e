"""Opens what lies beneath a folder without following a link, under limits. Runs in the judge.

Only regular files are opened, each through its folder's descriptor where the system can do that,
and never waiting for the other end of a pipe; their bytes are counted as they come.
"""

import errno
import os
import stat
from pathlib import Path

CHUNK = 1024 * 1024
BENEATH = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
"""Whether folders can be opened beneath one another; else links are looked for before opening."""
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
READ |= getattr(os, "O_BINARY", 0)
FOLDER = READ | getattr(os, "O_DIRECTORY", 0)


def entries(top: Path, folder: str) -> list[tuple[str, int, int]]:
    """Return name, mode and size of what a folder holds, sorted; an environment holds nothing."""
    if BENEATH:
        descriptor = _open_beneath(top, folder, FOLDER)
        try:
            with os.scandir(descriptor) as scanned:
                found = [_entry(item) for item in scanned]
        finally:
            os.close(descriptor)
    else:
        _refuse_links(top, folder)
        with os.scandir(top / folder) as scanned:
            found = [_entry(item) for item in scanned]
    if folder and any(name == "pyvenv.cfg" for name, _, _ in found):
        return []
    return sorted(found)


def _entry(item: "os.DirEntry[str]") -> tuple[str, int, int]:
    try:
        status = item.stat(follow_symlinks=False)
    except OSError:
        return item.name, 0, 0
    return item.name, status.st_mode, status.st_size


def read_beneath(top: Path, path: str, limit: int) -> bytes | None:
    """Read a file beneath the top, or nothing where it is larger than the limit.

    Raises:
        OSError: It cannot be opened, or is no regular file any more.
    """
    if BENEATH:
        descriptor = _open_beneath(top, path, READ)
    else:
        _refuse_links(top, path)
        descriptor = os.open(top / path, READ)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, f"it is a {kind_of(status.st_mode)}")
        return read_bytes(descriptor, limit, status.st_size)
    finally:
        os.close(descriptor)


def _open_beneath(top: Path, path: str, flags: int) -> int:
    """Open a path component by component, neither the top nor any of them a link."""
    parts = path.split("/") if path else []
    descriptor = os.open(top, (FOLDER if parts else flags) | NO_FOLLOW)
    for number, part in enumerate(parts, 1):
        wanted = flags if number == len(parts) else FOLDER
        try:
            inner = os.open(part, wanted | NO_FOLLOW, dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = inner
    return descriptor


def _refuse_links(top: Path, path: str) -> None:
    """Look at every component where the system cannot open beneath.

    Raises:
        OSError: One is a link.
    """
    current = top
    for part in path.split("/") if path else ():
        current = current / part
        if stat.S_ISLNK(os.lstat(current).st_mode):
            raise OSError(errno.ELOOP, "it is a link")


def read_bytes(descriptor: int, limit: int, promised: int) -> bytes | None:
    """Read all of a file, or nothing where it has more bytes than the limit."""
    if promised > limit:
        return None
    pieces: list[bytes] = []
    size = 0
    while piece := os.read(descriptor, CHUNK):
        size += len(piece)
        if size > limit:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def kind_of(mode: int) -> str:
    """Name what is no regular file."""
    kinds = {
        stat.S_IFLNK: "symbolic link",
        stat.S_IFIFO: "named pipe",
        stat.S_IFSOCK: "socket",
        stat.S_IFDIR: "folder",
        stat.S_IFBLK: "device",
        stat.S_IFCHR: "device",
    }
    return kinds.get(stat.S_IFMT(mode), "special file")
