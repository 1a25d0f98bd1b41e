"""A 2-3-2 network, sigmoid then softmax, one example at a time: plain Python, no numpy."""

import math
import random


def sigmoid(x):
    """Return 1 / (1 + exp(-x)) of a number, without overflow on either side."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    return math.exp(x) / (1 + math.exp(x))


def softmax(o):
    """Return the softmax of a list of scores; subtracting the largest keeps exp finite."""
    largest = max(o)
    exponentials = [math.exp(score - largest) for score in o]
    total = sum(exponentials)
    return [exponential / total for exponential in exponentials]


def forward(x, w, b, v, c):
    """Return (k, h, z, y): hidden scores, hidden values, output scores, probabilities."""
    k = [sum(x[i] * w[i][j] for i in range(len(x))) + b[j] for j in range(len(b))]
    h = [sigmoid(score) for score in k]
    z = [sum(h[j] * v[j][m] for j in range(len(h))) + c[m] for m in range(len(c))]
    y = softmax(z)
    return k, h, z, y


def loss(y, t):
    """Return the cross entropy of the probabilities y for the one-hot target t."""
    return -sum(target * math.log(p) for p, target in zip(y, t) if target > 0)


def backward(x, t, w, b, v, c):
    """Return (dw, db, dv, dc): the gradients of the loss with respect to the parameters."""
    _, h, _, y = forward(x, w, b, v, c)

    dz = [p - target for p, target in zip(y, t)]
    dv = [[h_j * dz_m for dz_m in dz] for h_j in h]
    dc = dz

    dh = [sum(v[j][m] * dz[m] for m in range(len(dz))) for j in range(len(h))]
    dk = [dh[j] * h[j] * (1 - h[j]) for j in range(len(h))]
    dw = [[x_i * dk_j for dk_j in dk] for x_i in x]
    db = dk
    return dw, db, dv, dc


def first_weights(inputs, hidden, outputs):
    """Return (w, b, v, c) to begin with: weights from a normal distribution, biases of zero."""
    w = [[random.gauss(0, 1) for _ in range(hidden)] for _ in range(inputs)]
    v = [[random.gauss(0, 1) for _ in range(outputs)] for _ in range(hidden)]
    return w, [0.0] * hidden, v, [0.0] * outputs


def train(xs, ts, w, b, v, c, rate):
    """Take one step for each example in turn, once through all of them; return (w, b, v, c)."""
    for x, t in zip(xs, ts):
        dw, db, dv, dc = backward(x, t, w, b, v, c)
        w = [stepped(row, drow, rate) for row, drow in zip(w, dw)]
        b = stepped(b, db, rate)
        v = [stepped(row, drow, rate) for row, drow in zip(v, dv)]
        c = stepped(c, dc, rate)
    return w, b, v, c


def stepped(values, gradients, rate):
    """Return a list moved against its gradients."""
    return [value - rate * gradient for value, gradient in zip(values, gradients)]


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
