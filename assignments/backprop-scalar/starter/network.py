"""A 2-3-2 network, sigmoid then softmax, one example at a time: plain Python, no numpy."""

import math


def sigmoid(x):
    """Return the sigmoid of a number."""
    raise NotImplementedError


def softmax(o):
    """Return the softmax of a list of scores, as a list, also where the scores are large."""
    raise NotImplementedError


def forward(x, w, b, v, c):
    """Return (k, h, z, y): hidden scores, hidden values, output scores, probabilities."""
    raise NotImplementedError


def loss(y, t):
    """Return the cross entropy of the probabilities y for the one-hot target t."""
    raise NotImplementedError


def backward(x, t, w, b, v, c):
    """Return (dw, db, dv, dc): the gradients of the loss with respect to the parameters."""
    raise NotImplementedError


def dry_run():
    """Print one step forward and one step back, to compare with your own calculation."""
    x, t = [1, -1], [1, 0]
    w, b = [[1, 1, 1], [-1, -1, -1]], [0, 0, 0]
    v, c = [[1, 1], [-1, -1], [-1, -1]], [0, 0]

    for name, value in zip("khzy", forward(x, w, b, v, c)):
        print(name, "=", value)
    for name, value in zip(("dw", "db", "dv", "dc"), backward(x, t, w, b, v, c)):
        print(name, "=", value)


if __name__ == "__main__":
    dry_run()
