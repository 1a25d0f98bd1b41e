"""``grader check`` on one file, from the shell: wall seconds of the whole process."""

import subprocess
import sys
import time

from tests.benchmarks.places import LETTERS, SOLUTION, told

RUNS = 15


def main() -> None:
    """Time the command, beside the start of Python and of numpy alone."""
    check = [sys.executable, "-m", "grader", "check", str(SOLUTION), "--assignment", str(LETTERS)]
    told("grader check, terminal report", [_seconds(check) for _ in range(RUNS)], "s")
    told("grader check, JSON", [_seconds([*check, "--format", "json"]) for _ in range(RUNS)], "s")
    numpy = [sys.executable, "-c", "import numpy"]
    told("python -c 'import numpy'", [_seconds(numpy) for _ in range(RUNS)], "s")


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    return time.perf_counter() - began
