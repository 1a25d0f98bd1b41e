"""Which class a network gives to each place of a plane, with examples. Runs in the judge."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, FiniteFloat, model_validator

from grader_plugins.reporters.forms.form import LARGEST, Model, Table, percent, short

Coordinate = Annotated[FiniteFloat, Field(ge=-LARGEST, le=LARGEST)]
Class = Annotated[int, Field(ge=0, le=1000)]
Row = Annotated[tuple[Class, ...], Field(min_length=2, max_length=400)]


class Boundary(Model):
    """The class of each place of a grid over a rectangle, and some labelled examples.

    Attributes:
        x: Left and right edge.
        y: Lower and upper edge.
        classes: Rows from the lower edge to the upper, each from left to right.
        points: x, y and the class that is right, for each example.
        known: How many classes there are, where the evidence says so; a higher number is none.
    """

    label: ClassVar[str] = "Boundary"
    title: ClassVar[str] = "Decision boundary of your network"
    keys: ClassVar[frozenset[str]] = frozenset(("boundary",))

    x: tuple[Coordinate, Coordinate]
    y: tuple[Coordinate, Coordinate]
    classes: tuple[Row, ...] = Field(min_length=2, max_length=400)
    points: tuple[tuple[Coordinate, Coordinate, Class], ...] = Field(default=(), max_length=2000)
    known: int | None = None

    @classmethod
    def read(cls, details: Mapping[str, Any]) -> Self:
        """Read ``boundary``; ``confusion`` beside it says how many classes there are.

        Raises:
            ValidationError: It has another form.
        """
        found = cls.model_validate(details["boundary"])
        beside = details.get("confusion")
        known = len(beside) if isinstance(beside, (list, tuple)) and beside else None
        return found.model_copy(update={"known": known})

    @model_validator(mode="after")
    def _is_a_rectangle(self) -> Self:
        if not (self.x[0] < self.x[1] and self.y[0] < self.y[1]):
            raise ValueError("the edges are not in ascending order")
        if len({len(row) for row in self.classes}) != 1:
            raise ValueError("the rows of the grid are not equally long")
        return self

    def present(self) -> tuple[int, ...]:
        """Return the classes of the grid and of the points, ascending."""
        return tuple(
            sorted({c for row in self.classes for c in row} | {c for *_, c in self.points})
        )

    def name(self, number: int) -> str:
        """Return a class's name."""
        none = self.known is not None and number >= self.known
        return "no class" if none else f"class {number}"

    def share(self, number: int) -> float:
        """Return the share of the grid that a class has."""
        cells = sum(map(len, self.classes))
        return sum(row.count(number) for row in self.classes) / cells

    def inside(self, number: int) -> tuple[int, int]:
        """Return how many points of a class are shown, and how many lie in a cell of it."""
        at = [self._class_at(x, y) for x, y, c in self.points if c == number]
        return len(at), at.count(number)

    def words(self) -> str:
        """Say how much of the plane each class has, and how many points lie where they should."""
        shares = ", ".join(f"{self.name(c)} {percent(self.share(c))}" for c in self._drawn())
        where = f"x from {_span(self.x)}, y from {_span(self.y)}"
        told = f"Of the area ({where}): {shares}."
        right = sum(self.inside(c)[1] for c in self.present())
        if not self.points:
            return told
        return f"{told} Of {len(self.points)} examples shown, {right} lie in their own class."

    def table(self) -> Table:
        """Return each class's share of the area and its points."""
        columns = ("Class", "Share of the area", "Examples shown", "of these in their own class")
        rows = tuple(
            (self.name(c), percent(self.share(c)), *map(str, self.inside(c)))
            for c in self.present()
        )
        return Table(columns, rows)

    def _drawn(self) -> Iterator[int]:
        return (c for c in self.present() if self.share(c) > 0.0)

    def _class_at(self, x: float, y: float) -> int:
        row = _nearest(y, self.y, len(self.classes))
        return self.classes[row][_nearest(x, self.x, len(self.classes[0]))]


def _nearest(value: float, edges: tuple[float, float], count: int) -> int:
    """Return which of evenly spaced lines, the first and last on the edges, is nearest."""
    at = (value - edges[0]) / (edges[1] - edges[0]) * (count - 1)
    return min(max(round(at), 0), count - 1)


def _span(edges: tuple[float, float]) -> str:
    return f"{short(edges[0])} to {short(edges[1])}"
