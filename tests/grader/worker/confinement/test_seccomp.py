"""The filter program, run by a small machine of our own: both architectures, no kernel needed."""

import errno
import struct
from typing import Final

import pytest

from grader.worker.confinement import kernel, seccomp

ALLOWED: Final = seccomp.ALLOW
DENIED: Final = seccomp.DENY

MACHINES = pytest.mark.parametrize("machine", kernel.MACHINES)


def verdict(program: bytes, *, machine: str, number: int, arguments: tuple[int, ...] = ()) -> int:
    """Run a filter as the kernel does and return its verdict."""
    filled = (*arguments, *([0] * (6 - len(arguments))))
    data = struct.pack("=IIQ6Q", number, seccomp.ARCHITECTURES[machine], 0, *filled)
    return run(program, data)


def run(program: bytes, data: bytes) -> int:
    steps = list(struct.iter_unpack("=HBBI", program))
    accumulator = position = 0
    while True:
        code, yes, no, value = steps[position]
        position += 1
        if code == 0x06:
            return int(value)
        if code == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, value)
            continue
        taken = {
            0x15: accumulator == value,
            0x35: accumulator >= value,
            0x45: bool(accumulator & value),
        }[code]
        position += yes if taken else no


def asked(machine: str, name: str, *arguments: int, reading_only: bool = False) -> int:
    number = kernel.number(name, on=machine)
    assert number is not None
    program = seccomp.assemble(machine=machine, reading_only=reading_only)
    return verdict(program, machine=machine, number=number, arguments=arguments)


@MACHINES
@pytest.mark.parametrize("name", ["read", "write", "futex", "openat", "exit_group", "brk"])
def test_what_numpy_needs_is_allowed(machine: str, name: str) -> None:
    assert asked(machine, name) == ALLOWED


FORBIDDEN = {
    "x86_64": {
        "clone": 56, "fork": 57, "vfork": 58, "execve": 59, "execveat": 322, "kill": 62,
        "tgkill": 234, "tkill": 200, "socket": 41, "connect": 42, "sendmsg": 46, "recvmsg": 47,
        "ptrace": 101, "shmget": 29, "mq_open": 240, "memfd_create": 319, "keyctl": 250,
        "io_uring_setup": 425, "bpf": 321, "userfaultfd": 323, "perf_event_open": 298,
        "process_vm_readv": 310, "pidfd_open": 434, "pidfd_getfd": 438, "setns": 308,
        "sched_setaffinity": 203, "setpriority": 141, "quotactl": 179, "personality": 135,
        "openat2": 437, "chmod": 90, "rename": 82, "unlink": 87, "truncate": 76, "mbind": 237,
        "rt_sigqueueinfo": 129, "pidfd_send_signal": 424, "open_by_handle_at": 304,
    },
    "aarch64": {
        "clone": 220, "execve": 221, "execveat": 281, "kill": 129, "tkill": 130, "tgkill": 131,
        "socket": 198, "connect": 203, "sendmsg": 211, "recvmsg": 212, "ptrace": 117,
        "shmget": 194, "mq_open": 180, "memfd_create": 279, "keyctl": 219, "bpf": 280,
        "io_uring_setup": 425, "userfaultfd": 282, "perf_event_open": 241, "pidfd_open": 434,
        "process_vm_readv": 270, "setns": 268, "sched_setaffinity": 122, "setpriority": 140,
        "personality": 92, "openat2": 437, "renameat2": 276, "unlinkat": 35, "truncate": 45,
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("machine", "name", "number"),
    [
        (machine, name, number)
        for machine, calls in FORBIDDEN.items()
        for name, number in calls.items()
    ],
)
def test_what_reaches_beyond_the_process_is_denied(machine: str, name: str, number: int) -> None:
    assert name
    program = seccomp.assemble(machine=machine)
    assert verdict(program, machine=machine, number=number) == DENIED


@MACHINES
@pytest.mark.parametrize("name", sorted(seccomp.NEVER - {"clone3"}))
def test_the_fork_servers_own_calls_are_denied_to_children(machine: str, name: str) -> None:
    assert asked(machine, name) == DENIED


@MACHINES
def test_clone3_is_absent_so_that_the_c_library_falls_back(machine: str) -> None:
    assert asked(machine, "clone3") == seccomp.ERRNO | errno.ENOSYS


@MACHINES
@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("fcntl", (3, 1), ALLOWED),
        ("fcntl", (3, 1030), ALLOWED),
        ("fcntl", (3, 0), DENIED),
        ("fcntl", (3, 4), DENIED),
        ("fcntl", (3, 8), DENIED),
        ("fcntl", (3, 10), DENIED),
        ("ioctl", (0, 0x5401), ALLOWED),
        ("ioctl", (0, 0x5412), DENIED),
        ("ioctl", (0, 0x541C), DENIED),
        ("prlimit64", (0, 7, 0), ALLOWED),
        ("prlimit64", (1, 7, 0), DENIED),
        ("prlimit64", (0, 7, 0x1000), DENIED),
        ("prlimit64", (0, 7, 0x7F00_0000_0000), DENIED),
        ("mmap", (0, 4096, 3, 0x22), ALLOWED),
        ("mmap", (0, 4096, 5, 0x02), ALLOWED),
        ("mmap", (0, 4096, 5, 0x22), DENIED),
        ("mmap", (0, 4096, 7, 0x02), DENIED),
        ("mprotect", (0, 4096, 1), ALLOWED),
        ("mprotect", (0, 4096, 5), DENIED),
    ],
)
def test_arguments_are_filtered(
    machine: str, name: str, arguments: tuple[int, ...], expected: int
) -> None:
    assert asked(machine, name, *arguments) == expected


@MACHINES
@pytest.mark.parametrize("flags", [0o1, 0o2, 0o100, 0o1000, 0o2000, 0o2000101])
def test_without_landlock_nothing_opens_for_writing(machine: str, flags: int) -> None:
    assert asked(machine, "openat", 0, 0, flags, reading_only=True) == DENIED
    assert asked(machine, "openat", 0, 0, 0o2000000, reading_only=True) == ALLOWED


@MACHINES
def test_libraries_that_compile_may_make_memory_executable(machine: str) -> None:
    number = kernel.number("mprotect", on=machine)
    assert number is not None
    program = seccomp.assemble(machine=machine, generates_code=True)
    assert verdict(program, machine=machine, number=number, arguments=(0, 1, 5)) == ALLOWED


@MACHINES
def test_another_architectures_numbers_are_killed(machine: str) -> None:
    other = next(name for name in kernel.MACHINES if name != machine)
    data = struct.pack("=IIQ6Q", 0, seccomp.ARCHITECTURES[other], 0, *[0] * 6)
    assert run(seccomp.assemble(machine=machine), data) == seccomp.KILL


def test_the_x32_interface_is_killed() -> None:
    program = seccomp.assemble(machine="x86_64")
    assert verdict(program, machine="x86_64", number=0x40000000) == seccomp.KILL
