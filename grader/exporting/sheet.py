"""A gradebook that was downloaded: which rows are whose, and which cells take a score."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from grader.people.who import Who
from grader.tables.numbers import Style
from grader.tables.table import Table


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One column of a platform's table, to be filled in.

    Attributes:
        platform: What it is called in sentences.
        table: All of it.
        column: The column that takes the scores.
        people: Whose row each is.
        points: Out of how many the platform takes scores; nothing where it does not say.
        style: How it writes numbers.
        kept: Rows whose cell must stay, and why.
        excused: What is written for somebody excused; empty where the platform has no word for it.
        bounded: Whether it passes over scores below 0 or above its points.
        notes: What somebody should know beforehand.
    """

    platform: str
    table: Table
    column: int
    people: Mapping[int, Who]
    points: Decimal | None
    style: Style
    kept: Mapping[int, str] = field(default_factory=dict)
    excused: str = ""
    bounded: bool = False
    notes: tuple[str, ...] = ()
