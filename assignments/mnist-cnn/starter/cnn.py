"""A convolutional network for handwritten digits: activations, optimisers, statistics of layers.

Replace every `raise NotImplementedError` by your code; README.md says what each function returns.
"""

import numpy as np

RATES = {"sgd": 0.1, "momentum": 0.02, "adagrad": 0.02, "adam": 0.002}


def activate(z, kind):
    """Return f(z), entry by entry; kind is 'relu', 'leaky_relu', 'tanh' or 'sigmoid'."""
    raise NotImplementedError


def slope(z, kind):
    """Return the derivative of f at z, entry by entry."""
    raise NotImplementedError


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def conv2d(x, kernel, bias, stride=1, padding=0):
    """Images (N, H, W, C), kernel (height, width, C, K), bias (K,): return (N, H', W', K)."""
    raise NotImplementedError


def conv2d_backward(dz, x, kernel, stride=1, padding=0):
    """Return dx, dkernel, dbias, from dz (N, H', W', K)."""
    raise NotImplementedError


def max_pool(x, size=2):
    """Return the largest number of every square of size x size."""
    raise NotImplementedError


def max_pool_backward(dh, x, size=2):
    """Return the gradient by x, from dh, the gradient by max_pool(x, size)."""
    raise NotImplementedError


def sgd_step(parameter, gradient, learning_rate):
    """Return the parameter after one step."""
    raise NotImplementedError


def momentum_step(parameter, gradient, velocity, learning_rate, momentum):
    """Return the parameter and the velocity after one step."""
    raise NotImplementedError


def adagrad_step(parameter, gradient, cache, learning_rate, epsilon):
    """Return the parameter and the sum of squared gradients after one step."""
    raise NotImplementedError


def adam_step(parameter, gradient, m, v, t, learning_rate, beta1, beta2, epsilon):
    """Return the parameter and both running averages after step t, counted from 1."""
    raise NotImplementedError


def layer_statistics(activations, level):
    """Return mean, standard deviation, share of zeros, share of |a| > level: four numbers."""
    raise NotImplementedError


class CNN:
    """conv 5 x 5 x 8 - pool 2 - conv 5 x 5 x 16 - pool 2 - 64 - 10."""

    def __init__(self, activation="relu", optimiser="adam", learning_rate=None, seed=0):
        self.activation = activation
        self.optimiser = optimiser
        self.learning_rate = RATES[optimiser] if learning_rate is None else learning_rate
        self.rng = np.random.RandomState(seed)
        self.K1, self.b1 = np.zeros((5, 5, 1, 8)), np.zeros(8)
        self.K2, self.b2 = np.zeros((5, 5, 8, 16)), np.zeros(16)
        self.W3, self.b3 = np.zeros((256, 64)), np.zeros(64)
        self.W4, self.b4 = np.zeros((64, 10)), np.zeros(10)
        # Draw the first kernels and weights: zeros learn nothing.

    def forward(self, X):
        """Return the probabilities (N, 10) of images (N, 28, 28)."""
        raise NotImplementedError

    def backward(self, X, T):
        """Return dK1, db1, dK2, db2, dW3, db3, dW4, db4 of the mean cross entropy."""
        raise NotImplementedError

    def fit(self, X, T, epochs=1, batch=50):
        """Learn from X (N, 28, 28) and one-hot T (N, 10)."""
        raise NotImplementedError

    def predict(self, X):
        """Return the number of the likeliest class of every image."""
        raise NotImplementedError


def main():
    import matplotlib.pyplot as plt

    digits = np.load("mnist.npz")
    X, T = digits["x_train"] / 255, np.eye(10)[digits["y_train"]]
    for activation in ("relu", "tanh", "leaky_relu"):
        for optimiser in ("momentum", "adagrad", "adam"):
            network = CNN(activation, optimiser)
            network.fit(X[:3000], T[:3000])
            right = np.mean(network.predict(X[-1000:]) == T[-1000:].argmax(axis=1))
            print(activation, optimiser, right)
            plt.hist(network.K1.ravel(), bins=30, alpha=0.3, label=activation + " " + optimiser)
    plt.legend()
    plt.show()


if __name__ == "__main__":
    main()
