"""An experiment over one or two settings, as a table of accuracies. Runs in the judge."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from grader_plugins.reporters.forms.form import Model, Table, finite, percent, short

Row = Annotated[tuple[float | None, ...], Field(max_length=50)]


class Setting(Model):
    """What was varied, and the values it took."""

    name: str
    values: tuple[Any, ...] = Field(min_length=1, max_length=50)

    def names(self) -> tuple[str, ...]:
        """Return the values as text."""
        return tuple(short(v) if isinstance(v, float) else str(v) for v in self.values)


class Sweep(Model):
    """Accuracies (0 to 1): a row per value of one setting, a column per value of another.

    Without a second setting the columns are runs, or the one result there is.
    """

    label: ClassVar[str] = "Sweep"
    title: ClassVar[str] = "Accuracy by setting"
    keys: ClassVar[frozenset[str]] = frozenset(("sweep",))

    rows: Setting
    columns: Setting | None = None
    accuracy: tuple[Row, ...]

    @classmethod
    def read(cls, details: Mapping[str, Any]) -> Self:
        """Read ``sweep``.

        Raises:
            ValidationError: It has another form.
        """
        return cls.model_validate(details["sweep"])

    @model_validator(mode="after")
    def _is_a_table(self) -> Self:
        widths = {len(row) for row in self.accuracy}
        wanted = {len(self.columns.values)} if self.columns else widths
        if len(self.accuracy) != len(self.rows.values) or widths != wanted or len(widths) != 1:
            raise ValueError("accuracy has a row per value of rows, a column per value of columns")
        if widths == {0}:
            raise ValueError("there is no column")
        return self

    def column_names(self) -> tuple[str, ...]:
        """Return what stands over the columns."""
        if self.columns is not None:
            return self.columns.names()
        runs = len(self.accuracy[0])
        return tuple(f"run {n + 1}" for n in range(runs)) if runs > 1 else ("accuracy",)

    def best(self) -> tuple[int, int] | None:
        """Return row and column of the highest accuracy, the first where several are."""
        known = [
            (-value, n, m)
            for n, row in enumerate(self.accuracy)
            for m, cell in enumerate(row)
            if (value := finite(cell)) is not None
        ]
        return min(known)[1:] if known else None

    def words(self) -> str:
        """Say which setting does best, and the range."""
        best = self.best()
        if best is None:
            return "No setting gave a result."
        known = [v for row in self.accuracy for cell in row if (v := finite(cell)) is not None]
        settings = f"{self.rows.name} = {self.rows.names()[best[0]]}"
        if self.columns is not None:
            settings += f", {self.columns.name} = {self.columns.names()[best[1]]}"
        return (
            f"The best is {percent(max(known))} with {settings}; the lowest {percent(min(known))}."
        )

    def table(self) -> Table:
        """Return the accuracies; the best is marked in words."""
        corner = self.rows.name + (f" \\ {self.columns.name}" if self.columns else "")
        rows = tuple(
            (name, *(self._cell(n, m) for m in range(len(self.accuracy[n]))))
            for n, name in enumerate(self.rows.names())
        )
        return Table((corner, *self.column_names()), rows)

    def _cell(self, row: int, column: int) -> str:
        value = finite(self.accuracy[row][column])
        text = "–" if value is None else percent(value)
        return f"{text} (best)" if (row, column) == self.best() else text
