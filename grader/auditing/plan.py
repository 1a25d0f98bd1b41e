"""What is graded of which mutant: cheap checks first, then training. Runs in the judge."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from grader.auditing.mutants.mutant import Mutant, Origin
from grader.auditing.mutants.reach import Place, Reach
from grader.models.assignment import CheckSpec
from grader.preparation import Prepared

BUDGET = "seconds"
"""A parameter of kinds whose answers take a budget of their own: they train, or run programs."""
LARGE = 500_000
"""Numbers of a check's questions, times the forms in which they may have to be put."""


@dataclass(frozen=True)
class Plan:
    """The checks of an assignment by what they cost, and what each reaches.

    Attributes:
        cheap: Checks that need no budget of their own, nor anything that does.
        trained: The others.
        large: Cheap ones with so much to ask that they are asked one by one, until one catches.
        reach: Which definitions of the solution each check runs.
    """

    cheap: tuple[CheckSpec, ...]
    trained: tuple[CheckSpec, ...]
    large: frozenset[str]
    reach: dict[str, frozenset[Place]]

    def at_first(self, mutant: Mutant) -> tuple[str, ...]:
        """Return the checks that are asked at once: the small ones, and the mistake's own."""
        reaching = self.reaching(mutant)
        return tuple(n for n in reaching if n not in self.large or n == mutant.check)

    def reaching(self, mutant: Mutant, *, trained: bool = False) -> tuple[str, ...]:
        """Return the checks that a mutant's changed definition may change, in their order."""
        place = (mutant.file, tuple(mutant.target.split(".")))
        checks = self.trained if trained else self.cheap
        found = [c.id for c in checks if place in self.reach[c.id] or c.id == mutant.check]
        return tuple(found)

    @property
    def places(self) -> frozenset[Place]:
        """Every definition that some check runs."""
        return frozenset().union(*self.reach.values())


def planned(prepared: Prepared, reach: Reach) -> Plan:
    """Return the plan of an assignment."""
    cheap, trained = by_cost(prepared)
    return Plan(
        cheap=cheap,
        trained=trained,
        large=frozenset(spec.id for spec in cheap if _is_large(spec, prepared)),
        reach={spec.id: reach.of(spec) for spec in (*cheap, *trained)},
    )


def by_cost(prepared: Prepared) -> tuple[tuple[CheckSpec, ...], tuple[CheckSpec, ...]]:
    """Return the checks that are cheap, and those that are not, in their order."""
    checks = prepared.bench.checks
    costly = {name for name, spec in checks.items() if _has_budget(spec, prepared)}
    before = None
    while costly != before:
        before = set(costly)
        costly |= {name for name, spec in checks.items() if costly & set(spec.needs)}
    cheap = tuple(spec for name, spec in checks.items() if name not in costly)
    return cheap, tuple(spec for name, spec in checks.items() if name in costly)


def _is_large(spec: CheckSpec, prepared: Prepared) -> bool:
    """Say whether a check's questions, in all the forms they may be put, hold many numbers."""
    if not spec.function:
        return False
    bench = prepared.bench
    numbers = sum(np.size(v) for q in bench.questions(spec) for v in q.arguments.values())
    forms = len({combination.presentation for combination in bench.combinations(spec)})
    return numbers * forms > LARGE


def _has_budget(spec: CheckSpec, prepared: Prepared) -> bool:
    return BUDGET in prepared.registry.kinds[spec.kind].params.model_fields


def sampled(mutants: Sequence[Mutant], count: int, *, seed: int = 0) -> tuple[Mutant, ...]:
    """Return so many mutants, of every definition its share and one at least, in their order.

    Those of the catalogue are all kept; 0 keeps everything.
    """
    source = [mutant for mutant in mutants if mutant.origin is Origin.SOURCE]
    if not count or len(source) <= count:
        return tuple(mutants)
    chosen = {m.id for group in _by_target(source) for m in _share(group, count, len(source), seed)}
    return tuple(m for m in mutants if m.origin is not Origin.SOURCE or m.id in chosen)


def _by_target(mutants: Iterable[Mutant]) -> list[list[Mutant]]:
    groups: dict[tuple[str, str], list[Mutant]] = {}
    for mutant in mutants:
        groups.setdefault((mutant.file, mutant.target), []).append(mutant)
    return list(groups.values())


def _share(group: Sequence[Mutant], count: int, every: int, seed: int) -> Sequence[Mutant]:
    rng = random.Random(f"{seed}/{group[0].file}/{group[0].target}")  # noqa: S311 - a sample
    return rng.sample(list(group), min(len(group), ceil(count * len(group) / every)))
