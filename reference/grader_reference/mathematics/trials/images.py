"""How to find out whether a convolutional network is right. Each body is pasted as it stands."""

import numpy as np

from grader_reference.mathematics.trials.form import Tried


def forward_by_parts(
    network_forward: Tried, conv2d: Tried, max_pool: Tried, softmax: Tried
) -> None:
    """Put the network together from its parts."""
    rng = np.random.default_rng(0)
    X, K1, b1 = rng.normal(size=(2, 6, 6)), rng.normal(size=(3, 3, 1, 2)), rng.normal(size=(1, 2))
    W2, b2, W3, b3 = (rng.normal(size=shape) for shape in ((8, 3), (1, 3), (3, 2), (1, 2)))
    a = max_pool(np.tanh(conv2d(X[..., None], K1, b1, 1, 0)), 2).reshape(2, -1)
    print("by parts:", np.round(softmax(np.tanh(a @ W2 + b2) @ W3 + b3), 4).tolist())
    print("yours:   ", np.round(network_forward(X, K1, b1, W2, b2, W3, b3), 4).tolist())


def gradients_by_differences(backprop: Tried, network_forward: Tried) -> None:
    """Move one parameter at a time, and watch the loss of three images."""
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(3, 6, 6)), np.eye(2)[[0, 1, 1]]
    shapes = {
        "K1": (3, 3, 1, 2),
        "b1": (1, 2),
        "W2": (8, 3),
        "b2": (1, 3),
        "W3": (3, 2),
        "b3": (1, 2),
    }
    p = [0.5 * rng.normal(size=shape) for shape in shapes.values()]
    eps = 1e-5
    for name, array, yours in zip(shapes, p, backprop(X, T, *p), strict=True):
        quotient = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            old = array[place]
            array[place] = old + eps
            up = -np.sum(T * np.log(network_forward(X, *p))) / 3
            array[place] = old - eps
            down = -np.sum(T * np.log(network_forward(X, *p))) / 3
            array[place] = old
            quotient[place] = (up - down) / (2 * eps)
        difference = np.abs(yours - quotient).max() / np.abs(quotient).max()
        print(f"d{name}", np.shape(yours), "difference / largest:", np.round(difference, 3))


def picture_gradients_by_differences(
    picture_gradients: Tried, conv2d: Tried, batch_norm: Tried, max_pool: Tried, softmax: Tried
) -> None:
    """Move one parameter at a time, and watch the loss and the penalty of four pictures."""
    rng = np.random.default_rng(3)
    X, T = rng.normal(size=(4, 4, 4)), np.eye(3)[[0, 1, 2, 1]]
    shapes = {"kernel": (3, 3, 1, 2), "bias": (2,), "gamma": (2,), "beta": (2,)}
    shapes |= {"W1": (8, 3), "b1": (3,), "W2": (3, 3), "b2": (3,)}
    p = [rng.normal(size=shape) for shape in shapes.values()]
    p[1] += 2.0

    def loss() -> float:
        kernel, bias, gamma, beta, W1, b1, W2, b2 = p
        h = np.maximum(conv2d(X[..., None], kernel, bias, 1, 1), 0)
        y = batch_norm(h, gamma, beta, np.zeros(2), np.ones(2), 0.9, 0.1, True)[0]
        a = np.maximum(max_pool(y, 2).reshape(4, -1) @ W1 + b1, 0)
        squares = sum(np.sum(w**2) for w in (kernel, W1, W2))
        return float(-np.sum(T * np.log(softmax(a @ W2 + b2))) / 4 + 0.3 / 2 * squares)

    eps = 1e-5
    for name, array, yours in zip(shapes, p, picture_gradients(X, T, *p, 0.3, 0.1), strict=True):
        quotient = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            old = array[place]
            array[place] = old + eps
            up = loss()
            array[place] = old - eps
            down = loss()
            array[place] = old
            quotient[place] = (up - down) / (2 * eps)
        difference = np.abs(yours - quotient).max() / np.abs(quotient).max()
        print(f"d{name}", np.shape(yours), "difference / largest:", np.round(difference, 3))


def descent(trajectory: Tried, backprop: Tried) -> None:
    """Hold two steps against two steps made by hand."""
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(2, 3, 6, 6)), np.eye(2)[[[0, 1, 1], [1, 0, 0]]]
    shapes = {
        "K1": (3, 3, 1, 2),
        "b1": (1, 2),
        "W2": (8, 3),
        "b2": (1, 3),
        "W3": (3, 2),
        "b3": (1, 2),
    }
    p = [0.5 * rng.normal(size=shape) for shape in shapes.values()]
    yours = trajectory(X, T, *(w.copy() for w in p), 0.5)
    for x, t in zip(X, T, strict=True):
        gradients = backprop(x, t, *p)
        p = [w - 0.5 * g for w, g in zip(p, gradients, strict=True)]
    for name, right, found in zip(shapes, p, yours, strict=True):
        print(name, "difference:", np.abs(right - found).max().round(4))


def momentum(trajectory_momentum: Tried, backprop: Tried) -> None:
    """Hold three steps against three steps made by hand."""
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(3, 3, 6, 6)), np.eye(2)[[[0, 1, 1], [1, 0, 0], [0, 0, 1]]]
    shapes = {
        "K1": (3, 3, 1, 2),
        "b1": (1, 2),
        "W2": (8, 3),
        "b2": (1, 3),
        "W3": (3, 2),
        "b3": (1, 2),
    }
    p = [0.5 * rng.normal(size=shape) for shape in shapes.values()]
    yours = trajectory_momentum(X, T, *(w.copy() for w in p), 0.5, 0.9)
    v = [np.zeros_like(w) for w in p]
    for x, t in zip(X, T, strict=True):
        gradients = backprop(x, t, *p)
        v = [0.9 * velocity - 0.5 * g for velocity, g in zip(v, gradients, strict=True)]
        p = [w + velocity for w, velocity in zip(p, v, strict=True)]
    for name, right, found in zip(shapes, p, yours, strict=True):
        print(name, "difference:", np.abs(right - found).max().round(4))
