"""System calls by name, straight to the kernel. Used by the fork server and its children."""

import ctypes
import functools
import os
import platform
import sys
from typing import Any, Final

MACHINES: Final = ("x86_64", "aarch64")

NUMBERS: Final[dict[str, tuple[int | None, int | None]]] = {
    "read": (0, 63),
    "write": (1, 64),
    "mmap": (9, 222),
    "munmap": (11, 215),
    "close": (3, 57),
    "lseek": (8, 62),
    "newfstatat": (262, 79),
    "fstat": (5, 80),
    "stat": (4, None),
    "openat": (257, 56),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "brk": (12, 214),
    "madvise": (28, 233),
    "futex": (202, 98),
    "getdents64": (217, 61),
    "ioctl": (16, 29),
    "fcntl": (72, 25),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    "getrandom": (318, 278),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "lstat": (6, None),
    "statx": (332, 291),
    "open": (2, None),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getcwd": (79, 17),
    "getdents": (78, None),
    "pread64": (17, 67),
    "pwrite64": (18, 68),
    "readv": (19, 65),
    "writev": (20, 66),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "fadvise64": (221, 223),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    "pause": (34, None),
    "alarm": (37, None),
    "setitimer": (38, 103),
    "getitimer": (36, 102),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "getcpu": (309, 168),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getresuid": (118, 148),
    "getresgid": (120, 150),
    "getgroups": (115, 158),
    "getpgid": (121, 155),
    "getpgrp": (111, None),
    "getsid": (124, 156),
    "getrusage": (98, 165),
    "getrlimit": (97, 163),
    "prlimit64": (302, 261),
    "uname": (63, 160),
    "sysinfo": (99, 179),
    "umask": (95, 166),
    "restart_syscall": (219, 128),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "rmdir": (84, None),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "truncate": (76, 45),
    "ftruncate": (77, 46),
    "fsync": (74, 82),
    "fdatasync": (75, 83),
    "msync": (26, 227),
    "chdir": (80, 49),
    "clone3": (435, 435),
    "seccomp": (317, 277),
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
    "unshare": (272, 97),
    "capset": (126, 91),
    "close_range": (436, 436),
    "prctl": (157, 167),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
}
"""The system calls named here: their numbers on x86-64 and on aarch64, None where there is none."""

PR_SET_PDEATHSIG: Final = 1
PR_SET_DUMPABLE: Final = 4
PR_SET_KEEPCAPS: Final = 8
PR_SET_NO_NEW_PRIVS: Final = 38

_WORD: Final = 2**64


class UnknownMachineError(OSError):
    """A processor whose system call numbers are not in the table."""


def machine() -> str:
    """Return this process's architecture, as far as the table knows it; else an empty string."""
    name = {"arm64": "aarch64", "amd64": "x86_64"}.get(platform.machine(), platform.machine())
    known = name in MACHINES and sys.maxsize > 2**32 and sys.byteorder == "little"
    return name if known else ""


def number(name: str, *, on: str) -> int | None:
    """Return the number of a system call on a machine; None where it does not exist."""
    return NUMBERS[name][MACHINES.index(on)]


def call(name: str, *arguments: Any) -> int:
    """Make a system call.

    Raises:
        OSError: The kernel refused.
    """
    return int(_checked(name, _libc().syscall, _number_here(name), *map(_word, arguments)))


def control(option: int, value: int = 0) -> None:
    """Call prctl(2) with one value.

    Raises:
        OSError: The kernel refused.
    """
    call("prctl", option, value, 0, 0, 0)


def buffer(content: bytes) -> "ctypes.Array[ctypes.c_char]":
    """Return memory with this content, to be passed by address; it lives as long as it is held."""
    return ctypes.create_string_buffer(content, len(content))


def address(memory: "ctypes.Array[ctypes.c_char]") -> int:
    """Return where a buffer lies."""
    return ctypes.addressof(memory)


@functools.cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc


@functools.cache
def _number_here(name: str) -> ctypes.c_long:
    here = machine()
    value = number(name, on=here) if here else None
    if value is None:
        raise UnknownMachineError(0, f"no number is known for {name} on {platform.machine()}")
    return ctypes.c_long(value)


def _word(argument: Any) -> Any:
    """Return an argument as a register holds it: numbers whole, text and buffers by address."""
    if isinstance(argument, int):
        return ctypes.c_ulong(argument % _WORD)
    if argument is None:
        return ctypes.c_void_p(None)
    return ctypes.c_char_p(os.fsencode(argument)) if isinstance(argument, str) else argument


def _checked(name: str, function: Any, *arguments: Any) -> int:
    ctypes.set_errno(0)
    result = int(function(*arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
    return result
