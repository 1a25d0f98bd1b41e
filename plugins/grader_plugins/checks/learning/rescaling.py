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
from grader.judgement import Judgement
from grader.models.assignment import CheckSpec
from grader.models.report import Status
from grader_plugins.checks.learning.params import Rescaled, TaughtParams
from grader_plugins.checks.learning.runs import Run


def fitting(run: Run, hearing: Hearing) -> Run:
    """Return a run with the facts that fit the conventions of this submission."""
    asked = run.params.rescaled
    if asked is None:
        return run
    found = hearing.combination(hearing.bench.checks[_deciding(asked, hearing)]).ids
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
    for name in asked.checks:
        problem = _of_check(name, asked.convention, spec, bench)
        if problem:
            return [f"rescaled: {problem}"]
    if asked.checks[-1] not in spec.needs:
        return [f"rescaled: {asked.checks[-1]!r} is not one of this check's `needs`"]
    return [
        f"rescaled: the fact {name!r} is no number here"
        for name in (asked.fact, asked.times)
        if not _is_number(run.facts.get(name))
    ]


def _deciding(asked: Rescaled, hearing: Hearing) -> str:
    """Return the first check with a right part; where none has, the last, which training needs.

    A rate that decays fails later steps; the first has told which scale the gradients have.
    """
    right = (name for name in asked.checks if _is_right_in_part(hearing.judged.get(name)))
    return next(right, asked.checks[-1])


def _is_right_in_part(judgement: Judgement | None) -> bool:
    parts = () if judgement is None else judgement.parts
    return any(part.status is Status.PASSED for part in parts)


def _of_check(name: str, convention: str, spec: CheckSpec, bench: Bench) -> str:
    """Say why a check cannot decide: there is none, it comes later, or knows no such convention."""
    if name not in bench.checks:
        return f"there is no check {name!r}"
    order = list(bench.checks)
    other = bench.checks[name]
    sooner = set(other.needs) <= set(spec.needs) and order.index(name) < order.index(spec.id)
    if name not in spec.needs and not sooner:
        return (
            f"{name!r} has to be one of this check's `needs`, or stand before it and need no more"
        )
    known = {c.id for c in bench.function(other).conventions}
    if convention not in known:
        return f"{convention!r} is none of {', '.join(sorted(known))}"
    return ""


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
