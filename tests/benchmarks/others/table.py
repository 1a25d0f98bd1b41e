"""The table: submissions a second, processor seconds, how many times ours, and what was promised.

A harness that runs one command a submission has no other state than its start; ours is compared
in its steady state, the whole command's minus that of a few submissions, and as a whole.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.benchmarks.others.clock import Turn

HEAD = (
    "harness",
    "a second",
    "s each",
    "CPU s each",
    "times ours, steady",
    "whole",
    "by CPU",
    "target",
    "",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A harness and its turns.

    Attributes:
        name: As it is shown.
        count: How many submissions a turn has.
        turns: What each took.
        target: How many times as fast ours must be.
        why: Why there is no figure.
    """

    name: str
    count: int = 0
    turns: Sequence[Turn] = field(default_factory=tuple)
    target: float | None = None
    why: str = ""

    @property
    def seconds(self) -> float:
        """The median turn's seconds for one submission."""
        return statistics.median(turn.seconds for turn in self.turns) / self.count

    @property
    def cpu(self) -> float:
        """The median turn's processor seconds for one submission."""
        return statistics.median(turn.cpu for turn in self.turns) / self.count


def steady(name: str, many: Row, few: Row) -> Row:
    """Return what each further submission takes: many, less what a few take.

    Turns are paired: each of many with that of a few beside it. A pair that noise turned round
    counts for nothing, and where none is left the row says so.
    """
    count = many.count - few.count
    turns = [
        Turn(large.seconds - small.seconds, large.cpu - small.cpu)
        for large, small in zip(many.turns, few.turns, strict=False)
    ]
    sound = [turn for turn in turns if turn.seconds > 0 and turn.cpu > 0]
    return Row(name, count, sound, why="" if sound else "the machine was too noisy")


def table(ours: Sequence[Row], others: Sequence[Row]) -> str:
    """Return the table; the first of ours is the steady state, the second the whole command."""
    rows = [
        *([row.name, *_figures(row), "", "", "", "", ""] for row in ours),
        *(_other(row, ours[0], ours[1]) for row in others),
    ]
    return "\n".join((_line(HEAD), _line(["---", *["--:"] * 7, "---"]), *map(_line, rows)))


def _other(row: Row, fast: Row, whole: Row) -> list[str]:
    if row.why:
        return [row.name, row.why, *[""] * 5, _number(row.target), ""]
    times, all_in_all = _ratio(row.seconds, fast, "seconds"), _ratio(row.seconds, whole, "seconds")
    return [
        row.name,
        *_figures(row),
        _number(times),
        _number(all_in_all),
        _number(_ratio(row.cpu, fast, "cpu")),
        _number(row.target),
        verdict(times, row.target),
    ]


def verdict(times: float | None, target: float | None) -> str:
    """Say whether what was promised was reached."""
    if times is None or target is None:
        return ""
    if times >= 2 * target:
        return "twice the target"
    return "reached" if times >= target else "not reached"


def _ratio(figure: float, ours: Row, what: str) -> float | None:
    return None if ours.why else figure / (ours.seconds if what == "seconds" else ours.cpu)


def _figures(row: Row) -> list[str]:
    if row.why:
        return [row.why, "", ""]
    return [f"{1 / row.seconds:.3g}", f"{row.seconds:.3g}", f"{row.cpu:.3g}"]


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
