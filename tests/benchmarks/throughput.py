"""Submissions a second: one judge and fork server per core, the same code path as the command.

Asked twice: the five functions of the letters assignment alone, and all of it but the training,
with the 784-H-10 backpropagation. Each pair stays on its own core, as the class command will.
"""

import multiprocessing
import os
import resource
import tempfile
import time
from pathlib import Path

from tests.benchmarks.memory import below, kib
from tests.benchmarks.places import BEYOND_FUNCTIONS, SOLUTION, TRAINING, letters_without

EACH = 300


def main() -> None:
    """Grade the letters solution over and over, in one pair per core."""
    with tempfile.TemporaryDirectory() as folder:
        _measure("functions", letters_without(BEYOND_FUNCTIONS, Path(folder)))
        _measure("with backpropagation", letters_without(TRAINING, Path(folder)))


def _measure(name: str, assignment: Path) -> None:
    cores = sorted(os.sched_getaffinity(0))
    with multiprocessing.get_context("spawn").Pool(len(cores)) as pool:
        began = time.perf_counter()
        rows = pool.starmap(_grade_many, [(assignment, core) for core in cores], chunksize=1)
        whole = time.perf_counter() - began
    graded = len(rows) * EACH
    print(
        f"{name}: {graded} submissions, {len(rows)} pairs,"
        f" {graded / max(row[0] for row in rows):.0f} a second once warm,"
        f" {graded / whole:.0f} with starting up;"
        f" CPU each {max(row[1] for row in rows):.1f} ms in the judge and"
        f" {max(row[3] for row in rows):.1f} behind the wall;"
        f" judge and fork server {max(row[2] for row in rows):.0f} MiB"
    )


def _grade_many(assignment: Path, core: int) -> tuple[float, float, float, float]:
    """Return seconds, the judge's CPU milliseconds each, MiB of memory, and the children's CPU."""
    os.sched_setaffinity(0, {core})
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from grader.examination.wall import open_wall
    from grader.grading import grade, raise_wall, read_submission
    from grader.preparation import prepare

    with open_wall() as wall:
        prepared = prepare(assignment)
        raise_wall(wall, prepared)
        grade(prepared, read_submission(SOLUTION, prepared.registry), wall)
        began, used = time.perf_counter(), time.process_time()
        for _ in range(EACH):
            grade(prepared, read_submission(SOLUTION, prepared.registry), wall)
        seconds, used = time.perf_counter() - began, time.process_time() - used
        memory = _judge_mib() + _servers_mib()
    behind = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        seconds,
        1e3 * used / EACH,
        memory,
        1e3 * (behind.ru_utime + behind.ru_stime) / EACH,
    )


def _judge_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _servers_mib() -> float:
    """Return the resident memory of every process below this one."""
    return sum(kib(pid, "Rss") for pid in below(os.getpid())) / 1024
