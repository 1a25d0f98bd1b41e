"""One after another, in this process. Runs in the judge."""

from collections.abc import Iterable, Iterator

from grader.executing.desk import Desk, Errand, Graded


class Serial:
    """Grades one after another, in the command's own process."""

    name = "serial"
    summary = "one after another, in the command's own process"
    waits = True

    def run(
        self, desk: Desk, errands: Iterable[Errand], *, workers: int | None = None
    ) -> Iterator[Graded]:
        """Yield what came of each errand, in their order."""
        del workers
        with desk.open() as carry_out:
            yield from map(carry_out, errands)
