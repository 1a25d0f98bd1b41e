"""How to find out whether a step of an optimiser is right. Each body is pasted as it stands."""

import numpy as np

from grader_reference.mathematics.trials.form import Tried


def sgd_on_a_bowl(sgd_step: Tried) -> None:
    """Walk down L = w²/2, whose gradient is w."""
    w = np.array([1.0, -4.0])
    for _ in range(3):
        w = sgd_step(w, w, 0.2)
        print(np.round(w, 4))


def momentum_with_a_steady_gradient(momentum_step: Tried) -> None:
    """Take three steps with the same gradient."""
    w, v = np.array([2.0]), np.array([0.0])
    for _ in range(3):
        before = w
        w, v = momentum_step(w, np.array([1.0]), v, 0.1, 0.9)
        print("moved by", np.round(w - before, 4), "velocity", np.round(v, 4))


def nesterov_from_both_points(nesterov_step: Tried) -> None:
    """Walk down L = w²/2 from the parameter, and from the point looked ahead to."""
    theta, velocity = np.array([1.0, -4.0]), np.zeros(2)
    w, v = theta.copy(), np.zeros(2)
    for _ in range(3):
        velocity = 0.9 * velocity - 0.1 * (theta + 0.9 * velocity)
        theta = theta + velocity
        w, v = nesterov_step(w, w, v, 0.1, 0.9)
        print("by theta:", np.round(theta + 0.9 * velocity, 4))
        print("yours:   ", np.round(w, 4))


def adagrad_with_steady_gradients(adagrad_step: Tried) -> None:
    """Take three steps with a large and a small gradient that stay the same."""
    w, c, g = np.array([1.0, 1.0]), np.zeros(2), np.array([10.0, 0.1])
    for _ in range(3):
        before = w
        w, c = adagrad_step(w, g, c, 0.1, 1e-8)
        print("moved by", np.round(before - w, 4), "sum of squares", np.round(c, 4))


def adagrad_at_rest(adagrad_step: Tried) -> None:
    """Take a step with a gradient of 0."""
    print(adagrad_step(np.array([1.0]), np.array([0.0]), np.array([0.0]), 0.1, 1e-8)[0])


def rmsprop_with_steady_gradients(rmsprop_step: Tried) -> None:
    """Take steps with a large and a small gradient that stay the same."""
    w, c, g = np.array([1.0, 1.0]), np.zeros(2), np.array([10.0, 0.1])
    for step in range(1, 101):
        before = w
        w, c = rmsprop_step(w, g, c, 0.1, 0.9, 1e-8)
        if step in (1, 2, 100):
            print("step", step, "moved by", np.round(before - w, 4))


def rmsprop_at_rest(rmsprop_step: Tried) -> None:
    """Take a step with a gradient of 0."""
    print(rmsprop_step(np.array([1.0]), np.array([0.0]), np.array([0.0]), 0.1, 0.9, 1e-8)[0])


def adam_with_steady_gradients(adam_step: Tried) -> None:
    """Take three steps with a large and a small gradient that stay the same."""
    w, m, v, g = np.array([1.0, 1.0]), np.zeros(2), np.zeros(2), np.array([10.0, 0.1])
    for t in (1, 2, 3):
        before = w
        w, m, v = adam_step(w, g, m, v, t, 0.1, 0.9, 0.99, 1e-8)
        print("moved by", np.round(before - w, 4))
        print("m / g, v / g²:", np.round(m / g, 4), np.round(v / g**2, 4))


def adam_with_other_gradients(adam_step: Tried) -> None:
    """Take two steps with gradients that change, and calculate the second by hand."""
    w, m, v = adam_step(
        np.array([1.0]), np.array([2.0]), np.zeros(1), np.zeros(1), 1, 0.1, 0.9, 0.99, 1e-8
    )
    w, m, v = adam_step(w, np.array([-1.0]), m, v, 2, 0.1, 0.9, 0.99, 1e-8)
    mean = (0.9 * 0.1 * 2 - 0.1) / (1 - 0.9**2)
    square = (0.99 * 0.01 * 4 + 0.01) / (1 - 0.99**2)
    print("formula: ", np.round(1 - 0.1 - 0.1 * mean / square**0.5, 5))
    print("yours:   ", np.round(w.item(), 5))


def adam_at_rest(adam_step: Tried) -> None:
    """Take a step with a gradient of 0."""
    zero = np.array([0.0])
    print(adam_step(np.array([1.0]), zero, zero, zero, 1, 0.1, 0.9, 0.99, 1e-8)[0])


def penalty_by_differences(l2_penalty: Tried) -> None:
    """Move one weight at a time, and watch the penalty."""
    w = np.array([[3.0, -4.0]])
    eps = 1e-5
    quotient = np.zeros((1, 2))
    for k in range(2):
        step = eps * np.eye(2)[[k]]
        quotient[0, k] = (l2_penalty(w + step, 2.0)[0] - l2_penalty(w - step, 2.0)[0]) / (2 * eps)
    penalty, gradient = l2_penalty(w, 2.0)
    print("penalty: ", np.round(penalty, 4))
    print("quotient:", np.round(quotient, 4))
    print("yours:   ", np.round(gradient, 4))


def glorot_variance(glorot_bound: Tried) -> None:
    """Draw weights and hold their variance against the one that is wanted."""
    r = glorot_bound(400, 200)
    W = np.random.default_rng(0).uniform(-r, r, (400, 200))
    print("bound:", np.round(r, 4))
    print("variance drawn / variance wanted:", np.round(W.var() / (2 / 600), 2))
