"""Right answers in the corners: large numbers, whole numbers, zeros, untouched arguments."""

import numpy as np
import pytest

from grader_reference import activations, layers, losses, networks
from grader_reference.catalogue import Function
from tests.reference.subjects import FUNCTIONS, drawn, named


def test_sigmoid_saturates_without_a_warning() -> None:
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_array_equal(activations.sigmoid(np.array([800.0, -800.0])), [1.0, 0.0])


def test_softmax_of_large_rows_is_that_of_the_same_rows_moved() -> None:
    z = np.array([[1000.0, 1001.0], [1.0, 2.0], [-1000.0, -999.0]])
    np.testing.assert_array_equal(layers.softmax(z), np.tile(layers.softmax(z[1]), (3, 1)))


def test_a_class_without_target_counts_nothing_even_at_probability_zero() -> None:
    t, p = np.array([[0, 1]]), np.array([[0.0, 1.0]])
    assert losses.cross_entropy(t, p) == 0.0
    np.testing.assert_array_equal(losses.cross_entropy_gradient(t, p), [[0.0, -1.0]])


def test_a_right_class_at_probability_zero_costs_infinitely_much() -> None:
    with np.errstate(divide="ignore"):
        assert losses.cross_entropy(np.array([[1, 0]]), np.array([[0.0, 1.0]])) == np.inf


def test_accuracy_counts_decisions() -> None:
    t = np.eye(2)[[0, 0, 1, 1]]
    p = np.array([[0.9, 0.1], [0.4, 0.6], [0.3, 0.7], [0.2, 0.8]])
    assert losses.accuracy(t, p) == 0.75


def test_gradients_have_the_shapes_of_their_parameters_also_for_flat_biases() -> None:
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(4, 3)), np.eye(2)[[0, 1, 1, 0]]
    given = [rng.normal(size=s) for s in ((3, 5), (5,), (5, 2), (2,))]
    assert [g.shape for g in networks.backprop(X, T, *given)] == [p.shape for p in given]


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_no_right_function_changes_its_arguments(function: Function) -> None:
    for case in drawn(function):
        before = {n: np.array(v, copy=True) for n, v in case.arguments.items()}
        function.right(*case.arguments.values())
        for name, value in case.arguments.items():
            np.testing.assert_array_equal(value, before[name])
