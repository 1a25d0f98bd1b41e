"""A class from folder to summary; what ``grader batch`` calls. Runs in the judge."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.batch.counting import write_counting
from grader.batch.reports import clashing
from grader.batch.running import Batch, Done, write_nothing
from grader.batch.summary import Summary, summary
from grader.batch.tally import Tally
from grader.executing.desk import Desk
from grader.store.basis import basis_of

if TYPE_CHECKING:
    from grader.batch.finding import Finding
    from grader.batch.found import Found
    from grader.batch.reports import Reports
    from grader.kinds import Executor
    from grader.levels import Confinement
    from grader.preparation import Prepared
    from grader.store.engine import Store

Hear = Callable[[Done], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """How a class is graded.

    Attributes:
        prepared: The assignment.
        executor: What grades.
        workers: How many at once; none: as the executor has it.
        demand: The confinement that must hold.
        plugins: Modules named beside those the assignment names.
        explicit: Whether the assignment was named, so that its own plugins are loaded.
        full: Whether the longer recipe is graded.
    """

    prepared: "Prepared"
    executor: "Executor"
    workers: int | None = None
    demand: "Confinement | None" = None
    plugins: tuple[str, ...] = ()
    explicit: bool = True
    full: bool = False

    def desk(self, secrets: tuple[str, ...]) -> Desk:
        """Return how a worker sets itself up."""
        return Desk(
            assignment=self.prepared.loaded.path.absolute(),
            plugins=self.plugins,
            explicit=self.explicit,
            full=self.full,
            demand=self.demand,
            secrets=secrets,
        )


@dataclass(slots=True)
class _Heard:
    """Counts what is done, one at a time, whichever thread tells of it."""

    hear: Hear
    tally: Tally = field(default_factory=Tally)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, done: Done) -> None:
        with self.lock:
            self.tally.add(done.found.label, done.stored, fresh=done.fresh)
            self.hear(done)


def graded_class(
    finding: "Finding",
    setting: Setting,
    store: "Store",
    *,
    hear: Hear,
    reports: "Reports | None" = None,
) -> Summary:
    """Grade what is not known of a class, and return what it came to.

    Args:
        finding: Its submissions.
        setting: How.
        store: Where results are kept.
        hear: Hears of every submission that has a result.
        reports: Writes everybody's report, where they are wanted.

    Raises:
        GraderError: The assignment or its wall cannot be set up, or the store fails.
    """
    began = time.monotonic()
    prepared = setting.prepared
    basis = basis_of(prepared, demand=setting.demand)
    heard = _Heard(hear)
    secrets = (str(store.path.absolute()),) if store.path is not None else ()
    Batch(
        prepared=prepared,
        basis=basis,
        desk=setting.desk(secrets),
        executor=setting.executor,
        store=store,
        tell=heard.tell,
        write=reports.write if reports is not None else write_nothing,
        missing=reports.missing if reports is not None else None,
        workers=setting.workers,
    ).run(finding.found)
    if reports is not None:
        write_counting(reports, finding.found, store, prepared.loaded)
    return summary(
        heard.tally,
        basis,
        title=prepared.loaded.assignment.title,
        notes=(*finding.notes, *_notes(finding.found, reports)),
        seconds=time.monotonic() - began,
    )


def _notes(found: Sequence["Found"], reports: "Reports | None") -> tuple[str, ...]:
    """Return what somebody should look at beside what was not graded."""
    labels = defaultdict(list)
    for one in found:
        for who in one.who:
            labels[who.login].append(one.label)
    several = [
        f"{login} handed in {len(own)} times: {', '.join(own)}"
        for login, own in labels.items()
        if len(own) > 1
    ]
    clashes = clashing(found) if reports is not None else ()
    return (*several, *(f"the report of {c} may be another's on some systems" for c in clashes))
