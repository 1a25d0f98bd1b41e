"""The words for verdicts and rates, the same wherever an audit is told. Runs in the judge."""

from collections.abc import Mapping, Sequence

from grader.auditing.classroom import ClassAudit
from grader.auditing.models import Audit, AuditedCheck, Finding, Rate, Verdict
from grader.auditing.mutants.mutant import Origin

VERDICTS: Mapping[Verdict, str] = {
    Verdict.CAUGHT: "caught",
    Verdict.SURVIVED: "not caught",
    Verdict.UNREACHED: "not caught: no question comes there",
    Verdict.UNASKED: "in code that no question runs",
    Verdict.SAME: "the same answers, bit for bit, to every question of three draws",
    Verdict.ROUNDING: "the same answers but for rounding",
    Verdict.UNSEEN: "no question asked here tells it from right code",
    Verdict.CONVENTION: "another accepted way of doing it",
    Verdict.SETTING: "changes a setting alone",
    Verdict.UNGRADED: "not graded: the grader failed",
    Verdict.UNTRIED: "seen by training alone, which was left out",
}
CHECKS = (
    "known, slips: mistakes that cost its marks; alone: those that no other check caught; ms: the"
    " solution's answers to questions of its own; late, trains: asked of what the others leave"
)
NOT_CAUGHT = (Verdict.SURVIVED, Verdict.UNREACHED)


def rate(found: Rate) -> str:
    """Write how many of how many, and the share."""
    return f"{found.count} of {found.of} ({found.share:.1%})" if found.of else "none to catch"


def milliseconds(seconds: float) -> str:
    """Write a time in milliseconds; what asks nothing of its own takes none."""
    thousandths = 1000 * seconds
    if not thousandths:
        return "–"
    return f"{thousandths:.0f}" if thousandths >= 10 else f"{thousandths:.1f}"


def kind(check: AuditedCheck) -> str:
    """Write a check's kind, and when it is asked."""
    when = " (trains)" if check.trains else " (late)" if check.large else ""
    return f"{check.kind}{when}"


def survivors(audit: Audit) -> Sequence[Finding]:
    """Return what is wrong code and cost no mark, the catalogue's first."""
    found = [f for f in audit.findings if f.verdict in NOT_CAUGHT]
    return sorted(found, key=lambda f: (f.origin is not Origin.CATALOGUE, f.file, f.line))


def where(finding: Finding) -> str:
    """Say where a mistake is, and what it is."""
    if finding.misconception:
        return f"{finding.check}: {finding.misconception}"
    return f"{finding.file}:{finding.line} in {finding.target} ({finding.what})"


def lines(finding: Finding) -> tuple[str, ...]:
    """Return the line before and after, or the claim of a misconception."""
    if finding.misconception:
        return (finding.what,)
    return (f"- {finding.before}", f"+ {finding.after}")


def advice(finding: Finding) -> str:
    """Say what would catch it."""
    return f"what would catch it: {finding.advice}" if finding.advice else ""


def average(found: ClassAudit) -> str:
    """Say what a class earned on average, and of which checks."""
    left = len(found.left_out)
    out = f", without {', '.join(found.left_out)}" if left else ""
    mean = f"{found.mean:.1f} of {found.most:g} points on average" if found.graded else "no points"
    return f"{mean}{out}; in {found.seconds:g} s"


def conventions(found: ClassAudit) -> Mapping[str, int]:
    """Return how often each convention that is not the usual one was met, by check."""
    return {f"{c.id}: {name}": n for c in found.checks for name, n in c.conventions.items()}


def misconceptions(found: ClassAudit) -> Mapping[str, int]:
    """Return how often each misconception was named first, by check, the commonest first."""
    counts = {f"{c.id}: {name}": n for c in found.checks for name, n in c.misconceptions.items()}
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
