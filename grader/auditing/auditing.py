"""The audit of one assignment; the only place that knows its order. Runs in the judge.

1. The solution is asked what the checks ask: where names are bound, in which conventions.
2. It is graded on several draws, the starter and an empty file with it.
3. The catalogue's mistakes and slips of the source are put into it; each is graded by every cheap
   check that can come to it, for the whole matrix; checks with much to ask, one by one.
4. What survived is looked at: does any question come there, are its answers other ones at all.
5. What is left is trained, check by check, until one catches it.
6. The solution is handed in in the other accepted forms.
7. What all this says of checks, parts and marks.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from grader.auditing.equivalence import Comparing, Likeness
from grader.auditing.finding import finding_of
from grader.auditing.forms import tried_forms
from grader.auditing.matrix import Found, audit_of
from grader.auditing.models import Audit, ConventionTried, Finding, Verdict
from grader.auditing.mutants.grafting import Grafting, Left
from grader.auditing.mutants.mutant import Mutant, Origin
from grader.auditing.mutants.probes import probe
from grader.auditing.mutants.reach import Reach
from grader.auditing.mutants.slips import slips
from grader.auditing.naming import is_named, is_unseen
from grader.auditing.outcome import Outcome
from grader.auditing.plan import Plan, planned, sampled
from grader.auditing.running import Gradings, Task
from grader.auditing.study import Study, studied
from grader.auditing.whole import SEEDS, Whole, graded_whole
from grader.examination.wall import Wall, open_wall
from grader.executing.standing import standing
from grader.grading import raise_wall, read_submission
from grader.preparation import Prepared

OF_LIKENESS: Mapping[Likeness, Verdict] = {
    Likeness.SAME: Verdict.SAME,
    Likeness.ROUNDING: Verdict.ROUNDING,
    Likeness.FORM: Verdict.CONVENTION,
}


@dataclass(frozen=True, kw_only=True)
class Extent:
    """How much is audited.

    Attributes:
        training: Whether survivors are trained.
        sample: How many slips of the source; 0: all.
        origins: Where mistakes are taken from.
        seeds: Other draws of the inputs, for right code and for what may be no mistake.
    """

    training: bool = True
    sample: int = 0
    origins: tuple[Origin, ...] = tuple(Origin)
    seeds: tuple[int, ...] = SEEDS


def audited(prepared: Prepared, gradings: Gradings, extent: Extent) -> Audit:
    """Audit an assignment against its own solution.

    Raises:
        SubmissionError: The solution cannot be read.
        GraderError: The wall failed.
    """
    began = time.perf_counter()
    with open_wall(trust=True) as wall, standing(gradings.executor) as executor:
        raise_wall(wall, prepared)
        audit = _Audit(prepared, replace(gradings, executor=executor), extent, wall).made()
    return audit.model_copy(update={"seconds": round(time.perf_counter() - began, 1)})


class _Audit:
    """One audit under way."""

    def __init__(self, prepared: Prepared, gradings: Gradings, extent: Extent, wall: Wall) -> None:
        self._prepared = prepared
        self._gradings = gradings
        self._extent = extent
        self._wall = wall
        folder = prepared.loaded.folder / prepared.loaded.assignment.solution
        self._solution = read_submission(folder, prepared.registry)

    def made(self) -> Audit:
        """Carry the audit out."""
        study = self._studied()
        reach = Reach(self._prepared, study, self._solution)
        plan = planned(self._prepared, reach)
        only = () if self._extent.training else tuple(spec.id for spec in plan.cheap)
        seeds = self._extent.seeds
        whole = graded_whole(self._prepared, self._solution, self._gradings, only, seeds)
        mutants, left = self._mutants(study, reach, plan)
        findings = self._found(study, reach, plan, whole, mutants)
        forms = self._forms(study, plan)
        return audit_of(
            self._prepared,
            plan,
            whole,
            Found(findings=findings, left=left, forms=forms),
            training=self._extent.training,
            sample=self._extent.sample,
        )

    def _studied(self) -> Study:
        checks = [s for s in self._prepared.bench.checks.values() if s.function]
        return studied(self._prepared, self._solution, self._wall, checks)

    def _mutants(
        self, study: Study, reach: Reach, plan: Plan
    ) -> tuple[tuple[Mutant, ...], Sequence[Left]]:
        made: list[Mutant] = []
        left: Sequence[Left] = ()
        if Origin.CATALOGUE in self._extent.origins:
            checks = [s for s in (*plan.cheap, *plan.trained) if s.function]
            made, left = Grafting(self._prepared, study, self._solution).made(checks)
        if Origin.SOURCE in self._extent.origins:
            found = slips(self._solution, reach.trees, plan.places)
            made = [*made, *found.mutants]
        return sampled(made, self._extent.sample), left

    def _found(
        self,
        study: Study,
        reach: Reach,
        plan: Plan,
        whole: Whole,
        mutants: Sequence[Mutant],
    ) -> tuple[Finding, ...]:
        cheap = {**self._graded(mutants, plan, "cheap checks")}
        cheap.update(self._graded_one_by_one(mutants, plan, whole, cheap))
        cheap.update(self._graded_by_all(mutants, plan, whole, cheap))
        cheap.update(self._graded_for_a_name(mutants, plan, whole, cheap))
        left = [m for m in mutants if m.id not in cheap or not cheap[m.id].lost(whole.right)]
        verdicts = self._looked_at(study, reach, plan, whole, left, cheap)
        trained = self._trained(plan, whole, left, verdicts)
        return tuple(
            finding_of(
                mutant,
                trained.get(mutant.id) or cheap.get(mutant.id) or Outcome(),
                whole.right,
                verdicts.get(mutant.id, Verdict.SURVIVED),
                self._prepared,
                trained=mutant.id in trained,
            )
            for mutant in mutants
        )

    def _graded(self, mutants: Sequence[Mutant], plan: Plan, what: str) -> Mapping[str, Outcome]:
        tasks = [
            self._task(mutant, plan.reaching(mutant)) for mutant in mutants if plan.reaching(mutant)
        ]
        return self._gradings.graded(tasks, what)

    def _graded_one_by_one(
        self, mutants: Sequence[Mutant], plan: Plan, whole: Whole, cheap: Mapping[str, Outcome]
    ) -> Mapping[str, Outcome]:
        """Let one large check after another look at what is left, until one catches it."""
        found: dict[str, Outcome] = {}
        waiting = [m for m in mutants if m.id not in cheap or not cheap[m.id].lost(whole.right)]
        for name in (spec.id for spec in plan.cheap if spec.id in plan.large):
            ready = [m for m in waiting if name in plan.reaching(m) and name != m.check]
            graded = self._gradings.graded([self._task(m, (name,)) for m in ready], name)
            found.update(graded)
            waiting = [
                m for m in waiting if m.id not in graded or not graded[m.id].lost(whole.right)
            ]
        return found

    def _graded_by_all(
        self, mutants: Sequence[Mutant], plan: Plan, whole: Whole, cheap: Mapping[str, Outcome]
    ) -> Mapping[str, Outcome]:
        """Let every cheap check look at what survived: the source may not tell who calls it."""
        every = tuple(spec.id for spec in plan.cheap)
        tasks = [
            self._task(mutant, every)
            for mutant in mutants
            if mutant.id in cheap
            and not cheap[mutant.id].lost(whole.right)
            and not mutant.constant
            and plan.at_first(mutant) != every
        ]
        return self._gradings.graded(tasks, "all cheap checks, for survivors")

    def _graded_for_a_name(
        self, mutants: Sequence[Mutant], plan: Plan, whole: Whole, cheap: Mapping[str, Outcome]
    ) -> Mapping[str, Outcome]:
        """Let every cheap check look at what was named otherwise: a whole report says more.

        Which conventions a group has is told by all its functions, also by those that are right.
        """
        every = tuple(spec.id for spec in plan.cheap)
        tasks = [
            self._task(mutant, every)
            for mutant in mutants
            if mutant.id in cheap
            and (lost := cheap[mutant.id].lost(whole.right))
            and is_named(mutant, cheap[mutant.id], whole.right, lost, self._prepared) is False
        ]
        return self._gradings.graded(tasks, "whole reports, for what was named otherwise")

    def _task(self, mutant: Mutant, only: tuple[str, ...]) -> Task:
        submission, seed = mutant.submitted(self._solution), self._prepared.bench.seed
        return Task(key=mutant.id, submission=submission, only=only, seed=seed)

    def _looked_at(
        self,
        study: Study,
        reach: Reach,
        plan: Plan,
        whole: Whole,
        left: Sequence[Mutant],
        cheap: Mapping[str, Outcome],
    ) -> dict[str, Verdict]:
        """Return what is to be said of each mutant that cost nothing, before any training."""
        found = {m.id: self._at_sight(m, study, whole, cheap) for m in left}
        unclear = [m for m in left if found[m.id] is Verdict.SURVIVED]
        found.update(self._unreached(reach, plan, whole, unclear))
        reached = [m for m in unclear if found[m.id] is Verdict.SURVIVED]
        found.update(self._alike(plan, reached))
        return found

    def _at_sight(
        self,
        mutant: Mutant,
        study: Study,
        whole: Whole,
        cheap: Mapping[str, Outcome],
    ) -> Verdict:
        if mutant.constant:
            return Verdict.SETTING
        if mutant.id not in cheap:
            return Verdict.UNTRIED
        if cheap[mutant.id].ours:
            return Verdict.UNGRADED
        if _is_another_way(cheap[mutant.id], whole.right):
            return Verdict.CONVENTION
        if mutant.misconception and is_unseen(mutant, self._prepared, study):
            return Verdict.UNSEEN
        return Verdict.SURVIVED

    def _unreached(
        self, reach: Reach, plan: Plan, whole: Whole, unclear: Sequence[Mutant]
    ) -> Mapping[str, Verdict]:
        """Say of which survivors no question comes to the line, or into the definition."""
        slips_ = [m for m in unclear if m.origin is Origin.SOURCE]
        lines = self._passed_by(reach, plan, whole, slips_, at_the_head=False)
        left = [m for m in slips_ if m.id in lines]
        whole_definitions = self._passed_by(reach, plan, whole, left, at_the_head=True)
        unreached = dict.fromkeys(lines, Verdict.UNREACHED)
        return unreached | dict.fromkeys(whole_definitions, Verdict.UNASKED)

    def _passed_by(
        self,
        reach: Reach,
        plan: Plan,
        whole: Whole,
        mutants: Sequence[Mutant],
        *,
        at_the_head: bool,
    ) -> list[str]:
        """Return the mutants in whose place a raise costs nothing."""
        probes = {
            m.id: made
            for m in mutants
            if (made := probe(m, reach.trees, at_the_head=at_the_head)) is not None
        }
        unlike = {made.digest: made for made in probes.values()}
        tasks = [
            replace(self._task(made, plan.reaching(made)), key=digest)
            for digest, made in unlike.items()
        ]
        graded = self._gradings.graded(tasks, "lines that questions come to")
        return [n for n, made in probes.items() if not graded[made.digest].lost(whole.right)]

    def _alike(self, plan: Plan, reached: Sequence[Mutant]) -> Mapping[str, Verdict]:
        """Compare the answers of survivors with the solution's, on several draws."""
        found: dict[str, Verdict] = {}
        with ExitStack() as stack:
            comparing = Comparing(list(self._draws(stack)), self._solution)
            for number, mutant in enumerate(reached):
                self._gradings.advance("answers of survivors", number, len(reached))
                likeness = comparing.likeness(mutant, plan.reaching(mutant))
                if likeness in OF_LIKENESS:
                    found[mutant.id] = OF_LIKENESS[likeness]
        return found

    def _draws(self, stack: ExitStack) -> list[tuple[Prepared, Wall]]:
        """Return the assignment with its own seed and with others, each with a wall of its own."""
        draws = [(self._prepared, self._wall)]
        for seed in self._extent.seeds:
            wall = stack.enter_context(open_wall(trust=True))
            prepared = Prepared(self._prepared.loaded, self._prepared.registry, seed=seed)
            raise_wall(wall, prepared)
            draws.append((prepared, wall))
        return draws

    def _trained(
        self,
        plan: Plan,
        whole: Whole,
        left: Sequence[Mutant],
        verdicts: dict[str, Verdict],
    ) -> Mapping[str, Outcome]:
        """Train what is left, check by check, until it costs marks."""
        caught: dict[str, Outcome] = {}
        if not self._extent.training:
            return caught
        asked = (
            Verdict.SURVIVED,
            Verdict.UNREACHED,
            Verdict.UNASKED,
            Verdict.UNTRIED,
            Verdict.SAME,
        )
        waiting = [m for m in left if verdicts[m.id] in asked]
        for spec in plan.trained:
            ready = [m for m in waiting if spec.id in plan.reaching(m, trained=True)]
            tasks = [self._task(mutant, (spec.id,)) for mutant in ready]
            for name, outcome in self._gradings.graded(tasks, f"training: {spec.id}").items():
                if outcome.lost(whole.right):
                    caught[name] = outcome
                elif verdicts[name] is Verdict.UNTRIED:
                    verdicts[name] = Verdict.SURVIVED
            waiting = [m for m in waiting if m.id not in caught]
        return caught

    def _forms(self, study: Study, plan: Plan) -> tuple[ConventionTried, ...]:
        return tried_forms(self._prepared, study, self._solution, self._gradings, plan)


def _is_another_way(outcome: Outcome, right: Outcome) -> bool:
    """Say whether a check took an answer for another convention than the solution's."""
    checks = outcome.checks.items()
    return any(check.convention != right.checks[name].convention for name, check in checks)
