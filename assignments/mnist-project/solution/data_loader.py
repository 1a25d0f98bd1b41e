"""From bytes and labels to batches; every column is one example."""

import numpy as np


def normalise(x):
    return x.astype(np.float32) / 255


def one_hot(labels, classes=10):
    t = np.zeros((classes, len(labels)), dtype=np.float32)
    t[labels, np.arange(len(labels))] = 1
    return t


def split(x, t, ratio=0.7, seed=0):
    """Return the training pair and the validation pair, which share no example."""
    order = np.random.default_rng(seed).permutation(x.shape[1])
    count = round(ratio * len(order))
    first, second = order[:count], order[count:]
    return (x[:, first], t[:, first]), (x[:, second], t[:, second])


class DataLoader:
    """Goes through the examples batch by batch, each time in another order."""

    def __init__(self, x, t, batch_size=128, shuffle=True, seed=0):
        self.x, self.t = x, t
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.rng = np.random.default_rng(seed)

    def __len__(self):
        return -(-self.x.shape[1] // self.batch_size)

    def __iter__(self):
        order = np.arange(self.x.shape[1])
        if self.shuffle:
            self.rng.shuffle(order)
        for start in range(0, len(order), self.batch_size):
            chosen = order[start : start + self.batch_size]
            yield self.x[:, chosen], self.t[:, chosen]
