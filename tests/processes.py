"""Processes that tests start: whose children they are, and how they are waited for."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path


def offspring(process: int) -> Iterator[int]:
    """Yield the processes whose parent is this one."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                status = (entry / "stat").read_text(encoding="latin-1")
            except OSError:
                continue
            if int(status.rpartition(")")[2].split()[1]) == process:
                yield int(entry.name)


def gone(process: int, *, within: float = 5.0) -> bool:
    """Wait until a process has ended; the system may take a moment to clear it away.

    One that ended and that nobody has asked after yet counts as gone: it may have become ours.
    """
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            status = Path(f"/proc/{process}/stat").read_text(encoding="latin-1")
        except OSError:
            return True
        if status.rpartition(")")[2].split()[0] in "ZX":
            return True
        time.sleep(0.05)
    return False


def said_by(process: "subprocess.Popen[str]", *, within: float) -> tuple[str, str]:
    """Return what a process wrote until it ended; one that does not end in time is killed."""
    try:
        return process.communicate(timeout=within)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
