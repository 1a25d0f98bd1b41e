"""Runs a benchmark in one thread: numpy reads how many it may have when it is imported."""

import os
import subprocess
import sys

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def in_one_thread(module: str) -> None:
    """Run a module in an interpreter of its own."""
    subprocess.run([sys.executable, "-m", module], env={**os.environ, **ONE_THREAD}, check=True)
