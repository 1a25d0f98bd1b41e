"""From bytes and labels to batches; every column is one example."""

import numpy as np


def normalise(x):
    """Return bytes (784, n) as numbers from 0 to 1."""
    raise NotImplementedError


def one_hot(labels, classes=10):
    """Return the one-hot columns (classes, n) of labels (n,)."""
    raise NotImplementedError


def split(x, t, ratio=0.7, seed=0):
    """Return (x_train, t_train), (x_val, t_val), which share no example."""
    raise NotImplementedError


class DataLoader:
    """Goes through the examples batch by batch, each time in another order."""

    def __init__(self, x, t, batch_size=128, shuffle=True, seed=0):
        raise NotImplementedError

    def __iter__(self):
        """Give one batch after the other: a pair of x (784, m) and t (10, m)."""
        raise NotImplementedError
