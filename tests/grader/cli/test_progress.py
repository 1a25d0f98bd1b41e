"""Somebody who waits at a terminal reads what for; nobody else is told."""

import contextlib
import io
import json
import os
import select
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.cli import progress
from grader.cli.progress import Waiting
from grader.errors import ExitCode
from tests.grader.cli.conftest import Write
from tests.grader.cli.shell import HANGING, TRUST, finish, start

HandIn = Callable[..., Path]


class Terminal(io.StringIO):
    """A terminal that remembers, and says when something was written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.touched = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        count = super().write(text)
        if "waiting" in text:
            self.touched.set()
        return count


def _watched(monkeypatch: pytest.MonkeyPatch, *, moment: float) -> Terminal:
    """Sit down at a terminal; not in a fixture, after which pytest takes standard error back."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "MOMENT", moment)
    monkeypatch.setenv("TERM", "xterm")
    return terminal


def test_a_long_wait_says_what_for(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _watched(monkeypatch, moment=0.0)
    with Waiting("grading hw.py") as waiting:
        waiting.say("waiting for softmax")
        assert terminal.touched.wait(10)
    assert "grading hw.py: waiting for softmax …" in terminal.getvalue()


def test_a_moment_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _watched(monkeypatch, moment=60.0)
    with Waiting("grading hw.py") as waiting:
        waiting.say("waiting for softmax")
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("stream", [None, io.StringIO()], ids=("closed", "a file"))
def test_nobody_is_told_where_nobody_watches(
    stream: io.StringIO | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "MOMENT", 0.0)
    monkeypatch.setattr(sys, "stderr", stream)
    with Waiting("grading hw.py") as waiting:
        waiting.say("waiting for softmax")
    assert stream is None or stream.getvalue() == ""


def test_names_that_students_give_stay_on_their_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _watched(monkeypatch, moment=0.0)
    with Waiting("grading [red]hw\x1b]0;owned\x07.py\n") as waiting:
        waiting.say("waiting for [bold]softmax")
        assert terminal.touched.wait(10)
    assert "owned" not in terminal.getvalue()
    assert "grading [red]hw.py: waiting for [bold]softmax …" in terminal.getvalue()


@contextlib.contextmanager
def _pseudo_terminal() -> Iterator[tuple[int, int]]:
    pty = pytest.importorskip("pty", reason="no pseudo-terminals on this system")
    ours, theirs = pty.openpty()
    try:
        yield ours, theirs
    finally:
        os.close(ours)


def _read_while(process: Any, end: int) -> str:
    """Read a pseudo-terminal for as long as the process lives."""
    said = b""
    while process.poll() is None or select.select([end], [], [], 0)[0]:
        if select.select([end], [], [], 0.1)[0]:
            try:
                said += os.read(end, 65_536)
            except OSError:
                break
    return said.decode(errors="replace")


def test_a_submission_that_hangs_is_named_on_the_terminal_and_not_in_the_report(
    hand_in: HandIn, assign: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    path = assign("functions: {relu: 1}\nlimits: {seconds: 2}\nbudget_seconds: 4\n")
    typed = ("check", hand_in(HANGING), "-a", path, "-f", "json", *TRUST)
    with _pseudo_terminal() as (ours, theirs), (tmp_path / "out").open("w") as out:
        process = start(*typed, stdout=out, stderr=theirs)
        os.close(theirs)
        said = _read_while(process, ours)
        ended = finish(process)
    assert ended.code == ExitCode.FAILED
    assert "grading hw.py: waiting for relu …" in said
    (check,) = json.loads((tmp_path / "out").read_text(encoding="utf-8"))["checks"]
    assert check["status"] == "timed_out"
