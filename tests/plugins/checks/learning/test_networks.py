"""Trained weights are read in every form that a network's conventions allow."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.conventions.combinations import combinations
from grader.errors import AssignmentError
from grader.models.interface import Interface
from grader.plugin_manager import build
from grader.preparation import prepare
from grader_plugins.checks.learning.forms import forms
from grader_plugins.checks.learning.networks import FreeNetwork, Network
from tests.plugins.checks.convnets import ASSIGNMENT, CONVNET, INTERFACE
from tests.plugins.checks.nets import Room, changed, room

PLAIN = "12x12-3x3x4-pool2-2x2x3-pool2-5-3 tanh"
NORMALISED = "6x6-same3x3x2-norm-pool2-4-3 relu"
Floats = NDArray[np.float64]
WIDTHS = (144, 5, 3)


def network(text: str) -> Network:
    return Network(text, build().network(text, "network_forward"))


@pytest.mark.parametrize("text", [PLAIN, NORMALISED])
def test_what_a_convention_presents_is_put_back(text: str) -> None:
    function = build().network(text, "network_forward")
    given = function.draw(np.random.default_rng(0))[0].arguments
    for combination in combinations(function):
        presented = combination.present(given)
        arrays = [presented[name] for name in function.tensors]
        read = network(text).readings(arrays, WIDTHS, "float64")
        assert not isinstance(read, str)
        assert all(
            np.array_equal(found, given[name])
            for name, found in zip(function.tensors, read[0].parameters, strict=True)
        )


def test_a_form_that_means_the_same_is_told_once() -> None:
    assert len(forms(build().network(PLAIN, "network_forward"))) == 2
    assert len(forms(build().network(NORMALISED, "network_forward"))) == 4


def test_where_shapes_fit_two_forms_both_are_read() -> None:
    text = "8x8-3x3x3-3x3x3-5-3 tanh"
    function = build().network(text, "network_forward")
    given = function.draw(np.random.default_rng(0))[0].arguments
    read = network(text).readings([given[n] for n in function.tensors], WIDTHS, "float64")
    assert len(read) == 2


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ([np.ones(3)] * 3, "3 parameters were read, and 8 were asked for"),
        ([np.ones(3)] * 8, "the parameters have the shapes (3,), (3,)"),
        (["W"] * 8, "parameter 1: "),
        (None, "0 parameters were read"),
    ],
)
def test_what_is_no_such_weights_is_told(value: object, told: str) -> None:
    assert str(network(PLAIN).readings(value, WIDTHS, "float64")).startswith(told)


TRAINED = changed("      accuracy: [0.6]", "      accuracy: [0.4]", ASSIGNMENT)
DRIVEN = changed("examples: 3000", "examples: 1000\n      mode: driven\n      epochs: 2", TRAINED)
EPOCHS = changed("    fit: {", "    epoch: {", INTERFACE)
FIRST = changed(
    "reshape(len(X), 6, 4, 6, 4, 3)",
    "reshape(len(X), 6, 4, 6, 4, 3).transpose(0, 5, 1, 2, 3, 4)",
    changed(
        "reshape(len(X), 6, 1, 6, 1, 3)",
        "reshape(len(X), 3, 6, 1, 6, 1)",
        changed(
            "(up * first * self.slope(self.a))",
            "(up * first * self.slope(self.a)).transpose(0, 2, 3, 4, 5, 1)",
            CONVNET.replace("axis=(2, 4)", "axis=(3, 5)"),
        ),
    ),
)
FIRST = changed("drawn(5, 5, 1, 3)", "drawn(5, 5, 1, 3).transpose(3, 2, 0, 1).copy()", FIRST)
FIRST = changed("self.K1.reshape(25, 3)", "self.K1.reshape(3, 25).T", FIRST)
FIRST = changed(
    "(self.rows.T @ d1).reshape(self.K1.shape)",
    "(self.rows.T @ d1).T.reshape(self.K1.shape)",
    FIRST,
)


@pytest.fixture(scope="module")
def driven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("driven"), DRIVEN + EPOCHS) as opened:
        yield opened


@pytest.mark.parametrize("source", [CONVNET, FIRST], ids=["last", "first"])
def test_channels_first_and_last_are_read_after_every_epoch(driven: Room, source: str) -> None:
    check = driven.check(source)
    assert check.score == 4.0, check.student_text
    assert "not those of its weights" not in check.student_text
    assert len(check.evidence.details["curve"]) == 2


def test_weights_of_another_size_are_told(driven: Room) -> None:
    size = "self.activation, hidden = activation, 13"
    wider = changed("self.activation = activation", size, CONVNET)
    check = driven.check(wider)
    assert check.score == 0.0
    assert "the parameters have the shapes (5, 5, 1, 3), (3,), (108, 13)" in check.student_text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("-10 {activation}", "-9 {activation}", "not of one size"),
        ("-10 {activation}", "-10 {slope}", "'slope' is no fact"),
        ("activation: relu}", "activation: rely}", "the activation 'rely' is not known"),
        ("5x5x3-pool4", "5x5x3-pool4-5x5x3", "has 8 parameters, and 6 places are described"),
        ("28x28-5x5x3-pool4", "27x28-4x5x3-pool4", "not of one size"),
    ],
)
def test_an_architecture_that_does_not_fit_is_told_by_validation(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text(changed(old, new, ASSIGNMENT) + INTERFACE, encoding="utf-8")
    prepared = prepare(path)
    spec = prepared.bench.checks["learns"]
    assert told in prepared.registry.kinds["training"].validate(spec, prepared.bench)[0]


def test_an_architecture_without_facts_is_judged_as_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    text = changed("pool4-{hidden}-10 {activation}", "pool5-12-10 relu", ASSIGNMENT)
    path.write_text(text + INTERFACE, encoding="utf-8")
    with pytest.raises(AssignmentError) as caught:
        prepare(path)
    assert "squares of 5" in str(caught.value.mistakes)


FREE = "4-*-3 relu"


def free() -> Network:
    return FreeNetwork(FREE, build())


def layers(*widths: int) -> tuple[list[Floats], list[Floats]]:
    rng = np.random.default_rng(0)
    pairs = list(pairwise(widths))
    return [rng.normal(size=pair) for pair in pairs], [rng.normal(size=pair[1]) for pair in pairs]


@pytest.mark.parametrize("widths", [(4, 3), (4, 5, 3), (4, 6, 5, 2, 3)])
def test_free_layers_are_read_in_any_number_and_width(widths: tuple[int, ...]) -> None:
    weights, biases = layers(*widths)
    columns = [W.T for W in weights], [b.reshape(-1, 1) for b in biases]
    X = np.random.default_rng(1).normal(size=(7, 4))
    a = X
    for W, b in zip(weights, biases, strict=True):
        z = a @ W + b
        a = np.maximum(z, 0)
    right = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    for kept in ((weights, biases), columns):
        read = free().readings(list(kept), WIDTHS, "float64")
        assert not isinstance(read, str)
        assert np.allclose(read[0].probabilities(X), right)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (np.ones(3), "a list of weights and one of biases were asked for"),
        ([[], []], "a list of weights and one of biases were asked for"),
        ([[np.ones((4, 5))], [np.ones(5)]], "the last biases have 5 numbers"),
        ([[np.ones((4, 5)), np.ones((6, 3))], [np.ones(5), np.ones(3)]], "the weights have"),
        ([["W"], ["b"]], "the last biases have 0 numbers"),
    ],
)
def test_what_is_no_network_of_free_layers_is_told(value: Any, told: str) -> None:
    assert told in free().readings(value, WIDTHS, "float64")


def test_free_layers_need_the_ends_of_the_data() -> None:
    interface = Interface(calls={})
    assert free().misfits(interface, (4, 9, 3), 4) == []
    assert "do not fit" in free().misfits(interface, (5, 9, 3), 5)[0]


@pytest.mark.parametrize("text", ["784-20-*-10 relu", "784-*-20-10 relu", "28x28-3x3x4-*-10 relu"])
def test_free_layers_stand_for_all_of_them(text: str) -> None:
    with pytest.raises(ValueError, match="stands for all hidden layers"):
        FreeNetwork(text, build())
