"""Which files a child may read; no network, no signals to outside. Runs in the child."""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from grader.worker.confinement import kernel

_VERSION_QUERY: Final = 1
_RULE_BENEATH: Final = 1

WRITE_FILE: Final = 1 << 1
READ_FILE: Final = 1 << 2
READ_DIR: Final = 1 << 3
_REMOVE, _MAKE_FOLDER, _MAKE_FILE = 0b11 << 4, 1 << 7, 1 << 8

_BASE, _REFER, _TRUNCATE, _IOCTL = (1 << 13) - 1, 1 << 13, 1 << 14, 1 << 15
_TCP: Final = 0b11  # bind, connect
_IN_WRITABLE: Final = (
    READ_FILE | READ_DIR | WRITE_FILE | _REMOVE | _MAKE_FOLDER | _MAKE_FILE | _REFER | _TRUNCATE
)
_SCOPES: Final = 0b11  # abstract UNIX sockets, signals


def abi() -> int:
    """Return the version of Landlock the kernel offers; 0 without it."""
    try:
        return kernel.call("landlock_create_ruleset", 0, 0, _VERSION_QUERY)
    except OSError:
        return 0


def handled_files(version: int) -> int:
    """Return the file accesses a version of Landlock can refuse: all of them are."""
    later = ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL))
    return _BASE | sum(bit for since, bit in later if version >= since)


class Ruleset:
    """What is open to reading; everything else, TCP, and what lies outside the scope is not.

    Beneath a writable folder, files and folders can be made, changed and removed; links, devices
    and sockets cannot be made even there.
    """

    def __init__(
        self, readable: Iterable[str], *, devices: Iterable[str] = (), writable: Iterable[str] = ()
    ) -> None:
        version = abi()
        attributes = struct.pack(
            "=QQQ",
            handled_files(version),
            _TCP if version >= 4 else 0,
            _SCOPES if version >= 6 else 0,
        )
        size = 8 if version < 4 else 16 if version < 6 else 24
        memory = kernel.buffer(attributes)
        self._descriptor = kernel.call("landlock_create_ruleset", ctypes.byref(memory), size, 0)
        for path in readable:
            self._open(path, READ_FILE | READ_DIR if Path(path).is_dir() else READ_FILE)
        for device in devices:
            self._open(device, READ_FILE | WRITE_FILE)
        for folder in writable:
            self._open(folder, _IN_WRITABLE & handled_files(version))

    def enforce(self) -> None:
        """Submit this process and its descendants to the rules, for good.

        Raises:
            OSError: The kernel refused; "no new privileges" must have been set before.
        """
        kernel.call("landlock_restrict_self", self._descriptor, 0)

    def _open(self, path: str, access: int) -> None:
        try:
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            return  # what is not there needs no rule
        try:
            rule = kernel.buffer(struct.pack("=Qi", access, place))
            kernel.call("landlock_add_rule", self._descriptor, _RULE_BENEATH, ctypes.byref(rule), 0)
        finally:
            os.close(place)
