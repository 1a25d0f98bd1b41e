"""A folder to write in: private, bounded, gone with its child, and no way out of it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from grader.errors import ConfinementError
from grader.levels import Confinement
from grader.worker.confinement.layers import EVERY, Layer
from tests.grader.examination.conftest import Opening, executed

MIB = 1 << 20


@pytest.fixture(scope="module")
def wall(forking: Opening) -> Any:
    opened = forking(trust=True)
    if opened.level < Confinement.L4:
        pytest.skip("no namespaces on this machine")
    opened.allow((), scratch=True)
    return opened


@pytest.fixture
def run(wall: Any) -> Iterator[Any]:
    with ExitStack() as children:

        def running(source: str, child: Any = None, *, mib: int = 1) -> Any:
            if child is None:
                child = wall.child(scratch_mib=mib)
                children.callback(child.end)
            answer = executed(child, source)
            assert "result" in answer, answer
            return answer["result"]

        yield running


def refused(*attempts: str) -> str:
    """Write a source that tries each and tells which failed as they should."""
    return (
        "import os, mmap, socket\nresult = []\n"
        f"for attempt in {attempts!r}:\n"
        "    try:\n        exec(attempt)\n"
        "    except OSError:\n        result.append(attempt)\n"
    )


def test_the_working_folder_holds_real_files(run: Any) -> None:
    source = """
import os, numpy as np
os.makedirs("runs/1")
np.savez("runs/1/best.npz", W=np.eye(3))
os.rename("runs/1/best.npz", "last.npz")
mapped = np.memmap("large.bin", dtype="u1", mode="w+", shape=(4096,))
mapped[:] = 7
os.rmdir("runs/1")
result = [os.getcwd(), sorted(os.listdir(".")), float(np.load("last.npz")["W"].sum())]
"""
    assert run(source) == ["/scratch/own", ["large.bin", "last.npz", "runs"], 3.0]


def test_no_more_can_be_written_than_is_allowed(run: Any) -> None:
    source = """
written = 0
try:
    for number in range(64):
        with open(f"{number}.bin", "wb") as file:
            written += file.write(b"x" * (1 << 17))
            file.flush()
except OSError as problem:
    result = [problem.errno, written]
"""
    number, written = run(source)
    assert number == 28
    assert written <= 1.2 * MIB


def test_neither_one_file_nor_their_number_is_without_bound(run: Any) -> None:
    large = refused("open('x', 'wb', 0).write(b'x' * (3 << 20)) < (3 << 20) and open('x/y')")
    assert run(large) != []
    many = """
made = 0
try:
    for number in range(5000):
        open(str(number), "w").close()
        made += 1
except OSError:
    pass
result = made
"""
    assert run(many) < 1100


def test_no_other_child_sees_it_and_nothing_is_left_of_it(wall: Any, run: Any) -> None:
    one, other = wall.child(scratch_mib=1), wall.child(scratch_mib=1)
    assert run("open('mine', 'w').write('x'); import os; result = os.listdir('.')", one) == ["mine"]
    listing = "import os; result = os.listdir('.') + os.listdir('/scratch/own')"
    assert run(listing, other) == []
    one.end()
    assert run(listing) == []
    other.end()


def test_there_is_no_way_out_of_it(run: Any) -> None:
    attempts = (
        "os.symlink('/', 'root')",
        "os.symlink('/etc/passwd', 'passwd')",
        "os.link('/dev/null', 'null')",
        "os.mkfifo('pipe')",
        "os.mknod('device')",
        "socket.socket(socket.AF_UNIX).bind('socket')",
        "open('../outside', 'w')",
        "open('/outside', 'w')",
        "os.rename('/dev', 'dev')",
        "os.mkdir('/usr/mine')",
        "os.unlink('/dev/null')",
        "os.truncate('/dev/urandom', 0)",
        "os.chmod('.', 0o777)",
        "os.chroot('.')",
    )
    assert run(refused(*attempts)) == list(attempts)


def test_nothing_in_it_can_be_executed(run: Any) -> None:
    source = """
import mmap, os
with open("code", "wb") as file:
    file.write(b"x" * 4096)
descriptor = os.open("code", os.O_RDONLY)
try:
    mmap.mmap(descriptor, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)
    result = "mapped"
except OSError as problem:
    result = "refused"
"""
    assert run(source) == "refused"


def test_the_power_to_mount_is_not_the_childs(run: Any) -> None:
    source = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = [libc.unshare(0x20000), libc.mount(b"none", b"/scratch/own", b"tmpfs", 0, None)]
result += [libc.syscall(125, 0, 0)]
"""
    assert run(source) == [-1, -1, -1]


def test_every_attempt_of_the_canary_fails_beside_it_too(wall: Any) -> None:
    assert [probe.name for probe in wall.canary(()) if probe.allowed] == []
    assert wall.level is Confinement.L4


def test_a_child_that_asked_for_none_has_none(wall: Any, run: Any) -> None:
    child = wall.child()
    assert run(refused("open('mine', 'w')", "os.mkdir('mine')"), child) != []
    child.end()


@pytest.mark.parametrize("only", [EVERY - {Layer.NAMESPACES}])
def test_where_it_cannot_be_had_that_is_said(forking: Opening, only: frozenset[Layer]) -> None:
    with pytest.raises(ConfinementError, match=r"a folder to write in .* takes confinement L4"):
        forking(only=only).allow((), scratch=True)


def test_a_separate_process_alone_gets_a_temporary_one(spawning: Opening) -> None:
    wall = spawning()
    wall.allow((), scratch=True)
    child = wall.child(scratch_mib=1)
    source = "import os; open('mine', 'w').write('x'); result = os.getcwd()"
    folder = Path(str(executed(child, source)["result"]))
    assert (folder / "mine").exists()
    child.end()
    assert not folder.exists()
    assert any("temporary" in note for note in wall.notes)
