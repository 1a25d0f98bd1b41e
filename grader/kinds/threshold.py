"""The lines that a check's numbers are held against: what can be calibrated."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    from grader.models.assignment import CheckSpec

Line = tuple[tuple[str | int, ...], float]
"""Where a number stands below a check's ``params``, and the number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Threshold:
    """A number that a check measures, and the lines it is held against: what can be calibrated.

    Attributes:
        name: Tells it from the others of its check; its provenance is kept under it.
        measured: Reads the number from the details of the check's evidence; none came: nothing.
        least: Lines that it must reach, the laxest first.
        most: Lines that it must not pass, the laxest first.
        scale: What it is: a ``share`` within 0 and 1, ``positive`` without bound, or ``plain``.
    """

    name: str
    measured: Callable[[Mapping[str, Any]], float | None]
    least: tuple[Line, ...] = ()
    most: tuple[Line, ...] = ()
    scale: Literal["share", "positive", "plain"] = "plain"


@runtime_checkable
class HasThresholds(Protocol):
    """A kind whose verdict depends on chance: its lines must be calibrated."""

    def thresholds(self, spec: "CheckSpec") -> Sequence[Threshold]:
        """Say which numbers of the evidence are held against which keys of the params."""
        ...
