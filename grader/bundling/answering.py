"""Asks recorded functions everything that a check may ask of them. Runs in the judge."""

from typing import TYPE_CHECKING

import numpy as np

from grader.conventions import precision
from grader.kinds import Question, Shows

if TYPE_CHECKING:
    from grader.bench import Bench
    from grader.models.assignment import CheckSpec

MOST_MOVED = 500
"""Questions of more numbers are not asked again a little moved: the file would grow tenfold."""


def answer_everything(bench: "Bench") -> None:
    """Let every right answer be computed that judging may look up later."""
    for spec in bench.assignment.checks:
        for question in _asked(bench, spec):
            about = bench.checks.get(question.check, spec)
            if about.function:
                _present(bench, about, question)
            if spec.function:
                _answer(bench, spec, question)
                _answer_moved(bench, spec, question)


def _present(bench: "Bench", spec: "CheckSpec", question: Question) -> None:
    """Bring a question into every form in which it may be put."""
    function = bench.function(spec)
    if function.facts is not None:
        function.facts(question.arguments)
    for combination in bench.combinations(spec):
        combination.present(question.arguments)


def _asked(bench: "Bench", spec: "CheckSpec") -> tuple[Question, ...]:
    """Return the questions that are scored, and those that may be shown."""
    kind = bench.registry.kinds[spec.kind]
    shown = kind.shown(spec, bench) if isinstance(kind, Shows) else ()
    return (*bench.questions(spec), *shown)


def _answer(bench: "Bench", spec: "CheckSpec", question: Question) -> None:
    """Compute the right answers and the bounds of one question in every combination."""
    function = bench.function(spec)
    nothing = tuple(np.full(1, np.nan) for _ in function.outputs) or np.full(1, np.nan)
    for combination in bench.combinations(spec):
        bench.expected(spec, question, combination)
    for presentation in {c.presentation for c in bench.combinations(spec)}:
        bench.sieve(spec, question, presentation).near(nothing)


def _answer_moved(bench: "Bench", spec: "CheckSpec", question: Question) -> None:
    """Compute the right answers of a question that is asked again to find single precision.

    Rare conventions are left out: code that has one and mixes in float32 is rarer still.
    """
    if sum(np.size(value) for value in question.arguments.values()) > MOST_MOVED:
        return
    for moved in (each for pair in precision.moved(question) for each in pair):
        _present(bench, spec, moved)
        for combination in bench.combinations(spec):
            if not combination.rare:
                bench.expected(spec, moved, combination)
