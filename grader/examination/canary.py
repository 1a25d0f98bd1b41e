"""What each level promises, and what a canary's success takes from it. Runs in the judge."""

import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from grader.errors import ChildError, ConfinementError
from grader.examination.wall import Child, Probe
from grader.levels import Confinement

SECONDS: Final = 10.0
MODULES: Final = ("grader_reference", "grader_plugins", "grader.models")
AGAIN: Final = "run the same command again; if it stays so, report a fault of grader"
ALWAYS_SECRET: Final = ("/etc/passwd", "/proc/1/environ", "/proc/self/environ")

PROMISES: Final = {
    "read": Confinement.L3,
    "write": Confinement.L2,
    "tcp": Confinement.L2,
    "unix": Confinement.L2,
    "fork": Confinement.L2,
    "execute": Confinement.L2,
    "thread": Confinement.L2,
    "signal": Confinement.L2,
    "import": Confinement.L1,
    "environment": Confinement.L1,
    "descriptors": Confinement.L1,
}
"""The weakest level that promises an attempt of this kind fails."""

_BELOW: Final = {Confinement.L2: Confinement.L1, Confinement.L3: Confinement.L2}


def release(child: Child, secrets: Iterable[str], *, channel_end: int) -> tuple[Probe, ...]:
    """Send a child the canary's orders and return what it reports.

    Args:
        child: A fresh child.
        secrets: Paths that must be unreadable.
        channel_end: The first descriptor that must not be open.
    """
    from grader.worker import wire

    message = {
        "kind": "canary",
        "secrets": [*secrets, *ALWAYS_SECRET],
        "folders": [tempfile.gettempdir(), "", _home()],
        "modules": list(MODULES),
        "channel_end": channel_end,
    }
    deadline = time.monotonic() + SECONDS
    try:
        child.send(wire.encode(message), deadline=deadline)
        return _probes(wire.decode(child.receive(deadline=deadline)))
    except (ChildError, wire.WireError) as problem:
        raise ConfinementError(
            f"the canary did not report what it tried: {problem}", hint=AGAIN
        ) from problem
    finally:
        child.end()


def lowered(level: Confinement, probes: Iterable[Probe]) -> tuple[Confinement, tuple[str, ...]]:
    """Return the level that holds after what the canary managed, with a note for each breach.

    Raises:
        ConfinementError: Not even the weakest level holds.
    """
    notes = []
    for probe in probes:
        promise = PROMISES[probe.name.split(" ")[0]]
        if not probe.allowed or promise > level:
            continue
        if promise not in _BELOW:
            raise ConfinementError(
                f"the student's side is not apart: {probe.name} worked ({probe.detail})",
                hint="report this as a fault of grader, with the output of `grader doctor`",
            )
        level = _BELOW[promise]
        notes.append(f"a canary got through at {probe.name}: {probe.detail}")
    return level, tuple(notes)


def _home() -> str:
    try:
        return str(Path.home())
    except RuntimeError:
        return tempfile.gettempdir()


def _probes(message: Any) -> tuple[Probe, ...]:
    if not isinstance(message, dict) or not isinstance(message.get("probes"), list):
        raise ConfinementError(
            "the canary did not report what it tried",
            hint=AGAIN,
        )
    return tuple(Probe(str(name), bool(worked), str(seen)) for name, worked, seen in _rows(message))


def _rows(message: dict[str, Any]) -> list[list[Any]]:
    return [row for row in message["probes"] if isinstance(row, list) and len(row) == 3]
