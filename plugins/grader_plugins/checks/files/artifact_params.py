"""What an ``artifact`` is told by an assignment. Runs in the judge."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from grader_plugins.checks.learning.params import Split

Names = str | tuple[str, ...]
Share = Annotated[float, Field(gt=0, le=1)]


class PictureParams(BaseModel):
    """What a picture must at least be like."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    least: tuple[int, int] = Field(default=(200, 200), description="width and height")
    drawn: int = Field(
        default=100, ge=1, description="how many points are not as their neighbours say"
    )


class ArtifactParams(BaseModel):
    """Which file is looked for, and what it must be good for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str = Field(min_length=1, description="a name, or a pattern such as *.npz")
    optional: bool = Field(default=False, description="it may be left out; worth no points")
    architecture: str = Field(default="", description="of the network whose weights it holds")
    parameters: tuple[Names, ...] = Field(
        default=(), description="names of W1, b1, W2, … in the file; none said: by their shapes"
    )
    widest: int = Field(default=2048, ge=1, description="how wide a hidden layer may be")
    predictions: Literal["", "integer", "one_hot", "scores"] = Field(
        default="", description="it holds predictions for a split, in its order"
    )
    picture: PictureParams | None = Field(default=None, description="it is a picture, not blank")
    dataset: str = Field(default="", description="what it is measured on")
    options: Mapping[str, Any] = Field(default_factory=dict, description="of the data set")
    on: Split = Field(default="test", description="the split it is measured on")
    evaluated: int = Field(default=4000, ge=50, description="how many examples decide")
    divided_by: float | tuple[float, ...] = Field(
        default=1.0, description="by what inputs are divided; of several the best counts"
    )
    accuracy: tuple[Share, ...] = Field(default=(), description="thresholds; each is a part")
    learnt_from: Split | None = Field(
        default=None, description="the split to learn from: being better on `on` earns nothing"
    )

    @model_validator(mode="after")
    def _one_thing_is_asked(self) -> Self:
        asked = [bool(self.architecture), bool(self.predictions), self.picture is not None]
        if sum(asked) != 1:
            raise ValueError(
                "say one of `architecture` (it holds weights), `predictions` and `picture`"
            )
        if self.picture is None and not (self.dataset and self.accuracy):
            raise ValueError(
                "say `dataset` and `accuracy`: on what, and how often it must be right"
            )
        if self.learnt_from is not None and (not self.architecture or self.learnt_from == self.on):
            raise ValueError("`learnt_from` is for weights, and is another split than `on`")
        if not all(each > 0 for each in self.divisors):
            raise ValueError("`divided_by` must be more than 0")
        return self

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the parts."""
        return ("picture",) if self.picture is not None else tuple(f"{t:g}" for t in self.accuracy)

    @property
    def divisors(self) -> tuple[float, ...]:
        """By what inputs may be divided."""
        given = self.divided_by
        return given if isinstance(given, tuple) else (given,)
