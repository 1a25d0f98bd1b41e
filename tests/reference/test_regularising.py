"""Dropout and batch normalisation: expectations, slopes, running averages, dtypes."""

from collections.abc import Callable

import numpy as np
import pytest

from grader_reference import batch_norm, dropout
from tests.reference.test_gradients import slope


def test_dropout_keeps_the_share_and_the_expectation() -> None:
    rng = np.random.default_rng(0)
    x = np.full((400, 500), 2.0)
    mask = dropout.dropout_mask(rng, x, 0.8)
    assert set(np.unique(mask)) == {0.0, 1.0}
    assert mask.mean() == pytest.approx(0.8, abs=0.005)
    assert dropout.dropout(x, mask, 0.8).mean() == pytest.approx(2.0, abs=0.01)


def test_the_same_seed_draws_the_same_mask() -> None:
    x = np.zeros((5, 7))
    one, same, other = (
        dropout.dropout_mask(np.random.default_rng(seed), x, 0.5) for seed in (3, 3, 4)
    )
    np.testing.assert_array_equal(one, same)
    assert np.any(one != other)


@pytest.mark.parametrize(
    ("forward", "backward"),
    [
        (dropout.dropout, dropout.dropout_backward),
        (dropout.dropout_classical, dropout.dropout_backward_classical),
    ],
)
def test_the_gradient_of_dropout_is_its_slope(
    forward: Callable[..., np.ndarray], backward: Callable[..., np.ndarray]
) -> None:
    rng = np.random.default_rng(0)
    x, dh = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    mask = dropout.dropout_mask(rng, x, 0.6)
    expected = slope(lambda v: float(np.sum(dh * forward(v, mask, 0.6))), x)
    np.testing.assert_allclose(backward(dh, mask, 0.6), expected, atol=1e-9)


def test_an_evaluation_drops_nothing_and_only_the_classical_form_scales_it() -> None:
    x, mask = np.array([[2.0, 4.0]]), np.array([[1.0, 0.0]])
    np.testing.assert_array_equal(dropout.dropout(x, mask, 0.5, training=False), x)
    classical = dropout.dropout_classical(x, mask, 0.5, training=False)
    np.testing.assert_array_equal(classical, x / 2)


SHAPES = [(6, 3), (3, 2, 4, 2)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("forward", "backward"),
    [
        (batch_norm.batch_norm, batch_norm.batch_norm_backward),
        (batch_norm.batch_norm_per_pixel, batch_norm.batch_norm_backward_per_pixel),
    ],
)
def test_gradients_of_batch_normalisation_are_slopes(
    forward: Callable[..., tuple[np.ndarray, ...]],
    backward: Callable[..., tuple[np.ndarray, ...]],
    shape: tuple[int, ...],
) -> None:
    rng = np.random.default_rng(0)
    x, dy = rng.normal(1, 2, shape), rng.normal(size=shape)
    gamma, beta = rng.normal(size=(2, shape[-1]))
    rest = np.zeros(shape[-1]), np.ones(shape[-1]), 0.9, 0.05, True

    def total(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray) -> float:
        return float(np.sum(dy * forward(x, gamma, beta, *rest)[0]))

    dx, dgamma, dbeta = backward(dy, x, gamma, 0.05)
    np.testing.assert_allclose(dx, slope(lambda v: total(v, gamma, beta), x), atol=1e-8)
    np.testing.assert_allclose(dgamma, slope(lambda v: total(x, v, beta), gamma), atol=1e-8)
    np.testing.assert_allclose(dbeta, slope(lambda v: total(x, gamma, v), beta), atol=1e-8)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_channel_is_centred_with_variance_one(shape: tuple[int, ...]) -> None:
    x = np.random.default_rng(0).normal(3, 5, shape)
    x_hat = batch_norm.normalise(x, 0.0).x_hat
    axes = tuple(range(x.ndim - 1))
    np.testing.assert_allclose(x_hat.mean(axis=axes), 0, atol=1e-14)
    np.testing.assert_allclose(x_hat.var(axis=axes), 1, rtol=1e-13)


def test_running_averages_move_in_training_only_and_serve_in_evaluation() -> None:
    x = np.array([[1.0], [3.0]])
    given = np.ones(1), np.zeros(1), np.array([10.0]), np.array([4.0])
    _, mean, var = batch_norm.batch_norm(x, *given, 0.9, 0.0, True)  # noqa: FBT003
    assert (mean[0], var[0]) == pytest.approx((0.9 * 10 + 0.1 * 2, 0.9 * 4 + 0.1 * 1))
    _, _, unbiased = batch_norm.batch_norm_unbiased(x, *given, 0.9, 0.0, True)  # noqa: FBT003
    assert unbiased[0] == pytest.approx(0.9 * 4 + 0.1 * 2)
    y, mean, var = batch_norm.batch_norm(x, *given, 0.9, 0.0, False)  # noqa: FBT003
    np.testing.assert_array_equal(y, [[-4.5], [-3.5]])
    assert (mean[0], var[0]) == (10.0, 4.0)


def test_statistics_per_pixel_depend_on_the_batch_in_evaluation_too() -> None:
    x = np.random.default_rng(0).normal(size=(4, 2, 3, 2))
    given = np.ones(2), np.zeros(2), np.zeros(2), np.ones(2), 0.9, 1e-9, False
    whole, *_ = batch_norm.batch_norm_per_pixel(x, *given)
    alone, *_ = batch_norm.batch_norm_per_pixel(x[:2], *given)
    assert np.max(np.abs(whole[:2] - alone)) > 0.1
    np.testing.assert_allclose(whole.mean(axis=0), 0, atol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_layers_keep_their_dtype(dtype: type) -> None:
    x: np.ndarray = np.random.default_rng(0).normal(size=(4, 3)).astype(dtype)
    mask = dropout.dropout_mask(np.random.default_rng(0), x, 0.5)
    assert dropout.dropout(x, mask, 0.5).dtype == dtype
    assert dropout.dropout_backward(x, mask, 0.5).dtype == dtype
    given = x[0], x[1], x[2], x[3] ** 2, 0.9, 1e-5
    for training in (True, False):
        parts = batch_norm.batch_norm(x, *given, training)
        assert {part.dtype for part in parts} == {np.dtype(dtype)}
    parts = batch_norm.batch_norm_backward(x, x**2, x[0], 1e-5)
    assert {part.dtype for part in parts} == {np.dtype(dtype)}
