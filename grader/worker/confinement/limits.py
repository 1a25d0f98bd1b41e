"""How much a child may use: memory, processor time, descriptors, nothing written. Runs in it."""

import contextlib
import sys
from typing import Final

CPU_GRACE: Final = 1
STACK_BYTES: Final = 8 * 1024 * 1024
DESCRIPTORS: Final = 64


def set_limits(*, memory_bytes: int, cpu_seconds: int, file_bytes: int = 0) -> bool:
    """Lower this process's limits for good; say whether every one was taken.

    Args:
        memory_bytes: Address space, with what is mapped already.
        cpu_seconds: Processor time; a signal that can be caught comes first, the kill a second
            later.
        file_bytes: The largest file that may be written.
    """
    if sys.platform == "win32":
        return False
    import resource

    wanted = {
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_AS": (memory_bytes, memory_bytes),
        "RLIMIT_CPU": (cpu_seconds, cpu_seconds + CPU_GRACE),
        "RLIMIT_FSIZE": (file_bytes, file_bytes),
        "RLIMIT_NOFILE": (DESCRIPTORS, DESCRIPTORS),
        "RLIMIT_NPROC": (0, 0),
        "RLIMIT_STACK": (STACK_BYTES, STACK_BYTES),
        "RLIMIT_MEMLOCK": (0, 0),
        "RLIMIT_MSGQUEUE": (0, 0),
    }
    taken = [
        _lower(getattr(resource, name), soft, hard)
        for name, (soft, hard) in wanted.items()
        if hasattr(resource, name)
    ]
    return all(taken)


def _lower(kind: int, soft: int, hard: int) -> bool:
    """Set one limit, never above the hard one that already holds."""
    if sys.platform == "win32":
        return False
    import resource

    with contextlib.suppress(ValueError, OSError):
        _, ceiling = resource.getrlimit(kind)
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(kind, (soft, hard))
        return True
    return False
