"""How predictions are read as classes, probabilities and a loss."""

import numpy as np
import pytest

from grader_plugins.checks.learning.disguise import Disguise
from grader_plugins.checks.learning.predictions import classes_of, confusion, loss_of
from grader_plugins.checks.learning.rows_and_columns import parameters_of

SCORES = np.array([[0.1, 0.7, 0.2], [0.6, 0.3, 0.1], [0.2, 0.2, 0.6], [0.1, 0.8, 0.1]])
LABELS = np.array([1, 0, 2, 2])


@pytest.mark.parametrize("value", [SCORES, SCORES.T, SCORES.tolist(), [1, 0, 2, 1], np.log(SCORES)])
def test_classes_and_scores_in_rows_or_columns_are_read(value: object) -> None:
    assert np.array_equal(classes_of(value, 4, 3), [1, 0, 2, 1])


def test_a_row_with_a_nan_is_no_class() -> None:
    broken = SCORES.copy()
    broken[1, 2] = np.nan
    assert np.array_equal(classes_of(broken, 4, 3), [1, 3, 2, 1])


def test_the_loss_is_the_mean_of_minus_log_p() -> None:
    right = -np.log([0.7, 0.6, 0.6, 0.1]).mean()
    assert loss_of(SCORES, LABELS, 3) == pytest.approx(right)
    assert loss_of(SCORES.T, LABELS, 3) == pytest.approx(right)


def test_a_probability_of_nothing_costs_much_and_not_everything() -> None:
    sure = np.eye(3)[[1, 0, 2, 1]]
    assert loss_of(sure, LABELS, 3) == pytest.approx(-np.log(1e-12) / 4)


@pytest.mark.parametrize(
    ("value", "told"),
    [(SCORES * 2, "add up"), (SCORES * np.nan, "finite"), ([1, 0, 2, 1], "a number for each")],
)
def test_what_is_no_probability_has_no_loss(value: object, told: str) -> None:
    assert told in str(loss_of(value, LABELS, 3))


def test_a_disguise_is_taken_off_again() -> None:
    disguise = Disguise(np.random.default_rng(3), features=5, classes=3)
    assert np.array_equal(disguise.original(disguise.labels(LABELS)), LABELS)
    assert disguise.original(np.array([3]))[0] == 3


def test_points_of_the_plane_are_turned_far_and_keep_their_dtype() -> None:
    points = np.array([[1.0, 0.0]], np.float32)
    for seed in range(20):
        disguise = Disguise(np.random.default_rng(seed), features=2, classes=2)
        turned = disguise.inputs(points)
        assert turned.dtype == np.float32
        assert turned[0, 0] <= 1e-6


def test_pictures_are_turned_or_mirrored_so_that_rows_become_columns() -> None:
    pictures = np.arange(18, dtype=np.float32).reshape(2, 3, 3)
    seen = set()
    for seed in range(20):
        rng = np.random.default_rng(seed)
        disguise = Disguise(rng, features=9, classes=2, pictures=True)
        turned = disguise.inputs(pictures)
        assert turned.dtype == np.float32
        row = turned[0, 1]
        assert set(row) == {1.0, 4.0, 7.0}
        seen.add(turned.tobytes())
    assert len(seen) == 4


def test_confusion_counts_what_is_no_class_in_its_last_column() -> None:
    assert confusion(LABELS, np.array([1, 0, 3, 2]), 3) == (
        (1, 0, 0, 0),
        (0, 1, 0, 0),
        (0, 0, 1, 1),
    )


def test_weights_are_taken_in_rows_or_in_columns() -> None:
    W1, b1, W2, b2 = np.ones((4, 3)), np.ones(3), np.ones((3, 2)), np.ones((1, 2))
    for given in ([W1, b1, W2, b2], [W1.T, b1.reshape(3, 1), W2.T, b2.T]):
        found = parameters_of(given, (4, 3, 2))
        assert not isinstance(found, str)
        assert [each.shape for each in found] == [(4, 3), (1, 3), (3, 2), (1, 2)]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, "0 parameters"),
        ([np.ones((4, 3)), np.ones(3)], "2 parameters"),
        ([np.ones((4, 3)), np.ones(3), np.ones((3, 5)), np.ones(2)], "a network 4-3-2"),
        ([np.ones((4, 3)), np.ones(3), np.ones((3, 2)), np.ones(3)], "biases"),
        ([np.ones((4, 3)), "b", np.ones((3, 2)), np.ones(3)], "parameter 2"),
    ],
)
def test_weights_of_another_network_are_told(given: object, told: str) -> None:
    assert told in str(parameters_of(given, (4, 3, 2)))
