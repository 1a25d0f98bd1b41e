"""A learning curve: accuracy and loss by epoch, with what was asked for. Runs in the judge."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import Field

from grader_plugins.reporters.forms.form import (
    Model,
    Table,
    counted,
    finite,
    percent,
    short,
    spread,
)


class Epoch(Model):
    """What was measured after one epoch."""

    epoch: int
    loss: float | None = None
    accuracy: float | None = None


class Curve(Model):
    """Accuracy (0 to 1) and loss by epoch; thresholds are accuracies that earn points."""

    label: ClassVar[str] = "Curve"
    title: ClassVar[str] = "Learning curve"
    keys: ClassVar[frozenset[str]] = frozenset(("curve", "thresholds"))

    epochs: tuple[Epoch, ...] = Field(min_length=1, max_length=10_000)
    thresholds: tuple[float, ...] = Field(default=(), max_length=10)

    @classmethod
    def read(cls, details: Mapping[str, Any]) -> Self:
        """Read ``curve`` and ``thresholds``.

        Raises:
            ValidationError: They have another form.
        """
        return cls(epochs=details["curve"], thresholds=details.get("thresholds") or ())

    def accuracies(self) -> tuple[tuple[int, float], ...]:
        """Return the epochs that have an accuracy, with it."""
        found = ((e.epoch, finite(e.accuracy)) for e in self.epochs)
        return tuple((epoch, value) for epoch, value in found if value is not None)

    def losses(self) -> tuple[tuple[int, float], ...]:
        """Return the epochs that have a finite loss, with it."""
        found = ((e.epoch, finite(e.loss)) for e in self.epochs)
        return tuple((epoch, value) for epoch, value in found if value is not None)

    def words(self) -> str:
        """Say where accuracy and loss went, and whether what was asked for was reached."""
        parts = (counted(len(self.epochs), "epoch"), self._accuracy(), *self._asked(), self._loss())
        return f"{'; '.join(part for part in parts if part)}."

    def table(self) -> Table:
        """Return at most a dozen epochs: the first, the last, the best, and some between."""
        kept = spread(len(self.epochs), self._best())
        rows = tuple(_row(self.epochs[n]) for n in kept)
        left = len(self.epochs) - len(rows)
        note = f"{counted(left, 'epoch')} between them left out." if left else ""
        return Table(("Epoch", "Accuracy", "Loss"), rows, note)

    def _best(self) -> tuple[int, ...]:
        known = [
            (-v, n) for n, e in enumerate(self.epochs) if (v := finite(e.accuracy)) is not None
        ]
        return (min(known)[1],) if known else ()

    def _accuracy(self) -> str:
        known = self.accuracies()
        if not known:
            return ""
        if len(known) == 1:
            return f"accuracy {percent(known[0][1])}"
        epoch, best = max(known, key=lambda pair: (pair[1], -pair[0]))
        start, end = percent(known[0][1]), percent(known[-1][1])
        return f"accuracy from {start} to {end}, at best {percent(best)} in epoch {epoch}"

    def _asked(self) -> tuple[str, ...]:
        known = self.accuracies()
        told = []
        for asked in sorted(self.thresholds) if known else ():
            first = next((epoch for epoch, value in known if value >= asked), None)
            how = "not reached" if first is None else f"first reached in epoch {first}"
            told.append(f"{percent(asked)} asked for: {how}")
        return tuple(told)

    def _loss(self) -> str:
        known = self.losses()
        missing = sum(e.loss is not None and finite(e.loss) is None for e in self.epochs)
        broken = f"loss not finite in {counted(missing, 'epoch')}" if missing else ""
        if not known:
            return broken
        span = f"loss from {short(known[0][1])} to {short(known[-1][1])}"
        return f"{span}, {broken}" if broken else span


def _row(epoch: Epoch) -> tuple[str, ...]:
    accuracy = finite(epoch.accuracy)
    loss = "–" if epoch.loss is None else short(epoch.loss)
    return (str(epoch.epoch), "–" if accuracy is None else percent(accuracy), loss)
