"""A 2-3-2 network, sigmoid then softmax, one example at a time: plain Python, no numpy."""

import math
import random


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


def first_weights(inputs, hidden, outputs):
    """Return (w, b, v, c) to begin with: weights from a normal distribution, biases of zero."""
    w = [[random.gauss(0, 1) for _ in range(hidden)] for _ in range(inputs)]
    v = [[random.gauss(0, 1) for _ in range(outputs)] for _ in range(hidden)]
    return w, [0.0] * hidden, v, [0.0] * outputs


def train(xs, ts, w, b, v, c, rate):
    """Take one step for each example in turn, once through all of them; return (w, b, v, c)."""
    raise NotImplementedError


def predict(xs, w, b, v, c):
    """Return the number of the likelier class of every example."""
    outputs = [forward(x, w, b, v, c)[-1] for x in xs]
    return [max(range(len(y)), key=lambda m: y[m]) for y in outputs]


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
