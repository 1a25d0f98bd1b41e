"""A wall whose children can be ended from another thread, when nobody wants their answers any more.

Runs in the judge. A child is killed; whoever waits for it hears that it is gone, asks for the next
one, and is told then. So a grading ends between two conversations and leaves nothing half said.
"""

from threading import Lock
from typing import TYPE_CHECKING, Self
from weakref import WeakSet

from grader.examination.wall import CPU_SECONDS, MEMORY_MIB

if TYPE_CHECKING:
    from grader.examination.segment import Segment
    from grader.examination.wall import Child, Probe, Wall
    from grader.levels import Confinement


class Superseded(BaseException):
    """What is being graded was saved again: as an interrupt, a turn of events and no fault."""


class StoppableWall:
    """A wall that can be stopped, and go on; it is closed by whoever opened the one behind it.

    Args:
        wall: Where children come from.
    """

    def __init__(self, wall: "Wall") -> None:
        self._wall = wall
        self._children: WeakSet[Child] = WeakSet()
        self._lock = Lock()
        self._stopped = False

    def stop(self) -> None:
        """Let whoever grades stop soon; from any thread."""
        with self._lock:
            self._stopped = True
            for child in self._children:
                child.kill()

    def go_on(self) -> None:
        """Grade again from now on."""
        with self._lock:
            self._stopped = False

    def look(self) -> None:
        """Say so where nobody wants what is being graded.

        Raises:
            Superseded: So it is.
        """
        if self._stopped:
            raise Superseded

    @property
    def level(self) -> "Confinement":
        """What is enforced here."""
        return self._wall.level

    @property
    def notes(self) -> tuple[str, ...]:
        """What is missing here."""
        return self._wall.notes

    def allow(self, libraries: tuple[str, ...], *, scratch: bool = False) -> None:
        """Admit libraries, and folders to write in."""
        self._wall.allow(libraries, scratch=scratch)

    def child(
        self,
        *,
        memory_mib: int = MEMORY_MIB,
        cpu_seconds: int = CPU_SECONDS,
        shared: "Segment | None" = None,
        scratch_mib: int = 0,
    ) -> "Child":
        """Return a fresh child that ends when the wall is stopped.

        Raises:
            Superseded: It is stopped.
        """
        self.look()
        child = self._wall.child(
            memory_mib=memory_mib,
            cpu_seconds=cpu_seconds,
            shared=shared,
            scratch_mib=scratch_mib,
        )
        with self._lock:
            self._children.add(child)
            if self._stopped:
                child.kill()
        return child

    def canary(self, secrets: tuple[str, ...]) -> "tuple[Probe, ...]":
        """Let a child try what must not work."""
        return self._wall.canary(secrets)

    def close(self) -> None:
        """Leave the wall behind it open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
