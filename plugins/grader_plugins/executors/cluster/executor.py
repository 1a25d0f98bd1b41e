"""The ``dask`` executor: chunks out, results in, one after another. In the judge."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader.errors import GraderError, UsageError
from grader.executing.desk import Desk, Errand, Graded

if TYPE_CHECKING:
    from grader.preparation import Prepared

VARIABLE: Final = "GRADER_SCHEDULER"


@dataclass(frozen=True, slots=True)
class Dask:
    """Grades on the workers of a ``dask.distributed`` cluster.

    Attributes:
        address: Of its scheduler; empty: as ``GRADER_SCHEDULER`` says.
        patience: Seconds that the scheduler, and then a first worker, may take to answer.
        lost: Seconds to wait for another worker when all have gone.
    """

    address: str = ""
    patience: float = 15.0
    lost: float = 60.0

    name = "dask"
    summary = "on a dask.distributed cluster: dask=ADDRESS of its scheduler, or GRADER_SCHEDULER"

    def at(self, place: str) -> "Dask":
        """Return the same, with the scheduler at an address."""
        return replace(self, address=place)

    def run(
        self, desk: Desk, errands: Iterable[Errand], *, workers: int | None = None
    ) -> Iterator[Graded]:
        """Yield what came of each errand, as its chunk is done.

        Args:
            desk: Set up once in each thread of each worker, if all is the same there.
            errands: Taken as workers are free.
            workers: How many chunks are graded at once; by default as many as there is room for.

        Raises:
            UsageError: No scheduler was named, or none answers there.
            GraderError: There is no worker, or one has not what is here.
        """
        waiting = iter(errands)
        first = next(waiting, None)
        if first is None:
            return
        # Here, since asyncio takes 40 ms to load, and few commands have a cluster.
        from grader_plugins.executors.cluster.connection import connected

        address = self._address()
        with connected(address, patience=self.patience, lost=self.lost) as cluster:
            from grader_plugins.executors.cluster.run import Run

            prepared = _prepared(desk)
            run = Run(cluster, _read(chain((first,), waiting), prepared), workers)
            for graded in run.results(replace(desk, expected=_expected(prepared))):
                yield graded if desk.packs else _unpacked(graded)

    def _address(self) -> str:
        address = self.address or os.environ.get(VARIABLE, "").strip()
        if not address:
            raise UsageError(
                "the executor 'dask' was not told where its scheduler is",
                hint=f"--executor dask=tcp://HOST:8786, or the same address in {VARIABLE}",
            )
        return address


def _prepared(desk: Desk) -> "Prepared":
    from grader.preparation import prepare

    return prepare(desk.assignment, plugins=desk.plugins, explicit=desk.explicit, full=desk.full)


def _expected(prepared: "Prepared") -> dict[str, str]:
    from grader.executing.sameness import facts

    return facts(prepared)


def _read(errands: Iterator[Errand], prepared: "Prepared") -> Iterator[Errand | Graded]:
    """Yield errands with their bytes: a path means nothing on another machine."""
    from grader.grading import read_submission

    for errand in errands:
        if not isinstance(errand.submission, Path):
            yield errand
            continue
        try:
            yield replace(errand, submission=read_submission(errand.submission, prepared.registry))
        except GraderError as problem:
            why = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
            yield Graded(key=errand.key, trouble=why, code=problem.exit_code)


def _unpacked(graded: Graded) -> Graded:
    from grader.executing.packing import unpacked

    if graded.packed is None:
        return graded
    return replace(graded, report=unpacked(graded.packed.report), packed=None)
