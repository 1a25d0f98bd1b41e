"""Right code as text: it runs, shows its source, and a mistake is a patch of one line."""

import inspect

import numpy as np
import pytest

from grader_reference.architectures import parse_architecture
from grader_reference.misconceptions import networks as wrong
from grader_reference.misconceptions.network_programs import backprop_program
from grader_reference.programs import Program

DOUBLE = Program(name="double", parameters=("x",), statements={"y": "2 * x"}, result="y")


def test_a_program_is_a_function_with_a_source_and_a_signature() -> None:
    function = DOUBLE.function("test double")
    assert function(4) == 8
    assert inspect.getsource(function) == "def double(x):\n    y = 2 * x\n    return y\n"
    assert list(inspect.signature(function).parameters) == ["x"]


def test_a_patch_replaces_a_statement_the_result_or_comes_first() -> None:
    assert DOUBLE.patched({"y": "3 * x"}).function("test triple")(4) == 12
    assert DOUBLE.patched({"return": "-y"}).function("test negative")(4) == -8
    assert DOUBLE.patched({"x": "x + 1"}).function("test next")(4) == 10


def test_the_program_of_an_architecture_reads_like_the_formulas() -> None:
    source = backprop_program(parse_architecture("4-3-2 relu")).source
    assert source == (
        "def backprop(X, T, W1, b1, W2, b2):\n"
        "    z1 = X @ W1 + b1\n"
        "    h1 = np.maximum(z1, 0)\n"
        "    z2 = h1 @ W2 + b2\n"
        "    e = np.exp(z2 - np.max(z2, axis=1, keepdims=True))\n"
        "    p = e / np.sum(e, axis=1, keepdims=True)\n"
        "    N = len(X)\n"
        "    d2 = (p - T) / N\n"
        "    dW2 = h1.T @ d2\n"
        "    db2 = np.sum(d2, axis=0).reshape(b2.shape)\n"
        "    d1 = (d2 @ W2.T) * (z1 > 0)\n"
        "    dW1 = X.T @ d1\n"
        "    db1 = np.sum(d1, axis=0).reshape(b1.shape)\n"
        "    return dW1, db1, dW2, db2\n"
    )


@pytest.mark.parametrize("text", ["784-H-10 relu", "4-3-3-2 tanh", "2-3-2 sigmoid"])
def test_a_slip_changes_few_lines(text: str) -> None:
    architecture = parse_architecture(text)
    right = set(backprop_program(architecture).source.splitlines())
    for misconception in wrong.backprop(architecture):
        lines = set(inspect.getsource(misconception.function).splitlines())
        assert 1 <= len(lines - right) <= 2 * architecture.layers, misconception.id


def test_some_slips_need_neighbouring_layers_of_one_width() -> None:
    equal = {m.id for m in wrong.backprop(parse_architecture("6-5-5-3 relu"))}
    unequal = {m.id for m in wrong.backprop(parse_architecture("6-5-4-3 relu"))}
    assert equal - unequal == {"backprop.mask_other_layer", "backprop.weights_not_transposed"}


def test_a_program_is_compiled_only_when_it_is_called() -> None:
    broken = Program(name="f", parameters=(), statements={}, result="1 +").function("test broken")
    with pytest.raises(SyntaxError):
        broken()
    assert np.isfinite(DOUBLE.function("test again")(1.0))
