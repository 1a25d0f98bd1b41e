"""Which checks an edit can have changed, and in which order they are graded. Runs in the judge.

A report must be what grading everything again would give. So beside the checks whose code changed,
those that need one of them are graded again. Two more sorts are asked along, which takes next to
nothing and in most cases gives what is there already: checks whose conventions are settled together
with theirs, and, so that a failure is pointed to the function behind it, those of functions that
they call. A check that takes long is never asked along.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.grading import GRADED, rests_on
from grader.models.assignment import CheckSpec, Visibility
from grader.models.report import CheckReport
from grader.preparation import Prepared
from grader.rechecking.looks import Looks


@dataclass(frozen=True, slots=True)
class Plan:
    """What is graded after a save.

    Attributes:
        first: Visible checks that are soon done.
        then: The others: long ones, and what is not shown yet.
        kept: Checks whose results stand.
        beside_first: What is asked along with the first.
        beside_all: What is asked along with all of them.
    """

    first: tuple[str, ...]
    then: tuple[str, ...]
    kept: tuple[str, ...]
    beside_first: tuple[str, ...] = ()
    beside_all: tuple[str, ...] = ()

    @property
    def every(self) -> tuple[str, ...]:
        """All that is graded for what changed."""
        return (*self.first, *self.then)


def plan(
    prepared: Prepared,
    among: Collection[str],
    before: Looks,
    after: Looks,
    results: Mapping[str, CheckReport],
) -> Plan:
    """Return what must be graded.

    Args:
        prepared: The assignment.
        among: The checks that are asked for, with what they need.
        before: What checks rested on when they were graded.
        after: What they rest on now.
        results: What they came to.
    """
    checks = [spec for name, spec in prepared.bench.checks.items() if name in among]
    touched = {spec.id for spec in checks if _is_touched(spec, prepared, before, after, results)}
    again = _with_needing(checks, touched)
    ordered = [spec for spec in checks if spec.id in again]
    later = {s.id for s in ordered if is_long(prepared, s) or s.visibility != Visibility.VISIBLE}
    later |= {s.id for s in ordered if not later.isdisjoint(s.needs)}
    first = tuple(spec.id for spec in ordered if spec.id not in later)
    return Plan(
        first,
        tuple(spec.id for spec in ordered if spec.id in later),
        tuple(spec.id for spec in checks if spec.id not in again),
        _beside(prepared, checks, after, first),
        _beside(prepared, checks, after, again),
    )


def is_long(prepared: Prepared, spec: CheckSpec) -> bool:
    """Say whether a check has a time of its own beside the submission's: it trains or runs."""
    own = getattr(prepared.bench.params(spec), "seconds", 0.0)
    return bool(own) or prepared.bench.seconds([spec]) > 0.0


def _is_touched(
    spec: CheckSpec,
    prepared: Prepared,
    before: Looks,
    after: Looks,
    results: Mapping[str, CheckReport],
) -> bool:
    """Say whether a check's own code is another, or stands elsewhere and that is told."""
    old, new = before.checks.get(spec.id), after.checks[spec.id]
    found = results.get(spec.id)
    if old is None or found is None or old.code != new.code:
        return True
    return old.at != new.at and found.status not in GRADED and not is_long(prepared, spec)


def _with_needing(checks: Iterable[CheckSpec], touched: Collection[str]) -> set[str]:
    """Add what needs a check, until nothing is added."""
    found = set(touched)
    while True:
        more = {s.id for s in checks if not found.isdisjoint((*s.needs, *rests_on(s)))}
        if more <= found:
            return found
        found |= more


def _beside(
    prepared: Prepared, checks: Sequence[CheckSpec], after: Looks, graded: Collection[str]
) -> tuple[str, ...]:
    """Return the checks that are asked along with some."""
    if not graded:
        return ()
    short = [spec for spec in checks if not is_long(prepared, spec)]
    found = {*graded, *_called(short, after, graded)}
    groups = {spec.group for spec in short if spec.id in found and _shares(prepared, spec)}
    found |= {spec.id for spec in short if spec.group in groups and _shares(prepared, spec)}
    found |= _called(short, after, found)
    return tuple(spec.id for spec in short if spec.id in found and spec.id not in graded)


def _shares(prepared: Prepared, spec: CheckSpec) -> bool:
    """Say whether a check's function follows conventions that its group settles."""
    if not spec.function:
        return False
    return any(each.shared for each in prepared.bench.function(spec).conventions)


def _called(checks: Iterable[CheckSpec], after: Looks, graded: Collection[str]) -> set[str]:
    """Return the checks of functions that these call."""
    reached: set[str] = set()
    for look in (after.checks[name] for name in graded):
        if look.definitions is None:
            return {spec.id for spec in checks if after.checks[spec.id].called}
        reached |= set(look.definitions)
    called = {spec.id: after.checks[spec.id].called.rpartition(".")[2] for spec in checks}
    return {name for name, last in called.items() if last in reached}
