"""What a turn takes: commands two at once, by the clock and in seconds of processor time."""

import resource
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

AT_ONCE = 2
"""So many commands run at once, as many as our workers."""
SECONDS = 120.0
"""The longest that one command may take."""


@dataclass(frozen=True, slots=True)
class Job:
    """One command of a harness.

    Attributes:
        command: It and its arguments.
        folder: Where it runs.
        passed: Reads, once it has ended, how many of the eight tests each submission passed.
    """

    command: Sequence[str]
    folder: Path
    passed: Callable[[], list[int]]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn of a harness took."""

    seconds: float
    cpu: float


def taken(jobs: Sequence[Job], environment: Mapping[str, str], *, at_once: int = AT_ONCE) -> Turn:
    """Run all jobs, so many at once, and say what they took with everything below them.

    Raises:
        subprocess.TimeoutExpired: One did not end.
    """
    before, began = processor(), time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(lambda job: _run(job, environment), jobs))
    return Turn(time.perf_counter() - began, processor() - before)


def processor() -> float:
    """Return the processor seconds of all that this process has started and waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(job: Job, environment: Mapping[str, str]) -> None:
    """Run one command; what it says is kept beside what it works on, and its code is no verdict."""
    with (job.folder / "said.txt").open("wb") as said:
        subprocess.run(
            list(job.command),
            cwd=job.folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
