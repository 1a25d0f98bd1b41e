"""Where gradings run."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from grader.executing.desk import Desk, Errand, Graded


class Executor(Protocol):
    """Where many gradings run: here, on every core, on a cluster."""

    @property
    def name(self) -> str: ...
    @property
    def summary(self) -> str: ...

    def run(
        self, desk: "Desk", errands: "Iterable[Errand]", *, workers: int | None = None
    ) -> "Iterator[Graded]":
        """Yield what came of each errand as it is done, in any order; each exactly once.

        Errands are taken as workers are free. Closing the iterator ends what still runs.
        """
        ...


@runtime_checkable
class Waits(Executor, Protocol):
    """An executor that may be given errands which are not there yet: its workers wait for them."""

    @property
    def waits(self) -> bool: ...


@runtime_checkable
class HasPlace(Protocol):
    """An executor that works at a place which has an address: a cluster's scheduler."""

    def at(self, place: str) -> Executor:
        """Return the same, at that address."""
        ...
