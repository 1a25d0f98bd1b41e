"""How to find out whether a fully connected network is right. Each body is pasted as it stands."""

import numpy as np

from grader_reference.mathematics.trials.form import Tried


def forward_alone_and_together(network_forward: Tried) -> None:
    """Sum the rows, and run an example alone."""
    rng = np.random.default_rng(0)
    X, W1, b1 = rng.normal(size=(7, 2)), rng.normal(size=(2, 3)), rng.normal(size=(1, 3))
    W2, b2 = rng.normal(size=(3, 2)), rng.normal(size=(1, 2))
    p = network_forward(X, W1, b1, W2, b2)
    print("sums of the rows:", np.round(p.sum(axis=1), 4))
    print("difference alone:", np.abs(network_forward(X[:1], W1, b1, W2, b2) - p[0]).max().round(9))
    moved = network_forward(X, W1, b1, W2, b2 + 1000)
    print("difference with 1000 added to every score:", np.abs(moved - p).max().round(9))


def forward_by_formula(network_forward: Tried) -> None:
    """Hold the probabilities of a relu network against the formula."""
    rng = np.random.default_rng(0)
    X, W1, b1 = rng.normal(size=(3, 2)), rng.normal(size=(2, 3)), rng.normal(size=(1, 3))
    W2, b2 = rng.normal(size=(3, 2)), rng.normal(size=(1, 2))
    e = np.exp(np.maximum(X @ W1 + b1, 0) @ W2 + b2)
    print("formula:", np.round(e / e.sum(axis=1, keepdims=True), 4).tolist())
    print("yours:  ", np.round(network_forward(X, W1, b1, W2, b2), 4).tolist())


def forward_of_large_inputs(network_forward: Tried) -> None:
    """Look at activations beyond 6."""
    X, W1, b1 = np.array([[4.0, 5.0]]), np.eye(2, 3) * 3, np.zeros((1, 3))
    W2, b2 = np.array([[0.2, 0.0], [0.0, 0.2], [0.0, 0.0]]), np.zeros((1, 2))
    e = np.exp(np.maximum(X @ W1 + b1, 0) @ W2 + b2)
    print("formula:", np.round(e / e.sum(axis=1, keepdims=True), 4).tolist())
    print("yours:  ", np.round(network_forward(X, W1, b1, W2, b2), 4).tolist())


def scores_by_formula(network_forward: Tried) -> None:
    """Hold the scores of a relu network against the formula."""
    rng = np.random.default_rng(0)
    X, W1, b1 = rng.normal(size=(3, 2)), rng.normal(size=(2, 3)), rng.normal(size=(1, 3))
    W2, b2 = rng.normal(size=(3, 2)), rng.normal(size=(1, 2))
    print("formula:", np.round(np.maximum(X @ W1 + b1, 0) @ W2 + b2, 4).tolist())
    print("yours:  ", np.round(network_forward(X, W1, b1, W2, b2), 4).tolist())


def loss_of_an_empty_network(network_loss: Tried) -> None:
    """Ask for the loss where every class gets the same."""
    X, T = np.array([[1.0, -2.0], [0.5, 3.0], [4.0, 1.0]]), np.eye(2)[[0, 1, 1]]
    print(
        np.round(
            network_loss(
                X, T, np.zeros((2, 3)), np.zeros((1, 3)), np.zeros((3, 2)), np.zeros((1, 2))
            ),
            4,
        )
    )


def loss_by_formula(network_loss: Tried) -> None:
    """Hold the loss of a relu network against the formula."""
    rng = np.random.default_rng(0)
    X, W1, b1 = rng.normal(size=(5, 2)), rng.normal(size=(2, 3)), rng.normal(size=(1, 3))
    T, W2, b2 = np.eye(2)[[0, 1, 1, 0, 1]], rng.normal(size=(3, 2)), rng.normal(size=(1, 2))
    e = np.exp(np.maximum(X @ W1 + b1, 0) @ W2 + b2)
    twice = network_loss(np.vstack([X, X]), np.vstack([T, T]), W1, b1, W2, b2)
    print("formula:", np.round(-np.mean(np.log((e / e.sum(axis=1, keepdims=True))[T == 1])), 4))
    print(
        "yours:  ",
        np.round(network_loss(X, T, W1, b1, W2, b2), 4),
        "with all examples twice:",
        np.round(twice, 4),
    )


def gradients_by_differences(backprop: Tried, network_loss: Tried) -> None:
    """Move one parameter at a time, and watch the loss of seven examples."""
    rng = np.random.default_rng(0)
    X, T = 3 * rng.normal(size=(7, 2)), np.eye(2)[[0, 1, 1, 0, 1, 0, 0]]
    p = [rng.normal(size=shape) for shape in ((2, 3), (1, 3), (3, 2), (1, 2))]
    eps = 1e-5
    for name, array, yours in zip(("dW1", "db1", "dW2", "db2"), p, backprop(X, T, *p), strict=True):
        quotient = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            old = array[place]
            array[place] = old + eps
            up = network_loss(X, T, *p)
            array[place] = old - eps
            down = network_loss(X, T, *p)
            array[place] = old
            quotient[place] = (up - down) / (2 * eps)
        ratio = np.round(yours / quotient, 3)
        print(name, np.shape(yours), "yours / quotient: from", ratio.min(), "to", ratio.max())


def gradients_of_three_layers(backprop: Tried, network_loss: Tried) -> None:
    """Move one parameter at a time of a network with two hidden layers."""
    rng = np.random.default_rng(1)
    X, T = rng.normal(size=(7, 2)), np.eye(2)[[0, 1, 1, 0, 1, 0, 0]]
    p = [rng.normal(size=shape) for shape in ((2, 3), (1, 3), (3, 4), (1, 4), (4, 2), (1, 2))]
    eps = 1e-5
    for name, array, yours in zip(
        ("dW1", "db1", "dW2", "db2", "dW3", "db3"), p, backprop(X, T, *p), strict=True
    ):
        quotient = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            old = array[place]
            array[place] = old + eps
            up = network_loss(X, T, *p)
            array[place] = old - eps
            down = network_loss(X, T, *p)
            array[place] = old
            quotient[place] = (up - down) / (2 * eps)
        difference = np.abs(yours - quotient).max() / np.abs(quotient).max()
        print(name, np.shape(yours), "difference / largest:", np.round(difference, 3))


def penalty_taken_apart(network_loss_l2: Tried, network_loss: Tried) -> None:
    """Take the loss without decay off, and look at what is left."""
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(5, 2)), np.eye(2)[[0, 1, 1, 0, 1]]
    p = [rng.normal(size=shape) for shape in ((2, 3), (1, 3), (3, 2), (1, 2))]
    for strength, bias in ((0.0, 1.0), (1.5, 1.0), (1.5, 10.0)):
        given = [p[0], bias * p[1], p[2], bias * p[3]]
        added = network_loss_l2(X, T, *given, strength) - network_loss(X, T, *given)
        due = strength / 2 * (np.sum(p[0] ** 2) + np.sum(p[2] ** 2)) / 5
        print("formula:", np.round(due, 4))
        print("yours:  ", np.round(added, 4) + 0.0)


def order_of_the_quotient(gradient_check: Tried, backprop: Tried, network_loss: Tried) -> None:
    """Hold the largest differences against those of central quotients made by hand."""
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(5, 2)), np.eye(2)[[0, 1, 1, 0, 1]]
    W1, b1, W2, b2 = (rng.normal(size=shape) for shape in ((2, 12), (1, 12), (12, 2), (1, 2)))
    for N, unit in ((1, 0), (10, 9), (100, 0)):
        b1[0, unit] = np.max(b1) + 3  # where the curve bends most
        gradient, apart = backprop(X, T, W1, b1, W2, b2)[2], []
        for i in range(10):
            step = np.zeros_like(W2)
            step[i, 0] = 1 / N
            up, down = (
                network_loss(X, T, W1, b1, W2 + step, b2),
                network_loss(X, T, W1, b1, W2 - step, b2),
            )
            apart.append(abs((up - down) * N / 2 - gradient[i, 0]))
        yours = gradient_check(X, T, W1.copy(), b1.copy(), W2.copy(), b2.copy(), [N])
        print(f"N = {N} formula: {max(apart):.4g}")
        print(f"N = {N} yours:   {np.ravel(yours)[0]:.4g}")
