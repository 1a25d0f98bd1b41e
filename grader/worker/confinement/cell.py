"""What a child steps behind: the layers together, entered in the order they need. Runs in it."""

import os
import signal
from dataclasses import dataclass
from typing import Final

from grader.worker.confinement import identity, kernel, namespaces
from grader.worker.confinement.landlock import Ruleset
from grader.worker.confinement.layers import CHANNEL
from grader.worker.confinement.limits import set_limits
from grader.worker.confinement.seccomp import Filter

_LAST_DESCRIPTOR: Final = 2**32 - 1


class NotConfinedError(OSError):
    """A child could not be put behind the layers; it must not read a submission."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is prepared once and entered by every child.

    Attributes:
        server: The fork server's process id, as the child sees it.
        mapped_bytes: Address space the fork server has mapped, which the child inherits.
        ruleset: Landlock rules; None where the kernel has none.
        filter: seccomp filter; None where it cannot be had.
        may_mount: Whether children get folders to write in, and the server kept the power to
            mount them, which each child gives up.
    """

    server: int
    mapped_bytes: int
    ruleset: Ruleset | None
    filter: Filter | None
    may_mount: bool = False

    def enter(
        self, descriptor: int, *, memory_bytes: int, cpu_seconds: int, scratch_bytes: int = 0
    ) -> None:
        """Step behind every layer, keeping one descriptor; there is no way back.

        Args:
            descriptor: The socket to the judge.
            memory_bytes: What may be mapped beside what is mapped already.
            cpu_seconds: Processor time.
            scratch_bytes: The size of a folder to write in, which becomes the working folder;
                0 for none.

        Raises:
            NotConfinedError: A layer that is claimed could not be had.
            OSError: The kernel refused one.
        """
        os.setsid()
        kernel.control(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self.server:
            raise NotConfinedError("the fork server is gone")
        limited = set_limits(
            memory_bytes=self.mapped_bytes + memory_bytes,
            cpu_seconds=cpu_seconds,
            file_bytes=scratch_bytes,
        )
        if not limited:
            raise NotConfinedError("a resource limit was refused")
        self._mount(scratch_bytes)
        if self.ruleset is not None:
            self.ruleset.enforce()
        keep_only(descriptor)
        if self.filter is not None:
            self.filter.load()

    def _mount(self, scratch_bytes: int) -> None:
        """Mount a folder to write in where one is asked for, and give up the power to mount."""
        if scratch_bytes and not self.may_mount:
            raise NotConfinedError("no folder to write in can be had here")
        if scratch_bytes:
            namespaces.mount_scratch(scratch_bytes)
        if self.may_mount:
            identity.drop_capabilities()


def keep_only(descriptor: int) -> None:
    """Move one descriptor to ``CHANNEL`` and close whatever else is open above 2."""
    if descriptor != CHANNEL:
        os.dup2(descriptor, CHANNEL, inheritable=False)
    close_between(CHANNEL + 1, _LAST_DESCRIPTOR)


def close_between(first: int, last: int) -> None:
    """Close every descriptor from ``first`` to ``last``."""
    if first > last:
        return
    try:
        kernel.call("close_range", first, last, 0)
    except OSError:
        os.closerange(first, min(last, 65_536) + 1)
