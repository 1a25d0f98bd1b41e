"""Inputs are scaled by what was measured on the training inputs alone; labels become rows."""

import numpy as np
import pytest

from grader_plugins.datasets import preparing

PICTURES = np.random.RandomState(0).randint(0, 256, size=(50, 4, 5)).astype(np.uint8)
PICTURES[:, 0, 0] = 9


def test_one_mean_and_one_deviation_over_everything() -> None:
    standardised = preparing.globally(PICTURES)(PICTURES)
    assert standardised.mean() == pytest.approx(0, abs=1e-12)
    assert standardised.std() == pytest.approx(1)


def test_each_pixel_for_itself_and_constant_ones_become_zero() -> None:
    standardised = preparing.per_feature(PICTURES)(PICTURES)
    np.testing.assert_allclose(standardised.mean(axis=0), 0, atol=1e-12)
    expected = np.ones((4, 5))
    expected[0, 0] = 0
    np.testing.assert_allclose(standardised.std(axis=0), expected)


def test_others_are_scaled_by_what_was_measured_on_the_training_inputs() -> None:
    others = preparing.globally(PICTURES)(np.full((1, 4, 5), 255))
    np.testing.assert_allclose(others, (255 - PICTURES.mean()) / PICTURES.std())


def test_bytes_become_numbers_from_0_to_1() -> None:
    assert preparing.scaled(np.array([0, 51, 255], np.uint8)).tolist() == [0, 0.2, 1]


def test_pictures_become_rows() -> None:
    rows = preparing.flattened(PICTURES)
    assert rows.shape == (50, 20)
    np.testing.assert_array_equal(rows[3], PICTURES[3].ravel())


def test_labels_become_rows_with_a_one() -> None:
    assert preparing.one_hot(np.array([2, 0]), 3).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert preparing.one_hot(np.array([], int), 3).shape == (0, 3)


@pytest.mark.parametrize("label", [-1, 3])
def test_labels_that_do_not_fit_are_refused(label: int) -> None:
    with pytest.raises(ValueError, match="do not fit into 3 classes"):
        preparing.one_hot(np.array([0, label]), 3)
