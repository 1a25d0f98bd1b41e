"""What ends a run from outside ends it in a code and a sentence, and leaves nothing running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader import grading
from grader.cli import INTERRUPTED
from grader.conventions.fixing import first_round
from grader.errors import ExitCode
from tests.grader.cli.conftest import Type, Write
from tests.grader.cli.shell import (
    DEMO,
    HANGING,
    LETTERS,
    RELU,
    TRUST,
    finish,
    needs_linux,
    start,
)
from tests.processes import gone, offspring

HandIn = Callable[..., Path]
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes are others there")


def test_an_interrupt_is_no_verdict(
    grader: Type, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(grading, "first_round", interrupted)
    ended = grader("check", hand_in(RELU), "-a", LETTERS, *TRUST)
    assert (ended.code, ended.out) == (INTERRUPTED, "")
    assert ended.err.strip() == "grader: interrupted; no verdict"


def _server(process: "subprocess.Popen[str]") -> int:
    """Wait until the command has its fork server; return which process that is."""
    end = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < end:
        for child in offspring(process.pid):
            return child
        time.sleep(0.01)
    raise AssertionError("no fork server came up")


def _kill(server: int) -> None:
    """Kill a fork server with the first process of its namespace, where it has one."""
    os.kill(server, signal.SIGSTOP)
    for process in (*offspring(server), server):
        os.kill(process, signal.SIGKILL)


@needs_linux
def test_ctrl_c_ends_the_command_and_what_it_started(hand_in: HandIn, assign: Write) -> None:
    path = assign("functions: {relu: 1}\n")
    process = start("check", hand_in(HANGING), "-a", path)
    server = _server(process)
    process.send_signal(signal.SIGINT)
    ended = finish(process)
    assert (ended.code, ended.out) == (INTERRUPTED, "")
    assert ended.err.strip() == "grader: interrupted; no verdict"
    assert gone(server)


@needs_linux
def test_a_fork_server_that_is_killed_is_no_verdict(hand_in: HandIn, assign: Write) -> None:
    path = assign("functions: {relu: 1}\n")
    process = start("check", hand_in(HANGING), "-a", path)
    _kill(_server(process))
    ended = finish(process)
    ended.refused(ExitCode.GRADER, "the fork server ended", "run the same command again")


@needs_linux
def test_a_fork_server_that_dies_between_questions_is_no_verdict(
    grader: Type, hand_in: HandIn, assign: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = set(offspring(os.getpid()))

    def bereft(hearing: Any, papers: Any) -> None:
        (server,) = set(offspring(os.getpid())) - others
        _kill(server)
        first_round(hearing, papers)

    monkeypatch.setattr(grading, "first_round", bereft)
    path = assign("functions: {relu: 1, sigmoid: 1}\nlimits: {seconds: 0.2}\n")
    ended = grader("check", hand_in(HANGING + "\ndef sigmoid(x):\n    return x\n"), "-a", path)
    ended.refused(ExitCode.GRADER, "the fork server ended", "nothing that was being graded counts")


def _unread(*arguments: str | Path) -> "subprocess.Popen[str]":
    """Start the command with nobody at the other end of its output."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return start(*arguments, stdout=writing)
    finally:
        os.close(writing)


@posix
@pytest.mark.parametrize(
    "typed",
    [
        ("check", DEMO, "-a", LETTERS, *TRUST),
        ("validate", LETTERS, "--static"),
        ("validate", "--schema"),
        ("doctor",),
        ("plugins",),
        ("--help",),
    ],
    ids=lambda typed: " ".join(str(word) for word in typed if not isinstance(word, Path)),
)
def test_a_pipe_that_nobody_reads_ends_it_without_a_word(typed: tuple[str | Path, ...]) -> None:
    ended = finish(_unread(*typed))
    assert (ended.code, ended.err) == (ExitCode.GRADER, "")


@posix
def test_a_reader_that_has_seen_enough_is_no_trouble() -> None:
    process = start("check", DEMO, "-a", LETTERS, *TRUST)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Neural networks in numpy")
    process.stdout.close()
    process.stdout = None
    ended = finish(process)
    assert ended.code in (ExitCode.FAILED, ExitCode.GRADER)
    assert ended.err == ""


full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")


@full
@pytest.mark.parametrize(
    "typed", [("check", DEMO, "-a", LETTERS, *TRUST), ("plugins",)], ids=("check", "plugins")
)
def test_an_output_that_is_full_is_told(typed: tuple[str | Path, ...]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as file:
        ended = finish(start(*typed, stdout=file))
    assert ended.code == ExitCode.GRADER
    assert "No space left on device" in ended.err
    assert "Traceback" not in ended.err


@full
def test_errors_that_cannot_be_told_keep_their_code() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as file:
        ended = finish(start("check", "nothing.py", "-a", LETTERS, *TRUST, stderr=file))
    assert ended.code == ExitCode.SUBMISSION
