"""How to find out whether the network of scalars is right. Each body is pasted as it stands."""

import numpy as np

from grader_reference.mathematics.trials.form import Tried


def sigmoid_of_numbers(scalar_sigmoid: Tried) -> None:
    """Look at both sides, near and far."""
    for x in (0.0, 0.5, 2.0, 20.0, 800.0):
        print(
            x,
            round(scalar_sigmoid(x), 4),
            round(scalar_sigmoid(x) + scalar_sigmoid(-x), 4),
            f"{scalar_sigmoid(-x):.2g}",
        )


def softmax_of_lists(scalar_softmax: Tried) -> None:
    """Sum the shares, and add a constant to all scores."""
    for o in ([1.0, 2.0, 4.0], [6.0, 7.0, 9.0], [0.0, 1000.0], [1000.0, 0.0, 0.0, 0.0]):
        y = scalar_softmax(o)
        print(np.round(y, 4), "sum", np.round(np.sum(y), 4))


def forward_with_matrices(scalar_forward: Tried) -> None:
    """Hold the sums against products of matrices."""
    x, w, b = [0.5, -1.5], [[0.3, -0.8, 1.2], [0.7, 0.4, -0.6]], [0.2, -0.3, 0.9]
    v, c = [[0.5, -0.4], [1.1, 0.6], [-0.7, 0.8]], [0.4, -0.2]
    k = np.array(x) @ np.array(w) + b
    h = 1 / (1 + np.exp(-k))
    z = h @ np.array(v) + c
    for name, right, yours in zip(
        "khzy", (k, h, z, np.exp(z) / np.exp(z).sum()), scalar_forward(x, w, b, v, c), strict=True
    ):
        print(name, "by matrices:", np.round(right, 4))
        print(name, "yours:      ", np.round(yours, 4))


def loss_of_lists(scalar_loss: Tried) -> None:
    """Ask for losses that are known without calculating."""
    print(round(scalar_loss([0.2, 0.7, 0.1], [0, 1, 0]), 4))
    print(round(scalar_loss([0.2, 0.7, 0.1], [1, 0, 0]), 4))
    print(round(scalar_loss([0.5, 0.5], [0, 1]), 4))
    print(round(abs(scalar_loss([1.0, 0.0], [1, 0])), 4))


def backward_by_differences(scalar_backward: Tried, scalar_forward: Tried) -> None:
    """Move one parameter at a time, and watch the loss."""
    x, t = [0.5, -1.5], [0, 1]
    w, b = [[0.3, -0.8, 1.2], [0.7, 0.4, -0.6]], [0.2, -0.3, 0.9]
    v, c = [[0.5, -0.4], [1.1, 0.6], [-0.7, 0.8]], [0.4, -0.2]
    p = [np.array(each) for each in (w, b, v, c)]
    eps = 1e-5
    for name, array, yours in zip("wbvc", p, scalar_backward(x, t, w, b, v, c), strict=True):
        quotient = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            losses = []
            for step in (eps, -2 * eps):
                array[place] += step
                losses.append(-np.log(scalar_forward(x, *(each.tolist() for each in p))[3][1]))
            array[place] += eps
            quotient[place] = (losses[0] - losses[1]) / (2 * eps)
        print(f"d{name} quotient:", np.round(quotient, 4).tolist())
        print(f"d{name} yours:   ", np.round(yours, 4).tolist())


def training_by_single_steps(scalar_train: Tried, scalar_backward: Tried) -> None:
    """Hold two examples against two steps made by hand."""
    xs, ts = [[0.5, -1.5], [1.2, 0.3]], [[0, 1], [1, 0]]
    p: list[list[float] | list[list[float]]] = [
        [[0.3, -0.8, 1.2], [0.7, 0.4, -0.6]],
        [0.2, -0.3, 0.9],
        [[0.5, -0.4], [1.1, 0.6], [-0.7, 0.8]],
        [0.4, -0.2],
    ]
    yours = scalar_train(xs, ts, *p, 0.5)
    for x, t in zip(xs, ts, strict=True):
        steps = scalar_backward(x, t, *p)
        pairs = zip(p, steps, strict=True)
        p = [(np.array(each) - 0.5 * np.array(step)).tolist() for each, step in pairs]
    for name, right, found in zip("wbvc", p, yours, strict=True):
        print(name, "by hand:", np.round(right, 4).tolist())
        print(name, "yours:  ", np.round(found, 4).tolist())
