"""Kills a class's processes at random moments, again and again, and counts what was lost.

``KILLS`` of each kind (50 by default): the command, a worker (its judge) and a fork server. After
each, the class is finished and every submission must have exactly one result, the right one.
"""

import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.grader.batch.killed import Course, all_gone, below, kill, workers
from tests.processes import offspring

KILLS = int(os.environ.get("KILLS", "50"))
COUNT = 60

Choose = Callable[[int], list[int]]


def main() -> None:
    """Kill each kind of process at random moments of a class."""
    for name, latest, choose in KINDS:
        moments = [_killed(choose, latest) for _ in range(KILLS)]
        hit = sum(moments)
        print(f"{name}: killed {hit} times of {KILLS} in the middle; nothing lost, nothing left")


def _one(processes: list[int]) -> list[int]:
    return [random.choice(processes)] if processes else []  # noqa: S311 - no secret


def _servers(command: int) -> list[int]:
    return [server for worker in workers(command) for server in offspring(worker)]


KINDS: tuple[tuple[str, float, Choose], ...] = (
    ("the command", 2.5, lambda command: [command]),
    ("a worker", 1.5, lambda command: _one(workers(command))),
    ("a fork server", 0.7, lambda command: _one(_servers(command))),
)
"""What is killed, how many seconds after it appeared at the latest, and which it is."""


def _killed(choose: Choose, latest: float) -> bool:
    """Kill once, at a random moment of its life; say whether there was something to kill."""
    with tempfile.TemporaryDirectory() as name:
        course = Course.made(Path(name), COUNT)
        process = course.begin()
        while process.poll() is None and not choose(process.pid):
            time.sleep(0.01)
        time.sleep(random.uniform(0.0, latest))  # noqa: S311 - no secret
        every = list(below(process.pid))
        victims = choose(process.pid) if process.poll() is None else []
        for victim in victims:
            kill(victim)
        if process.pid in victims:
            process.communicate()
            assert all_gone(every), "a process was left running"
            process = course.begin()
        course.finished(process)
        return bool(victims)
