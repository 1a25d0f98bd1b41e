"""The fork server: replaced when worn, honest when it dies, gone when the judge is."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from grader.errors import ConfinementError, ExitCode, GraderError
from grader.examination.wall import can_fork

from .conftest import ENTRY, FOLDERS, Opening, executed

pytestmark = pytest.mark.skipif(not can_fork(), reason="no fork server on this system")


def descendants(root: int) -> set[int]:
    """Return every process below one, by the machine's process table."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                parents[int(entry.name)] = int(fields[1])
    found: set[int] = set()
    while new := {pid for pid, parent in parents.items() if parent in found | {root}} - found:
        found |= new
    return found


def alive(processes: set[int]) -> set[int]:
    def lives(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    return {pid for pid in processes if lives(pid)}


def gone_within(processes: set[int], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while alive(processes) and time.monotonic() < end:
        time.sleep(0.01)
    return not alive(processes)


def test_a_worn_server_is_replaced_unseen(
    forking: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.examination.server.FORKS", 3)
    monkeypatch.setattr("grader.examination.forking.AHEAD", 1)
    wall = forking(trust=True)
    old = wall.child()
    first = wall._server
    for number in range(7):
        child = wall.child()
        assert executed(child, f"result = {number}") == {"result": number}
        child.end()
    assert wall._server is not first
    assert executed(old, "result = 'still here'") == {"result": "still here"}
    assert old.end().reason == "killed_by_us"
    assert first.closed


def test_a_server_that_grew_is_replaced(forking: Opening) -> None:
    wall = forking(trust=True)
    wall.child().end()
    first = wall._server
    first.rss_kib = 2 * first.first_rss_kib
    wall.child().end()
    assert wall._server is not first
    assert first.closed


def test_a_killed_server_is_the_graders_error_and_never_the_students(forking: Opening) -> None:
    wall = forking(trust=True)
    child = wall.child()
    executed(child, "result = 1")
    for process in (*descendants(wall._server.pid), wall._server.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    with pytest.raises(GraderError, match="fork server ended unexpectedly") as failure:
        executed(child, "result = 2")
    assert failure.value.exit_code == ExitCode.GRADER
    assert child.end().reason == "unknown"
    with pytest.raises(GraderError, match="fork server ended unexpectedly"):
        wall.child()
    wall.close()
    fresh = forking(trust=True).child()
    assert executed(fresh, "result = 3") == {"result": 3}
    fresh.end()


JUDGE = """
import time
from grader.examination.forking import ForkingWall
from grader.worker import wire
wall = ForkingWall(trust=True, entry={entry!r}, entry_folders={folders!r})
child = wall.child()
order = wire.encode({{"kind": "execute", "source": "while True: pass"}})
child.send(order, deadline=time.monotonic() + 10)
print("ready", flush=True)
time.sleep(60)
"""


def test_nothing_outlives_a_judge_that_was_killed() -> None:
    source = JUDGE.format(entry=ENTRY, folders=FOLDERS)
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE) as judge:
        assert judge.stdout is not None
        assert judge.stdout.readline() == b"ready\n"
        started = descendants(judge.pid)
        assert len(started) >= 2
        judge.kill()
    assert gone_within(started, 10)


def test_nothing_outlives_a_closed_wall(forking: Opening) -> None:
    wall = forking(trust=True)
    child = wall.child()
    executed(child, "result = 1")
    started = descendants(wall._server.pid) | {wall._server.pid}
    wall.close()
    assert gone_within(started, 10)
    child.end()


def test_children_can_be_asked_for_from_several_threads(forking: Opening) -> None:
    wall = forking(trust=True)
    results: list[Any] = []

    def work(number: int) -> None:
        child = wall.child()
        results.append(executed(child, f"result = {number}")["result"])
        child.end()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == list(range(6))


def test_a_library_that_is_not_installed_is_named(forking: Opening) -> None:
    with pytest.raises(GraderError, match="no_such_library, which is not installed") as failure:
        forking(trust=True).allow(("no_such_library",))
    assert "pip install no_such_library" in failure.value.hint


@pytest.mark.parametrize("name", ["grader", "grader_reference", "grader_plugins"])
def test_no_assignment_can_allow_the_answers(forking: Opening, name: str) -> None:
    with pytest.raises(GraderError, match="not installed"):
        forking(trust=True).allow((name,))


def test_an_allowed_library_can_be_imported_with_what_it_needs(forking: Opening) -> None:
    wall = forking(trust=True)
    wall.allow(("jsonschema",))
    child = wall.child()
    source = "import jsonschema, referencing; result = jsonschema.Draft7Validator({}).is_valid(1)"
    assert executed(child, source) == {"result": True}
    assert executed(child, "import rich")["raised"] == "ModuleNotFoundError"
    child.end()


def test_libraries_are_allowed_before_the_first_child_or_not_at_all(forking: Opening) -> None:
    wall = forking(trust=True)
    wall.child().end()
    with pytest.raises(GraderError, match="before the first child"):
        wall.allow(("json",))


def test_an_entry_that_cannot_be_imported_is_said_so(forking: Opening) -> None:
    with pytest.raises(GraderError, match="could not start"):
        assert forking(trust=True, entry="no_such_module:live").level


def test_a_child_that_was_not_confined_is_an_error(forking: Opening) -> None:
    from grader.examination.forked import not_confined

    assert isinstance(not_confined(b"-landlock: refused"), ConfinementError)
    assert "refused" in not_confined(b"-landlock: refused").message
    assert "before it was confined" in not_confined(b"").message


def test_the_wall_needs_no_heavy_import() -> None:
    source = (
        "import sys, grader.examination.forking\n"
        "print([name for name in ('numpy', 'pydantic', 'yaml', 'ctypes') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
