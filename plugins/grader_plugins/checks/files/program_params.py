"""What a ``program`` is told by an assignment. Runs in the judge."""

import shlex
from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from grader_plugins.checks.files.artifact_params import Share
from grader_plugins.checks.learning.params import Split

EXIT = "exit"
ALIKE = "alike"
INTERPRETERS = ("python", "python3")


class OfferedParams(BaseModel):
    """A data set as the files that the program opens; its sample differs by submission."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dataset: str = Field(description="whose examples are offered")
    form: str = Field(alias="as", description="of the files, such as idx")
    name: str = Field(default="", description="what the file is called; none said: as courses do")
    options: Mapping[str, Any] = Field(default_factory=dict, description="of the data set")
    on: Split = Field(default="test", description="the split of the sample")
    examples: int = Field(default=2000, ge=0, description="how many of it; 0: all")
    training: int = Field(default=1000, ge=0, description="how many of each other split")


class PrintedParams(BaseModel):
    """A figure that must be printed, and what it must be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=64, description="of the part")
    after: tuple[str, ...] = Field(
        default=(), description="the words before it, the first that are printed; none: its name"
    )
    equals: str = Field(default="", description="the artifact whose accuracy it must be")
    between: tuple[Share, Share] | None = Field(default=None, description="where it must lie")
    percent: Literal["either", "yes", "no"] = Field(
        default="either", description="whether 97 % is printed as 97, or as 0.97"
    )
    within: float = Field(default=0.002, ge=0, le=0.05, description="how far it may be off")

    @field_validator("after", mode="before")
    @classmethod
    def _one_needs_no_brackets(cls, given: object) -> object:
        return (given,) if isinstance(given, str) else given

    @model_validator(mode="after")
    def _a_range_alone_proves_nothing(self) -> Self:
        if self.between is not None and not self.equals:
            raise ValueError(
                "`between` needs `equals`: anybody can print a number, and it counts only where"
                " the judge computes it from the weights"
            )
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """The words a figure stands behind."""
        return self.after or (self.name,)


class WrittenPredictionsParams(BaseModel):
    """Predictions that the program writes for inputs whose labels it is not told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str = Field(min_length=1, description="what the program writes them to")
    accuracy: tuple[Share, ...] = Field(min_length=1, description="thresholds; each is a part")
    weights: str = Field(default="", description="the artifact that must predict as well")


class ProgramParams(BaseModel):
    """What is run, what it finds, and what it must print and write."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: str = Field(min_length=1, description="such as python test.py -c config.json")
    needs_files: tuple[str, ...] = Field(default=(), description="that must be handed in")
    seconds: float = Field(default=20.0, gt=0, le=600, description="what it may take")
    exit: int = Field(default=0, ge=0, le=255, description="the exit code; a part")
    data: OfferedParams | None = Field(default=None, description="files of a data set for it")
    prints: tuple[PrintedParams, ...] = Field(default=(), description="each is a part")
    writes: tuple[str, ...] = Field(default=(), description="files, not empty; each is a part")
    predictions: WrittenPredictionsParams | None = Field(
        default=None, description="written for unlabelled inputs"
    )
    twice_alike: bool = Field(default=False, description="a second run says the same; a part")

    @field_validator("run")
    @classmethod
    def _is_a_script(cls, text: str) -> str:
        try:
            words = shlex.split(text)
        except ValueError as problem:
            raise ValueError(f"it cannot be taken apart as a shell does: {problem}") from problem
        if len(words) < 2 or words[0] not in INTERPRETERS or not words[1].endswith(".py"):
            raise ValueError("say a script with its arguments, such as `python test.py -c c.json`")
        return text

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        compared = [each.name for each in self.prints if each.equals]
        if compared and self.data is None:
            raise ValueError(f"`equals` of {compared[0]!r} needs `data`: labelled files to read")
        if self.predictions is not None and self.data is None:
            raise ValueError("`predictions` needs `data`: inputs to predict")
        if self.predictions is not None and compared:
            raise ValueError(
                "`predictions` withholds the labels that `equals` needs: make them two checks"
            )
        if self.twice_alike and not (self.prints or self.writes or self.predictions):
            raise ValueError("`twice_alike` compares what `prints`, `writes`, `predictions` name")
        if len(set(self.parts)) < len(self.parts):
            raise ValueError("two parts have the same name")
        return self

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the parts."""
        thresholds = self.predictions.accuracy if self.predictions is not None else ()
        figures = (each.name for each in self.prints)
        alike = (ALIKE,) if self.twice_alike else ()
        return (EXIT, *figures, *self.writes, *(f"{t:g}" for t in thresholds), *alike)

    @property
    def script(self) -> str:
        """The script's name."""
        return shlex.split(self.run)[1]

    @property
    def arguments(self) -> tuple[str, ...]:
        """What stands behind it."""
        return tuple(shlex.split(self.run)[2:])
