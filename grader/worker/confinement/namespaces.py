"""A world of its own for the fork server and its children: no network, no other process, no files.

Theory of operation
-------------------
The namespaces are made once, in the fork server, not in each child: clone is refused there by
seccomp, so a process namespace per child would add nothing and cost a second fork. Where the judge
is root they are made with root's own powers; else a user namespace lends them. The root folder is
a small file system in memory with only the opened places bound into it.
"""

import contextlib
import os
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from grader.worker.confinement import kernel

NEWNS, NEWUTS, NEWIPC = 0x20000, 0x04000000, 0x08000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
_WITHOUT_USER: Final = NEWNS | NEWUTS | NEWIPC | NEWPID | NEWNET

_RDONLY, _NOSUID, _NODEV, _NOEXEC = 1, 2, 4, 8
_REMOUNT, _BIND, _REC, _PRIVATE = 0x20, 0x1000, 0x4000, 1 << 18
_DETACH: Final = 2

EMPTY: Final = "/empty"
SCRATCH: Final = "/scratch"
"""Holds the mount point of a folder to write in: Landlock looks at what a mount point lies in,
not at the folder that the mount hides."""

_MOUNT_POINT: Final = f"{SCRATCH}/own"
SCRATCH_FILES: Final = 1_000
"""How many files and folders may be made in a folder to write in."""

_STAGE: Final = "/proc"
"""Where the new root is built: exists wherever namespaces do, and nothing is bound from there."""


def enter() -> None:
    """Leave the machine's namespaces; the next child is the first process of the new ones.

    Raises:
        OSError: The kernel or what watches over it refused.
    """
    if os.geteuid() == 0:
        kernel.call("unshare", _WITHOUT_USER)
    else:
        uid, gid = os.geteuid(), os.getegid()
        kernel.call("unshare", _WITHOUT_USER | NEWUSER)
        _map_ids(uid, gid)
    with contextlib.suppress(OSError):
        socket.sethostname("grader")


def build_root(places: Iterable[str], *, hidden: Iterable[str], devices: Iterable[str]) -> None:
    """Make a root folder that holds ``places`` and nothing else, and stand in an empty folder.

    Args:
        places: Folders and files, reachable afterwards under the same names.
        hidden: Folders inside them that are to hold nothing but what is itself a place.
        devices: Device files.

    Raises:
        OSError: A mount was refused; the process must not go on as if it were confined so.
    """
    _mount("none", "/", None, _REC | _PRIVATE)
    _mount("tmpfs", _STAGE, "tmpfs", _NOSUID | _NODEV, "size=1m,mode=755")
    covered = tuple(hidden)
    opened = [place for place in (*places, *devices) if Path(place).exists()]
    inside = [place for place in opened if any(map(Path(place).is_relative_to, covered))]
    for place in opened:
        if place not in inside:
            _bind(place)
    for folder in covered:
        _mount("tmpfs", _STAGE + folder, "tmpfs", _NOSUID | _NODEV, "size=64k,mode=755")
    for place in inside:
        _bind(place)
    for folder in covered:
        _mount("none", _STAGE + folder, None, _REMOUNT | _BIND | _RDONLY | _NOSUID | _NODEV)
    Path(_STAGE + EMPTY).mkdir(mode=0o755)
    Path(_STAGE + _MOUNT_POINT).mkdir(mode=0o755, parents=True)
    os.chdir(_STAGE)
    kernel.call("pivot_root", ".", ".")
    kernel.call("umount2", ".", _DETACH)
    os.chdir(EMPTY)
    _mount("none", "/", None, _REMOUNT | _BIND | _RDONLY | _NOSUID | _NODEV)


def mount_scratch(size: int) -> None:
    """Mount a private folder of so many bytes, and stand in it.

    It is in memory, in a mount namespace of this process's own: no other child sees it, and it is
    gone with the process. No program and no library can be loaded from it.

    Raises:
        OSError: The kernel refused.
    """
    kernel.call("unshare", NEWNS)
    options = f"size={size},nr_inodes={SCRATCH_FILES},mode=700"
    _mount("tmpfs", _MOUNT_POINT, "tmpfs", _NOSUID | _NODEV | _NOEXEC, options)
    os.chdir(_MOUNT_POINT)


def _bind(place: str) -> None:
    """Show a folder or a file at the same place beneath the new root."""
    target = Path(_STAGE + place)
    if Path(place).is_dir():
        target.mkdir(mode=0o755, parents=True, exist_ok=True)
    else:
        target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        target.touch(mode=0o644)
    _mount(place, str(target), None, _BIND)


def _mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    try:
        kernel.call("mount", source, target, kind, flags, options or None)
    except OSError as problem:
        raise OSError(problem.errno, f"mount on {target}: {problem.strerror}") from None


def _map_ids(uid: int, gid: int) -> None:
    """Keep this user's own id inside the user namespace, and no other."""
    own = Path("/proc/self")
    (own / "setgroups").write_text("deny", encoding="ascii")
    (own / "uid_map").write_text(f"{uid} {uid} 1", encoding="ascii")
    (own / "gid_map").write_text(f"{gid} {gid} 1", encoding="ascii")
