"""``grader check`` on one file, from the shell: wall seconds of the whole process."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.places import LETTERS, SOLUTION, TRAINING, letters_without, told

RUNS = 15


def main() -> None:
    """Time the command, beside the start of Python and of numpy alone."""
    with tempfile.TemporaryDirectory() as folder:
        check = _checking(letters_without(TRAINING, Path(folder)))
        told("grader check, functions and gradients", [_seconds(check) for _ in range(RUNS)], "s")
        json = [*check, "--format", "json"]
        told("the same as JSON", [_seconds(json) for _ in range(RUNS)], "s")
    told("grader check, with training", [_seconds(_checking(LETTERS)) for _ in range(RUNS)], "s")
    numpy = [sys.executable, "-c", "import numpy"]
    told("python -c 'import numpy'", [_seconds(numpy) for _ in range(RUNS)], "s")


def _checking(assignment: Path) -> list[str]:
    return [sys.executable, "-m", "grader", "check", str(SOLUTION), "--assignment", str(assignment)]


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    return time.perf_counter() - began
