"""What an assignment says, in its long form; every model is frozen and refuses unknown keys."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from grader.levels import Confinement
from grader.models.frozen import Model
from grader.models.interface import Interface
from grader.models.policy import Policy


class Visibility(StrEnum):
    """When a student sees a check."""

    VISIBLE = "visible"
    AFTER_DUE = "after_due"
    HIDDEN = "hidden"


Points = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=0, le=1)]


def _in_full(value: object) -> object:
    """Read ``true`` as the whole of the points, ``false`` as nothing."""
    return float(value) if isinstance(value, bool) else value


FollowThrough = Annotated[
    Fraction,
    BeforeValidator(_in_full),
    WithJsonSchema(
        {"anyOf": [{"type": "boolean"}, {"type": "number", "minimum": 0, "maximum": 1}]}
    ),
]
Identifier = Annotated[
    str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$")
]


class Tolerance(Model):
    """A tolerance in place of the measured one."""

    rtol: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    atol: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0


class Limits(Model):
    """Bounds on one answer and on the whole submission."""

    seconds: Annotated[float, Field(gt=0, le=600)] = 2.0
    memory_mib: Annotated[int, Field(ge=256, le=65_536)] = 2048
    scratch_mib: Annotated[int, Field(ge=0, le=1024)] = 0


class Feedback(Model):
    """What a student is shown of a failure, and when.

    ``show`` names evidence; ``hints`` maps a step (1: where to look, 2: what to compare) to
    ``at once``, ``never`` or ``after N attempts``.
    """

    show: tuple[Literal["smallest_input", "got", "expected", "diagnosis"], ...] = (
        "smallest_input",
        "got",
        "diagnosis",
    )
    hints: Mapping[int, Annotated[str, Field(pattern=r"^(at once|never|after \d+ attempts?)$")]] = (
        Field(default_factory=lambda: {1: "at once", 2: "after 3 attempts"})
    )


class Calibration(Model):
    """How a threshold was calibrated: what was measured, when, and what is promised.

    ``at_least`` and ``at_most`` are the bounds that were found; the lines that are asked for stand
    in the check's ``params``, and ``kept`` says that the instructor's laxer ones were left.
    """

    date: str
    seeds: tuple[int, int]
    n: Annotated[int, Field(ge=1)]
    mean: float
    sd: Annotated[float, Field(ge=0)]
    least: float
    most: float
    at_least: float | None = None
    at_most: float | None = None
    by: Literal["normal", "order"]
    scale: Literal["plain", "logit", "log"] = "plain"
    rate: Fraction
    confidence: Fraction = 0.95
    kept: bool = False
    digest: str


class CheckSpec(Model):
    """One check in long form.

    ``accept`` maps a convention's id to the fraction of the points it earns; ``credit`` does the
    same for misconceptions that deserve a part, ``follow_through`` for what is right around wrong
    functions that it calls (``grader.following``). ``params`` belongs to the kind. ``full`` holds
    the keys that `--full` puts in place of the check's own; it is empty once they are.
    """

    id: Identifier
    kind: Identifier
    title: str = ""
    function: str = ""
    group: Identifier = "functions"
    aliases: tuple[str, ...] = ()
    points: Points = 0.0
    parts: Mapping[str, Points] = Field(default_factory=dict)
    needs: tuple[Identifier, ...] = ()
    visibility: Visibility = Visibility.VISIBLE
    accept: Mapping[str, Fraction] = Field(default_factory=dict)
    credit: Mapping[str, Fraction] = Field(default_factory=dict)
    follow_through: FollowThrough = 0.0
    tolerance: Literal["auto"] | Tolerance = "auto"
    limits: Limits = Limits()
    seed: int | None = None
    feedback: Feedback | None = None
    params: Mapping[str, Any] = Field(default_factory=dict)
    calibrated: Mapping[str, Calibration] = Field(default_factory=dict)
    full: Mapping[str, Any] = Field(default_factory=dict)


class DataFile(Model):
    """What a submission opens under the name the course uses: a file, or a data set as files.

    Of a data set, the labels of the splits in ``labels`` are given, and zeros in place of all
    others: what is graded on is not told.
    """

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    name: str = ""
    path: str = ""
    dataset: str = ""
    form: str = Field("", alias="as")
    options: Mapping[str, Any] = Field(default_factory=dict)
    labels: tuple[Literal["train", "validation", "test"], ...] = ("train",)
    examples: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if bool(self.path) == bool(self.dataset):
            raise ValueError("say either `path`, a file, or `dataset`, with `as` what form it has")
        if self.path and not self.name:
            raise ValueError("say `name`: what submissions open it as")
        if self.dataset and not self.form:
            raise ValueError("say `as`: in what form, such as `as: npz`")
        return self


class Assignment(Model):
    """An assignment in long form: everything that is graded, and how it is shown."""

    assignment: Identifier
    title: str = ""
    run: Literal["definitions", "everything"] = "definitions"
    confinement: Confinement | None = None
    libraries: tuple[str, ...] = ()
    environment: Mapping[str, Annotated[str, Field(pattern=r"^\d+(\.\d+)*(\.\*)?$")]] = Field(
        default_factory=dict
    )
    data: tuple[DataFile, ...] = ()
    plugins: tuple[str, ...] = ()
    reference: str = ""
    solution: str = "solution"
    starter: str = "starter"
    feedback: Feedback = Feedback()
    policy: Policy = Policy()
    limits: Limits = Limits()
    interface: Interface | None = None
    budget_seconds: Annotated[float, Field(gt=0, le=3600)] = 30.0
    checks: tuple[CheckSpec, ...]
