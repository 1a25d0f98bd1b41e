"""How to find out whether what surrounds training is right. Each body is pasted as it stands."""

import numpy as np

from grader_reference.mathematics.trials.form import Tried


def every_example_once(minibatch: Tried) -> None:
    """Go through an epoch of seven examples whose targets show which they belong to."""
    X = np.arange(7.0)[:, None]
    T = 10 * X
    order = np.array([3, 6, 0, 5, 1, 4, 2])
    for number in range(3):
        x, t = minibatch(X, T, order, 3, number)
        print("inputs", np.ravel(x), "targets", np.ravel(t))


def curves_by_hand(best_epoch: Tried) -> None:
    """Follow four curves with a patience of 2."""
    for losses in ([3, 2, 4, 5, 1], [3, 2, 2, 2], [4, 5, 3, 6, 2, 7, 8], [3, 1, 5, 4, 3]):
        print(losses, best_epoch(np.array(losses, dtype=float), 2))


def statistics_by_hand(layer_statistics: Tried) -> None:
    """Count eight numbers by hand."""
    a = np.array([[0.0, 1.0, -1.0, 0.001], [0.0, 2.0, -0.5, -2.0]])
    for name, number in zip(
        ("mean", "deviation", "zeros", "saturated"), layer_statistics(a, 1.5), strict=True
    ):
        print(name, np.round(number, 4))
