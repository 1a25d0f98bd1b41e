"""The class of letters on a dask cluster of one machine: what a second worker of one core brings.

Each worker has a core of its own. What a worker took is read when the run is over: its own time and
that of its judge, its fork server and every child. On a machine that others use, the clock tells
little; then the most that one of two workers took, against what one alone took, says what two
machines would have brought.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.class_cost import COMMAND, made
from tests.benchmarks.places import TRAINING, letters_without
from tests.plugins.executors.clusters import Processes

COUNT = int(os.environ.get("CLASS_COUNT", "1000"))
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Run:
    """What one run took: the clock's seconds, the command's processor time, each worker's."""

    seconds: float
    command: float
    workers: tuple[float, ...]


def main() -> None:
    """Grade a class with one worker, then with two, each of one core."""
    cores = sorted(os.sched_getaffinity(0))[:2]
    with tempfile.TemporaryDirectory() as name, Processes(Path(name)) as cluster:
        folder = Path(name)
        letters_without(TRAINING, folder)
        work = made(folder / "few", COUNT)
        runs = []
        for core in cores:
            cluster.hire(core)
            cluster.wait()
            runs.append(_measured(folder, work, cluster))
            _tell(runs[-1])
    if len(runs) == 2:
        one, two = runs
        print(f"two workers are {one.seconds / two.seconds:.2f} times one (≥ 1.5 when idle)")
        gain = sum(one.workers) / max(two.workers)
        print(f"by processor time of the busier worker: {gain:.2f} times")


def _measured(folder: Path, work: Path, cluster: Processes) -> Run:
    """Run the command over a class with a new store."""
    store = folder / f"{len(cluster.workers)}.db"
    executor = ("--executor", f"dask={cluster.address}", "--store", store)
    workers = [worker.pid for worker in cluster.workers]
    before, own, began = [*map(_used, workers)], _children(), time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", COMMAND, "batch", work, "-a", folder / "assignment.yaml", *executor],
        stdout=subprocess.DEVNULL,
        check=True,
    )
    seconds = time.perf_counter() - began
    return Run(seconds, _children() - own, _since(workers, before))


def _since(workers: Sequence[int], before: Sequence[float]) -> tuple[float, ...]:
    return tuple(_used(worker) - earlier for worker, earlier in zip(workers, before, strict=True))


def _used(process: int) -> float:
    """Return the seconds a process took, with all that it started and waited for."""
    status = Path(f"/proc/{process}/stat").read_text(encoding="latin-1")
    return sum(map(int, status.rpartition(")")[2].split()[11:15])) / TICKS


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _tell(run: Run) -> None:
    count = len(run.workers)
    each = ", ".join(f"{seconds:.1f}" for seconds in run.workers)
    print(
        f"{COUNT} submissions, {count} worker{'s' * (count > 1)}: {run.seconds:.1f} s"
        f" ({COUNT / run.seconds:.0f} a second); processor: the command {run.command:.1f} s,"
        f" each worker {each} s ({1e3 * sum(run.workers) / COUNT:.1f} ms a submission)"
    )
