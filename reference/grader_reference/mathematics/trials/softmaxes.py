"""How to find out whether a softmax is right. Each body is pasted as it stands."""

import numpy as np

from grader_reference.mathematics.trials.form import Tried


def softmax_of_ordinary_scores(softmax: Tried) -> None:
    """Sum the rows, and add a constant to one of them."""
    z = np.array([[1.0, 2.0, 4.0], [0.5, -1.0, 3.0]])
    p = softmax(z)
    moved = softmax(z + np.array([[5.0], [0.0]]))
    print("probabilities:", np.round(p, 4).tolist())
    print("sums of the rows:", np.round(p.sum(axis=1), 4))
    print("difference after adding 5 to the first row:", np.abs(moved - p).max().round(6))


def softmax_of_large_scores(softmax: Tried) -> None:
    """Put rows of very different sizes beside each other."""
    z = np.array(
        [[1.0, 2.0, 4.0], [1001.0, 1002.0, 1004.0], [0.0, 1000.0, 1.0], [-900.0, 0.0, 900.0]]
    )
    print(np.round(softmax(z), 4))


def log_softmax_of_ordinary_scores(log_softmax: Tried) -> None:
    """Sum the exponentials of the rows."""
    z = np.array([[1.0, 2.0, 4.0], [0.5, -1.0, 3.0]])
    logs = log_softmax(z)
    print("largest result:", np.round(logs.max(), 4))
    print("sums of the exponentials:", np.round(np.exp(logs).sum(axis=1), 4))


def log_softmax_of_large_scores(log_softmax: Tried) -> None:
    """Put rows of very different sizes beside each other."""
    z = np.array([[0.0, 1000.0, -1000.0], [1.0, 2.0, 4.0], [-900.0, 0.0, 900.0]])
    print(np.round(log_softmax(z), 4))


def jacobian_by_differences(softmax_jacobian: Tried) -> None:
    """Move one score at a time, and watch all probabilities."""
    z = np.array([0.4, -1.2, 2.1])
    eps = 1e-5
    quotient = np.zeros((3, 3))
    for j in range(3):
        step = eps * np.eye(3)[j]
        up, down = np.exp(z + step), np.exp(z - step)
        quotient[:, j] = (up / up.sum() - down / down.sum()) / (2 * eps)
    J = softmax_jacobian(z)
    print("difference:", np.abs(J - quotient).max().round(6))
    print("sums of the rows:", np.round(J.sum(axis=1), 6) + 0.0)
