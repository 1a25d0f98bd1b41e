"""The catalogue's diagnoses: what fits every answer is named, and nothing is guessed."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader_plugins.diagnosis.closeness import alike
from grader_plugins.diagnosis.confidence import CONFIDENCE, Evidence
from grader_reference.catalogue import Convention, Function, Misconception
from tests.grader.sittings import CATALOGUE, LOSS, RELU, Sitting, check, in_columns, right_functions

RIGHT = right_functions()


def named(name: str, function: Callable[..., Any], **more: Any) -> list[str]:
    catalogue = more.pop("catalogue", CATALOGUE)
    sitting = Sitting({**RIGHT, name: function}, check(name, **more), catalogue=catalogue)
    return sitting.diagnosed(name, "catalogue")


def test_a_known_mistake_is_named() -> None:
    assert named("relu", np.abs) == ["relu.absolute"]


@pytest.mark.parametrize(
    "function",
    [
        lambda x: np.abs(x).tolist(),
        lambda x: np.abs(x).astype(np.float32),
        lambda x: np.sqrt(x * x),
    ],
)
def test_it_is_named_in_every_form_up_to_rounding(function: Any) -> None:
    assert named("relu", function) == ["relu.absolute"]


def test_right_code_has_no_mistake() -> None:
    assert named("relu", RIGHT["relu"]) == []


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x + 1,
        lambda x: None,
        lambda x: np.where(x > -0.5, np.abs(x), 0),
        lambda x: np.full_like(x, np.nan),
    ],
)
def test_silence_rather_than_a_guess(function: Any) -> None:
    assert named("relu", function) == []


def test_an_exception_is_not_taken_for_a_mistake_that_raises_too() -> None:
    def relu(x: Any) -> Any:
        raise NameError("x")

    assert named("relu", relu) == []


def test_a_mistake_is_named_in_the_layout_it_was_made_in() -> None:
    def loss(prediction: Any, target: Any) -> Any:
        return np.sum(target * np.log(prediction)) / target.shape[1]

    assert in_columns(loss).diagnosed("CE", "catalogue") == ["CE.sign"]


def test_a_convention_that_is_not_accepted_is_named_as_one() -> None:
    def total(prediction: Any, target: Any) -> Any:
        return -np.sum(target * np.log(prediction))

    assert named("CE", total) == ["convention.sum"]
    assert named("CE", total, accept={"mean": 1.0, "sum": 0.5}) == ["convention.sum"]
    assert named("CE", total, accept={"mean": 1.0, "sum": 1.0}) == []


def with_entries(*entries: Misconception) -> dict[str, Function]:
    return {**CATALOGUE, "relu": Function(**{**vars(RELU), "misconceptions": entries})}


def entry(name: str, function: Callable[..., Any], **more: Any) -> Misconception:
    return Misconception(
        id=name, claim=name, hints=("first", "second"), explanation="", function=function, **more
    )


def test_entries_that_nothing_tells_apart_are_named_together() -> None:
    catalogue = with_entries(entry("one", np.abs), entry("other", np.abs), entry("no", np.negative))
    assert named("relu", np.abs, catalogue=catalogue) == ["one", "other"]


def test_what_explains_more_is_named_alone() -> None:
    catalogue = with_entries(
        entry("partly", lambda x: np.where(np.abs(x).max() > 100, 0 * x, np.abs(x))),
        entry("wholly", np.abs),
    )
    assert named("relu", np.abs, catalogue=catalogue) == ["wholly"]


def test_an_entry_under_another_convention_is_not_named() -> None:
    catalogue = with_entries(entry("one", np.abs, under=("columns",)))
    assert named("relu", np.abs, catalogue=catalogue) == []


def test_an_entry_that_changes_its_arguments_changes_no_question() -> None:
    def spoils(x: Any) -> Any:
        x[:] = 0
        return x

    catalogue = with_entries(entry("spoils", spoils), entry("absolute", np.abs))
    assert named("relu", np.abs, catalogue=catalogue) == ["absolute"]


def test_hints_come_by_the_attempt() -> None:
    for attempt, hint in (
        (1, "Look at the sign."),
        (4, "Look at the sign. A loss is not negative."),
    ):
        loss = LOSS.misconceptions[0].function
        sitting = Sitting({"CE": loss}, check("CE"), attempt=attempt)
        spec = sitting.spec("CE")
        diagnoser = sitting.bench.registry.diagnosers["catalogue"]
        (found,) = diagnoser.diagnose(spec, sitting.hearing)
        assert (found.hint, found.confidence) == (hint, CONFIDENCE[Evidence.EVERY])


@pytest.mark.parametrize(
    ("got", "wrong", "fits"),
    [
        (np.ones(3), np.ones(3) * (1 + 1e-9), True),
        (np.ones(3), np.ones(3) * (1 + 1e-4), False),
        (np.array([np.nan, 1.0]), np.array([np.nan, 1.0]), True),
        (np.array([0.0, 1.0]), np.array([np.nan, 1.0]), False),
        (np.ones((3, 1)), np.ones(3), True),
        (np.ones(2), np.ones(3), False),
        (None, np.ones(3), False),
        (np.zeros(3), np.zeros(3), True),
        (np.full(3, 1e-20), np.zeros(3), False),
    ],
)
def test_answers_are_alike_up_to_rounding(got: Any, wrong: Any, fits: bool) -> None:  # noqa: FBT001
    assert alike(got, (wrong,), ()) is fits


def test_a_convention_that_the_group_cannot_take_is_named_with_the_one_asked_for() -> None:
    """A loss over class numbers raises when it is given one-hot rows, as its group is."""

    def loss(prediction: Any, target: Any) -> Any:
        return -np.mean(np.log(prediction[np.arange(len(target)), target.astype(int)]))

    numbers = Convention(
        id="integer",
        axis="labels",
        claim="targets are class numbers",
        shared=True,
        present=lambda given: {**given, "target": np.argmax(given["target"], axis=1)},
    )
    one_hot = Convention(id="one_hot", axis="labels", claim="targets are one-hot", shared=True)
    conventions = (one_hot, numbers, *LOSS.conventions)
    catalogue = {**CATALOGUE, "CE": Function(**{**vars(LOSS), "conventions": conventions})}
    sitting = Sitting({"CE": loss}, check("CE", accept={"one_hot": 1.0}), catalogue=catalogue)
    diagnoser = sitting.bench.registry.diagnosers["catalogue"]
    (found,) = diagnoser.diagnose(sitting.spec("CE"), sitting.hearing)
    assert found.id == "convention.integer"
    words = "targets are class numbers; asked for here: targets are one-hot"
    assert found.title == f"it fits another convention: {words}"


def test_a_mistake_in_float32_is_named_as_in_float64() -> None:
    catalogue = with_entries(entry("shifted", lambda x: np.abs(x) + 0.01), entry("no", np.negative))

    def single(x: Any) -> Any:
        return np.abs(np.float32(x)) + np.float32(0.01)

    assert named("relu", single, catalogue=catalogue) == ["shifted"]


def test_what_is_close_in_float32_to_right_and_wrong_alike_is_not_named() -> None:
    catalogue = with_entries(entry("hair", lambda x: np.maximum(x, 0.0) * (1 + 2e-5)))
    assert (
        named("relu", lambda x: np.float32(np.maximum(x, 0) * 1.00006), catalogue=catalogue) == []
    )


def test_the_layout_is_found_where_nothing_right_tells_it() -> None:
    def loss(prediction: Any, target: Any) -> Any:
        return np.sum(target * np.log(prediction)) / target.shape[1]

    accept = {"rows": 1.0, "columns": 1.0}
    sitting = Sitting({"CE": loss}, check("CE", accept=accept))
    assert sitting.diagnosed("CE", "catalogue") == ["CE.sign"]


def test_a_layout_that_a_right_answer_tells_is_not_doubted() -> None:
    """What is a known mistake in columns alone is none where the group is right in rows."""

    def loss(prediction: Any, target: Any) -> Any:
        return np.sum(target * np.log(prediction)) / target.shape[1]

    def layer(X: Any, W: Any, b: Any) -> Any:
        return X @ W + b

    accept = {"rows": 1.0, "columns": 1.0}
    checks = (check("CE", accept=accept), check("layer", accept=accept))
    assert Sitting({"CE": loss, "layer": layer}, *checks).diagnosed("CE", "catalogue") == []
