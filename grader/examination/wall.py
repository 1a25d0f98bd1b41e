"""The wall as the judge sees it: children are asked for, spoken to and ended. Runs in the judge.

Standard library only at module level: the fork server is started before anything heavy is
imported, so that both import at the same time.
"""

import os
import signal
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, Self

from grader.errors import ChildError, ConfinementError
from grader.levels import Confinement

if TYPE_CHECKING:
    from grader.examination.segment import Segment

MEMORY_MIB = 2048
CPU_SECONDS = 60
FRAME_BYTES = 256 * 1024 * 1024
TOTAL_BYTES = 1024 * 1024 * 1024
"""What one child may say: in one frame, and in all."""

HAND_OVER_SECONDS = 10.0
"""How long a child may take to read one frame of shared data."""

TRUST_HINT = (
    "to check your own code where nothing confines it, say `--trust-submission`;"
    " to grade what others wrote, use Linux and see `grader doctor`"
)

Reason = Literal["ended", "signal", "killed_by_us", "unknown"]


@dataclass(frozen=True, slots=True)
class Exit:
    """How a child ended.

    Attributes:
        reason: By itself, by a signal, by the judge, or nobody knows.
        signal: The signal's number; 0 without one.
        code: The exit code; 0 with a signal.
        max_rss_kib: The most memory it had, with what it shares with the fork server.
        cpu_seconds: Processor time it used.
    """

    reason: Reason
    signal: int = 0
    code: int = 0
    max_rss_kib: int = 0
    cpu_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Probe:
    """One attempt of the canary: what was tried, whether it worked, what was seen."""

    name: str
    allowed: bool
    detail: str


class ChildTimeout(ChildError):  # noqa: N818 - an event of a conversation, not a fault of ours
    """The deadline passed before the child had read or said it all."""


class ChildMisspoke(ChildError):  # noqa: N818 - the same
    """The child announced or sent more than a child may say."""


class ChildGone(ChildError):  # noqa: N818 - the same
    """The child ended, or closed its end, in the middle of the conversation."""

    def __init__(self, message: str, *, exit: Exit, memory_mib: int = 0) -> None:  # noqa: A002
        super().__init__(message)
        self.exit = exit
        self._memory_kib = memory_mib * 1024

    @property
    def out_of_memory(self) -> bool:
        """Whether it was memory that ended it, as far as the system's own figures tell."""
        full = 0 < 0.9 * self._memory_kib <= self.exit.max_rss_kib
        by_system = self.exit.reason == "signal" and self.exit.signal == _SIGKILL
        return self.exit.reason == "signal" and (full or (by_system and not self._spent))

    @property
    def _spent(self) -> bool:
        """Whether its processor time, not its memory, was used up."""
        return self.exit.cpu_seconds >= 1.0


_SIGKILL = getattr(signal, "SIGKILL", 9)


class Child(Protocol):
    """One process on the student's side."""

    def send(self, frame: bytes, *, deadline: float) -> None:
        """Hand over a whole frame before ``deadline`` on the monotonic clock.

        Raises:
            ChildTimeout: It did not read in time.
            ChildGone: It is no longer there.
        """

    def receive(self, *, deadline: float, most: int = FRAME_BYTES) -> memoryview:
        """Return one frame's body, all of it come before ``deadline``.

        Raises:
            ChildTimeout: It did not say it all in time.
            ChildGone: It is no longer there.
            ChildMisspoke: The frame is longer than ``most``, or it has said too much in all.
        """

    def end(self) -> Exit:
        """End it if it has not ended, and say how; safe to call again, and soon done."""

    def leave(self) -> None:
        """End it without waiting until it is gone: for when nobody asks how it ended."""

    def kill(self) -> None:
        """Kill it, from any thread: whoever waits for it hears that it is gone."""


class Wall(Protocol):
    """Where children come from; a context manager that leaves none behind."""

    @property
    def level(self) -> Confinement:
        """What is enforced here."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is missing here, why, and how to get it, in sentences."""

    def allow(self, libraries: tuple[str, ...], *, scratch: bool = False) -> None:
        """Admit libraries beside numpy, and folders to write in; before the first child.

        Raises:
            GraderError: A library is not installed.
            ConfinementError: No folder with a bound can be had here.
        """

    def child(
        self,
        *,
        memory_mib: int = MEMORY_MIB,
        cpu_seconds: int = CPU_SECONDS,
        shared: "Segment | None" = None,
        scratch_mib: int = 0,
    ) -> Child:
        """Return a fresh child.

        Args:
            memory_mib: Memory beside what it is given.
            cpu_seconds: Processor time.
            shared: Arrays and files that it may read and does not have to be sent.
            scratch_mib: The size of its own folder to write in, where such were allowed.

        Raises:
            GraderError: The wall failed.
            ConfinementError: It is weaker than what was demanded.
        """

    def canary(self, secrets: tuple[str, ...]) -> tuple[Probe, ...]:
        """Let a child try what must not work; what works lowers the level.

        Raises:
            ConfinementError: The level left is weaker than what was demanded.
        """

    def close(self) -> None:
        """End every child and what they come from."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def open_wall(*, demand: Confinement | None = None, trust: bool = False) -> Wall:
    """Return the strongest wall of this machine; it gets ready in the background.

    Args:
        demand: The level that must be had; checked when the first child is asked for.
        trust: Accept a separate process and nothing more, for students' own code.

    Raises:
        ConfinementError: Only a separate process can be had, and more is needed.
    """
    if can_fork():
        from grader.examination.forking import ForkingWall

        return ForkingWall(demand=demand, trust=trust)
    from grader.examination.spawning import SpawningWall

    return SpawningWall(demand=demand, trust=trust)


def can_fork() -> bool:
    """Say whether a fork server can run here: Linux with process descriptors."""
    if sys.platform != "linux":
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


def require(
    level: Confinement, *, demand: Confinement | None, trust: bool, notes: tuple[str, ...]
) -> None:
    """Refuse a level that is weaker than what was demanded, or than what strangers' code needs.

    Raises:
        ConfinementError: It is.
    """
    why = "; ".join(notes) or "no reason is known"
    if demand is not None and level < demand:
        raise ConfinementError(
            f"confinement {demand.value} is demanded, and this machine enforces {level.value}:"
            f" {why}",
            hint="see `grader doctor` for each layer, or demand less with `--confinement`",
        )
    if level == Confinement.L1 and not trust:
        raise ConfinementError(
            f"nothing but a separate process would confine the submission here ({level.value}):"
            f" {why}",
            hint=TRUST_HINT,
        )


def hand_over(child: Child, shared: "Segment") -> None:
    """Send a child in frames what could not be mapped."""
    for frame in shared.frames():
        child.send(frame, deadline=time.monotonic() + HAND_OVER_SECONDS)


def no_scratch(level: Confinement, notes: tuple[str, ...]) -> ConfinementError:
    """Return the error of an assignment that asks for a folder to write in, which is not here."""
    why = "; ".join(notes) or "no reason is known"
    return ConfinementError(
        "the assignment gives student code a folder to write in (limits: scratch_mib), which takes"
        f" confinement {Confinement.L4.value}, and this machine enforces {level.value}: {why}",
        hint="without scratch_mib, what student code writes with open() is kept in memory",
    )
