"""The list of system calls a child may make, with their arguments filtered. Runs in the child.

Theory of operation
-------------------
A filter is a small program the kernel runs before each system call. Ours allows what Python and
numpy need once they are loaded, tests the arguments of those calls that could reach beyond the
process, and answers everything else with "operation not permitted": an error is a message, a kill
is not. It is assembled once in the fork server and loaded by each child as its last act before
anything of a student is read.
"""

import ctypes
import errno
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from grader.worker.confinement import kernel

ARCHITECTURES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32_BIT: Final = 0x40000000

ALLOW: Final = 0x7FFF0000
KILL: Final = 0x80000000
ERRNO: Final = 0x00050000
DENY: Final = ERRNO | errno.EPERM
ABSENT: Final = ERRNO | errno.ENOSYS

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_FAIL: Final = -1

PROT_WRITE, PROT_EXEC, MAP_ANONYMOUS = 2, 4, 0x20
OPENS_FOR_WRITING: Final = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000
F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC = 1, 2, 3, 1030
TCGETS, TIOCGWINSZ, FIONCLEX, FIOCLEX = 0x5401, 0x5413, 0x5450, 0x5451

_SET_MODE_FILTER: Final = 1
_GET_ACTION_AVAILABLE: Final = 2


@dataclass(frozen=True, slots=True)
class OneOf:
    """The argument's lower half is one of these values."""

    argument: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The argument's lower half has none of these bits."""

    argument: int
    bits: int


@dataclass(frozen=True, slots=True)
class Zero:
    """The argument is zero, in both halves."""

    argument: int


Condition = OneOf | Without | Zero
Way = tuple[Condition, ...]
"""Conditions that must all hold."""

FILTERED: Final[dict[str, tuple[Way, ...]]] = {
    # Owner signals (F_SETOWN, F_SETSIG) would reach siblings; locks and leases other processes.
    "fcntl": ((OneOf(1, (F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC)),),),
    # "Is this a terminal?" and close-on-exec; terminal input injection is an ioctl as well.
    "ioctl": ((OneOf(1, (TCGETS, TIOCGWINSZ, FIONCLEX, FIOCLEX)),),),
    # Reading one's own limits.
    "prlimit64": ((OneOf(0, (0,)), Zero(2)),),
    # Code comes from library files, read-only; memory is never both written and executed.
    "mmap": ((Without(2, PROT_EXEC),), (Without(2, PROT_WRITE), Without(3, MAP_ANONYMOUS))),
    "mprotect": ((Without(2, PROT_EXEC),),),
}

NEVER: Final = frozenset(
    {
        "clone3",
        "seccomp",
        "landlock_create_ruleset",
        "landlock_add_rule",
        "landlock_restrict_self",
        "unshare",
        "capset",
        "prctl",
        "mount",
        "umount2",
        "pivot_root",
        "close_range",
    }
)
"""Named in the table of numbers for the fork server's own use."""


WRITING: Final = frozenset(
    {
        "mkdir",
        "mkdirat",
        "rmdir",
        "unlink",
        "unlinkat",
        "rename",
        "renameat",
        "renameat2",
        "truncate",
        "ftruncate",
        "fsync",
        "fdatasync",
        "msync",
        "chdir",
    }
)
"""What a folder to write in takes beside opening files; no link of either sort can be made."""


def rules(
    *, reading_only: bool, generates_code: bool, writes_files: bool = False
) -> dict[str, tuple[Way, ...]]:
    """Return what is allowed: each system call with the ways its arguments may be.

    Args:
        reading_only: Refuse to open anything for writing; set where no Landlock does.
        generates_code: Allow memory to become executable, as compilers inside libraries need.
        writes_files: Allow what changes a folder, where there is one to write in.
    """
    refused = NEVER if writes_files else NEVER | WRITING
    allowed: dict[str, tuple[Way, ...]] = {
        name: FILTERED.get(name, ((),)) for name in kernel.NUMBERS if name not in refused
    }
    if generates_code:
        allowed["mmap"] = allowed["mprotect"] = ((),)
    if reading_only:
        allowed["openat"] = ((Without(2, OPENS_FOR_WRITING),),)
        allowed["open"] = ((Without(1, OPENS_FOR_WRITING),),)
    return allowed


def assemble(
    *,
    machine: str,
    reading_only: bool = False,
    generates_code: bool = False,
    writes_files: bool = False,
) -> bytes:
    """Return the filter program for a machine: x86_64 or aarch64."""
    program = [
        *_head(machine),
        _instruction(_EQUAL, 0, 1, kernel.number("clone3", on=machine) or 0),
        _instruction(_RETURN, 0, 0, ABSENT),  # the C library falls back to clone, which is denied
    ]
    allowed = rules(
        reading_only=reading_only, generates_code=generates_code, writes_files=writes_files
    )
    for name, ways in allowed.items():
        number = kernel.number(name, on=machine)
        if number is not None:
            program += _block(number, ways)
    program.append(_instruction(_RETURN, 0, 0, DENY))
    return b"".join(program)


def available() -> bool:
    """Say whether the kernel takes filters and this machine's numbers are known."""
    try:
        action = kernel.buffer(struct.pack("=I", ERRNO))
        kernel.call("seccomp", _GET_ACTION_AVAILABLE, 0, ctypes.byref(action))
    except OSError:
        return False
    return True


class Filter:
    """A filter program in memory, as the kernel wants it handed over."""

    def __init__(self, program: bytes) -> None:
        self._program = kernel.buffer(program)
        packed = struct.pack("=HxxxxxxQ", len(program) // 8, kernel.address(self._program))
        self._head = kernel.buffer(packed)

    def load(self) -> None:
        """Submit this process to the filter, for good.

        Raises:
            OSError: The kernel refused; "no new privileges" must have been set before.
        """
        kernel.call("seccomp", _SET_MODE_FILTER, 0, ctypes.byref(self._head))


def prepared(*, reading_only: bool, generates_code: bool, writes_files: bool = False) -> Filter:
    """Return the filter for this machine."""
    program = assemble(
        machine=kernel.machine(),
        reading_only=reading_only,
        generates_code=generates_code,
        writes_files=writes_files,
    )
    return Filter(program)


def refusing(names: Iterable[int], *, code: int = errno.EPERM) -> Filter:
    """Return a filter that refuses some system calls by number, to look like a poorer machine."""
    program = _head(kernel.machine())
    for number in names:
        program += [_instruction(_EQUAL, 0, 1, number), _instruction(_RETURN, 0, 0, ERRNO | code)]
    return Filter(b"".join([*program, _instruction(_RETURN, 0, 0, ALLOW)]))


def _head(machine: str) -> list[bytes]:
    """Kill what calls by another architecture's numbers, then load the number."""
    head = [
        _instruction(_LOAD, 0, 0, _ARCHITECTURE),
        _instruction(_EQUAL, 1, 0, ARCHITECTURES[machine]),
        _instruction(_RETURN, 0, 0, KILL),
        _instruction(_LOAD, 0, 0, _NUMBER),
    ]
    if machine == "x86_64":
        head += [_instruction(_AT_LEAST, 0, 1, X32_BIT), _instruction(_RETURN, 0, 0, KILL)]
    return head


def _block(number: int, ways: tuple[Way, ...]) -> list[bytes]:
    """Return the instructions for one system call; they fall through for every other."""
    body: list[bytes] = []
    for way in ways:
        body += _resolved([step for condition in way for step in _test(condition)])
    if ways != ((),):
        body.append(_instruction(_RETURN, 0, 0, DENY))
    return [_instruction(_EQUAL, 0, len(body), number), *body]


def _test(condition: Condition) -> list[tuple[int, int, int, int]]:
    """Return the steps of one condition; a jump to ``_FAIL`` leads behind the way."""
    low = _ARGUMENTS + 8 * condition.argument
    if isinstance(condition, Without):
        return [(_LOAD, 0, 0, low), (_ANY_BIT, _FAIL, 0, condition.bits)]
    if isinstance(condition, Zero):
        steps = [(_LOAD, 0, 0, low), (_EQUAL, 0, _FAIL, 0)]
        return [*steps, (_LOAD, 0, 0, low + 4), (_EQUAL, 0, _FAIL, 0)]
    *others, last = condition.values
    found = [(_EQUAL, len(others) - position, 0, value) for position, value in enumerate(others)]
    return [(_LOAD, 0, 0, low), *found, (_EQUAL, 0, _FAIL, last)]


def _resolved(steps: list[tuple[int, int, int, int]]) -> list[bytes]:
    """Return a way's instructions: its steps, then "allowed"; failures jump behind that."""
    end = len(steps) + 1
    resolved = []
    for position, (code, yes, no, value) in enumerate(steps):
        behind = end - position - 1
        resolved.append(
            _instruction(
                code, behind if yes == _FAIL else yes, behind if no == _FAIL else no, value
            )
        )
    return [*resolved, _instruction(_RETURN, 0, 0, ALLOW)]


def _instruction(code: int, yes: int, no: int, value: int) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value & 0xFFFFFFFF)
