"""Classify pictures of the letters A to J with a convolutional network, in numpy.

    convolution 3 x 3 (same size) + bias -> relu -> batch normalisation -> max pooling 2 x 2
    -> layer -> dropout -> relu -> layer -> softmax
"""

import numpy as np


def load_data(path="notMNIST.npz"):
    """Return (pictures, labels) for training, validation and test."""
    with np.load(path) as data:
        pictures, labels = data["images"], data["labels"]
    order = np.random.default_rng(521).permutation(len(pictures))
    X = pictures[order].reshape(-1, 28, 28).astype(np.float32) / 255
    T = np.eye(10, dtype=np.float32)[labels[order]]
    return (X[:10000], T[:10000]), (X[10000:16000], T[10000:16000]), (X[16000:], T[16000:])


def relu(z):
    return np.maximum(z, 0)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def conv2d(x, kernel, bias, stride=1, padding=0):
    """Return the convolution layer's result, (N, H', W', K)."""
    raise NotImplementedError


def conv2d_backward(dz, x, kernel, stride=1, padding=0):
    """Return the gradients by x, kernel and bias."""
    raise NotImplementedError


def batch_norm(x, gamma, beta, running_mean, running_var, momentum=0.9, epsilon=1e-5, training=True):
    """Return the normalised x and the new running averages; the last axis holds the channels."""
    raise NotImplementedError


def batch_norm_backward(dy, x, gamma, epsilon=1e-5):
    """Return the gradients by x, gamma and beta, in training."""
    raise NotImplementedError


def max_pool(x, size=2):
    """Return the largest number of every square; (N, H // size, W // size, C)."""
    raise NotImplementedError


def max_pool_backward(dh, x, size=2):
    """Return the gradient by x; equally large numbers of a square share it."""
    raise NotImplementedError


def dropout(x, mask, keep, training=True):
    """Return x where the mask is 1, scaled so that the expectation stays; x itself in evaluation."""
    raise NotImplementedError


def dropout_backward(dh, mask, keep):
    """Return the gradient by the activations that dropout was given."""
    raise NotImplementedError


def adam_step(w, g, m, v, t, learning_rate=1e-4, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Return the parameter and both running averages after step t, counted from 1."""
    raise NotImplementedError


def l2_penalty(weights, strength):
    """Return strength / 2 times the sum of squares, and its gradient."""
    raise NotImplementedError


class CNN:
    """The network, with its parameters as attributes."""

    NAMES = ("kernel", "bias", "gamma", "beta", "W1", "b1", "W2", "b2")

    def __init__(self, image=28, channels=32, hidden=784, classes=10, learning_rate=1e-4, keep=1.0, strength=0.0, seed=0):
        self.rng = np.random.default_rng(seed)
        self.learning_rate, self.keep, self.strength = learning_rate, keep, strength
        flat = (image // 2) ** 2 * channels
        self.kernel = self.glorot((3, 3, 1, channels), 9, 9 * channels)
        self.bias = np.zeros(channels, np.float32)
        self.gamma, self.beta = np.ones(channels, np.float32), np.zeros(channels, np.float32)
        self.W1, self.b1 = self.glorot((flat, hidden), flat, hidden), np.zeros(hidden, np.float32)
        self.W2, self.b2 = self.glorot((hidden, classes), hidden, classes), np.zeros(classes, np.float32)
        self.running_mean, self.running_var = np.zeros(channels, np.float32), np.ones(channels, np.float32)

    def glorot(self, shape, inputs, outputs):
        """Return normal weights of variance 2 / (inputs + outputs)."""
        deviation = np.sqrt(2 / (inputs + outputs))
        return (deviation * self.rng.standard_normal(shape)).astype(np.float32)

    def forward(self, X, training=False):
        """Return the probabilities (N, classes), and keep what the backward pass needs."""
        raise NotImplementedError

    def backward(self, T):
        """Return the gradients of the mean cross entropy plus penalty, in the order of NAMES."""
        raise NotImplementedError

    def fit(self, X, T, epochs=50, batch=32):
        """Train with Adam on shuffled mini-batches."""
        raise NotImplementedError

    def predict(self, X):
        """Return the probabilities of every picture, 250 pictures at a time."""
        raise NotImplementedError


def main():
    """Train, and print the accuracy on each of the three sets."""
    sets = load_data()
    model = CNN()
    model.fit(*sets[0])
    for name, (X, T) in zip(("training", "validation", "test"), sets):
        accuracy = np.mean(model.predict(X).argmax(axis=1) == T.argmax(axis=1))
        print(f"{name}: accuracy {accuracy:.2%}")


if __name__ == "__main__":
    main()
