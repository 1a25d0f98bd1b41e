"""Whether a known mistake is named, and whether it could be seen at all. Runs in the judge."""

from collections.abc import Mapping

from grader.auditing.mutants.mutant import Mutant
from grader.auditing.outcome import Outcome
from grader.auditing.study import Study
from grader.kinds import Misconception
from grader.preparation import Prepared

CONVENTION = "convention."
"""What the id of a diagnosis begins with that takes an answer for another way of doing it."""


def is_named(
    mutant: Mutant,
    outcome: Outcome,
    right: Outcome,
    lost: Mapping[str, object],
    prepared: Prepared,
) -> bool | None:
    """Say whether a report names a mistake first, or its class; nothing for slips of the source.

    The same code as an unaccepted convention is named by that. What its own check takes for
    another accepted way is no mistake there, and has no name, be it wrong beside other functions.
    """
    if not mutant.misconception or _is_accepted(mutant, outcome, right, lost):
        return None
    known = {entry.id for entry in _class(mutant, prepared)}
    first = [
        outcome.checks[n].named[0] for n in lost if n in outcome.checks and outcome.checks[n].named
    ]
    own = outcome.checks.get(mutant.check)
    taken = own is not None and bool(own.named) and own.named[0].startswith(CONVENTION)
    return taken or any(name in known for name in first)


def _is_accepted(
    mutant: Mutant, outcome: Outcome, right: Outcome, lost: Mapping[str, object]
) -> bool:
    own, solutions = outcome.checks.get(mutant.check), right.checks.get(mutant.check)
    if own is None or solutions is None or mutant.check in lost:
        return False
    return own.convention != solutions.convention


def _class(mutant: Mutant, prepared: Prepared) -> list[Misconception]:
    """Return the entries that no input tells from a mutant's."""
    function = prepared.bench.function(prepared.bench.checks[mutant.check])
    own = next(e for e in function.misconceptions if e.id == mutant.misconception)
    alike = [e for e in function.misconceptions if e.alike and e.alike == own.alike]
    return [own, *alike]


def is_unseen(mutant: Mutant, prepared: Prepared, study: Study) -> bool:
    """Say whether no question about a mutant's function tells it from right code."""
    bench = prepared.bench
    about = bench.function(bench.checks[mutant.check])
    for name, combination in study.combinations.items():
        spec = bench.checks[name]
        function = bench.function(spec)
        if function.name != about.name or name not in _of_one_name(prepared, mutant.check):
            continue
        for entry in function.misconceptions:
            if entry.id == mutant.misconception and any(
                q.sweep is None and bench.told_apart(spec, q, entry, combination)
                for q in bench.questions(spec)
            ):
                return False
    return True


def _of_one_name(prepared: Prepared, check: str) -> set[str]:
    own = prepared.names[check]
    return {name for name, bound in prepared.names.items() if bound == own}
