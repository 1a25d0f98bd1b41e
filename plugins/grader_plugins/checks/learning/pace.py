"""How long the trainings of a check may take yet, by those that were made. Runs in the judge."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from grader.watching import Watch

T = TypeVar("T")


class Pace:
    """Tells who waits where the trainings of a check are, by the judge's clock.

    Until something was trained there is only a bound: what all of them together are allowed.

    Args:
        watch: Says it.
        runs: How many trainings there are.
        allowed: How many seconds one of them may take.
    """

    def __init__(self, watch: Watch, *, runs: int, allowed: float) -> None:
        self._watch = watch
        self._clock = watch.clock
        self._runs = runs
        self._allowed = allowed
        self._taken: list[float] = []
        self._began = self._clock()

    def each(self, runs: Iterable[T], label: Callable[[T], str] = lambda _: "") -> Iterator[T]:
        """Go through the trainings, and say of each that it begins; ``label`` says which it is."""
        for run in runs:
            self._began = self._clock()
            self._tell(_joined(self._number, label(run)) or "training", 0.0)
            yield run
            self._taken.append(self._clock() - self._began)

    def epoch(self, number: int, epochs: int) -> None:
        """Say that one epoch of so many begins, counted from one."""
        words = _joined(self._number, f"epoch {number} of {epochs}")
        self._tell(words, (number - 1) / epochs)

    @property
    def _number(self) -> str:
        return f"run {len(self._taken) + 1} of {self._runs}" if self._runs > 1 else ""

    def _tell(self, words: str, share: float) -> None:
        """Say it, and how long yet; ``share`` of the training under way is done."""
        spent = self._clock() - self._began
        more = self._runs - len(self._taken) - 1
        own = [min(spent / share, self._allowed)] if share else []
        known = [*self._taken, *own]
        if not known:
            self._watch.train(words, (1 + more) * self._allowed - spent, bound=True)
            return
        mean = sum(known) / len(known)
        this = own[0] if own else mean
        self._watch.train(words, max(0.0, this - spent) + more * mean)


def _joined(*words: str) -> str:
    return ", ".join(filter(None, words))
