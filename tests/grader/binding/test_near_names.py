"""A near miss is a slip of the pen or the same words; another function is never one."""

import pytest

from grader.binding.near_names import likeness, nearest


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("cross_entropy", "averageCrosEntropy"),
        ("grad_ce", "grad_ce_loss"),
        ("computeLayer", "layer_compute"),
        ("softmax", "stable_softmax"),
        ("softmax", "sotfmax"),
        ("softmax", "softmaxFunction"),
        ("relu", "myReLU"),
        ("relu", "rellu"),
        ("relu", "relu_activation"),
        ("averageCE", "averegeCE"),
        ("CE", "compute_CE"),
        ("CE", "CELoss"),
    ],
)
def test_the_same_words_and_slips_of_the_pen_are_near(wanted: str, name: str) -> None:
    assert nearest(wanted, [name]) == name


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("relu", "elu"),
        ("relu", "gelu"),
        ("relu", "d_relu"),
        ("relu", "drelu"),
        ("relu", "relu_grad"),
        ("relu", "reluPrime"),
        ("relu", "plot_relu"),
        ("softmax", "log_softmax"),
        ("softmax", "run_softmax"),
        ("softmax", "softmax_derivative"),
        ("gradCE", "CE"),
        ("CE", "MSE"),
        ("CE", "loss"),
        ("averageCE", "gradaverageCE"),
        ("gradCE", "grad_mse"),
        ("tanh", "tan"),
    ],
)
def test_another_function_is_never_a_near_miss(wanted: str, name: str) -> None:
    assert nearest(wanted, [name]) is None


def test_the_name_of_another_function_of_the_catalogue_is_never_taken() -> None:
    assert nearest("leaky_relu", ["leakyrelus"]) == "leakyrelus"
    assert nearest("leaky_relu", ["leakyrelus"], others=["leakyrelus"]) is None


def test_the_nearest_of_several_is_taken() -> None:
    assert nearest("softmax", ["sofmax", "softmax_fn", "softmx"]) == "softmax_fn"


def test_odd_names_are_compared_too() -> None:
    assert likeness("relu", "") == 0.0
    assert likeness("relu", "_" * 500) == 0.0
    assert likeness("relu", "É" * 500) == 0.0
