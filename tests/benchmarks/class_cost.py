"""A class by the real command: seconds, processor time, memory, what a second core brings.

The letters assignment without its training: functions, backpropagation of a small network,
properties and source. Every submission is other bytes, so that each is graded. Processor time is
told beside the clock: on a machine that others use, it is what can be compared.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.memory import below, kib
from tests.benchmarks.places import SOLUTION, TRAINING, letters_without

COUNT = int(os.environ.get("CLASS_COUNT", "1000"))
MANY = int(os.environ.get("CLASS_MANY", "10000"))
COMMAND = "from grader.cli import main; main()"


@dataclass
class Run:
    """One run of the command: what it took."""

    seconds: float = 0.0
    cpu: float = 0.0
    mib: float = 0.0
    said: dict[str, float] = field(default_factory=dict)


def main() -> None:
    """Grade a class with one worker and with two, again, and ten times as many."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        letters_without(TRAINING, folder)
        work = made(folder / "few", COUNT)
        runs = {n: measured(folder, work, workers=n) for n in (1, 2)}
        for workers, run in runs.items():
            _tell(f"{COUNT} submissions, {workers} worker{'s' * (workers > 1)}", run, COUNT)
        gain = runs[1].seconds / runs[2].seconds
        print(f"two workers are {gain:.2f} times one (≥ 1.8 where two cores are idle)")
        _tell(f"{COUNT} unchanged", measured(folder, work, workers=2, again=True), COUNT)
        if MANY > COUNT:
            many = made(folder / "many", MANY)
            large = measured(folder, many, workers=2)
            _tell(f"{MANY} submissions, 2 workers", large, MANY)
            _tell(f"{MANY} unchanged (≤ 5 s)", measured(folder, many, workers=2, again=True), MANY)
            print(
                f"memory {runs[2].mib:.0f} MiB for {COUNT}, {large.mib:.0f} MiB for {MANY} (≤ 400)"
            )


def made(folder: Path, count: int) -> Path:
    """Write so many submissions, no two alike."""
    folder.mkdir()
    source = next(SOLUTION.glob("*.py")).read_text(encoding="utf-8")
    for number in range(count):
        (folder / f"s{number:05}.py").write_text(f"{source}\n# {number}\n", encoding="utf-8")
    return folder


def measured(folder: Path, work: Path, *, workers: int, again: bool = False) -> Run:
    """Run the command over a class, and watch what its processes take."""
    store = folder / f"{work.name}.db"
    if not again:
        store.unlink(missing_ok=True)
    options = ("--workers", str(workers), "--store", store, "-f", "json")
    before, began = _children(), time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "batch", work, "-a", folder / "assignment.yaml", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    run = Run()
    watcher = threading.Thread(target=_watch, args=(process, run))
    watcher.start()
    out, _ = process.communicate()
    run.seconds = time.perf_counter() - began
    watcher.join()
    run.cpu = _children() - before
    run.said = json.loads(out)
    return run


def _tell(name: str, run: Run, count: int) -> None:
    rate = f"{count / run.seconds:.0f} a second"
    print(
        f"{name}: {run.seconds:.1f} s ({rate}), processor {run.cpu:.1f} s"
        f" ({1e3 * run.cpu / count:.1f} ms each), memory {run.mib:.0f} MiB,"
        f" {run.said['graded']} graded, {run.said['fresh']} of them now"
    )


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(process: "subprocess.Popen[str]", run: Run) -> None:
    """Keep the most memory that the command and all below it have had, each page counted once."""
    while process.poll() is None:
        tree = [process.pid, *below(process.pid)]
        run.mib = max(run.mib, sum(kib(pid, "Pss") for pid in tree) / 1024)
        time.sleep(1.0)
