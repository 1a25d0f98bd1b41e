"""A rate that fits the scale of a submission's gradients. Runs in the judge.

Summed gradients with one rate and averaged ones with the rate times the size of a batch take the
same steps. Which of them a submission has was found out by the check of its gradients; where an
assignment accepts both, training hands over the rate that fits, and nobody fails for the other.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from grader.bench import Bench
from grader.hearing import Hearing
from grader.models.assignment import CheckSpec
from grader_plugins.checks.learning.params import TaughtParams
from grader_plugins.checks.learning.runs import Run


def fitting(run: Run, hearing: Hearing) -> Run:
    """Return a run with the facts that fit the conventions of this submission."""
    asked = run.params.rescaled
    if asked is None:
        return run
    found = hearing.combination(hearing.bench.checks[asked.check]).ids
    if asked.convention not in found:
        return run
    facts = {**run.facts, asked.fact: run.facts[asked.fact] * run.facts[asked.times]}
    return replace(run, id=f"{run.id}/{asked.convention}", facts=facts)


def misfits(spec: CheckSpec, bench: Bench, run: Run) -> Sequence[str]:
    """Say what a rescaled fact lacks: a check that is graded before, a convention, numbers."""
    params: TaughtParams = run.params
    asked = params.rescaled
    if asked is None:
        return ()
    if asked.check not in spec.needs or asked.check not in bench.checks:
        return [f"rescaled: {asked.check!r} is not one of this check's `needs`"]
    known = {c.id for c in bench.function(bench.checks[asked.check]).conventions}
    if asked.convention not in known:
        return [f"rescaled: {asked.convention!r} is none of {', '.join(sorted(known))}"]
    return [
        f"rescaled: the fact {name!r} is no number here"
        for name in (asked.fact, asked.times)
        if not _is_number(run.facts.get(name))
    ]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
