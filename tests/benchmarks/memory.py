"""How much memory processes hold, as the kernel counts it."""

from pathlib import Path
from typing import Literal


def below(pid: int) -> list[int]:
    """Return the processes below one, read from the kernel's own list of children."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(c) for task in tasks for c in (task / "children").read_text().split()]
    except OSError:  # ended meanwhile
        return []
    return [*children, *(further for child in children for further in below(child))]


def kib(pid: int, what: Literal["Rss", "Pss"]) -> int:
    """Return what a process holds: all of it, or its share, shared pages parted among sharers."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    lines = text.splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{what}:")), 0)
