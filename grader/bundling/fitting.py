"""Says beforehand whether an assignment fits into a platform's container. Runs in the judge."""

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.preparation import Prepared

FIXED_SECONDS = 20.0
"""What starting Python, reading the assignment and preparing its questions may take there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Container:
    """What a platform grants one grading.

    Attributes:
        name: The platform.
        seconds: How long it may take.
        memory_mib: How much memory it may take; 0: not known.
        cores: The share of a processor.
    """

    name: str
    seconds: float
    memory_mib: int = 0
    cores: float = 1.0


def misfits(prepared: "Prepared", container: Container) -> tuple[str, ...]:
    """Return in sentences what of an assignment does not fit."""
    return tuple(filter(None, (_time(prepared, container), _memory(prepared, container))))


def longest(prepared: "Prepared") -> float:
    """Return the seconds of a processor that a submission may take, budgets of trainings in it."""
    bench = prepared.bench
    return bench.assignment.budget_seconds + bench.seconds(bench.assignment.checks)


def _time(prepared: "Prepared", container: Container) -> str:
    needed = FIXED_SECONDS + longest(prepared) / container.cores
    if needed <= container.seconds:
        return ""
    return (
        f"{container.name} grants {container.seconds:.0f} s on {container.cores:g} of a processor,"
        f" and a submission may take {needed:.0f} s there: let it grant {ceil(needed / 60)} minutes"
        " and say so with --minutes, or lower budgets; what is graded when time runs out is kept"
    )


def _memory(prepared: "Prepared", container: Container) -> str:
    allowed = prepared.loaded.assignment.limits.memory_mib
    if not container.memory_mib or allowed <= container.memory_mib:
        return ""
    return (
        f"{container.name} grants {container.memory_mib} MiB, and a submission may take {allowed}:"
        f" say `limits: {{memory_mib: {max(256, container.memory_mib - 256)}}}`, else the platform"
        " ends what the grader would have told"
    )
