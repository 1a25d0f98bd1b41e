"""How to find out whether first steps are right. Each body is pasted as it stands."""

import numpy as np

from grader_reference.mathematics.trials.form import Tried


def descent(trajectory: Tried, backprop: Tried) -> None:
    """Hold two steps against two steps made by hand."""
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(2, 5, 2)), np.eye(2)[rng.permutation(10).reshape(2, 5) % 2]
    p = [rng.normal(size=shape) for shape in ((2, 3), (1, 3), (3, 2), (1, 2))]
    yours = trajectory(X, T, *(w.copy() for w in p), 0.5)
    for x, t in zip(X, T, strict=True):
        gradients = backprop(x, t, *p)
        p = [w - 0.5 * g for w, g in zip(p, gradients, strict=True)]
    for name, right, found in zip(("W1", "b1", "W2", "b2"), p, yours, strict=True):
        print(name, "by hand:", np.round(right, 4).tolist())
        print(name, "yours:  ", np.round(found, 4).tolist())


def descent_of_three_layers(trajectory: Tried, backprop: Tried) -> None:
    """Hold two steps of a network with two hidden layers against two steps made by hand."""
    rng = np.random.default_rng(1)
    X, T = rng.normal(size=(2, 5, 2)), np.eye(2)[rng.permutation(10).reshape(2, 5) % 2]
    p = [rng.normal(size=shape) for shape in ((2, 3), (1, 3), (3, 4), (1, 4), (4, 2), (1, 2))]
    yours = trajectory(X, T, *(w.copy() for w in p), 0.5)
    for x, t in zip(X, T, strict=True):
        gradients = backprop(x, t, *p)
        p = [w - 0.5 * g for w, g in zip(p, gradients, strict=True)]
    for name, right, found in zip(("W1", "b1", "W2", "b2", "W3", "b3"), p, yours, strict=True):
        print(name, "by hand:", np.round(right, 4).tolist())
        print(name, "yours:  ", np.round(found, 4).tolist())


def descent_with_decay(trajectory_l2: Tried, backprop: Tried) -> None:
    """Hold two steps with weight decay against two steps made by hand."""
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(2, 5, 2)), np.eye(2)[rng.permutation(10).reshape(2, 5) % 2]
    p = [rng.normal(size=shape) for shape in ((2, 3), (1, 3), (3, 2), (1, 2))]
    yours = trajectory_l2(X, T, *(w.copy() for w in p), 0.5, 0.3)
    for x, t in zip(X, T, strict=True):
        W1, b1, W2, b2 = p
        dW1, db1, dW2, db2 = backprop(x, t, *p)
        p = [
            W1 - 0.5 * (dW1 + 0.3 * W1),
            b1 - 0.5 * db1,
            W2 - 0.5 * (dW2 + 0.3 * W2),
            b2 - 0.5 * db2,
        ]
    for name, right, found in zip(("W1", "b1", "W2", "b2"), p, yours, strict=True):
        print(name, "by hand:", np.round(right, 4).tolist())
        print(name, "yours:  ", np.round(found, 4).tolist())


def momentum(trajectory_momentum: Tried, backprop: Tried) -> None:
    """Hold three steps against three steps made by hand."""
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(3, 5, 2)), np.eye(2)[rng.permutation(15).reshape(3, 5) % 2]
    p = [rng.normal(size=shape) for shape in ((2, 3), (1, 3), (3, 2), (1, 2))]
    yours = trajectory_momentum(X, T, *(w.copy() for w in p), 0.5, 0.9)
    v = [np.zeros_like(w) for w in p]
    for x, t in zip(X, T, strict=True):
        gradients = backprop(x, t, *p)
        v = [0.9 * velocity - 0.5 * g for velocity, g in zip(v, gradients, strict=True)]
        p = [w + velocity for w, velocity in zip(p, v, strict=True)]
    for name, right, found in zip(("W1", "b1", "W2", "b2"), p, yours, strict=True):
        print(name, "by hand:", np.round(right, 4).tolist())
        print(name, "yours:  ", np.round(found, 4).tolist())


def nesterov(trajectory_nesterov: Tried, backprop: Tried) -> None:
    """Hold three steps against three steps made by hand, from the points looked ahead to."""
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(3, 5, 2)), np.eye(2)[rng.permutation(15).reshape(3, 5) % 2]
    p = [rng.normal(size=shape) for shape in ((2, 3), (1, 3), (3, 2), (1, 2))]
    yours = trajectory_nesterov(X, T, *(w.copy() for w in p), 0.5, 0.9)
    v = [np.zeros_like(w) for w in p]
    for x, t in zip(X, T, strict=True):
        gradients = backprop(x, t, *p)
        v = [0.9 * velocity - 0.5 * g for velocity, g in zip(v, gradients, strict=True)]
        p = [w + 0.9 * velocity - 0.5 * g for w, velocity, g in zip(p, v, gradients, strict=True)]
    for name, right, found in zip(("W1", "b1", "W2", "b2"), p, yours, strict=True):
        print(name, "by hand:", np.round(right, 4).tolist())
        print(name, "yours:  ", np.round(found, 4).tolist())


def adagrad(trajectory_adagrad: Tried, backprop: Tried) -> None:
    """Hold three steps against three steps made by hand."""
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(3, 5, 2)), np.eye(2)[rng.permutation(15).reshape(3, 5) % 2]
    p = [rng.normal(size=shape) for shape in ((2, 3), (1, 3), (3, 2), (1, 2))]
    yours = trajectory_adagrad(X, T, *(w.copy() for w in p), 0.1, 1e-8)
    c = [np.zeros_like(w) for w in p]
    for x, t in zip(X, T, strict=True):
        gradients = backprop(x, t, *p)
        c = [squares + g**2 for squares, g in zip(c, gradients, strict=True)]
        p = [
            w - 0.1 * g / (np.sqrt(squares) + 1e-8)
            for w, g, squares in zip(p, gradients, c, strict=True)
        ]
    for name, right, found in zip(("W1", "b1", "W2", "b2"), p, yours, strict=True):
        print(name, "by hand:", np.round(right, 4).tolist())
        print(name, "yours:  ", np.round(found, 4).tolist())


def rmsprop(trajectory_rmsprop: Tried, backprop: Tried) -> None:
    """Hold three steps against three steps made by hand."""
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(3, 5, 2)), np.eye(2)[rng.permutation(15).reshape(3, 5) % 2]
    p = [rng.normal(size=shape) for shape in ((2, 3), (1, 3), (3, 2), (1, 2))]
    yours = trajectory_rmsprop(X, T, *(w.copy() for w in p), 0.1, 0.9, 1e-8)
    c = [np.zeros_like(w) for w in p]
    for x, t in zip(X, T, strict=True):
        gradients = backprop(x, t, *p)
        c = [0.9 * squares + 0.1 * g**2 for squares, g in zip(c, gradients, strict=True)]
        p = [
            w - 0.1 * g / (np.sqrt(squares) + 1e-8)
            for w, g, squares in zip(p, gradients, c, strict=True)
        ]
    for name, right, found in zip(("W1", "b1", "W2", "b2"), p, yours, strict=True):
        print(name, "by hand:", np.round(right, 4).tolist())
        print(name, "yours:  ", np.round(found, 4).tolist())


def adam(trajectory_adam: Tried, backprop: Tried) -> None:
    """Hold three steps against three steps made by hand."""
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(3, 5, 2)), np.eye(2)[rng.permutation(15).reshape(3, 5) % 2]
    p = [rng.normal(size=shape) for shape in ((2, 3), (1, 3), (3, 2), (1, 2))]
    yours = trajectory_adam(X, T, *(w.copy() for w in p), 0.1, 0.9, 0.99, 1e-8)
    m, v = [np.zeros_like(w) for w in p], [np.zeros_like(w) for w in p]
    for step in range(3):
        gradients = backprop(X[step], T[step], *p)
        for k, g in enumerate(gradients):
            m[k] = 0.9 * m[k] + 0.1 * g
            v[k] = 0.99 * v[k] + 0.01 * g**2
            first, second = m[k] / (1 - 0.9 ** (step + 1)), v[k] / (1 - 0.99 ** (step + 1))
            p[k] = p[k] - 0.1 * first / (np.sqrt(second) + 1e-8)
    for name, right, found in zip(("W1", "b1", "W2", "b2"), p, yours, strict=True):
        print(name, "by hand:", np.round(right, 4).tolist())
        print(name, "yours:  ", np.round(found, 4).tolist())
