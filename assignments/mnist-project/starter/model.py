"""A network with one hidden layer of relu units; every column is one example."""

import numpy as np

import functional as F


class Model:
    """Weights (out, in) and biases (out, 1) of two layers."""

    def __init__(self, inputs, hidden, outputs, seed=0):
        self.fc1 = {"W": np.zeros((hidden, inputs)), "b": np.zeros((hidden, 1))}  # zeros never learn: draw your own
        self.fc2 = {"W": np.zeros((outputs, hidden)), "b": np.zeros((outputs, 1))}
        self.tensors = {}

    def forward(self, x):
        """Return the probabilities (10, m) of inputs x (784, m); keep in self.tensors what backward needs."""
        raise NotImplementedError

    def backward(self, L_bp, m_batch):
        """Return {'dW1': …, 'db1': …, 'dW2': …, 'db2': …} of the mean loss over a batch of m_batch examples.

        L_bp (10, m) is the gradient of every example's own loss by its scores before softmax.
        """
        raise NotImplementedError

    def save(self, path):
        """Write W1, b1, W2 and b2 into an .npz file."""
        raise NotImplementedError

    def load(self, path):
        """Read them again."""
        raise NotImplementedError
