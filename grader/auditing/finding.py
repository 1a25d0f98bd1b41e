"""What became of one mistake, from how it was graded. Runs in the judge."""

from grader.auditing.advice import advised
from grader.auditing.models import Finding, Verdict
from grader.auditing.mutants.mutant import Mutant
from grader.auditing.naming import is_named
from grader.auditing.outcome import Outcome
from grader.preparation import Prepared


def finding_of(
    mutant: Mutant,
    outcome: Outcome,
    right: Outcome,
    unless_caught: Verdict,
    prepared: Prepared,
    *,
    trained: bool,
) -> Finding:
    """Return what is to be said of a mistake; ``unless_caught`` is its verdict if it cost nothing.

    ``right`` is what came of the solution, and ``trained`` whether a check that trains was asked.
    """
    lost = outcome.lost(right)
    verdict = Verdict.CAUGHT if lost else unless_caught
    if mutant.constant:
        verdict = Verdict.SETTING
    named = is_named(mutant, outcome, right, lost, prepared) if verdict is Verdict.CAUGHT else None
    return Finding(
        id=mutant.id,
        origin=mutant.origin,
        target=mutant.target,
        what=mutant.what,
        misconception=mutant.misconception,
        check=mutant.check,
        file=mutant.file,
        line=mutant.line,
        before=mutant.before,
        after=mutant.after,
        verdict=verdict,
        lost=lost,
        named=named,
        diagnoses={n: outcome.checks[n].named[0] for n in lost if _names(outcome, n)},
        advice=advised(mutant, verdict),
        seconds=outcome.seconds,
        trained=trained,
    )


def _names(outcome: Outcome, check: str) -> bool:
    return check in outcome.checks and bool(outcome.checks[check].named)
