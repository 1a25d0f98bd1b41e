"""A tiny catalogue and whole examinations over it, without files and without processes."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pluggy
from numpy.typing import NDArray

from grader.bench import Bench
from grader.binding.functions import Wanted, bind
from grader.conventions.fixing import first_round, fix_conventions
from grader.examination.conversation import Conversation
from grader.hearing import Hearing
from grader.judgement import Judgement
from grader.models.assignment import Assignment, CheckSpec, Feedback
from grader.plugin_manager import Registry
from grader.seeds import Seed
from grader_plugins.checks import grader_register_check_kinds
from grader_plugins.diagnosis import grader_register_diagnosers
from grader_reference.catalogue import Case, Convention, Function, Misconception, Parameter
from tests.grader.examination.fakes import FakeWall, Functions

Floats = NDArray[np.float64]
N, D, K = 7, 5, 3


def _relu(x: Floats) -> Floats:
    return np.maximum(x, 0.0)


def _relu_cases(rng: np.random.Generator) -> tuple[Case, ...]:
    ordinary = [rng.normal(size=(N, D)) for _ in range(2)]
    return (
        *(Case(part="ordinary", label="mixed signs", arguments={"x": x}) for x in ordinary),
        Case(part="extreme", label="large numbers", arguments={"x": rng.normal(size=(N, D)) * 1e6}),
    )


def _relu_small(rng: np.random.Generator) -> tuple[Case, ...]:
    x = np.abs(rng.normal(size=(1, 2))) * [1.0, -1.0]
    return (Case(part="small", label="two numbers", arguments={"x": x}),)


RELU = Function(
    name="relu",
    title="ReLU",
    asks="the larger of x and zero",
    parameters=(Parameter(name="x", aliases=("z",)),),
    right=_relu,
    draw=_relu_cases,
    small=_relu_small,
    parts={"ordinary": 2.0, "extreme": 1.0},
    exact=True,
    aliases=("rectifier",),
    misconceptions=(
        Misconception(
            id="relu.absolute",
            claim="the absolute value is taken",
            hints=("Look at a negative number.", "Compare it with zero."),
            explanation="|x| is x for positive numbers only",
            function=np.abs,
        ),
        Misconception(
            id="relu.raises",
            claim="nothing but an exception",
            hints=("Look.",),
            explanation="raises",
            function=lambda x: x[0][0][0],
        ),
    ),
)


def _loss(prediction: Floats, target: Floats) -> Any:
    return -np.mean(np.sum(target * np.log(prediction), axis=1))


def _loss_sum(prediction: Floats, target: Floats) -> Any:
    return -np.sum(target * np.log(prediction))


def _turned(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value.T for name, value in arguments.items()}


def _loss_cases(rng: np.random.Generator) -> tuple[Case, ...]:
    found = []
    for rows in (N, N + 4):
        raw = rng.random(size=(rows, K)) + 0.1
        arguments = {
            "prediction": raw / raw.sum(axis=1, keepdims=True),
            "target": np.eye(K)[rng.integers(0, K, rows)],
        }
        found.append(Case(part="ordinary", label="soft answers", arguments=arguments))
    return tuple(found)


ROWS = Convention(id="rows", axis="layout", claim="examples are rows", shared=True)
COLUMNS = Convention(
    id="columns", axis="layout", claim="examples are columns", shared=True, present=_turned
)

LOSS = Function(
    name="CE",
    title="Cross-entropy",
    asks="the mean cross-entropy",
    parameters=(
        Parameter(name="prediction", aliases=("p", "output")),
        Parameter(name="target", aliases=("t", "labels")),
    ),
    right=_loss,
    draw=_loss_cases,
    small=_loss_cases,
    parts={"ordinary": 1.0},
    conventions=(
        ROWS,
        COLUMNS,
        Convention(id="mean", axis="reduction", claim="the mean over the examples"),
        Convention(
            id="sum", axis="reduction", claim="the sum over the examples", function=_loss_sum
        ),
    ),
    misconceptions=(
        Misconception(
            id="CE.sign",
            claim="the sign is missing",
            hints=("Look at the sign.", "A loss is not negative."),
            explanation="the minus is missing",
            function=lambda prediction, target: -_loss(prediction, target),
        ),
    ),
)


def _layer(X: Floats, W: Floats, b: Floats) -> Floats:
    return X @ W + b


def _batches(arguments: Callable[[int], dict[str, Any]]) -> tuple[Case, ...]:
    """Draw a batch and a larger one."""
    return tuple(
        Case(part="ordinary", label="a batch", arguments=arguments(rows)) for rows in (N, N + 4)
    )


def _layer_cases(rng: np.random.Generator) -> tuple[Case, ...]:
    return _batches(
        lambda rows: {
            "X": rng.normal(size=(rows, D)),
            "W": rng.normal(size=(D, K)),
            "b": rng.normal(size=(1, K)),
        }
    )


LAYER = Function(
    name="layer",
    title="Layer",
    asks="X W + b",
    parameters=(
        Parameter(name="X"),
        Parameter(name="W", aliases=("weights",)),
        Parameter(name="b"),
    ),
    right=_layer,
    draw=_layer_cases,
    small=_layer_cases,
    parts={"ordinary": 1.0},
    magnitude=lambda X, W, b: np.abs(X) @ np.abs(W) + np.abs(b),
    terms=lambda X, W, b: W.shape[0] + 1,
    conventions=(
        ROWS,
        Convention(
            id="columns",
            axis="layout",
            claim="examples are columns",
            shared=True,
            present=_turned,
            adapt=lambda answer, arguments: answer.T,
        ),
    ),
)


def _squares(w: Floats, b: Floats, X: Floats, y: Floats) -> Any:
    return 0.5 * np.mean((X @ w + b - y) ** 2)


def _slopes(w: Floats, b: Floats, X: Floats, y: Floats) -> tuple[Floats, Floats]:
    error = (X @ w + b - y) / len(X)
    return X.T @ error, error.sum(keepdims=True)


def _regression_cases(rng: np.random.Generator) -> tuple[Case, ...]:
    return _batches(
        lambda rows: {
            "w": rng.normal(size=D),
            "b": rng.normal(size=1),
            "X": rng.normal(size=(rows, D)),
            "y": rng.normal(size=rows),
        }
    )


_REGRESSION = tuple(Parameter(name=name) for name in ("w", "b", "X", "y"))

SQUARES = Function(
    name="squares",
    title="Squared error",
    asks="half the mean squared error",
    parameters=_REGRESSION,
    right=_squares,
    draw=_regression_cases,
    small=_regression_cases,
    parts={"ordinary": 1.0},
    terms=lambda w, b, X, y: X.size,
)

SLOPES = Function(
    name="slopes",
    title="Its gradient",
    asks="the gradient of half the mean squared error",
    parameters=_REGRESSION,
    outputs=("dw", "db"),
    right=_slopes,
    draw=_regression_cases,
    small=_regression_cases,
    parts={"ordinary": 1.0},
)

CATALOGUE = {f.name: f for f in (RELU, LOSS, LAYER, SQUARES, SLOPES)}


def registry(functions: Mapping[str, Any] = CATALOGUE) -> Registry:
    return Registry(
        functions=functions,
        kinds={kind.name: kind for kind in grader_register_check_kinds()},
        loaders={},
        diagnosers={d.name: d for d in grader_register_diagnosers()},
        reporters={},
        versions={},
        manager=pluggy.PluginManager("grader"),
    )


def check(name: str, **more: Any) -> CheckSpec:
    function = more.pop("function", name if name in CATALOGUE else "")
    given = {"id": name, "kind": "values", "function": function, "points": 3.0, **more}
    return CheckSpec.model_validate(given)


def bench(*checks: CheckSpec, seed: Seed = 0, functions: Mapping[str, Any] = CATALOGUE) -> Bench:
    assignment = Assignment(assignment="tiny", checks=checks, feedback=Feedback())
    return Bench(assignment, registry(functions), seed=seed)


class Sitting:
    """One submission's functions, asked and judged by the checks given."""

    def __init__(
        self,
        functions: Functions,
        *checks: CheckSpec,
        wall: FakeWall | None = None,
        attempt: int = 1,
        catalogue: Mapping[str, Any] = CATALOGUE,
    ) -> None:
        self.bench = bench(*checks, functions=catalogue)
        self.wall = wall or FakeWall(functions)
        conversation = Conversation(
            self.wall, message={"kind": "submission"}, budget_seconds=30.0, memory_mib=256
        )
        conversation.begin()
        wanted = [
            Wanted(
                name=spec.function,
                aliases=self.bench.function(spec).aliases,
                function=self.bench.function(spec),
            )
            for spec in checks
            if spec.function
        ]
        self.hearing = Hearing(
            self.bench,
            conversation,
            bound=bind(wanted, conversation.inventory),
            names={spec.id: spec.function for spec in checks if spec.function},
            attempt=attempt,
        )
        papers = [(spec, self.bench.questions(spec)) for spec in checks if spec.function]
        first_round(self.hearing, papers)
        fix_conventions(self.hearing, papers)

    def spec(self, name: str) -> CheckSpec:
        return next(spec for spec in self.bench.assignment.checks if spec.id == name)

    def judgement(self, name: str) -> Judgement:
        spec = self.spec(name)
        return self.bench.registry.kinds[spec.kind].judge(spec, self.hearing)

    def diagnosed(self, name: str, diagnoser: str) -> list[str]:
        found = self.bench.registry.diagnosers[diagnoser].diagnose(self.spec(name), self.hearing)
        return [diagnosis.id for diagnosis in found]


def statuses(judgement: Judgement) -> dict[str, str]:
    return {part.id: part.status.value for part in judgement.parts}


def right_functions() -> dict[str, Callable[..., Any]]:
    return {name: function.right for name, function in CATALOGUE.items()}


def in_columns(loss: Callable[..., Any]) -> Sitting:
    """Examine a loss beside a layer that tells the layout: every example is a column."""

    def layer(X: Any, W: Any, b: Any) -> Any:
        return W @ X + b

    accept = {"rows": 1.0, "columns": 1.0}
    return Sitting(
        {"CE": loss, "layer": layer}, check("CE", accept=accept), check("layer", accept=accept)
    )
