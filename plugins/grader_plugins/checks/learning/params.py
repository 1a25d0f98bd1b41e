"""What a ``training`` or a ``sweep`` is told by an assignment. Runs in the judge."""

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Split = Literal["train", "validation", "test"]

MOST_POINTS = 100
"""The most points of a learning curve."""


class Rescaled(BaseModel):
    """A fact that is multiplied by another for who follows a convention of another check.

    A rate for summed gradients fits means once it is multiplied by the size of a batch.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fact: str = Field(description="the fact that is multiplied, such as a rate")
    times: str = Field(description="the fact it is multiplied by")
    check: str | tuple[str, ...] = Field(
        description="the check whose convention decides; of several the first with a right part"
    )
    convention: str = Field(description="such as gradient_of_mean")

    @property
    def checks(self) -> tuple[str, ...]:
        """The checks whose conventions decide, in order; the last does in any case."""
        return (self.check,) if isinstance(self.check, str) else self.check


class TaughtParams(BaseModel):
    """What is trained on what, and how the submission wants it handed over."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dataset: str = Field(description="what it is trained on; `grader plugins` lists them")
    options: Mapping[str, Any] = Field(default_factory=dict, description="of the data set")
    examples: int = Field(default=0, ge=0, description="how many to train on; 0: all")
    evaluated: int = Field(default=4000, ge=50, description="how many decide")
    on: Split = Field(default="validation", description="the split that decides")
    seconds: float = Field(default=30.0, gt=0, le=3600, description="for one run's training")
    fit: str = Field(default="fit", description="the interface's call that trains")
    predict: str = Field(default="predict", description="the interface's call that predicts")
    facts: Mapping[str, Any] = Field(default_factory=dict, description="such as hidden: 20")
    labels: Literal["one_hot", "integer"] = Field(
        default="one_hot", description="the form in which labels are handed over"
    )
    samples: Literal["rows", "columns"] = Field(
        default="rows", description="where an example stands in X"
    )
    flat: bool = Field(default=True, description="an input as one row of numbers")
    dtype: Literal["float32", "float64"] = Field(default="float64", description="of the inputs")
    divided_by: float = Field(default=1.0, gt=0, description="255 brings bytes to 0…1")
    standardised: Literal["no", "per_feature", "overall"] = Field(
        default="no", description="to mean 0 and deviation 1, by the training inputs' numbers"
    )
    lists: bool = Field(default=False, description="X and T as lists instead of arrays")
    rescaled: Rescaled | None = Field(default=None, description="a rate that fits the gradients")

    @model_validator(mode="after")
    def _columns_are_flat(self) -> Self:
        if not self.flat and self.samples == "columns":
            raise ValueError("`samples: columns` goes with flat inputs alone")
        return self

    @property
    def trains(self) -> str:
        """The interface's call that trains."""
        return self.fit


class LossBound(BaseModel):
    """How large the mean cross entropy of the returned probabilities may be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_most: float = Field(gt=0, allow_inf_nan=False, description="in nats for an example")


class EarlyBand(BaseModel):
    """Where the accuracy may be after few epochs: too good too early is no training."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    epoch: int = Field(default=1, ge=1, description="after how many epochs it is looked at")
    at_least: float = Field(default=0.0, ge=0, le=1, description="the least accuracy")
    at_most: float = Field(default=1.0, ge=0, le=1, description="the greatest accuracy")

    @model_validator(mode="after")
    def _is_a_band(self) -> Self:
        if self.at_least >= self.at_most:
            raise ValueError("`at_least` is not below `at_most`")
        return self


class WeighedParams(TaughtParams):
    """What is trained, where the weights it comes to may count."""

    architecture: str = Field(
        default="",
        description="such as 784-H-10 relu, or 784-*-10 relu: weights decide too",
    )
    weights: str = Field(
        default="", description="with free layers (*): the call that gives weights and biases"
    )

    @model_validator(mode="after")
    def _free_layers_are_read_by_a_call(self) -> Self:
        if ("-*-" in self.architecture) != bool(self.weights):
            raise ValueError(
                "`weights` (a call that gives a list of weights and one of biases) and an"
                " `architecture` with -*- (any hidden layers) go together"
            )
        return self


class TrainingParams(WeighedParams):
    """How training is driven, and how well it must do."""

    mode: Literal["opaque", "driven"] = Field(
        default="opaque", description="one call trains (opaque), or one an epoch (driven)"
    )
    accuracy: tuple[float, ...] = Field(default=(), description="thresholds; each is a part")
    loss: LossBound | None = Field(default=None, description="a part of its own")
    early: EarlyBand | None = Field(default=None, description="a part of its own; driven alone")
    runs: int = Field(default=1, ge=1, le=20, description="how many are made; the median counts")
    start: str = Field(default="", description="the call made once before driven epochs")
    epoch: str = Field(default="epoch", description="the call made once an epoch, driven")
    epochs: int = Field(default=1, ge=1, le=100_000, description="how often it is made")
    every: int = Field(
        default=1, ge=1, le=100_000, description="epochs between points of the curve"
    )
    probabilities: str = Field(default="", description="the call that gives probabilities")

    @model_validator(mode="after")
    def _something_is_asked(self) -> Self:
        if not self.accuracy and self.loss is None:
            raise ValueError("say what is asked for: `accuracy: [0.9]`, or `loss: {at_most: 0.3}`")
        if self.early is not None and self.mode != "driven":
            raise ValueError("`early` needs `mode: driven`: one fit has no first epoch")
        if self.early is not None and self.early.epoch > self.epochs:
            raise ValueError(f"`early` looks at epoch {self.early.epoch} of {self.epochs}")
        if self.points > MOST_POINTS:
            least = -(-self.epochs // (MOST_POINTS - 1))
            raise ValueError(
                f"{self.points} points of a learning curve are too many: say `every: {least}`"
            )
        return self

    @property
    def points(self) -> int:
        """How many points the learning curve has at most."""
        return -(-self.epochs // self.every) + (self.early is not None)

    @property
    def trains(self) -> str:
        """The interface's call that trains."""
        return self.epoch if self.mode == "driven" else self.fit

    @property
    def calls(self) -> tuple[str, ...]:
        """The interface's calls that are made."""
        named = (self.trains, self.predict, self.start, self.probabilities, self.weights)
        return tuple(dict.fromkeys(name for name in named if name))
