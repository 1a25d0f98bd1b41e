"""The error of a difference quotient against its step ε. Runs in the judge."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import Field

from grader_plugins.reporters.forms.form import Model, Table, finite, short, spread


class Difference(Model):
    """The error of the quotient that one step gives."""

    epsilon: float
    error: float | None = None


class Differences(Model):
    """Steps ε and the error that each leaves between the gradient and the difference quotient."""

    label: ClassVar[str] = "Differences"
    title: ClassVar[str] = "Error against the step ε"
    keys: ClassVar[frozenset[str]] = frozenset(("differences",))

    steps: tuple[Difference, ...] = Field(min_length=1, max_length=1000)

    @classmethod
    def read(cls, details: Mapping[str, Any]) -> Self:
        """Read ``differences``.

        Raises:
            ValidationError: It has another form.
        """
        return cls(steps=details["differences"])

    def drawn(self) -> tuple[tuple[float, float], ...]:
        """Return the steps that logarithmic axes have a place for, by ascending ε."""
        found = ((finite(step.epsilon), finite(step.error)) for step in self.steps)
        return tuple(sorted((x, y) for x, y in found if x and y and x > 0.0 and y > 0.0))

    def words(self) -> str:
        """Say where the error is smallest."""
        known = self.drawn()
        if not known:
            return "There is no error that can be shown."
        epsilon, error = min(known, key=lambda pair: (pair[1], pair[0]))
        ends = f"{short(known[0][1])} at ε = {short(known[0][0])}"
        return (
            f"The smallest error is {short(error)}, at ε = {short(epsilon)}; it is {ends} and "
            f"{short(known[-1][1])} at ε = {short(known[-1][0])}."
        )

    def table(self) -> Table:
        """Return at most a dozen steps with their errors."""
        kept = [self.steps[n] for n in spread(len(self.steps))]
        rows = tuple((short(step.epsilon), short(step.error)) for step in kept)
        left = len(self.steps) - len(rows)
        return Table(("ε", "Error"), rows, f"{left} more left out." if left else "")
