"""A small catalogue, as plugins would register it, and a folder to read assignments in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from grader.errors import AssignmentError
from grader.models.assignment import CheckSpec
from grader.reading.assignment_file import LoadedAssignment, read_assignment
from grader.reading.mistakes import sentence


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A convention or misconception, as far as reading looks at it."""

    id: str
    axis: str = ""
    claim: str = ""
    harmless: bool = False
    listed: bool = False
    shared: bool = False


@dataclass(frozen=True, kw_only=True)
class Function:
    """A reference function, as far as reading looks at it."""

    name: str
    title: str
    asks: str = ""
    parts: Mapping[str, float] = field(default_factory=lambda: {"ordinary": 1.0})
    drawn: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    conventions: tuple[Entry, ...] = ()
    misconceptions: tuple[Entry, ...] = ()

    def draw(self, rng: object) -> Sequence[SimpleNamespace]:
        del rng
        return tuple(SimpleNamespace(part=part) for part in (*self.parts, *self.drawn))


LAYOUT = (
    Entry(id="rows", axis="layout", claim="examples are rows", shared=True),
    Entry(id="columns", axis="layout", claim="examples are columns", shared=True),
)
REDUCTION = (
    Entry(id="mean", axis="reduction", claim="the mean over the examples"),
    Entry(id="sum", axis="reduction", claim="the sum over the examples"),
    Entry(id="mean_over_classes", axis="reduction", claim="the mean over examples and classes"),
)
WRT = (
    Entry(id="wrt_scores", axis="wrt", claim="with respect to the scores"),
    Entry(id="wrt_logits", axis="wrt", claim="with respect to the logits"),
)
FUNCTIONS = (
    Function(name="relu", title="Rectified linear unit", conventions=LAYOUT[:1]),
    Function(
        name="softmax",
        title="Softmax",
        parts={"ordinary": 2.0, "extreme": 1.0},
        drawn=("dtype",),
        aliases=("soft_max",),
        conventions=LAYOUT,
        misconceptions=(
            Entry(id="softmax.global_max", claim="subtracts the maximum of the whole batch"),
            Entry(id="softmax.wrong_axis", claim="normalises over the examples"),
        ),
    ),
    Function(name="computeLayer", title="A layer", aliases=("layer",), conventions=LAYOUT),
    Function(name="CE", title="Cross entropy", aliases=("cross_entropy",), conventions=REDUCTION),
    Function(name="gradCE", title="Gradient of the cross entropy", conventions=WRT),
)


class Empty(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GradientParams(Empty):
    architecture: str = Field(default="", description="such as 784-H-10 relu")
    scale: Literal["one for all tensors", "any"] = "one for all tensors"
    directions: int = Field(default=10, ge=1, le=1000)


class DryRunParams(Empty):
    architecture: str = ""
    inputs: Mapping[str, Any]
    blind_spot: str = ""
    companion: str = ""


class PropertiesParams(Empty):
    functions: Mapping[str, tuple[Literal["pure", "deterministic", "dtype"], ...]]


class SourceParams(Empty):
    functions: tuple[str, ...] = ()
    forbid_imports: tuple[str, ...] = ()
    require_imports: tuple[str, ...] = ()
    forbid_calls: tuple[str, ...] = ()
    require_calls: tuple[str, ...] = ()
    forbid_loops: bool = False


@dataclass(frozen=True)
class Kind:
    """A check kind, as far as reading looks at it."""

    name: str
    summary: str
    params: type[BaseModel] = Empty


KINDS = (
    Kind("values", "the function against the reference"),
    Kind("gradient", "every tensor of a gradient", GradientParams),
    Kind("dry_run", "one example by given weights", DryRunParams),
    Kind("properties", "pure, deterministic, dtype kept", PropertiesParams),
    Kind("source", "required or forbidden imports, calls, loops", SourceParams),
)


def network(architecture: str, name: str = "backprop") -> Any:
    """Return the gradients of a network whose name begins with a number."""
    if not architecture[:1].isdigit():
        raise ValueError(f"{architecture!r} is no architecture; write 784-H-10 relu")
    parts = {"W": 2.0, "b": 1.0}
    return Function(name=name, title="Gradients", parts=parts, conventions=REDUCTION[:2])


@dataclass(frozen=True)
class SmallCatalogue:
    """What reading needs, without any plugin."""

    functions: dict[str, Any] = field(default_factory=lambda: {f.name: f for f in FUNCTIONS})
    kinds: dict[str, Any] = field(default_factory=lambda: {k.name: k for k in KINDS})
    datasets: Mapping[str, object] = field(default_factory=dict)
    formats: Mapping[str, object] = field(default_factory=dict)
    networks: Callable[..., Any] = network


LETTERS = """\
assignment: letters
title: Neural networks in numpy
functions:                       # kind, inputs, tolerance and titles come from the catalogue
  relu: 1
  softmax: {points: 3, parts: {ordinary: 2, extreme: 1}}
  computeLayer: {points: 1, aliases: [compute], accept: {full: [rows, columns]}}
  CE: {points: 2, accept: {full: [mean], half: [mean_over_classes, sum]}}
  gradCE: {points: 3, accept: {full: [wrt_scores, wrt_logits]}}
network: {architecture: 784-H-10 relu, points: 5, scale: one for all tensors}
feedback: {show: [smallest_input, got], hints: {1: at once, 2: after 3 attempts}}
"""


class Desk:
    """A folder with an assignment in it, read against the small catalogue."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "assignment.yaml"
        self.catalogue = SmallCatalogue()

    def write(self, text: str | bytes) -> Path:
        content = dedent(text).encode() if isinstance(text, str) else text
        self.path.write_bytes(content)
        return self.path

    def read(self, text: str | bytes, *, needs_solution: bool = False) -> LoadedAssignment:
        return read_assignment(self.write(text), self.catalogue, needs_solution=needs_solution)

    def checks(self, text: str) -> dict[str, CheckSpec]:
        return {check.id: check for check in self.read(text).assignment.checks}

    def error(self, text: str | bytes, *, needs_solution: bool = False) -> AssignmentError:
        with pytest.raises(AssignmentError) as caught:
            self.read(text, needs_solution=needs_solution)
        return caught.value

    def mistakes(self, text: str | bytes, *, needs_solution: bool = False) -> list[str]:
        """Return ``line:column: what; what to do`` for every mistake."""
        found = self.error(text, needs_solution=needs_solution).mistakes
        return [f"{each.line}:{each.column}: {sentence(each)}" for each in found]

    def mistake(self, text: str | bytes) -> str:
        """Return the only mistake of a text."""
        (only,) = self.mistakes(text)
        return only


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "letters"
    folder.mkdir()
    return Desk(folder)


@pytest.fixture
def letters() -> str:
    return LETTERS
