"""How to find out whether an activation or its slope is right. Each body is pasted as it stands."""

import numpy as np

from grader_reference.mathematics.trials.form import Tried


def relu_identities(relu: Tried) -> None:
    """Hold relu against what it is on either side of 0."""
    z = np.array([[-8.0, -0.5, 0.005], [0.3, 2.0, 30.0]])
    print("relu(z):", relu(z).tolist())
    print("difference of relu(z) - relu(-z) and z:", np.abs(relu(z) - relu(-z) - z).max())
    print("difference of relu(2z) and 2 relu(z):", np.abs(relu(2 * z) - 2 * relu(z)).max())


def relu_slope(relu_derivative: Tried, relu: Tried) -> None:
    """Hold the slope against a central difference."""
    z = np.array([[-8.0, -0.5, 0.005, 0.3, 2.0, 30.0]])
    eps = 1e-5
    quotient = (relu(z + eps) - relu(z - eps)) / (2 * eps)
    print("quotient:", np.round(quotient, 4) + 0.0)
    print("yours:   ", np.round(relu_derivative(z), 4) + 0.0)


def leaky_relu_identities(leaky_relu: Tried) -> None:
    """Hold leaky relu against what it is on either side of 0."""
    z = np.array([[-8.0, -0.5, 0.3, 30.0]])
    total = leaky_relu(z) + leaky_relu(-z)
    print("leaky_relu(z):", np.round(leaky_relu(z), 4).tolist())
    print(
        "difference of the sum and 0.99 |z|:", np.round(np.abs(total - 0.99 * np.abs(z)).max(), 9)
    )


def leaky_relu_slope(leaky_relu_derivative: Tried, leaky_relu: Tried) -> None:
    """Hold the slope against a central difference."""
    z = np.array([[-8.0, -0.5, 0.3, 30.0]])
    eps = 1e-5
    quotient = (leaky_relu(z + eps) - leaky_relu(z - eps)) / (2 * eps)
    print("quotient:", np.round(quotient, 4))
    print("yours:   ", np.round(leaky_relu_derivative(z), 4))


def sigmoid_values(sigmoid: Tried) -> None:
    """Look at some values, and at both sides together."""
    z = np.array([-3.0, -1.0, 0.0, 1.0, 3.0])
    print("sigmoid(z):", np.round(sigmoid(z), 4).tolist())
    print(
        "difference of sigmoid(z) + sigmoid(-z) and 1:",
        np.abs(sigmoid(z) + sigmoid(-z) - 1).max().round(9),
    )


def sigmoid_far(sigmoid: Tried) -> None:
    """Look where the exponential overflows."""
    z = np.array([-800.0, -60.0, -20.0, 20.0, 800.0])
    print("sigmoid(z):", [float(f"{h:.3g}") for h in sigmoid(z)])


def sigmoid_slope(sigmoid_derivative: Tried, sigmoid: Tried) -> None:
    """Hold the slope against a central difference."""
    z = np.array([-3.0, -1.0, 0.0, 0.5, 3.0])
    eps = 1e-5
    quotient = (sigmoid(z + eps) - sigmoid(z - eps)) / (2 * eps)
    print("quotient:", np.round(quotient, 4))
    print("yours:   ", np.round(sigmoid_derivative(z), 4))


def sigmoid_slope_far(sigmoid_derivative: Tried) -> None:
    """Look where the sigmoid is flat."""
    z = np.array([-800.0, -40.0, 40.0, 800.0])
    print("yours:", [float(f"{slope:.3g}") for slope in sigmoid_derivative(z)])


def tanh_values(tanh: Tried) -> None:
    """Look at some values, and at both identities."""
    z = np.array([-2.0, -0.5, 0.0, 0.5, 2.0])
    stretched = 2 / (1 + np.exp(-2 * z)) - 1
    print("tanh(z):", np.round(tanh(z), 4).tolist())
    print("difference of tanh(-z) and -tanh(z):", np.abs(tanh(-z) + tanh(z)).max().round(9))
    print(
        "difference of tanh(z) and 2 sigmoid(2z) - 1:", np.abs(tanh(z) - stretched).max().round(9)
    )


def tanh_far(tanh: Tried) -> None:
    """Look where the exponential overflows."""
    print("tanh(z):", tanh(np.array([-800.0, 800.0])).tolist())


def tanh_slope(tanh_derivative: Tried, tanh: Tried) -> None:
    """Hold the slope against a central difference."""
    z = np.array([-3.0, -1.0, 0.0, 0.5, 3.0])
    eps = 1e-5
    quotient = (tanh(z + eps) - tanh(z - eps)) / (2 * eps)
    print("quotient:", np.round(quotient, 4))
    print("yours:   ", np.round(tanh_derivative(z), 4))
