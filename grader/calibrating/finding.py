"""All that one calibration, or one look whether it still holds, has found. Runs in the judge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.calibrating import words
from grader.calibrating.journal import Run
from grader.calibrating.proposing import Edge, Proposal
from grader.calibrating.rivals import Contest
from grader.errors import ExitCode

SCHEMA_VERSION = "1.0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What was measured, and what follows.

    Attributes:
        assignment: Its slug.
        recipe: ``full`` where the longer recipe was measured.
        date: When.
        checking: Whether only the present lines were looked at.
        written: Whether the lines and the provenance were written.
        tighten: Whether laxer lines were raised, too.
        runs: Every run, also those that measured nothing.
        proposals: What follows for each threshold.
        contests: How wrong code does.
        blocks: The provenance of each check, as YAML.
    """

    assignment: str
    recipe: str
    date: str
    checking: bool
    runs: tuple[Run, ...]
    proposals: tuple[Proposal, ...]
    contests: tuple[Contest, ...] = ()
    blocks: Mapping[str, str] = field(default_factory=dict)
    written: bool = False
    tighten: bool = False

    @property
    def failed(self) -> bool:
        """Whether a run measured nothing."""
        return any(run.trouble for run in self.runs)

    @property
    def code(self) -> ExitCode:
        """What the command ends in: 1 where a line does not hold, 5 where a run is missing."""
        if self.failed:
            return ExitCode.GRADER
        return ExitCode.PASSED if self._holds() else ExitCode.FAILED

    def _holds(self) -> bool:
        if self.checking:
            return not any(proposal.outside() for proposal in self.proposals)
        return self.written or all(proposal.holds for proposal in self.proposals)

    def about(self) -> str:
        """Say in a line what this is."""
        recipe = ", by its longer recipe" if self.recipe else ""
        what = "whether its thresholds hold" if self.checking else "its thresholds"
        return f"{what}{recipe}, on {self.date}, by the whole procedure of grading"

    def said(self, proposal: Proposal) -> tuple[str, ...]:
        """Return what is told of one threshold."""
        if self.checking:
            kept = proposal.subject.spec.calibrated.get(proposal.threshold.name)
            sentences = (words.fresh(proposal), words.provenance(proposal, kept))
            return tuple(filter(None, sentences))
        return (
            words.measured(proposal),
            words.form(proposal.shape, len(proposal.values)),
            *(words.promise(proposal, edge) for edge in proposal.edges),
            *(words.verdict(edge, tighten=self.tighten) for edge in proposal.edges),
        )

    def plain(self) -> dict[str, Any]:
        """Return it all as JSON has it."""
        return {
            "schema_version": SCHEMA_VERSION,
            "assignment": self.assignment,
            "recipe": self.recipe,
            "date": self.date,
            "checking": self.checking,
            "written": self.written,
            "holds": self._holds(),
            "thresholds": [self._threshold(proposal) for proposal in self.proposals],
            "not_measured": list(words.failures(self.runs)),
            "wrong_code": [_contest(each) for each in self.contests],
        }

    def _threshold(self, proposal: Proposal) -> dict[str, Any]:
        runs = zip(proposal.seeds, proposal.values, strict=True)
        return {
            "check": proposal.subject.id,
            "name": proposal.threshold.name,
            "runs": [{"seed": seed, "value": value} for seed, value in runs],
            "mean": proposal.mean,
            "sd": proposal.sd,
            "scale": proposal.shape.scale,
            "normal": not proposal.shape.rejected,
            "outside": list(proposal.outside()),
            "sides": [_edge(edge) for edge in proposal.edges],
            "said": list(self.said(proposal)),
        }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "side": edge.side,
        "present": list(edge.present),
        "proposed": list(edge.proposed),
        "bound": edge.bound.at,
        "by": edge.bound.by,
        "rate": edge.bound.rate,
        "confidence": edge.bound.confidence,
        "allowed": edge.bound.allowed,
        "holds": edge.holds,
    }


def _contest(each: Contest) -> dict[str, Any]:
    return {
        "check": each.check,
        "passed": each.passed,
        "tried": each.tried,
        "upper": each.upper,
        "passing": list(each.passing),
        "stopped": each.stopped,
    }
