"""The splits that courses use, as pure functions of a data set's examples. Runs in the judge."""

import numpy as np
from numpy.typing import NDArray

from grader.kinds import Examples, Splits


def at(examples: Examples, rows: NDArray[np.intp] | slice) -> Examples:
    """Return the examples of some rows, in that order."""
    return Examples(examples.inputs[rows], examples.labels[rows])


def empty(like: Examples) -> Examples:
    """Return no examples, of the same shape and types."""
    return at(like, slice(0))


def joined(first: Examples, second: Examples) -> Examples:
    """Return the examples of both, one after the other."""
    return Examples(
        np.concatenate([first.inputs, second.inputs]),
        np.concatenate([first.labels, second.labels]),
    )


def last_held_out(splits: Splits, *, validation: int) -> Splits:
    """Tune on the last examples of what is not for the test.

    10,000 of MNIST's 60,000 give the split of ``mnist.pkl.gz``, 50,000/10,000/10,000; 5,000 give
    55,000/5,000/10,000; 0 gives all of them to learning.

    Raises:
        ValueError: There are not as many.
    """
    known = _known(splits)
    edge = _edge(known, validation)
    return Splits(
        train=at(known, slice(edge)), validation=at(known, slice(edge, None)), test=splits.test
    )


def random_held_out(splits: Splits, *, validation: int, seed: int) -> Splits:
    """Tune on examples drawn by ``RandomState(seed)``; 18,000 of MNIST's leave 42,000.

    Raises:
        ValueError: There are not as many.
    """
    known = _known(splits)
    edge = _edge(known, validation)
    order = np.random.RandomState(seed).permutation(len(known))
    return Splits(
        train=at(known, order[:edge]), validation=at(known, order[edge:]), test=splits.test
    )


def shuffled_order(count: int, seed: int) -> NDArray[np.intp]:
    """Return the order in which ``np.random.seed(seed); np.random.shuffle(arange(count))`` ends."""
    order = np.arange(count)
    np.random.RandomState(seed).shuffle(order)
    return order


def shuffled_split(pool: Examples, *, seed: int, train: int, validation: int) -> Splits:
    """Shuffle, then cut: ``train`` to learn from, ``validation`` to tune on, the rest to test.

    Seed 521, 10,000 and 6,000 is what the notMNIST course's own ``loadData`` does.
    """
    shuffled = at(pool, shuffled_order(len(pool), seed))
    return Splits(
        train=at(shuffled, slice(train)),
        validation=at(shuffled, slice(train, train + validation)),
        test=at(shuffled, slice(train + validation, None)),
    )


def _known(splits: Splits) -> Examples:
    return joined(splits.train, splits.validation) if len(splits.validation) else splits.train


def _edge(known: Examples, validation: int) -> int:
    if not 0 <= validation <= len(known):
        raise ValueError(f"{validation:,} of {len(known):,} examples cannot be held out")
    return len(known) - validation
