"""From measured numbers to lines: what may be asked, and what is asked now. Runs in the judge.

Where a threshold has several lines, such as ``accuracy: [half, full]``, the strictest is the bound,
rounded to the lax side, and each one below it lies where the odds of a right answer are a third of
those of the line above. A line that is laxer than that is the instructor's choice: it is kept
unless somebody asks for the proposal; one that is stricter would cost right code marks.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.calibrating.bounds import Bound, Shape, Side, bound, deviations, shape
from grader.calibrating.journal import Run
from grader.calibrating.measuring import values_of
from grader.calibrating.subjects import Subject
from grader.kinds import Line, Threshold

ODDS = 3.0
"""By how much the odds of a right answer fall from one line to the one below."""
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Edge:
    """One side of a threshold: its lines now, its bound, and the lines that are proposed.

    Attributes:
        side: ``least`` must be reached, ``most`` must not be passed.
        lines: The lines as the assignment has them, the laxest first.
        bound: What right code reaches.
        proposed: The lines that follow from it, as many.
        margin: How many deviations the strictest line of now lies from the mean.
    """

    side: Side
    lines: tuple[Line, ...]
    bound: Bound
    proposed: tuple[float, ...]
    margin: float

    @property
    def present(self) -> tuple[float, ...]:
        """The lines' numbers as the assignment has them."""
        return tuple(at for _, at in self.lines)

    @property
    def holds(self) -> bool:
        """Whether no line of now is stricter than what right code reaches."""
        return self.laxer(self.present[-1], self.bound.at)

    def laxer(self, one: float, other: float) -> bool:
        """Say whether one line asks no more than another."""
        return one <= other if self.side == "least" else one >= other

    def chosen(self, *, tighten: bool) -> tuple[float, ...]:
        """Return the lines to write: the proposal, or those of now wherever these are laxer."""
        if tighten:
            return self.proposed
        pairs = zip(self.present, self.proposed, strict=True)
        top = self.present[-1] if self.holds else self.proposed[-1]
        lower = [now if self.laxer(now, top) and now != top else new for now, new in pairs]
        return (*lower[:-1], top)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was measured of one threshold, and what follows.

    Attributes:
        subject: The check it belongs to.
        threshold: Which of its thresholds.
        seeds: With what the runs were made, in order.
        values: What each came to.
        shape: On which scale they are normal, if on any.
        edges: One side or both.
    """

    subject: Subject
    threshold: Threshold
    seeds: tuple[int, ...]
    values: tuple[float, ...]
    shape: Shape
    edges: tuple[Edge, ...]

    @property
    def name(self) -> str:
        """What it is called in a table."""
        return f"{self.subject.id}: {self.threshold.name}"

    @property
    def mean(self) -> float:
        """The mean of the runs."""
        return math.fsum(self.values) / len(self.values)

    @property
    def sd(self) -> float:
        """Their standard deviation, by n − 1."""
        if len(self.values) < 2:
            return 0.0
        total = math.fsum((value - self.mean) ** 2 for value in self.values)
        return math.sqrt(total / (len(self.values) - 1))

    @property
    def holds(self) -> bool:
        """Whether every line of now is laxer than its bound."""
        return all(edge.holds for edge in self.edges)

    def worst(self, edge: Edge) -> float:
        """Return the run that comes nearest to an edge, or passes it farthest."""
        return min(self.values) if edge.side == "least" else max(self.values)

    def outside(self) -> tuple[int, ...]:
        """Return the seeds of runs that a line of now would have failed."""
        return tuple(
            seed
            for seed, value in zip(self.seeds, self.values, strict=True)
            if not all(edge.laxer(edge.present[-1], value) for edge in self.edges)
        )


def propose(subjects: Iterable[Subject], runs: Sequence[Run]) -> tuple[Proposal, ...]:
    """Return a proposal for every threshold that was measured at all."""
    found = []
    for subject in subjects:
        seeds = tuple(sorted(r.seed for r in runs if r.check == subject.id and not r.trouble))
        for threshold in subject.thresholds if seeds else ():
            values = values_of(runs, subject.id, threshold.name)
            found.append(_proposal(subject, threshold, seeds, values))
    return tuple(found)


def _proposal(
    subject: Subject, threshold: Threshold, seeds: tuple[int, ...], values: tuple[float, ...]
) -> Proposal:
    formed = shape(values, threshold.scale)
    sides: tuple[tuple[Side, tuple[Line, ...]], ...] = (
        ("least", threshold.least),
        ("most", threshold.most),
    )
    edges = tuple(_edge(threshold, side, lines, values, formed) for side, lines in sides if lines)
    return Proposal(subject, threshold, seeds, values, formed, edges)


def _edge(
    threshold: Threshold, side: Side, lines: tuple[Line, ...], values: Sequence[float], form: Shape
) -> Edge:
    found = bound(values, form, side)
    strictest = rounded(found.at, side, threshold.scale)
    proposed = [strictest]
    for _ in lines[1:]:
        proposed.append(_below(proposed[-1], side, threshold.scale))
    margin = deviations(lines[-1][1], form)
    return Edge(side, lines, found, tuple(reversed(proposed)), margin)


def _below(at: float, side: Side, kind: str) -> float:
    """Return the next laxer line: a third of the odds, or of what is no share three times less."""
    if kind != "share":
        return rounded(at / ODDS if (at > 0) == (side == "least") else at * ODDS, side, kind)
    odds = at / (1.0 - at) if at < 1.0 else math.inf
    odds = odds / ODDS if side == "least" else odds * ODDS
    return rounded(1.0 if math.isinf(odds) else odds / (1.0 + odds), side, kind)


def rounded(at: float, side: Side, kind: str) -> float:
    """Return a line in three digits, to the lax side; shares and differences behind the point."""
    significant = kind == "positive" and at > 0.0
    digits = DIGITS - 1 - math.floor(math.log10(at)) if significant else DIGITS
    scaled = round(at * 10.0**digits, 6)  # 0.29 is 289.99999999999994 thousandths
    whole = math.floor(scaled) if side == "least" else math.ceil(scaled)
    near = round(whole / 10.0**digits, digits)
    return min(1.0, max(0.0, near)) if kind == "share" else near
