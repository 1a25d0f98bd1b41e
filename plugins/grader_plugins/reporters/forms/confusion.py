"""Which class was taken for which, counted. Runs in the judge."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, NonNegativeInt, model_validator

from grader_plugins.reporters.forms.form import Model, Table, percent

MOST_MIXED = 3
Row = Annotated[tuple[NonNegativeInt, ...], Field(max_length=101)]


class Confusion(Model):
    """Counts: a row per right class, a column per predicted class, the last column for no class."""

    label: ClassVar[str] = "Confusion"
    title: ClassVar[str] = "Confusion matrix"
    keys: ClassVar[frozenset[str]] = frozenset(("confusion",))

    counts: tuple[Row, ...] = Field(min_length=1, max_length=100)

    @classmethod
    def read(cls, details: Mapping[str, Any]) -> Self:
        """Read ``confusion``.

        Raises:
            ValidationError: It has another form.
        """
        return cls(counts=details["confusion"])

    @model_validator(mode="after")
    def _has_a_column_for_no_class(self) -> Self:
        if any(len(row) != len(self.counts) + 1 for row in self.counts):
            raise ValueError("a row has one column per class and one for no class")
        return self

    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns: no class only where something is in it."""
        names = tuple(map(str, range(len(self.counts))))
        return (*names, "no class") if any(row[-1] for row in self.counts) else names

    def shown(self) -> tuple[tuple[int, ...], ...]:
        """Return the counts of the columns that have a name."""
        return tuple(row[: len(self.columns())] for row in self.counts)

    def words(self) -> str:
        """Say how many were right, and what was mixed up most often."""
        total = sum(map(sum, self.counts))
        right = sum(row[n] for n, row in enumerate(self.counts))
        if not total:
            return "No example was counted."
        told = f"{right:,} of {total:,} examples right ({percent(right / total)})"
        mixed = self._mixed()
        return f"{told}; most often mixed up: {', '.join(mixed)}." if mixed else f"{told}."

    def table(self) -> Table:
        """Return the counts, a row per right class."""
        rows = tuple(
            (f"class {n}", *(f"{c:,}" for c in row), _recall(row[n], sum(self.counts[n])))
            for n, row in enumerate(self.shown())
        )
        return Table(("Right class", *map(_taken_for, self.columns()), "right"), rows)

    def _mixed(self) -> list[str]:
        wrong = [
            (-count, n, m)
            for n, row in enumerate(self.counts)
            for m, count in enumerate(row)
            if n != m and count
        ]
        names = [*map(str, range(len(self.counts))), "none"]
        return [f"{n} taken for {names[m]} ({-c:,})" for c, n, m in sorted(wrong)[:MOST_MIXED]]


def _taken_for(name: str) -> str:
    return name if name == "no class" else f"as {name}"


def _recall(right: int, total: int) -> str:
    return percent(right / total) if total else "–"
