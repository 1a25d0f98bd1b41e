"""Who a child is: a user of its own, without capabilities. Runs in the fork server."""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from grader.worker.confinement import kernel

NOBODY: Final = 65534
MOUNTING: Final = 1 << 21
"""The capability to mount, among many other things (CAP_SYS_ADMIN)."""

_FIRST_UID, _UIDS = 20_000, 40_000
_CAPABILITY_VERSION: Final = 0x20080522


def own_uid(judge: int) -> int:
    """Return a user id for one judge's children: no other judge's here, and nobody's account."""
    wanted = _FIRST_UID + judge % _UIDS
    try:
        accounts = Path("/etc/passwd").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return NOBODY
    taken = {line.split(":")[2] for line in accounts.splitlines() if line.count(":") >= 3}
    return NOBODY if str(wanted) in taken else wanted


def become(uid: int) -> None:
    """Give up root for ``uid``, with no way back; powers stay until they are dropped.

    Raises:
        OSError: The kernel refused.
    """
    kernel.control(kernel.PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    # Giving up root makes a process undumpable, and its own /proc entries root's.
    kernel.control(kernel.PR_SET_DUMPABLE, 1)
    kernel.control(kernel.PR_SET_KEEPCAPS, 0)


def closed_to_others(paths: Iterable[str]) -> str:
    """Return the first folder above or at ``paths`` that other users may not enter, if any."""
    for path in paths:
        for folder in (*reversed(Path(path).parents), Path(path)):
            mode = folder.stat().st_mode
            wanted = stat.S_IXOTH if stat.S_ISDIR(mode) else stat.S_IROTH
            if not mode & wanted:
                return str(folder)
    return ""


def drop_capabilities(*, keep: int = 0) -> None:
    """Give up every capability but those whose bits are set in ``keep``.

    Raises:
        OSError: The kernel refused.
    """
    head = kernel.buffer(struct.pack("=Ii", _CAPABILITY_VERSION, 0))
    low, high = keep & 0xFFFFFFFF, keep >> 32
    kept = kernel.buffer(struct.pack("=6I", low, low, 0, high, high, 0))
    kernel.call("capset", ctypes.byref(head), ctypes.byref(kept))


def forbid_new_privileges() -> None:
    """Let no program give this process or its descendants more than they have."""
    kernel.control(kernel.PR_SET_NO_NEW_PRIVS, 1)


def hide_memory() -> None:
    """Close this process's memory and environment to other processes of the same user."""
    kernel.control(kernel.PR_SET_DUMPABLE, 0)
