"""The layers of the wall by name, and what both sides agree on. Runs on both sides."""

from enum import StrEnum
from typing import Final

CHANNEL: Final = 3
"""The one descriptor a child has beside 0, 1 and 2, which are the null device."""

READY: Final = b"+"
NOT_READY: Final = b"-"
"""A child's first byte, before anything of a student was read: it is confined, or it is not."""


class Layer(StrEnum):
    """One layer; each is worth something without the others."""

    NAMESPACES = "namespaces"
    LANDLOCK = "landlock"
    SECCOMP = "seccomp"
    IDENTITY = "identity"
    LIMITS = "limits"


EVERY: Final = frozenset(Layer)
