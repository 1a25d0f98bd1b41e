"""``grader check --watch`` as somebody sees it who saves a file again and again."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.cli import saves
from grader.cli.saves import Saves
from grader.errors import ExitCode, GraderError
from tests.grader.cli.conftest import Type, Write
from tests.grader.cli.shell import RELU, TRUST, needs_linux, start
from tests.processes import gone, offspring

HandIn = Callable[..., Path]
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")

ASSIGNED = "functions: {relu: 1, sigmoid: 2}\n"
BOTH = RELU + "\n\ndef sigmoid(z):\n    return 0.5 + 0.5 * np.tanh(0.5 * z)\n"
TORN = BOTH.replace("def sigmoid(z):", "def sigmoid(z:")
WRONG = BOTH.replace("np.maximum(x, 0)", "np.maximum(x, 1)")
WITHIN = 60.0
ENDING = "Watching "


class Watching:
    """The command while it watches: what it shows, one screen at a time.

    Args:
        typed: What stands behind ``grader check``.
        options: Of the process.
    """

    def __init__(self, *typed: str | Path, **options: Any) -> None:
        options = {"stderr": subprocess.STDOUT, **options}
        self.process = start("check", *typed, "--watch", *TRUST, **options)
        self._lines: queue.Queue[str] = queue.Queue()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def screen(self) -> str:
        """Return what is shown next, up to its last line."""
        said = ""
        while not said.rpartition("\n")[2].startswith(ENDING):
            try:
                said += "\n" + self._lines.get(timeout=WITHIN).rstrip("\n")
            except queue.Empty:
                raise AssertionError(f"nothing more came than {said!r}") from None
        return said

    def close(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.wait()
        self._thread.join()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def interrupted(self) -> int:
        """Type Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(WITHIN)


@contextlib.contextmanager
def watching(*typed: str | Path, **options: Any) -> Iterator[Watching]:
    watched = Watching(*typed, **options)
    try:
        yield watched
    finally:
        watched.close()


def by_renaming(path: Path, text: str) -> None:
    """Save as many editors do: write beside, and rename."""
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


@posix
def test_a_file_is_checked_after_each_save_however_it_is_saved(
    hand_in: HandIn, assign: Write
) -> None:
    path = hand_in(BOTH)
    with watching(path, "-a", assign(ASSIGNED)) as watched:
        first = watched.screen()
        assert "first check" in first
        assert "Points    3 of 3" in first

        by_renaming(path, WRONG)
        screen = watched.screen()
        assert "relu changed; checked relu; kept sigmoid" in screen
        assert "Points    3 → 2 of 3" in screen
        assert "hw.py line 3" in screen.split("Next ")[-1]

        path.write_text(TORN, encoding="utf-8")
        torn = watched.screen()
        assert "hw.py, line 7: " in torn
        assert "The report is of what was there before; mend this first." in torn
        assert "2 / 3 points" in torn

        path.unlink()
        assert "there is no such file" in watched.screen()
        path.write_text(BOTH, encoding="utf-8")
        assert "Points    2 → 3 of 3" in watched.screen()

        for text in (WRONG, TORN, "", BOTH, WRONG):  # a burst counts once it is over
            by_renaming(path, text)
        screen = watched.screen()
        while "3 → 2 of 3" not in screen:
            screen = watched.screen()
        assert watched.interrupted() == ExitCode.FAILED


@needs_linux
def test_ctrl_c_leaves_with_the_last_verdict_and_no_process(hand_in: HandIn, assign: Write) -> None:
    with watching(hand_in(BOTH), "-a", assign(ASSIGNED)) as watched:
        watched.screen()
        servers = list(offspring(watched.process.pid))
        assert servers
        assert watched.interrupted() == ExitCode.PASSED
        assert all(gone(server) for server in servers)


@posix
def test_a_folder_with_several_files_and_a_notebook_is_watched_as_a_whole(
    tmp_path: Path, assign: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    nbformat = pytest.importorskip("nbformat", reason="notebooks need it")
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "parts.py").write_text(RELU, encoding="utf-8")
    book = folder / "book.ipynb"

    def write(slope: str) -> None:
        cells = ["import numpy as np", f"def sigmoid(z):\n    return 0.5 + 0.5 * np.tanh({slope})"]
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in cells])
        nbformat.write(made, book)

    write("0.5 * z")
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1")
    with watching(folder, "-a", assign(ASSIGNED)) as watched:
        assert "Points    3 of 3" in watched.screen()
        write("z")
        screen = watched.screen()
        assert "sigmoid changed; checked sigmoid; kept relu" in screen
        assert "Points    3 → 1 of 3" in screen
        (folder / "parts.py").write_text("def relu(x):\n    return x\n", encoding="utf-8")
        assert "Points    1 → 0 of 3" in watched.screen()


LONG = """
checks:
  - {id: relu, kind: values, function: relu, points: 1}
  - id: learns
    kind: training
    points: 1
    params: {dataset: moons, options: {validation: 400}, evaluated: 400, accuracy: [0.8],
             labels: integer, seconds: 500}
interface:
  calls: {fit: {call: fit, with: [X, T]}, predict: {call: predict, with: [X]}}
"""
ENDLESS = "\n\ndef fit(X, T):\n    while True:\n        pass\n\n\ndef predict(X):\n    return X\n"


@needs_linux
def test_a_save_ends_a_long_check_that_it_outdates(hand_in: HandIn, assign: Write) -> None:
    path = hand_in(RELU + ENDLESS)
    with watching(path, "-a", assign(LONG)) as watched:
        screen = watched.screen()
        assert "Points    1 of 1 so far" in screen
        assert "To come   learns (at most" in screen
        path.write_text(RELU.replace("x, 0", "x, 1") + ENDLESS, encoding="utf-8")
        assert "Points    0 of 1 so far" in watched.screen()
        assert watched.interrupted() == 130  # a whole verdict never came


@pytest.mark.parametrize("typed", [("-f", "json"), ("-o", "report.txt")])
def test_reports_in_files_and_other_forms_are_refused(
    typed: tuple[str, ...], grader: Type, hand_in: HandIn, assign: Write
) -> None:
    path = hand_in(BOTH)
    ended = grader("check", path, "-a", assign(ASSIGNED), "--watch", *typed)
    ended.refused(ExitCode.USAGE, "--watch shows reports", "or --watch")


def test_what_cannot_be_read_at_the_beginning_is_refused(grader: Type, assign: Write) -> None:
    ended = grader("check", "nothing.py", "-a", assign(ASSIGNED), "--watch", *TRUST)
    ended.refused(ExitCode.SUBMISSION, "there is no such file")


def test_without_the_library_it_is_told_what_to_install(
    grader: Type, hand_in: HandIn, assign: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    ended = grader("check", hand_in(BOTH), "-a", assign(ASSIGNED), "--watch", *TRUST)
    ended.refused(ExitCode.USAGE, "--watch needs watchfiles", "pip install 'nn-grader[watch]'")


def _watcher(monkeypatch: pytest.MonkeyPatch, *outcomes: Exception | None) -> list[bool | None]:
    """Let the library fail, or tell of one change, call by call; return how it was asked."""
    asked: list[bool | None] = []
    left = iter(outcomes)

    def watch(*_: object, force_polling: bool | None, stop_event: Any, **__: object) -> Any:
        asked.append(force_polling)
        outcome = next(left)
        if outcome is not None:
            raise outcome
        yield {("modified", "hw.py")}
        stop_event.wait()

    monkeypatch.setattr(saves, "_watcher", lambda: watch)
    return asked


def test_where_the_system_has_no_watch_left_it_is_looked_at_instead(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = _watcher(monkeypatch, OSError("OS file watch limit reached"), None)
    with Saves(tmp_path / "hw.py", lambda: True) as heard:
        heard.ready()
        heard.wait()
    assert asked == [None, True]


def test_where_nothing_can_be_heard_it_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _watcher(monkeypatch, RuntimeError("no"))
    with Saves(tmp_path / "hw.py", lambda: True) as heard, pytest.raises(GraderError, match="no"):
        heard.ready()


def test_a_folder_that_is_made_again_is_heard_again(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    with Saves(folder, lambda: True) as heard:
        heard.ready()
        folder.rename(tmp_path / "old")
        folder.mkdir()
        heard.wait()
        heard.clear()
        (folder / "hw.py").write_text(BOTH, encoding="utf-8")
        heard.wait()


@needs_linux
def test_a_terminal_is_cleared_before_each_report(hand_in: HandIn, assign: Write) -> None:
    import pty  # only where there are pseudo-terminals

    ours, theirs = pty.openpty()
    typed = ("check", hand_in(WRONG), "-a", assign(ASSIGNED), "--watch")
    process = start(*typed, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    while ENDING.encode() not in said:
        said += os.read(ours, 65_536)
    process.send_signal(signal.SIGINT)
    assert process.wait(WITHIN) == ExitCode.FAILED
    os.close(ours)
    assert said.count(b"\x1b[2J") == 1
    assert b"Points" in said.partition(b"\x1b[2J")[2]
