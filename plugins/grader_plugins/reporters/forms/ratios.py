"""What each tensor of a gradient is to the right one, as a number. Runs in the judge."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import Field

from grader_plugins.reporters.forms.form import Model, Table, finite, short


class Ratios(Model):
    """Factors by tensor: 1 is right; ``None`` is not a multiple of the right one."""

    label: ClassVar[str] = "Ratios"
    title: ClassVar[str] = "Your gradient divided by the right one"
    keys: ClassVar[frozenset[str]] = frozenset(("ratios",))

    factors: Mapping[str, float | None] = Field(min_length=1, max_length=100)

    @classmethod
    def read(cls, details: Mapping[str, Any]) -> Self:
        """Read ``ratios``.

        Raises:
            ValidationError: They have another form.
        """
        return cls(factors=details["ratios"])

    def words(self) -> str:
        """Say every tensor's factor."""
        return f"{'; '.join(f'{name}: {told(f)}' for name, f in self.factors.items())}."

    def table(self) -> Table:
        """Return a row per tensor."""
        rows = tuple((name, told(factor)) for name, factor in self.factors.items())
        return Table(("Tensor", "Times the right one"), rows)


def told(factor: float | None) -> str:
    """Say what a tensor is to the right one; what only rounds to 1 is not right."""
    if finite(factor) is None:
        return "no multiple of it"
    if factor == 1.0:
        return "1 (right)"
    text = short(factor)
    return "almost 1" if text == "1" else text
