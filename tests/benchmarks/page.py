"""docs/speed.md: each benchmark that has a section there writes its own anew."""

import os
import platform
import time
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "speed.md"
BUSY = 0.25
"""The load average a core from which on other work is said to have run."""


def section(text: str, name: str, body: str) -> str:
    """Return a page with one section replaced, or put at its end."""
    begins, ends = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, found, rest = text.partition(begins)
    after = rest.partition(ends)[2] if found else ""
    head = before if found or not before or before.endswith("\n\n") else f"{before.rstrip()}\n\n"
    return f"{head}{begins}\n{body.strip()}\n\n{ends}{after}"


def write_section(name: str, body: str) -> None:
    """Write a section of docs/speed.md."""
    PAGE.write_text(section(PAGE.read_text(encoding="utf-8"), name, body), encoding="utf-8")


def load() -> float:
    """Return how many processes have wanted a core in the last minute."""
    return os.getloadavg()[0]


def circumstances(before: float) -> str:
    """Return date, machine and, where other work ran, a warning; ``before`` is the load before."""
    cores = len(os.sched_getaffinity(0))
    said = f"{time.strftime('%Y-%m-%d')}, {cores} cores, Python {platform.python_version()}."
    if before <= BUSY * cores:
        return said
    return (
        f"{said} **Measured while other work ran** (load {before:.1f} before it began):"
        " seconds by the clock are upper bounds and their ratios rough; compare processor seconds."
    )
