"""What a ``sweep`` is told by an assignment. Runs in the judge."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from grader_plugins.checks.learning.params import WeighedParams

Band = tuple[float, float]
Setting = tuple[Any, ...]


class Difference(BaseModel):
    """By how much one setting may be ahead of another, seed by seed, in the mean."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    of: Any = Field(description="a setting; with two facts a list of both")
    to: Any = Field(description="the setting it is compared with")
    between: Band = Field(description="the least and the greatest mean difference")

    @model_validator(mode="after")
    def _is_a_band(self) -> Self:
        if self.between[0] > self.between[1]:
            raise ValueError("`between` names the smaller number first")
        return self


class SweepParams(WeighedParams):
    """Which facts are varied, and which accuracies are expected of each setting."""

    vary: Mapping[str, tuple[Any, ...]] = Field(
        min_length=1, max_length=2, description="one or two facts, each with its values"
    )
    seeds: int = Field(default=3, ge=2, le=50, description="each setting is trained with each")
    bands: Mapping[str, Any] = Field(default_factory=dict, description="accuracies by setting")
    differences: tuple[Difference, ...] = Field(
        default=(), description="pairs of settings that are compared"
    )

    @field_validator("vary")
    @classmethod
    def _values_differ(cls, vary: Mapping[str, tuple[Any, ...]]) -> Mapping[str, tuple[Any, ...]]:
        for name, values in vary.items():
            names = [named(value) for value in values]
            if not names or len(set(names)) < len(names):
                raise ValueError(f"vary.{name}: give at least one value, and none twice")
        return vary

    @model_validator(mode="after")
    def _bands_are_of_settings(self) -> Self:
        if not self.bands and not self.differences:
            raise ValueError("say what is expected: `bands` by setting, or `differences`")
        known = {self.title(setting) for setting in self.settings}
        asked = [*self.banded, *(t for d in self.differences for t in self.compared(d))]
        unknown = next((title for title in asked if title not in known), None)
        if unknown is not None:
            raise ValueError(f"{unknown!r} is no setting (settings: {', '.join(sorted(known))})")
        return self

    @property
    def calls(self) -> tuple[str, ...]:
        """The interface's calls that are made."""
        return tuple(name for name in (self.fit, self.predict, self.weights) if name)

    @property
    def names(self) -> tuple[str, ...]:
        """The facts that are varied, the rows' first."""
        return tuple(self.vary)

    @property
    def settings(self) -> tuple[Setting, ...]:
        """Every combination of values, row by row."""
        first, *rest = self.vary.values()
        return tuple((a, *b) for a in first for b in ([(v,) for v in rest[0]] if rest else [()]))

    def title(self, setting: Setting) -> str:
        """Return what a setting is called: ``rate 0.1``, ``rate 0.1, hidden 20``."""
        pairs = zip(self.names, setting, strict=True)
        return ", ".join(f"{name} {named(value)}" for name, value in pairs)

    @property
    def banded(self) -> Mapping[str, Band]:
        """The bands by the titles of their settings."""
        found: dict[str, Band] = {}
        for key, value in self.bands.items():
            inner = value.items() if isinstance(value, Mapping) else [(None, value)]
            for other, band in inner:
                values = (key,) if other is None else (key, other)
                found[self._titled(values)] = _band(key, band)
        return found

    def compared(self, difference: Difference) -> tuple[str, str]:
        """Return the titles of the two settings of a difference."""
        return self._titled(_listed(difference.of)), self._titled(_listed(difference.to))

    def _titled(self, values: Setting) -> str:
        if len(values) != len(self.names):
            raise ValueError(f"a setting has a value for each of {', '.join(self.names)}")
        return self.title(values)


def named(value: Any) -> str:
    """Return a value as it is written: numbers in their shortest form, whatever they were."""
    try:
        return f"{float(value):g}" if not isinstance(value, bool) else str(value).lower()
    except (TypeError, ValueError):
        return str(value)


def _listed(value: Any) -> Setting:
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def _band(key: str, value: Any) -> Band:
    items = list(value) if isinstance(value, (list, tuple)) else []
    if len(items) != 2 or not all(type(item) in (int, float) for item in items):
        raise ValueError(f"bands.{key}: a band is [least, most], such as [0.9, 1.0]")
    least, most = map(float, items)
    if not 0.0 <= least <= most <= 1.0:
        raise ValueError(f"bands.{key}: a band lies within 0 and 1, the smaller number first")
    return least, most
