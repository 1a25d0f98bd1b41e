"""What a child cannot do, tried from inside."""

from typing import Any

import pytest

from grader.levels import Confinement

from .conftest import Run

CALLS = "import ctypes; libc = ctypes.CDLL(None, use_errno=True)\n"
ATTEMPT = CALLS + "done = libc.{call}\nresult = 'allowed' if done != -1 else ctypes.get_errno()\n"
EPERM, EACCES = 1, 13


@pytest.fixture(autouse=True)
def _strong(wall: Any) -> None:
    if wall.level < Confinement.L3:
        pytest.skip("this machine has no Landlock or no seccomp")


def test_three_gigabytes_are_a_memory_error(run: Run) -> None:
    assert run("b = bytearray(3 * 2**30)")["raised"] == "MemoryError"


def test_memory_follows_what_was_asked_for(run: Run) -> None:
    fits = "b = bytearray(200 * 2**20); result = 1"
    assert run(fits, memory_mib=512) == {"result": 1}
    assert run(fits, memory_mib=100)["raised"] == "MemoryError"


@pytest.mark.parametrize(
    "source",
    [
        "import os; os.fork()",
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.kill(os.getppid(), 0)",
        "import os; os.killpg(0, 15)",
        "import os; os.kill(-1, 9)",
        "import socket; socket.socket()",
        "import socket; socket.socketpair()",
        "import os; os.setpriority(0, 0, 5)",
        "import os; os.sched_setaffinity(0, {0})",
        "import os; os.memfd_create('x')",
        "import os; os.pidfd_open(os.getpid())",
        "import os; os.chmod('.', 0o777)",
        "import os; os.mkfifo('pipe')",
        "import os; os.chroot('.')",
        "import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0))",
        "import resource; resource.prlimit(1, resource.RLIMIT_CPU)",
        "import fcntl, os; fcntl.fcntl(3, fcntl.F_SETOWN, os.getpid())",
        "import fcntl; fcntl.fcntl(3, fcntl.F_SETFL, 0o20000)",
        "import fcntl; fcntl.ioctl(0, 0x5412, b'x')",
        "import mmap; mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC)",
        "import subprocess; subprocess.run(['true'])",
    ],
)
def test_the_system_refuses(run: Run, source: str) -> None:
    assert run(source)["raised"] in {"PermissionError", "OSError", "ValueError"}


@pytest.mark.parametrize(
    "call",
    [
        "ptrace(16, libc.getppid(), 0, 0)",
        "ptrace(0, 0, 0, 0)",
        "unshare(0x10000000)",
        "personality(0x0040000)",
        "prctl(4, 1, 0, 0, 0)",
        "prctl(1, 0, 0, 0, 0)",
        "shmget(0, 4096, 0o1600)",
        "msgget(0, 0o1600)",
        "mount(b'none', b'/', b'tmpfs', 0, None)",
        "syscall(425, 1, 0)",
        "syscall(438, 0, 0, 0)",
    ],
)
def test_the_kernel_refuses(run: Run, call: str) -> None:
    assert run(ATTEMPT.format(call=call)) == {"result": EPERM}


def test_clone3_looks_absent(run: Run) -> None:
    assert run(ATTEMPT.format(call="syscall(435, 0, 0)")) == {"result": 38}


def test_threads_are_refused(run: Run) -> None:
    source = "import threading; threading.Thread(target=print).start()"
    assert run(source)["raised"] == "RuntimeError"


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "/proc/self/environ", "/proc/1/maps", "/bin/sh", "/dev/mem", "/root"]
)
def test_files_of_the_machine_are_unreadable(run: Run, path: str) -> None:
    answer = run(f"open({path!r}, 'rb').read(1)")
    assert answer["raised"] in {"FileNotFoundError", "PermissionError", "IsADirectoryError"}


@pytest.mark.parametrize("name", ["grader_reference", "grader_plugins", "grader.models", "pytest"])
def test_what_is_installed_beside_numpy_cannot_be_imported(run: Run, name: str) -> None:
    assert run(f"import {name}")["raised"] == "ModuleNotFoundError"


def test_answers_beside_numpy_cannot_be_read_by_path(run: Run) -> None:
    source = (
        "import numpy, os\n"
        "beside = os.path.dirname(os.path.dirname(numpy.__file__))\n"
        "result = os.listdir(beside + '/pluggy')\n"
    )
    assert run(source)["raised"] in {"FileNotFoundError", "PermissionError"}


def test_nothing_can_be_written(run: Run) -> None:
    for path in ("here", "/tmp/there", "/dev/shm/there"):  # noqa: S108 - they must not come to be
        assert run(f"open({path!r}, 'w')")["raised"] in {
            "FileNotFoundError",
            "OSError",
            "PermissionError",
        }


def test_the_null_device_takes_what_is_written(run: Run) -> None:
    assert run("f = open('/dev/null', 'w'); print('x', file=f); f.close(); result = 1")


def test_the_working_folder_is_empty(run: Run) -> None:
    assert run("import os; result = os.listdir('.')") == {"result": []}


def test_the_environment_is_short_and_foreign_to_the_judge(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_SECRET", "x")
    names = run("import os; result = sorted(os.environ)")["result"]
    assert "PATH" not in names
    assert "GRADER_SECRET" not in names


def test_no_descriptor_but_the_channel_is_open(run: Run) -> None:
    source = (
        "import os\n"
        "result = []\n"
        "for number in range(200):\n"
        "    try: os.fstat(number)\n"
        "    except OSError: continue\n"
        "    result.append(number)\n"
    )
    assert run(source) == {"result": [0, 1, 2, 3]}


def test_too_many_descriptors_are_refused(run: Run) -> None:
    source = "import os\nfor _ in range(100): os.dup(0)"
    assert run(source) == {"raised": "OSError", "message": "[Errno 24] Too many open files"}


def test_numerical_work_goes_on_as_ever(run: Run) -> None:
    source = (
        "import numpy as np, io\n"
        "rng = np.random.default_rng(0); a = rng.normal(size=(200, 200))\n"
        "u, s, v = np.linalg.svd(a); np.linalg.solve(a, a @ a); np.fft.fft(a); np.linalg.eigh(a)\n"
        "b = io.BytesIO(); np.savez(b, a=a); b.seek(0)\n"
        "result = bool(np.allclose((u * s) @ v, a)) and bool((np.load(b)['a'] == a).all())\n"
    )
    assert run(source) == {"result": True}


@pytest.mark.parametrize(
    "module",
    ["colorsys", "decimal", "hashlib", "numpy.testing", "numpy.polynomial", "statistics", "csv"],
)
def test_late_imports_work(run: Run, module: str) -> None:
    assert run(f"import {module}; result = 1") == {"result": 1}


def test_one_child_knows_nothing_of_another(run: Run) -> None:
    assert run("import numpy; numpy.left_behind = 1; result = 1") == {"result": 1}
    assert run("import numpy; numpy.left_behind")["raised"] == "AttributeError"


def test_hash_seed_is_the_same_in_every_child(run: Run) -> None:
    source = "result = hash('x')"
    assert run(source) == run(source)


def test_processor_time_has_an_end(wall: Any) -> None:
    from grader.examination.wall import ChildGone

    from .conftest import executed

    child = wall.child(cpu_seconds=1)
    with pytest.raises(ChildGone) as gone:
        executed(child, "while True: pass", seconds=20)
    assert gone.value.exit.reason == "signal"
    assert not gone.value.out_of_memory
