"""How to find out whether dropout and batch norm are right. Each body is pasted as it stands."""

import numpy as np

from grader_reference.mathematics.trials.form import Tried


def dropout_keeps_the_mean(dropout: Tried) -> None:
    """Look at a few activations, and at the mean of many."""
    x, mask = (
        np.array([[2.0, -1.0, 3.0], [4.0, 0.5, 1.0]]),
        np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]),
    )
    many = (np.random.default_rng(0).random((1000, 100)) < 0.8).astype(float)
    print("training:  ", np.round(dropout(x, mask, 0.8, True) + 0.0, 4).tolist())
    print("evaluation:", np.round(dropout(x, mask, 0.8, False), 4).tolist())
    print(
        "mean of many 2s:", np.round(dropout(np.full((1000, 100), 2.0), many, 0.8, True).mean(), 1)
    )


def dropout_slope(dropout_backward: Tried, dropout: Tried) -> None:
    """Move all activations, each of which moves its own result alone."""
    x, mask = (
        np.array([[2.0, -1.0, 3.0], [4.0, 0.5, 1.0]]),
        np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]),
    )
    dh = np.array([[0.4, 0.7, -1.2], [2.0, 1.5, 0.3]])
    eps = 1e-5
    quotient = (
        dh * (dropout(x + eps, mask, 0.8, True) - dropout(x - eps, mask, 0.8, True)) / (2 * eps)
    )
    print("quotient:", np.round(quotient, 4).tolist())
    print("yours:   ", np.round(dropout_backward(dh, mask, 0.8), 4).tolist())


def batch_norm_statistics(batch_norm: Tried) -> None:
    """Normalise a batch and look at its channels."""
    x = np.array([[1.0, 40.0], [2.0, 10.0], [6.0, -20.0]])
    gamma, beta = np.array([3.0, 0.5]), np.array([5.0, -2.0])
    y, mean, var = batch_norm(x, gamma, beta, np.zeros(2), np.ones(2), 0.9, 1e-8, True)
    print("means:     ", np.round(y.mean(axis=0), 4))
    print("deviations:", np.round(y.std(axis=0), 4))
    print("running mean should be:", np.round(0.1 * x.mean(axis=0), 4), "yours:", np.round(mean, 4))
    due = 0.9 + 0.1 * x.var(axis=0)
    print("running variance should be:", np.round(due, 4), "yours:", np.round(var, 4))


def batch_norm_in_evaluation(batch_norm: Tried) -> None:
    """Normalise an example alone and among others."""
    x = np.array([[1.0, 40.0], [2.0, 10.0], [6.0, -20.0]])
    given = np.array([3.0, 0.5]), np.array([5.0, -2.0]), np.array([2.0, 3.0]), np.array([4.0, 25.0])
    among, mean, var = batch_norm(x, *given, 0.9, 1e-8, False)
    alone = batch_norm(x[:1], *given, 0.9, 1e-8, False)[0]
    print("among others:", np.round(among[0], 4), "alone:", np.round(alone[0], 4))
    print("averages:", np.round(mean, 4), np.round(var, 4))


def batch_norm_of_constants(batch_norm: Tried) -> None:
    """Normalise equal numbers, and numbers whose variance is as small as ε."""
    x = np.array([[7.0, -1.0, 1e-4], [7.0, 1.0, -1e-4]])
    given = np.array([2.0, 2.0, 22.36067977]), np.array([5.0, 5.0, 0.0]), np.zeros(3), np.ones(3)
    print(np.round(batch_norm(x, *given, 0.9, 1e-8, True)[0], 4))


def batch_norm_by_differences(batch_norm_backward: Tried, batch_norm: Tried) -> None:
    """Move one number at a time, and watch the sum of dy times the result."""
    rng = np.random.default_rng(0)
    x, gamma, beta, dy = (
        rng.normal(size=(5, 3)),
        np.array([2.0, -0.5, 1.5]),
        np.zeros(3),
        rng.normal(size=(5, 3)),
    )
    rest, eps = (np.zeros(3), np.ones(3), 0.9, 0.1, True), 1e-5
    for name, array, yours in zip(
        ("dx", "dgamma", "dbeta"),
        (x, gamma, beta),
        batch_norm_backward(dy, x, gamma, 0.1),
        strict=True,
    ):
        quotient = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            old = array[place]
            array[place] = old + eps
            up = np.sum(dy * batch_norm(x, gamma, beta, *rest)[0])
            array[place] = old - eps
            down = np.sum(dy * batch_norm(x, gamma, beta, *rest)[0])
            array[place] = old
            quotient[place] = (up - down) / (2 * eps)
        ratio = yours / quotient
        print(name, "yours / quotient: from", ratio.min().round(4), "to", ratio.max().round(4))
