"""Runs the real command on what was handed in, and looks at what it left behind."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.processes import offspring, said_by

ROOT = Path(__file__).resolve().parents[2]
LETTERS = ROOT / "assignments" / "letters"
SOLUTION = LETTERS / "solution" / "starter.py"
BOUND = 60.0
"""No attack may keep the command longer; the budget of a submission is 30 s."""
JUDGE_BYTES = 4 << 30
JUDGE_SECONDS = 25
"""What the judge itself may use: address space, and processor time."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the command ended and what it said."""

    code: int
    report: dict[str, Any]
    stdout: str
    stderr: str

    @property
    def score(self) -> float:
        """The points in the report."""
        return float(self.report["score"])

    @property
    def checks(self) -> dict[str, dict[str, Any]]:
        """The checks of the report by their ids."""
        return {check["id"]: check for check in self.report["checks"]}

    def printed(self) -> str:
        """Return all that the report says student code printed."""
        return "".join(check["stdout"] for check in self.report["checks"])

    def verdict(self) -> str:
        """Return the report without what a clock said."""
        checks = [{**check, "seconds": 0.0} for check in self.report["checks"]]
        return json.dumps({**self.report, "timings": {}, "checks": checks}, sort_keys=True)


@dataclass(frozen=True, kw_only=True)
class Command:
    """The command, with a folder of its own to live in.

    Attributes:
        home: Where it runs, and its home, and its folder for temporary files: all stay empty.
        program: How it is started.
        variables: What its environment holds beside the places.
        assignment: The assignment it grades against.
        kept: Where its reports go.
    """

    home: Path
    kept: Path
    program: Sequence[str] = (sys.executable, "-m", "grader")
    variables: Mapping[str, str] = field(default_factory=dict)
    assignment: Path = LETTERS / "assignment.yaml"

    def check(self, submission: Path, *options: str, cwd: Path | None = None) -> Outcome:
        """Grade a submission into a student's JSON report, or one of the options' form."""
        return self.finish(self.start(submission, *options, cwd=cwd))

    def start(
        self, submission: Path, *options: str, cwd: Path | None = None
    ) -> "subprocess.Popen[str]":
        """Start the command; what it prints in JSON is the report."""
        form = () if "--format" in options else ("--format", "json")
        arguments = ["check", str(submission), "--assignment", str(self.assignment)]
        process = subprocess.Popen(
            [*self.program, *arguments, *form, *options],
            cwd=cwd or self.home,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="backslashreplace",
        )
        resource.prlimit(process.pid, resource.RLIMIT_AS, (JUDGE_BYTES, JUDGE_BYTES))
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (JUDGE_SECONDS, JUDGE_SECONDS))
        return process

    def finish(self, process: "subprocess.Popen[str]") -> Outcome:
        """Wait for the command within its bound, and see that nothing of it is left."""
        stdout, stderr = said_by(process, within=BOUND)
        report = json.loads(stdout) if stdout.startswith("{") else {}
        assert list(self.home.iterdir()) == []
        return Outcome(process.returncode, report, stdout, stderr)

    def environment(self) -> dict[str, str]:
        """Return the environment the command runs in."""
        places = dict.fromkeys(("HOME", "TMPDIR"), str(self.home))
        path = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
        return {**path, **places, "TERM": "xterm", **self.variables}


def orphans(before: set[int], *, seconds: float = 5.0) -> list[int]:
    """Return the processes that were left to us since ``before`` and do not end by themselves."""
    end = time.monotonic() + seconds
    left = set(offspring(os.getpid())) - before
    while left and time.monotonic() < end:
        for process in tuple(left):
            try:
                if os.waitpid(process, os.WNOHANG)[0]:
                    left.discard(process)
            except ChildProcessError:
                left.discard(process)
        time.sleep(0.005)
    for process in left:
        os.kill(process, signal.SIGKILL)
    return sorted(left)
