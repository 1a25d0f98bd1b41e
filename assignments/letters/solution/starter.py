"""Classify pictures of the letters A to J with one hidden layer, in numpy."""

import numpy as np


def load_data(path="notMNIST.npz"):
    """Return shuffled (pictures, labels) for training, validation and test."""
    with np.load(path) as data:
        pictures, labels = data["images"], data["labels"]
    order = np.random.default_rng(521).permutation(len(pictures))
    X = pictures[order].reshape(-1, 784) / 255.0
    T = one_hot(labels[order])
    return (X[:10000], T[:10000]), (X[10000:16000], T[10000:16000]), (X[16000:], T[16000:])


def one_hot(labels, classes=10):
    """Return a row per label with a one in the label's column."""
    return np.eye(classes)[labels]


def relu(x):
    """Return every entry of x, and 0 where it is negative."""
    return np.maximum(x, 0)


def softmax(x):
    """Return the softmax of every row; subtracting a row's maximum keeps exp finite."""
    exponentials = np.exp(x - np.max(x, axis=1, keepdims=True))
    return exponentials / np.sum(exponentials, axis=1, keepdims=True)


def computeLayer(X, W, b):
    """Return the pre-activations X W + b, one row per example."""
    return X @ W + b


def CE(target, prediction):
    """Return the mean cross entropy over the examples; classes without target count nothing."""
    logs = np.log(np.where(target > 0, prediction, 1.0))
    return -np.sum(target * logs) / len(target)


def gradCE(target, prediction):
    """Return the gradient of CE with respect to prediction, of the same shape."""
    return -target / prediction / len(target)


def backprop(X, T, W1, b1, W2, b2):
    """Return the gradients (dW1, db1, dW2, db2) of the mean cross entropy."""
    z1 = computeLayer(X, W1, b1)
    hidden = relu(z1)
    prediction = softmax(computeLayer(hidden, W2, b2))

    delta2 = (prediction - T) / len(X)
    delta1 = (delta2 @ W2.T) * (z1 > 0)

    dW1 = X.T @ delta1
    db1 = np.sum(delta1, axis=0, keepdims=True)
    dW2 = hidden.T @ delta2
    db2 = np.sum(delta2, axis=0, keepdims=True)
    return dW1, db1, dW2, db2


def initial_parameters(hidden, rng):
    """Return small random weights and zero biases for a 784-hidden-10 network."""
    W1 = rng.normal(0.0, np.sqrt(2.0 / (784 + hidden)), (784, hidden))
    W2 = rng.normal(0.0, np.sqrt(2.0 / (hidden + 10)), (hidden, 10))
    return [W1, np.zeros((1, hidden)), W2, np.zeros((1, 10))]


def predict(X, W1, b1, W2, b2):
    """Return the class probabilities of every row of X."""
    return softmax(computeLayer(relu(computeLayer(X, W1, b1)), W2, b2))


def train(X, T, hidden=1000, epochs=15, rate=0.05, momentum=0.9, batch=100, seed=0):
    """Return parameters trained by gradient descent with momentum on shuffled mini-batches."""
    rng = np.random.default_rng(seed)
    parameters = initial_parameters(hidden, rng)
    velocities = [np.zeros_like(p) for p in parameters]
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch):
            rows = order[start : start + batch]
            gradients = backprop(X[rows], T[rows], *parameters)
            for parameter, velocity, gradient in zip(parameters, velocities, gradients):
                velocity *= momentum
                velocity -= rate * gradient
                parameter += velocity
    return parameters


def best_epoch(losses, patience):
    """Return the epoch with the lowest loss, and the epoch after which training ends, from 1."""
    best = 1
    for epoch in range(1, len(losses) + 1):
        if losses[epoch - 1] < losses[best - 1]:
            best = epoch
        if epoch - best >= patience:
            return best, epoch
    return best, len(losses)


def main():
    """Train, and print the loss and the accuracy on each of the three sets."""
    sets = load_data()
    parameters = train(*sets[0])
    for name, (X, T) in zip(("training", "validation", "test"), sets):
        prediction = predict(X, *parameters)
        accuracy = np.mean(prediction.argmax(axis=1) == T.argmax(axis=1))
        print(f"{name}: loss {CE(T, prediction):.4f}, accuracy {accuracy:.2%}")


if __name__ == "__main__":
    main()
