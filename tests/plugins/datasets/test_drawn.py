"""What is drawn by seed is what others draw, at any size."""

from pathlib import Path

import numpy as np
import pytest

from grader.errors import UsageError
from grader_plugins.datasets.moons import make_moons
from tests.plugins.datasets.conftest import Named

SCIKIT_LEARN = Path(__file__).with_name("scikit_learn.npz")
"""scikit-learn 1.9.1: make_moons(200, noise=.20, random_state=0) and
make_blobs(200, centers=2, random_state=0)."""

LAST_BITS = 1e-13
"""How far the sines and logarithms of two machines may lie apart here."""


@pytest.mark.parametrize("name", ["moons", "blobs"])
def test_the_points_are_those_of_scikit_learn(name: str, dataset: Named) -> None:
    train = dataset(name).load().train
    with np.load(SCIKIT_LEARN) as expected:
        np.testing.assert_allclose(train.inputs, expected[name], rtol=0, atol=LAST_BITS)
        np.testing.assert_array_equal(train.labels, expected[f"{name}_labels"])


def test_moons_without_noise_lie_on_half_circles() -> None:
    moons = make_moons(501, noise=0.0, seed=3)
    assert np.bincount(moons.labels).tolist() == [250, 251]
    centers = np.array([[0.0, 0.0], [1.0, 0.5]])[moons.labels]
    np.testing.assert_allclose(np.linalg.norm(moons.inputs - centers, axis=1), 1.0)
    above = moons.inputs[:, 1] - centers[:, 1]
    assert (np.where(moons.labels == 0, above, -above) > -1e-12).all()


@pytest.mark.parametrize("name", ["moons", "blobs", "quadratic"])
def test_a_seed_fixes_the_points_and_another_gives_others(name: str, dataset: Named) -> None:
    sizes = {"train": 30, "validation": 20, "test": 10}
    first = dataset(name).load(seed=7, **sizes)
    again = dataset(name).load(seed=7, **sizes)
    other = dataset(name).load(seed=8, **sizes)
    np.testing.assert_array_equal(first.test.inputs, again.test.inputs)
    assert not np.array_equal(first.train.inputs, other.train.inputs)
    assert [len(first.train), len(first.validation), len(first.test)] == [30, 20, 10]
    points = np.concatenate([first.train.inputs, first.validation.inputs, first.test.inputs])
    assert len(np.unique(points, axis=0)) == 60


def test_blobs_lie_around_the_same_centres_in_every_split(dataset: Named) -> None:
    splits = dataset("blobs").load(train=9000, test=9000, centers=3, seed=1)
    for label in range(3):
        train, test = (
            each.inputs[each.labels == label].mean(axis=0) for each in (splits.train, splits.test)
        )
        np.testing.assert_allclose(train, test, atol=0.15)


def test_blobs_lie_where_they_are_told_to(dataset: Named) -> None:
    train = dataset("blobs").load(train=9001, centers=[[5, -5], [0, 40]], spread=0.5).train
    assert np.bincount(train.labels).tolist() == [4501, 4500]
    for label, center in enumerate(([5, -5], [0, 40])):
        cloud = train.inputs[train.labels == label]
        np.testing.assert_allclose(cloud.mean(axis=0), center, atol=0.05)
        np.testing.assert_allclose(cloud.std(axis=0), 0.5, atol=0.05)


def test_the_ellipse_has_the_shares_of_the_course(dataset: Named) -> None:
    splits = dataset("quadratic").load()
    assert (len(splits.train), len(splits.validation)) == (60_000, 10_000)
    assert splits.train.labels.mean() == pytest.approx(0.5582, abs=5e-5)
    assert splits.validation.labels.mean() == pytest.approx(0.5622, abs=5e-5)


def test_the_hyperbola_has_fewer_points_in_class_one(dataset: Named) -> None:
    splits = dataset("quadratic").load(form="hyperbola")
    assert splits.train.labels.mean() == pytest.approx(0.457, abs=5e-3)


@pytest.mark.parametrize(
    ("form", "inside"), [("ellipse", 1 - 0.05 + 1 + 0.4), ("hyperbola", 1 + 0.5 + 1 + 0.2)]
)
def test_the_label_says_whether_the_form_is_above_six_tenths(
    form: str, inside: float, dataset: Named
) -> None:
    train = dataset("quadratic").load(form=form, train=2000).train
    x, y = train.inputs.T
    crossed, last = (0.95, 0.4) if form == "ellipse" else (1.5, 0.2)
    assert inside == pytest.approx(1 + crossed + last)
    np.testing.assert_array_equal(train.labels, x * x + crossed * x * y + last * y * y > 0.6)


@pytest.mark.parametrize("centers", [3, [[0, 0], [9, 9], [9, -9]]])
def test_blobs_have_as_many_classes_as_centres(centers: object, dataset: Named) -> None:
    splits = dataset("blobs").load(train=60, validation=60, centers=centers)
    assert set(splits.train.labels) == set(splits.validation.labels) == {0, 1, 2}


def test_one_centre_is_no_classification(dataset: Named) -> None:
    with pytest.raises(UsageError, match="centers"):
        dataset("blobs").load(centers=1)
