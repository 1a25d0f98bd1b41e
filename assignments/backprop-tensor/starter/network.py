"""A 784-300-10 network by arrays: sigmoid, softmax, cross entropy, mini-batches; numpy only."""

import numpy as np


def sigmoid(x):
    """Return 1 / (1 + exp(-x)), entry by entry."""
    raise NotImplementedError


def softmax(o):
    """Return the softmax of every row, also where scores are large."""
    raise NotImplementedError


def standardise(X, X_test):
    """Return both with mean 0 and deviation 1 per pixel, measured on X; constant pixels are 0."""
    raise NotImplementedError


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
    raise NotImplementedError


def loss(T, a2):
    """Return the cross entropy of one-hot targets T and probabilities a2: summed, or the mean."""
    raise NotImplementedError


def backward(X, T, parameter, save):
    """Return the gradients of the loss by name: summed over the batch, or averaged."""
    raise NotImplementedError


def update(parameter, gradients, rate):
    """Return the parameters after one step of gradient descent."""
    raise NotImplementedError


def train(X, T, parameter, rate, batch, epochs):
    """Go through the examples so many times, in a new order each time; return the parameters."""
    raise NotImplementedError


def predict(X, parameter):
    """Return the number of the likeliest class of every row."""
    return forward(X, parameter)["a2"].argmax(axis=1)
