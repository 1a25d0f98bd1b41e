"""What every form of evidence that can be drawn has in common, and its numbers. In the judge."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import ClassVar, Protocol

from pydantic import BaseModel, ConfigDict

LARGEST = 1e30
"""Numbers beyond it are told as not finite: no axis that holds them shows anything else."""
NO_NUMBER = "not finite"
MOST_ROWS = 12


class Form(Protocol):
    """Evidence that can be drawn: its words and its table say all that its picture does."""

    @property
    def label(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def keys(self) -> frozenset[str]: ...

    def words(self) -> str: ...

    def table(self) -> "Table": ...


class Model(BaseModel):
    """A frozen record of evidence; fields that a later version adds are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    label: ClassVar[str]
    title: ClassVar[str]
    keys: ClassVar[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A picture's numbers as text.

    Attributes:
        columns: The columns' names; the first column names the rows.
        rows: As many cells each as there are columns.
        note: What is left out, in a sentence.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def finite(value: float | None) -> float | None:
    """Return a number that can be drawn, or nothing."""
    return value if value is not None and isfinite(value) and abs(value) <= LARGEST else None


def percent(share: float) -> str:
    """Return a share in percent with at most two decimals, as in ``93.14 %``."""
    return f"{round(100 * share, 2) + 0.0:.10g} %"


def short(value: float | None) -> str:
    """Return a number with four significant digits."""
    return NO_NUMBER if finite(value) is None else f"{value:.4g}".replace("-", "−")


def counted(number: int, noun: str) -> str:
    """Return a number and its noun, as in ``2 epochs``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def spread(count: int, kept: Sequence[int] = ()) -> tuple[int, ...]:
    """Return at most twelve indices of a sequence: first, last, those to keep, evenly between."""
    if count <= MOST_ROWS:
        return tuple(range(count))
    steps = MOST_ROWS - 1 - len(kept)
    even = {round(n * (count - 1) / steps) for n in range(steps + 1)}
    return tuple(sorted(even | set(kept)))
