"""Right code in every accepted form: the solution, its arguments and answers turned. In the judge.

Only functions that are called as they are: an object's form is everywhere in its class. What
changes more than a form (an epsilon, another loss) is told as not tried.
"""

from collections.abc import Iterator, Mapping, Sequence

from grader.auditing.models import ConventionTried
from grader.auditing.mutants.grafting import Grafting
from grader.auditing.mutants.ground import ImpossibleError
from grader.auditing.mutants.mutant import with_files
from grader.auditing.outcome import Outcome
from grader.auditing.plan import Plan
from grader.auditing.running import Gradings, Task
from grader.auditing.study import Study
from grader.conventions.combinations import Combination, credit
from grader.handing_in.submission import Submission
from grader.models.assignment import CheckSpec
from grader.preparation import Prepared


def tried_forms(
    prepared: Prepared, study: Study, solution: Submission, gradings: Gradings, plan: Plan
) -> tuple[ConventionTried, ...]:
    """Grade the solution in every form that earns all, one convention changed at a time."""
    grafting = Grafting(prepared, study, solution)
    tried: list[ConventionTried] = []
    tasks: list[Task] = []
    for convention, changed in _accepted(prepared, study, plan):
        checks = tuple(spec.id for spec, _ in changed)
        try:
            files = grafting.turned(changed)
        except ImpossibleError as problem:
            tried.append(ConventionTried(convention=convention, checks=checks, reason=str(problem)))
            continue
        submission = with_files(solution, files)
        seed = prepared.bench.seed
        tasks.append(
            Task(key=_key(convention, checks), submission=submission, only=checks, seed=seed)
        )
        tried.append(ConventionTried(convention=convention, checks=checks))
    graded = gradings.graded(tasks, "right code in other accepted forms")
    return tuple(_told(each, graded) for each in tried)


def _key(convention: str, checks: Sequence[str]) -> str:
    return f"{convention}: {', '.join(checks)}"


def _told(each: ConventionTried, graded: Mapping[str, Outcome]) -> ConventionTried:
    outcome = graded.get(_key(each.convention, each.checks))
    if outcome is None:
        return each
    if outcome.ours:
        return each.model_copy(update={"reason": outcome.trouble})
    short = [n for n in each.checks if not _full(outcome, n)]
    reason = ", ".join(short) if not outcome.trouble else outcome.trouble
    return each.model_copy(update={"accepted": not short, "reason": reason})


def _full(outcome: Outcome, name: str) -> bool:
    check = outcome.checks.get(name)
    return check is not None and check.score >= check.max_score


def _accepted(
    prepared: Prepared, study: Study, plan: Plan
) -> Iterator[tuple[str, Sequence[tuple[CheckSpec, Combination]]]]:
    """Give every other convention that earns all, with the checks whose functions change for it.

    A convention that a group shares changes for all functions of the group at once.
    """
    specs = [s for s in plan.cheap if s.function and s.id in study.combinations]
    done: set[tuple[str, str]] = set()
    for spec in specs:
        for convention in prepared.bench.function(spec).conventions:
            group = spec.group if convention.shared else spec.id
            if (group, convention.id) in done:
                continue
            together = [s for s in specs if s.group == spec.group] if convention.shared else [spec]
            found = [
                (each, other)
                for each in together
                if (other := _with(prepared, study, each, convention.id)) is not None
            ]
            if found and (spec, found[0][1]) in found:
                done.add((group, convention.id))
                yield convention.id, found


def _with(prepared: Prepared, study: Study, spec: CheckSpec, convention: str) -> Combination | None:
    """Return the solution's combination with one convention changed, where that earns all."""
    now = study.combinations[spec.id]
    axis = {c.id: c.axis for c in prepared.bench.function(spec).conventions}.get(convention)
    if convention in now.ids or axis is None:
        return None
    ids = {c.axis: c.id for c in now.choices} | {axis: convention}
    options = prepared.bench.combinations(spec)
    found = next((o for o in options if {c.axis: c.id for c in o.choices} == ids), None)
    if found is None or credit(found, prepared.bench.function(spec), spec.accept) < 1.0:
        return None
    return found
