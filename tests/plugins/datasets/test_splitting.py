"""The splits courses use are disjoint, complete and in the order promised."""

import numpy as np
import pytest

from grader.kinds import Examples, Splits
from grader_plugins.datasets import splitting


def numbered(start: int, stop: int) -> Examples:
    rows = np.arange(start, stop)
    return Examples(rows.reshape(-1, 1), rows)


SPLITS = Splits(train=numbered(0, 60), validation=numbered(0, 0), test=numbered(60, 70))


def test_the_last_are_held_out() -> None:
    split = splitting.last_held_out(SPLITS, validation=10)
    assert split.train.labels.tolist() == list(range(50))
    assert split.validation.labels.tolist() == list(range(50, 60))
    assert split.test is SPLITS.test


def test_what_is_held_out_already_can_be_held_out_anew() -> None:
    again = splitting.last_held_out(splitting.last_held_out(SPLITS, validation=10), validation=5)
    assert again.train.labels.tolist() == list(range(55))
    whole = splitting.last_held_out(again, validation=0)
    assert (len(whole.train), len(whole.validation)) == (60, 0)


def test_what_is_held_out_at_random_is_fixed_by_the_seed() -> None:
    first, again, other = (
        splitting.random_held_out(SPLITS, validation=18, seed=seed) for seed in (1, 1, 2)
    )
    assert [len(first.train), len(first.validation)] == [42, 18]
    both = np.concatenate([first.train.labels, first.validation.labels])
    assert sorted(both.tolist()) == list(range(60))
    np.testing.assert_array_equal(first.train.labels, again.train.labels)
    assert not np.array_equal(first.train.labels, other.train.labels)
    np.testing.assert_array_equal(first.train.inputs[:, 0], first.train.labels)


def test_more_than_there_is_cannot_be_held_out() -> None:
    for wanted in (-1, 61):
        with pytest.raises(ValueError, match="of 60 examples cannot be held out"):
            splitting.last_held_out(SPLITS, validation=wanted)
        with pytest.raises(ValueError, match="of 60 examples cannot be held out"):
            splitting.random_held_out(SPLITS, validation=wanted, seed=0)
