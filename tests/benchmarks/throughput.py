"""Submissions a second: one judge and fork server per core, the same code path as the command."""

import multiprocessing
import os
import resource
import time
from pathlib import Path

from tests.benchmarks.places import LETTERS, SOLUTION

EACH = 300


def main() -> None:
    """Grade the letters solution and the labelled cases, in one pair per core."""
    cores = len(os.sched_getaffinity(0))
    with multiprocessing.get_context("spawn").Pool(cores) as pool:
        began = time.perf_counter()
        rows = pool.map(_grade_many, [EACH] * cores, chunksize=1)
        whole = time.perf_counter() - began
    graded = sum(row[0] for row in rows)
    slowest = max(row[1] for row in rows)
    print(f"{graded} submissions, {cores} pairs: {graded / slowest:.0f} a second once warm")
    print(f"with starting up: {graded / whole:.0f} a second")
    print(f"memory of judge and fork server: {max(row[2] for row in rows):.0f} MiB")


def _grade_many(count: int) -> tuple[int, float, float]:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from grader.examination.wall import open_wall
    from grader.grading import grade, prepare, raise_wall, read_submission

    with open_wall() as wall:
        prepared = prepare(LETTERS)
        raise_wall(wall, prepared)
        grade(prepared, read_submission(SOLUTION, prepared.registry), wall)
        began = time.perf_counter()
        for _ in range(count):
            grade(prepared, read_submission(SOLUTION, prepared.registry), wall)
        seconds = time.perf_counter() - began
        memory = _judge_mib() + _servers_mib()
    return count, seconds, memory


def _judge_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _servers_mib() -> float:
    """Return the proportional memory of every process below this one."""
    mine = os.getpid()
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            parents[int(entry.name)] = int(fields[1])
    below = [pid for pid in parents if _descends(pid, mine, parents)]
    return sum(_pss_kib(pid) for pid in below) / 1024


def _descends(pid: int, ancestor: int, parents: dict[int, int]) -> bool:
    while pid in parents and parents[pid] != pid:
        pid = parents[pid]
        if pid == ancestor:
            return True
    return False


def _pss_kib(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Rss:")), 0)
