"""Networks as they are trained: right gradients, kept dtypes, curves, early stopping."""

from collections.abc import Sequence

import numpy as np
import pytest

from grader_reference import convolutional_network, networks
from grader_reference.assessment import class_accuracies, confusion_matrix, loss_of_logits
from grader_reference.convolutional_network import ConvolutionalNetwork, Sizes
from grader_reference.dense_network import DenseNetwork
from grader_reference.initial_weights import initial_parameters
from grader_reference.losses import accuracy
from grader_reference.minibatches import Batch, minibatches
from grader_reference.stepping import Adam, Decay, Momentum, Sgd
from grader_reference.stopping import best_epoch
from grader_reference.training import Model, Schedule, evaluate, train
from tests.reference.test_gradients import slope


def _batch(n: int, d: int, k: int, seed: int = 0, dtype: type = np.float64) -> Batch:
    """Return examples whose classes are spread around different centres."""
    rng = np.random.default_rng(seed)
    centres = 2 * np.random.default_rng(99).normal(size=(k, d))
    labels = rng.permutation(np.arange(n) % k)
    X = centres[labels] + rng.normal(size=(n, d))
    return X.astype(dtype), np.eye(k, dtype=dtype)[labels]


def _parameters(widths: Sequence[int], dtype: type = np.float64) -> list[np.ndarray]:
    drawn = initial_parameters(np.random.default_rng(0), widths, dtype=dtype)
    return [p + dtype(0.1) for p in drawn]


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
@pytest.mark.parametrize("widths", [(5, 3), (5, 4, 3), (5, 6, 4, 4, 3)])
def test_gradients_and_scores_are_those_of_the_formulas(
    widths: tuple[int, ...], activation: str
) -> None:
    X, T = _batch(11, 5, 3)
    given = _parameters(widths)
    model = DenseNetwork(given, activation=activation)
    expected = networks.backprop(X, T, *given, activation=activation)
    for gradient, right in zip(model.gradients(X, T), expected, strict=True):
        np.testing.assert_allclose(gradient, right, rtol=1e-12, atol=1e-15)
    scores = networks.run_forward(X, *given, activation=activation).scores[-1]
    np.testing.assert_allclose(model.logits(X), scores, rtol=1e-12)


def test_a_summed_loss_has_gradients_as_many_times_larger_as_the_batch_is_large() -> None:
    X, T = _batch(11, 5, 3)
    given = _parameters((5, 4, 3))
    means = [g.copy() for g in DenseNetwork(given).gradients(X, T)]
    sums = DenseNetwork(given, summed=True).gradients(X, T)
    for one, other in zip(means, sums, strict=True):
        np.testing.assert_allclose(11 * one, other, rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
def test_gradients_with_dropout_are_slopes_under_the_same_masks(activation: str) -> None:
    X, T = _batch(6, 4, 3)
    given = _parameters((4, 5, 4, 3))

    def model(parameters: list[np.ndarray]) -> DenseNetwork:
        rng = np.random.default_rng(7)
        return DenseNetwork(parameters, activation=activation, keep=0.6, rng=rng)

    for number, gradient in enumerate(model(given).gradients(X, T)):

        def loss(value: np.ndarray, number: int = number) -> float:
            moved = [value if i == number else p for i, p in enumerate(given)]
            inputs, _ = model(moved)._forward(X)
            return loss_of_logits(T, inputs[-1])

        np.testing.assert_allclose(gradient, slope(loss, given[number]), atol=1e-8)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
def test_training_keeps_the_dtype_and_learns(activation: str, dtype: type) -> None:
    data = _batch(200, 6, 3, dtype=dtype)
    given = initial_parameters(np.random.default_rng(0), (6, 12, 3), dtype=dtype)
    model = DenseNetwork(given, activation=activation, keep=0.9, rng=np.random.default_rng(1))
    schedule = Schedule(epochs=15, size=20, decay=Decay(strength=1e-4))
    rule = Momentum(learning_rate=0.1)
    rng = np.random.default_rng(2)
    run = train(model, rule, data, schedule, rng=rng, watched={"train": data})
    assert run.final["train"].accuracy > 0.95
    assert run.final["train"].loss < run.curve[0]["train"].loss
    assert {p.dtype for p in model.parameters} == {np.dtype(dtype)}
    assert {g.dtype for g in model.gradients(*data)} == {np.dtype(dtype)}
    assert model.logits(data[0]).dtype == dtype


def test_the_seeds_decide_a_run_to_the_last_bit() -> None:
    def final(order: int) -> np.ndarray:
        given = initial_parameters(np.random.default_rng(0), (6, 8, 3))
        model = DenseNetwork(given, keep=0.8, rng=np.random.default_rng(1))
        rng = np.random.default_rng(order)
        train(model, Adam(), _batch(60, 6, 3), Schedule(epochs=2, size=8), rng=rng)
        return given[0]

    np.testing.assert_array_equal(final(3), final(3))
    assert np.any(final(3) != final(4))


def test_early_stopping_waits_for_its_patience_and_puts_the_best_parameters_back() -> None:
    data, validation = _batch(40, 6, 3), _batch(40, 6, 3, seed=1)
    noise = np.eye(3)[np.random.default_rng(0).integers(0, 3, 40)]
    given = initial_parameters(np.random.default_rng(0), (6, 30, 3))
    model = DenseNetwork(given)
    run = train(
        model,
        Adam(learning_rate=0.02),
        (data[0], noise),  # nothing to be learnt: the validation loss soon rises
        Schedule(epochs=100, size=10, patience=3),
        rng=np.random.default_rng(0),
        watched={"validation": (validation[0], noise)},
    )
    losses = [scores["validation"].loss for scores in run.curve]
    assert len(losses) == run.best + 3 < 100
    assert run.best == 1 + int(np.argmin(losses))
    assert best_epoch(np.array(losses), 3) == (run.best, len(losses))
    assert evaluate(model, (validation[0], noise)).loss == pytest.approx(min(losses), rel=1e-12)


def test_an_evaluation_in_pieces_is_that_of_the_whole() -> None:
    X, T = _batch(2345, 6, 3)
    model = DenseNetwork(_parameters((6, 8, 3)))
    score = evaluate(model, (X, T))
    assert score.loss == pytest.approx(networks.network_loss(X, T, *model.parameters), rel=1e-12)
    assert score.accuracy == accuracy(T, model.logits(X))


@pytest.mark.parametrize("slices", [False, True])
@pytest.mark.parametrize("partial", [False, True])
def test_batches_keep_pairs_and_use_every_example_once(*, slices: bool, partial: bool) -> None:
    X = np.arange(46.0).reshape(23, 2)
    T = X[:, :1] + 0.5
    rng = np.random.default_rng(0)
    batches = list(minibatches(X, T, size=5, rng=rng, slices=slices, partial=partial))
    assert sorted(len(x) for x, _ in batches) == ([3] if partial else []) + [5] * 4
    for x, t in batches:
        np.testing.assert_array_equal(x[:, :1] + 0.5, t)
        if slices:
            np.testing.assert_array_equal(np.diff(x[:, 0]), 2)
    used = np.concatenate([x[:, 0] for x, _ in batches])
    assert len(set(used)) == len(used) == (23 if partial else 20)
    assert np.any(np.diff(used) < 0)


def test_a_confusion_matrix_counts_by_true_and_decided_class() -> None:
    T = np.eye(4)[[0, 0, 1, 2, 2]]
    P = np.eye(4)[[0, 1, 1, 0, 2]]
    confusion = confusion_matrix(T, P)
    assert confusion.tolist() == [[1, 1, 0, 0], [0, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]]
    assert np.trace(confusion) / confusion.sum() == accuracy(T, P)
    np.testing.assert_array_equal(class_accuracies(confusion), [0.5, 1.0, 0.5, np.nan])


SMALL = Sizes(image=(4, 6, 2), channels=3, hidden=5, classes=3)


def _images(n: int, dtype: type = np.float64) -> Batch:
    X, T = _batch(n, 48, 3, dtype=dtype)
    return X.reshape(n, 4, 6, 2), T


@pytest.mark.parametrize("per_pixel", [True, False])
@pytest.mark.parametrize("keep", [1.0, 0.7])
def test_gradients_of_the_convolutional_network_are_slopes(keep: float, *, per_pixel: bool) -> None:
    X, T = _images(5)
    rng = np.random.default_rng(0)
    given = convolutional_network.initial_parameters(rng, SMALL, per_pixel=per_pixel)
    given = [p + 0.1 * rng.normal(size=p.shape) for p in given]

    def model(parameters: list[np.ndarray]) -> ConvolutionalNetwork:
        masks = np.random.default_rng(3)
        return ConvolutionalNetwork(parameters, per_pixel=per_pixel, keep=keep, rng=masks)

    for number, gradient in enumerate(model(given).gradients(X, T)):

        def loss(value: np.ndarray, number: int = number) -> float:
            moved = [value if i == number else p for i, p in enumerate(given)]
            return loss_of_logits(T, model(moved)._forward(X, training=True).logits)

        assert gradient.shape == given[number].shape
        np.testing.assert_allclose(gradient, slope(loss, given[number]), atol=1e-7)


@pytest.mark.parametrize("per_pixel", [True, False])
def test_the_convolutional_network_learns_in_float32(*, per_pixel: bool) -> None:
    data = _images(60, np.float32)
    given = convolutional_network.initial_parameters(
        np.random.default_rng(0), SMALL, per_pixel=per_pixel, dtype=np.float32
    )
    model: Model = ConvolutionalNetwork(given, per_pixel=per_pixel, keep=0.9)
    schedule = Schedule(epochs=8, size=10)
    rng = np.random.default_rng(0)
    run = train(model, Adam(learning_rate=0.01), data, schedule, rng=rng, watched={"train": data})
    assert run.final["train"].accuracy > 0.9
    assert {p.dtype for p in model.parameters} == {np.dtype(np.float32)}
    assert model.logits(data[0]).dtype == np.float32


def test_the_course_s_convolutional_network_has_its_number_of_parameters() -> None:
    given = convolutional_network.initial_parameters(np.random.default_rng(0), Sizes())
    assert sum(p.size for p in given) == 4_926_202


def test_a_run_without_anything_watched_has_an_empty_curve_per_epoch() -> None:
    model = DenseNetwork(initial_parameters(np.random.default_rng(0), (6, 3)))
    rng = np.random.default_rng(0)
    run = train(model, Sgd(learning_rate=0.1), _batch(20, 6, 3), Schedule(epochs=2), rng=rng)
    assert run.curve == ({}, {})
    assert run.best == 2
