"""How sure a diagnosis is, by what it rests on: measured, for staff alone. Runs in the judge.

Of n submissions of known cause for which a diagnosis of this evidence came first, it was right for
so many: the confidence is (right + 1) / (n + 2), rounded down where little was measured. The table
is in ``docs/diagnosis.md``, and the command that measures it says which number no longer holds.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Evidence(StrEnum):
    """What a diagnosis rests on.

    Attributes:
        CONVENTION: Every answer is right in a convention that is not accepted in full.
        EVERY: One entry of the catalogue gives every answer.
        SEVERAL: So do several that are no class of one name.
        PART: An entry gives all answers of the first part that failed, and not every one.
        RELATION: One relation to the right answer holds throughout.
        FOLLOWED: The reference around a wrong function of the student gives every answer.
        CALLEE: A function that it calls is wrong by itself.
        UPSTREAM: A function that a check without one uses is wrong by itself.
        SIGNS: What training came to shows where to look.
    """

    CONVENTION = "convention"
    EVERY = "every"
    SEVERAL = "several"
    PART = "part"
    RELATION = "relation"
    FOLLOWED = "followed"
    CALLEE = "callee"
    UPSTREAM = "upstream"
    SIGNS = "signs"


CONFIDENCE: Final = MappingProxyType(
    {
        Evidence.CONVENTION: 0.95,
        Evidence.EVERY: 0.99,
        Evidence.SEVERAL: 0.73,
        Evidence.PART: 0.8,
        Evidence.RELATION: 0.94,
        Evidence.FOLLOWED: 0.98,
        Evidence.CALLEE: 0.75,
        Evidence.UPSTREAM: 0.5,
        Evidence.SIGNS: 0.5,
    }
)
