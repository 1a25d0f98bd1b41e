"""Print what a child costs: `python tests/benchmarks/fork_cost.py`, on a quiet machine."""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from grader.examination.wall import Wall

ROUNDS = 200
STAND_IN = str(Path(__file__).parents[1] / "grader" / "examination")


def main() -> None:
    from grader.examination.forking import ForkingWall

    start = time.perf_counter()
    with ForkingWall(trust=True, entry="wall_subject:live", entry_folders=(STAND_IN,)) as wall:
        opened = time.perf_counter()
        level = wall.level
        greeted = time.perf_counter()
        wall.child().end()
        first = time.perf_counter()
        report("open_wall returns", [opened - start])
        report("fork server says hello", [greeted - start])
        report("first child, sealing included", [first - greeted])
        report(f"child and end ({level.value})", measured(lambda: empty(wall)))
        report("child, one question, end", measured(lambda: asked(wall)))
        report("child, canary, end", measured(lambda: wall.canary(())))


def measured(work: Callable[[], object]) -> list[float]:
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return seconds


def empty(wall: Wall) -> None:
    wall.child().end()


def asked(wall: Wall) -> None:
    from grader.worker import wire

    child = wall.child()
    deadline = time.monotonic() + 10
    child.send(wire.encode({"kind": "execute", "source": "result = 1"}), deadline=deadline)
    child.receive(deadline=deadline)
    child.end()


def report(what: str, seconds: list[float]) -> None:
    median = 1000 * statistics.median(seconds)
    worst = 1000 * sorted(seconds)[int(0.95 * len(seconds))]
    sys.stdout.write(f"{what:32} median {median:7.2f} ms   p95 {worst:7.2f} ms\n")


if __name__ == "__main__":
    main()
