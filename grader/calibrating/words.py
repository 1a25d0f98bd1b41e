"""What a calibration found, in sentences: for the terminal and for the page alike. In the judge."""

import math
from collections.abc import Iterator, Sequence

from grader.calibrating.bounds import CONFIDENCE, FEWEST, LEVEL, RATE, Bound, Shape, runs_needed
from grader.calibrating.journal import Run
from grader.calibrating.proposing import Edge, Proposal
from grader.calibrating.rivals import Contest
from grader.models.assignment import Calibration

SCALES = {"plain": "as they are", "logit": "as log-odds", "log": "as logarithms"}
DRIFT = 4.0
"""By how many standard errors fresh runs may be off those of the provenance without a word."""


def sentence(words: str) -> str:
    """Return words as a sentence: its first letter large, a full stop at its end."""
    return f"{words[:1].upper()}{words[1:]}."


def measured(proposal: Proposal) -> str:
    """Say how many runs there are, and where they lie."""
    n, values = len(proposal.values), proposal.values
    return (
        f"{n} runs, seeds {proposal.seeds[0]} to {proposal.seeds[-1]}: mean {proposal.mean:.4g},"
        f" sd {proposal.sd:.2g}, {min(values):.4g} to {max(values):.4g}"
    )


def form(shape: Shape, n: int) -> str:
    """Say whether the runs may be taken as normal, and on which scale."""
    if not shape.rejected:
        return f"normal {SCALES[shape.scale]} ({_tests(shape)})"
    if n < FEWEST:
        return f"{n} runs are too few to ask whether they are normal: {FEWEST} are needed"
    if math.isnan(shape.shapiro):
        return "every run came to the same, so nothing is known of its spread"
    return f"not normal on any scale ({_tests(shape)}), so no normal bound may be used"


def _tests(shape: Shape) -> str:
    anderson = "≥ 0.15" if shape.anderson >= 0.15 else f"= {shape.anderson:.2g}"
    anderson = "≤ 0.01" if shape.anderson <= 0.01 else anderson
    return f"Shapiro–Wilk p = {shape.shapiro:.2g}, Anderson–Darling p {anderson}, level {LEVEL:g}"


def promise(proposal: Proposal, edge: Edge) -> str:
    """Say what is promised of the bound on one side."""
    found, n = edge.bound, len(proposal.values)
    beyond = "below" if edge.side == "least" else "above"
    said = (
        f"right code falls {beyond} {found.at:.4g} at most {_rate(found)},"
        f" with {100 * found.confidence:g} % confidence ({_method(proposal, edge)})"
    )
    if found.allowed:
        return said
    more = f"{runs_needed(1):,} runs would promise {_often(RATE)} whatever their form"
    return f"{said}: less than is asked of a threshold; with {n} runs no more can be said; {more}"


def _method(proposal: Proposal, edge: Edge) -> str:
    found, sign = edge.bound, "−" if edge.side == "least" else "+"
    if found.by == "normal":
        return f"mean {sign} {found.factor:.2f} sd, {SCALES[proposal.shape.scale]}"
    rank = int(found.factor)
    which = "lowest" if edge.side == "least" else "highest"
    return f"the {which} of the runs" if rank == 1 else f"number {rank} from the {which}"


def _rate(found: Bound) -> str:
    return _often(found.rate)


def _often(rate: float) -> str:
    """Say how often: 1 in 1,000 or in percent."""
    return f"once in {round(1 / rate):,}" if rate <= 0.01 else f"{100 * rate:.2g} % of the time"


def verdict(edge: Edge, *, tighten: bool = False) -> str:
    """Hold the lines of now against the bound, and say what is proposed."""
    now, new = _listed(edge.present), _listed(edge.proposed)
    word = "below" if edge.side == "least" else "above"
    away = "" if math.isinf(edge.margin) else f", {edge.margin:.1f} sd from the mean"
    if not edge.holds:
        return f"asked for: {now}, stricter than right code keeps{away}; {new} is proposed"
    if edge.present == edge.proposed:
        return f"asked for: {now}, the bound{away}"
    laxer = f"asked for: {now}, {word} the bound{away} and so laxer"
    return f"{laxer}; {new} in its place" if tighten else f"{laxer}: kept; {new} may be asked for"


def _listed(lines: Sequence[float]) -> str:
    return " and ".join(f"{line:g}" for line in lines)


def failures(runs: Sequence[Run]) -> Iterator[str]:
    """Say of the runs that measured nothing why; they count as no measurement."""
    seeds: dict[tuple[str, str], list[int]] = {}
    for run in runs:
        if run.trouble:
            seeds.setdefault((run.check, run.trouble), []).append(run.seed)
    for (check, trouble), found in seeds.items():
        word = "seed" if len(found) == 1 else "seeds"
        yield f"{check}, {word} {', '.join(map(str, found))}: {trouble}"


def fresh(proposal: Proposal) -> str:
    """Say whether fresh runs pass the lines of now."""
    outside, n = proposal.outside(), len(proposal.values)
    asked = "; ".join(f"at {edge.side} {edge.present[-1]:g}" for edge in proposal.edges)
    values = f"{min(proposal.values):.4g} to {max(proposal.values):.4g}"
    if not outside:
        return f"{n} fresh runs all pass ({values}; {asked})"
    seeds = ", ".join(map(str, outside))
    return f"{len(outside)} of {n} fresh runs do not pass ({values}; {asked}): seeds {seeds}"


def provenance(proposal: Proposal, kept: Calibration | None) -> str:
    """Say whether there is a provenance, and whether it is of this state; nothing if all is well.

    The means are compared, too: an assignment may drift with its libraries, and no digest see it.
    """
    if kept is None:
        return "it has no provenance: `grader calibrate --write` adds it"
    if kept.digest != proposal.subject.digest:
        return (
            f"it was calibrated on {kept.date} for another state of check, solution, data or"
            " grader: calibrate again"
        )
    spread = math.sqrt(kept.sd**2 / kept.n + proposal.sd**2 / len(proposal.values))
    off = abs(kept.mean - proposal.mean)
    if spread > 0 and off / spread > DRIFT:
        return (
            f"the mean was {kept.mean:.4g} on {kept.date} and is {proposal.mean:.4g} now,"
            f" {off / spread:.0f} standard errors apart: calibrate again"
        )
    return ""


def contested(found: Contest) -> str:
    """Say how often wrong code passes."""
    stopped = f"; {found.stopped} runs were caught before" if found.stopped else ""
    if not found.tried:
        return f"{found.check}: no run of wrong code came to be measured{stopped}"
    who = f": {', '.join(found.passing)}" if found.passing else ""
    return (
        f"{found.check}: {found.passed} of {found.tried} runs of wrong code pass,"
        f" at most {100 * found.upper:.2g} % with {100 * CONFIDENCE:g} % confidence{who}{stopped}"
    )
