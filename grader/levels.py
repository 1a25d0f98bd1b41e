"""How strong the wall is, in one word; stands in every report."""

from enum import StrEnum


class Confinement(StrEnum):
    """L4 adds namespaces to L3 (Landlock, seccomp, limits); L2 has no Landlock; L1 is a process."""

    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"
