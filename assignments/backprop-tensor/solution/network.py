"""A 784-300-10 network by arrays: sigmoid, softmax, cross entropy, mini-batches; numpy only."""

import numpy as np


def sigmoid(x):
    """Return 1 / (1 + exp(-x)), entry by entry."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def softmax(o):
    """Return the softmax of every row; subtracting a row's largest score keeps exp finite."""
    e = np.exp(o - o.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def standardise(X, X_test):
    """Return both with mean 0 and deviation 1 per pixel, measured on X; constant pixels are 0."""
    mean, deviation = X.mean(axis=0), X.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1.0)
    return (X - mean) / deviation, (X_test - mean) / deviation


def init(inputs, hidden, outputs):
    """Return the parameters to begin with: weights of 0.1 N(0, 1), biases of zero."""
    return {
        "W": 0.1 * np.random.randn(inputs, hidden),
        "b": np.zeros((1, hidden)),
        "V": 0.1 * np.random.randn(hidden, outputs),
        "c": np.zeros((1, outputs)),
    }


def forward(X, parameter):
    """Return every step of the way: z1, a1 (N, H), z2 and the probabilities a2 (N, K)."""
    z1 = X @ parameter["W"] + parameter["b"]
    a1 = sigmoid(z1)
    z2 = a1 @ parameter["V"] + parameter["c"]
    return {"z1": z1, "a1": a1, "z2": z2, "a2": softmax(z2)}


def loss(T, a2):
    """Return the mean cross entropy of one-hot targets T and probabilities a2."""
    return -np.mean(np.sum(T * np.log(a2 + 1e-12), axis=1))


def backward(X, T, parameter, save):
    """Return the gradients of the loss by name, summed over the batch."""
    d2 = save["a2"] - T
    d1 = (d2 @ parameter["V"].T) * save["a1"] * (1 - save["a1"])
    return {
        "W": X.T @ d1,
        "b": d1.sum(axis=0, keepdims=True),
        "V": save["a1"].T @ d2,
        "c": d2.sum(axis=0, keepdims=True),
    }


def update(parameter, gradients, rate):
    """Return the parameters after one step of gradient descent."""
    return {name: parameter[name] - rate * gradients[name] for name in parameter}


def train(X, T, parameter, rate, batch, epochs):
    """Go through the examples so many times, in a new order each time; return the parameters."""
    for _ in range(epochs):
        order = np.random.permutation(len(X))
        for start in range(0, len(X), batch):
            rows = order[start : start + batch]
            save = forward(X[rows], parameter)
            gradients = backward(X[rows], T[rows], parameter, save)
            parameter = update(parameter, gradients, rate)
    return parameter


def predict(X, parameter):
    """Return the number of the likeliest class of every row."""
    return forward(X, parameter)["a2"].argmax(axis=1)
