"""A network of two hidden layers on handwritten digits: its first weights, its training, and its gradients checked.

Replace every `raise NotImplementedError` by your code; README.md says what each method returns.
"""

import random

import numpy as np


def one_hot(labels, n):
    """Return the vectors (N, n) of labels (N,): a single 1 in each row, in the label's column."""
    raise NotImplementedError


def data_iter(data, batch_size):
    """Return the batches of one epoch, pairs (X, y), in a new random order; the last may be short."""
    raise NotImplementedError


def accuracy(pred, labels):
    return np.mean(np.argmax(pred, axis=1) == np.argmax(labels, axis=1))


class NN(object):
    def __init__(self, hidden_dims=(666, 666), init="Glorot", input_dim=784, output_dim=10):
        """Keep the widths of all layers in self.dims, and draw self.weights and self.biases."""
        self.dims = [input_dim, *hidden_dims, output_dim]
        self.init = init
        self.weights = []
        self.biases = []
        self.initialize_weights()

    def initialize_weights(self):
        """Fill the lists self.weights, (inputs, outputs) each, and self.biases, (outputs,) each."""
        raise NotImplementedError

    def activation(self, z):
        """Return relu of z, entry by entry."""
        raise NotImplementedError

    def softmax(self, z):
        """Return the probabilities of every row of scores."""
        raise NotImplementedError

    def loss(self, pred, labels):
        """Return the mean cross entropy of probabilities (N, K) and one-hot labels (N, K)."""
        raise NotImplementedError

    def forward(self, inputs):
        """Return the probabilities (N, K), and a cache with all that backward needs."""
        raise NotImplementedError

    def backward(self, cache, labels):
        """Return the lists of dW and of db, in the order of the layers, of the mean loss."""
        raise NotImplementedError

    def update(self, grads, lr):
        """Take one step of gradient descent; grads is what backward returned."""
        raise NotImplementedError

    def train(self, data, epochs, batch_size, lr, test_data=None):
        """Train for some epochs of batches; with test_data, print and return what test says after each."""
        raise NotImplementedError

    def test(self, data):
        """Return accuracy and loss on data, a pair (X, y)."""
        X, y = data
        pred, _ = self.forward(X)
        return accuracy(pred, y), self.loss(pred, y)

    def finite_difference(self, x, y, N_values, p=10):
        """Return, for each N, the largest difference of quotient and gradient over W2[:p, 0]."""
        raise NotImplementedError


def best_network(data, epochs):
    """Return a network that was trained on data, with the settings that you found to be best."""
    raise NotImplementedError


def main():
    import matplotlib.pyplot as plt

    X, labels = np.load("x_train.npy"), np.load("y_train.npy")
    train = X[:50000], one_hot(labels[:50000], 10)
    validation = X[50000:], one_hot(labels[50000:], 10)

    plt.figure()
    for init, lr in (("Zero", 0.01), ("Normal", 0.001), ("Glorot", 0.01)):
        scores = NN(init=init).train(train, epochs=10, batch_size=200, lr=lr, test_data=train)
        plt.plot(range(1, 11), [loss for _, loss in scores], label=init)
    plt.xlabel("Epoch")
    plt.ylabel("Average loss on the training set")
    plt.legend()

    print("best: accuracy %.4f, loss %.4f" % best_network(train, 10).test(validation))

    plt.figure()
    N_values = [k * 10**i for i in range(6) for k in (1, 5)]
    plt.loglog(N_values, NN().finite_difference(train[0][:1], train[1][:1], N_values), "o-")
    plt.xlabel("N = 1/epsilon")
    plt.ylabel("Largest difference")
    plt.show()


if __name__ == "__main__":
    main()
