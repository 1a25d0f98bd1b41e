"""What the kinds of checks object to in an assignment, each at its place in the file.

Runs in the judge, and runs no student code. An assignment is not held against its kinds each time
that it is graded by; where a check could not be carried out, they are asked whether that was to be
expected, and then it is the file that is to be mended, not the grader.
"""

from collections.abc import Iterable, Iterator, Sequence

from grader.errors import Mistake, UsageError
from grader.models.assignment import CheckSpec
from grader.models.report import CheckReport, Status
from grader.preparation import Prepared

WITHOUT_VERDICT = (Status.MISSING, Status.SKIPPED, Status.PENDING)


def objections(prepared: Prepared) -> tuple[Mistake, ...]:
    """Return what the kinds of checks object to.

    Raises:
        GraderError: A kind cannot look, since a file of a data set is missing or damaged.
    """
    loaded = prepared.loaded
    checks = loaded.assignment.checks
    return tuple(loaded.mistake(name, text) for name, text in _objected(prepared, checks))


def refuse_objections(prepared: Prepared) -> None:
    """Refuse an assignment that its kinds cannot grade by; nothing of it need run for that.

    Raises:
        AssignmentError: A kind objects to a check.
    """
    mistakes = objections(prepared)
    if mistakes:
        raise prepared.loaded.error(mistakes)


def refuse_objections_to_full(prepared: Prepared) -> None:
    """Refuse a longer recipe that its kinds cannot grade by, whichever of the two is graded.

    Raises:
        AssignmentError: A kind objects to a check as its `full` makes it.
    """
    loaded = prepared.loaded
    if loaded.full is not None:
        longer = Prepared(loaded.full, prepared.registry, seed=prepared.bench.seed)
        differing = [longer.bench.checks[s.id] for s in loaded.assignment.checks if s.full]
        found = [loaded.mistake(n, text, "full") for n, text in _objected(longer, differing)]
        if found:
            raise loaded.error(found)


def refuse_faults_behind(prepared: Prepared, reports: Sequence[CheckReport]) -> None:
    """Refuse the assignment where it is why a check was not carried out, or not all of it.

    Raises:
        AssignmentError: The kind of such a check objects to it.
    """
    loaded, checks = prepared.loaded, prepared.bench.checks
    suspect = [checks[each.id] for each in reports if _lacks_something(checks[each.id], each)]
    found: list[Mistake] = []
    for spec in suspect:
        try:
            found += [loaded.mistake(n, text) for n, text in _objected(prepared, (spec,))]
        except (Exception, SystemExit):  # noqa: BLE001, S112 - told in the report as our own fault
            continue
    if found:
        raise loaded.error(found)


def _lacks_something(spec: CheckSpec, report: CheckReport) -> bool:
    """Say whether there is no verdict on a check, or none on a part that has points."""
    if report.status is Status.GRADER_ERROR:
        return True
    told = {part.id for part in report.parts}
    return report.status not in WITHOUT_VERDICT and bool(told) and not told >= set(spec.parts)


def _objected(prepared: Prepared, checks: Iterable[CheckSpec]) -> Iterator[tuple[str, str]]:
    for spec in checks:
        try:
            texts = tuple(prepared.registry.kinds[spec.kind].validate(spec, prepared.bench))
        except UsageError as problem:  # such as an option that the check's data set has not
            texts = (f"{problem.message}; {problem.hint}",)
        yield from ((spec.id, text) for text in texts)
