"""A network of two hidden layers on handwritten digits: its first weights, its training, and its gradients checked."""

import random

import numpy as np


def one_hot(labels, n):
    vectors = np.zeros((len(labels), n))
    vectors[np.arange(len(labels)), labels] = 1
    return vectors


def data_iter(data, batch_size):
    X, y = data
    batches = [(X[i : i + batch_size], y[i : i + batch_size]) for i in range(0, len(X), batch_size)]
    random.shuffle(batches)
    return batches


def accuracy(pred, labels):
    return np.mean(np.argmax(pred, axis=1) == np.argmax(labels, axis=1))


class NN(object):
    def __init__(self, hidden_dims=(666, 666), init="Glorot", input_dim=784, output_dim=10):
        self.dims = [input_dim, *hidden_dims, output_dim]
        self.init = init
        self.weights = []
        self.biases = []
        self.initialize_weights()

    def initialize_weights(self):
        for n, m in zip(self.dims[:-1], self.dims[1:]):
            if self.init == "Zero":
                W = np.zeros((n, m))
            elif self.init == "Normal":
                W = np.random.normal(0.0, 1.0, (n, m))
            elif self.init == "Glorot":
                bound = np.sqrt(6.0 / (n + m))
                W = np.random.uniform(-bound, bound, (n, m))
            else:
                raise ValueError("no initialisation is called %r" % (self.init,))
            self.weights.append(W)
            self.biases.append(np.zeros(m))

    def activation(self, z):
        return np.maximum(z, 0)

    def softmax(self, z):
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def loss(self, pred, labels):
        return -np.sum(labels * np.log(pred + 1e-8)) / len(labels)

    def forward(self, inputs):
        h, z = [inputs], []
        for W, b in zip(self.weights[:-1], self.biases[:-1]):
            z.append(h[-1] @ W + b)
            h.append(self.activation(z[-1]))
        pred = self.softmax(h[-1] @ self.weights[-1] + self.biases[-1])
        return pred, (h, z, pred)

    def backward(self, cache, labels):
        h, z, pred = cache
        grads_w, grads_b = [None] * len(self.weights), [None] * len(self.weights)
        delta = (pred - labels) / len(labels)
        for l in reversed(range(len(self.weights))):
            grads_w[l] = h[l].T @ delta
            grads_b[l] = delta.sum(axis=0)
            if l > 0:
                delta = (delta @ self.weights[l].T) * (z[l - 1] > 0)
        return grads_w, grads_b

    def update(self, grads, lr):
        grads_w, grads_b = grads
        for l in range(len(self.weights)):
            self.weights[l] -= lr * grads_w[l]
            self.biases[l] -= lr * grads_b[l]

    def train(self, data, epochs, batch_size, lr, test_data=None):
        scores = []
        for epoch in range(1, epochs + 1):
            for X, y in data_iter(data, batch_size):
                pred, cache = self.forward(X)
                grads = self.backward(cache, y)
                self.update(grads, lr)
            if test_data is not None:
                scores.append(self.test(test_data))
                print("Epoch %i: accuracy %.4f, loss %.4f" % (epoch, *scores[-1]))
        return scores

    def test(self, data):
        X, y = data
        pred, _ = self.forward(X)
        return accuracy(pred, y), self.loss(pred, y)

    def finite_difference(self, x, y, N_values, p=10):
        _, cache = self.forward(x)
        grads_w, _ = self.backward(cache, y)
        largest = []
        for N in N_values:
            eps = 1.0 / N
            apart = np.zeros(p)
            for i in range(p):
                kept = self.weights[1][i, 0]
                self.weights[1][i, 0] = kept + eps
                above = self.loss(self.forward(x)[0], y)
                self.weights[1][i, 0] = kept - eps
                below = self.loss(self.forward(x)[0], y)
                self.weights[1][i, 0] = kept
                apart[i] = (above - below) / (2 * eps) - grads_w[1][i, 0]
            largest.append(np.max(np.abs(apart)))
        return largest


def best_network(data, epochs):
    nn = NN(hidden_dims=(666, 666), init="Glorot")
    nn.train(data, epochs=epochs, batch_size=100, lr=0.1)
    return nn


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
