"""How to find out whether a layer or a loss is right. Each body is pasted as it stands."""

import numpy as np

from grader_reference.mathematics.trials.form import Tried


def layer_by_sums(computeLayer: Tried) -> None:
    """Hold a layer against its sums, and against its bias."""
    X = np.array([[1.0, 2.0, -1.0], [0.5, 0.0, 3.0]])
    W = np.array([[0.2, -0.4], [1.5, 0.3], [-0.7, 2.0]])
    b = np.array([[10.0, -20.0]])
    Z = computeLayer(X, W, b)
    sums = [
        [sum(X[n, d] * W[d, k] for d in range(3)) + b[0, k] for k in range(2)] for n in range(2)
    ]
    print("shape:", np.shape(Z))
    print("X = 0 gives", np.round(computeLayer(0 * X, W, b), 4).tolist())
    print("difference:", np.abs(Z - np.array(sums)).max().round(9))


def loss_of_known_predictions(CE: Tried) -> None:
    """Ask for losses that are known without calculating."""
    t = np.eye(10)[[3, 1, 4, 1, 5]]
    guess = np.full((5, 10), 0.1)
    half = 0.5 * t + 0.5 / 9 * (1 - t)
    twice = np.vstack([t, t]), np.vstack([half, half])
    print("a guess:         ", np.round(CE(t, guess), 4))
    print("certain and right:", np.round(np.abs(CE(t, t)), 4))
    print(
        "half certain:    ",
        np.round(CE(t, half), 4),
        "and with all examples twice:",
        np.round(CE(*twice), 4),
    )


def loss_by_sums(CE: Tried) -> None:
    """Hold a loss against its sum, example by example."""
    t = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    p = np.array([[0.2, 0.7, 0.1], [0.005, 0.8, 0.195]])
    print("loss:", np.round(CE(t, p), 4))
    print("sum: ", np.round((-np.log(0.7) - np.log(0.005)) / 2, 4))


def gradient_by_probabilities(gradCE: Tried) -> None:
    """Move one probability at a time, and watch its example's loss."""
    t = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    p = np.array([[0.2, 0.7, 0.1], [0.005, 0.8, 0.195]])
    eps = 1e-5
    up, down = -np.log(p + eps), -np.log(p - eps)
    quotient = t * (up - down) / (2 * eps)
    print("quotient:", (np.round(quotient, 2) + 0.0).tolist())
    print("yours:   ", (np.round(gradCE(t, p), 2) + 0.0).tolist())


def gradient_at_zero(gradCE: Tried) -> None:
    """Look where a probability is 0 or nearly 0."""
    t = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    p = np.array([[0.0, 0.7, 0.3], [0.001, 0.8, 0.199]])
    print("yours:", np.round(gradCE(t, p), 2))


def gradient_by_logits(gradCE: Tried) -> None:
    """Move one score at a time, and watch the loss behind the softmax."""
    t = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    z = np.array([[0.2, 1.7, -1.0], [-2.0, 0.8, 0.1]])
    eps = 1e-5
    quotient = np.zeros((2, 3))
    for n, k in np.ndindex(2, 3):
        step = np.zeros((2, 3))
        step[n, k] = eps
        up, down = (np.exp(z + sign * step) for sign in (1, -1))
        losses = [-np.sum(t * np.log(e / e.sum(axis=1, keepdims=True))) for e in (up, down)]
        quotient[n, k] = (losses[0] - losses[1]) / (2 * eps)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    yours = np.asarray(gradCE(t, p))
    print("quotient:", (np.round(quotient, 4) + 0.0).tolist())
    print("yours:   ", (np.round(yours, 4) + 0.0).tolist())
    print("sums:    ", np.round(yours.sum(axis=-1), 4) + 0.0)


def one_hot_back_again(one_hot: Tried) -> None:
    """Take the labels out of the rows again."""
    labels = np.array([3, 1, 10, 3, 1])
    T = np.asarray(one_hot(labels, 12))
    print("shape:", T.shape)
    print("sums of the rows:", T.sum(axis=-1))
    print("values:", np.unique(T))
    print("labels again:", T.argmax(axis=-1))


def accuracy_by_hand(accuracy: Tried) -> None:
    """Decide six examples by hand."""
    t = np.eye(3)[[1, 0, 1, 2, 0, 2]]
    p = np.array([[0.3, 0.4, 0.3], [0.9, 0.06, 0.04], [0.1, 0.35, 0.55]])
    p = np.vstack([p, [[0.3, 0.25, 0.45], [0.2, 0.7, 0.1], [0.25, 0.3, 0.45]]])
    twice = accuracy(np.vstack([t, t]), np.vstack([p, p]))
    print(np.round(accuracy(t, p), 4), "and with all examples twice:", np.round(twice, 4))
