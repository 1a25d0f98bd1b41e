"""The catalogue is found by any of its names, and says what is wrong with a name or a line."""

import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from grader_reference.architectures import parse_architecture
from grader_reference.catalogue import Function
from grader_reference.entries import every as entries
from tests.reference.subjects import FUNCTIONS, named


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("ReLu", "relu"),
        ("averageCE", "CE"),
        ("avrageCE", "CE"),
        ("average_ce", "CE"),
        ("avgCE", "CE"),
        ("crossEntropy", "CE"),
        ("cross_entropy_loss", "CE"),
        ("dCE", "gradCE"),
        ("crossEntropyGrad", "gradCE"),
        ("softmax_fn", "softmax"),
        ("Relu", "relu"),
        ("relu_func", "relu"),
        ("derivative_of_sigmoid", "sigmoid_derivative"),
        ("diff_tanh", "tanh_derivative"),
        ("make_one_hot", "one_hot"),
        ("grad_ce", "gradCE"),
        ("compute", "computeLayer"),
        ("linear", "computeLayer"),
        ("compute_layer", "computeLayer"),
        ("softMax", "softmax"),
        ("backward", "scalar_backward"),
        ("scalar_softmax", "scalar_softmax"),
    ],
)
def test_a_function_is_found_by_the_names_students_give_it(name: str, canonical: str) -> None:
    assert entries.find(name).name == canonical


def test_an_unknown_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(ValueError, match=r"'sofmax'.*did you mean softmax\?"):
        entries.find("sofmax")
    with pytest.raises(ValueError, match=r"known are relu"):
        entries.find("qqqq")


def test_names_and_aliases_are_never_two_functions() -> None:
    folded = [
        name.lower().replace("_", "") for f in entries.functions() for name in (f.name, *f.aliases)
    ]
    assert len(set(folded)) == len(folded)


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_parameter_aliases_are_folded_and_mean_one_parameter_each(function: Function) -> None:
    words = [a for p in function.parameters for a in p.aliases]
    assert len(set(words)) == len(words)
    assert all(word == word.lower().replace("_", "") for word in words)
    own = [p.name for p in function.parameters]
    assert len(set(own)) == len(own)


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_an_entry_says_what_it_asks_in_a_sentence_and_where_to_look(function: Function) -> None:
    assert function.title
    assert function.asks.endswith(".")
    assert len(function.hints) == 2


@pytest.mark.parametrize(
    ("text", "widths"),
    [
        ("784-H-10 relu", (784, 23, 10)),
        ("784-h-H-10 tanh", (784, 23, 17, 10)),
        ("2-3-2 sigmoid", (2, 3, 2)),
        ("784-666-666-10 RELU", (784, 666, 666, 10)),
        ("  6-5-4-3   relu ", (6, 5, 4, 3)),
    ],
)
def test_an_architecture_is_read_from_a_line(text: str, widths: tuple[int, ...]) -> None:
    assert parse_architecture(text).widths == widths


def test_the_hidden_width_can_be_chosen() -> None:
    assert parse_architecture("784-H-10 relu", hidden=50).widths == (784, 50, 10)
    function = entries.network("5-H-H-3 relu", hidden=(4, 6))
    shapes = {n: np.shape(v) for n, v in _first(function).items()}
    assert shapes["W2"] == (4, 6)


def _first(function: Function) -> dict[str, Any]:
    return dict(function.draw(np.random.default_rng(0))[0].arguments)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("784-H-10", "is no architecture: write the widths and the hidden activation"),
        ("784,H,10 relu", "such as '784-H-10 relu'"),
        ("", "is no architecture"),
        ("784-H-10 softplus", "the activation 'softplus' is not known; use one of relu, sigmoid"),
        ("784-10 relu", "2 widths were given"),
        ("784-0-10 relu", "a width must lie between 1 and 10000"),
        ("784-99999-10 relu", "a width must lie between 1 and 10000"),
        ("784-H-1 relu", "two classes"),
        ("7٣-H-10 relu", "is no architecture"),
    ],
)
def test_a_line_that_is_no_architecture_is_refused_with_a_sentence(
    text: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=r"is no architecture|is not known") as problem:
        entries.network(text)
    assert sentence in str(problem.value)


def test_a_network_names_its_parameters_and_gradients() -> None:
    function = entries.network("784-H-10 relu")
    assert [p.name for p in function.parameters] == ["X", "T", "W1", "b1", "W2", "b2"]
    assert function.outputs == ("dW1", "db1", "dW2", "db2")
    assert entries.network("784-H-10 relu") is function


def test_importing_the_package_imports_no_entry_and_entries_draw_nothing() -> None:
    code = (
        "import sys, grader_reference\n"
        "assert not [m for m in sys.modules if m.startswith('grader_reference.')]\n"
        "from grader_reference.entries import every as entries\n"
        "entries.functions(); entries.networks('784-666-666-10 relu')\n"
        "others = ('grader', 'grader_plugins', 'pydantic', 'yaml')\n"
        "assert not [m for m in sys.modules if m.split('.')[0] in others]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=_environment())


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
