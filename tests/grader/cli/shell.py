"""What a shell sees of the command: its code, its two streams; run here or as a process."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.cli import run
from grader.errors import ExitCode
from grader.examination.wall import can_fork
from tests.processes import said_by

ROOT = Path(__file__).resolve().parents[3]
LETTERS = ROOT / "assignments" / "letters" / "assignment.yaml"
SOLUTION = LETTERS.parent / "solution"
DEMO = LETTERS.parent / "demo" / "student_submission"

RELU = "import numpy as np\n\ndef relu(x):\n    return np.maximum(x, 0)\n"
WRONG = "def relu(x):\n    return x\n"
HANGING = "def relu(x):\n    while True:\n        pass\n"

TRUST = () if can_fork() else ("--trust-submission",)
"""What must be said where only a separate process can be had."""

needs_linux = pytest.mark.skipif(not can_fork(), reason="no fork server on this system")

START = (
    "import signal, sys\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from grader.cli import main\n"
    "main()\n"
)
"""Starts the command where whoever started the tests may have had interrupts ignored."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How the command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The report, printed as JSON."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def checks(self) -> dict[str, dict[str, Any]]:
        """The checks of the report by their ids."""
        return {check["id"]: check for check in self.report["checks"]}

    @property
    def verdict(self) -> list[tuple[str, str, float]]:
        """What each check came to."""
        return [(c["id"], c["status"], c["score"]) for c in self.report["checks"]]

    def refused(self, code: ExitCode, *words: str) -> "Ended":
        """See that it ended in an error: its code, its words, nothing printed, no traceback."""
        said = " ".join(self.err.split())
        assert self.code == code, self.err
        assert self.out == ""
        assert "Traceback" not in self.err
        assert "the grader itself failed" not in self.err
        for word in words:
            assert word in said
        return self


def ended(arguments: Sequence[str | Path], captured: Callable[[], tuple[str, str]]) -> Ended:
    """Run the command in this process."""
    code = run([str(argument) for argument in arguments])
    out, err = captured()
    return Ended(code, out, err)


def start(*arguments: str | Path, **options: Any) -> "subprocess.Popen[str]":
    """Start the command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", START, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        text=True,
        **{
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            **options,
        },
    )


def finish(process: "subprocess.Popen[str]") -> Ended:
    """Wait for a process of the command."""
    out, err = said_by(process, within=60)
    return Ended(process.returncode, out or "", err or "")
