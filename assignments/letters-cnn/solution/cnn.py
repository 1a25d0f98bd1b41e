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


def im2col(x, kh, kw, stride, padding):
    """Return every window of every image as a row, and how many rows and columns of windows."""
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(1, 2))
    windows = windows[:, ::stride, ::stride].transpose(0, 1, 2, 4, 5, 3)
    return windows.reshape(-1, kh * kw * x.shape[3]), windows.shape[1:3]


def conv2d(x, kernel, bias, stride=1, padding=0):
    """Return the convolution layer's result, (N, H', W', K)."""
    kh, kw, _, channels = kernel.shape
    rows, size = im2col(x, kh, kw, stride, padding)
    return (rows @ kernel.reshape(-1, channels) + bias).reshape(len(x), *size, channels)


def conv2d_backward(dz, x, kernel, stride=1, padding=0):
    """Return the gradients by x, kernel and bias."""
    kh, kw, _, channels = kernel.shape
    rows, (height, width) = im2col(x, kh, kw, stride, padding)
    dz = dz.reshape(-1, channels)
    dkernel = (rows.T @ dz).reshape(kernel.shape)
    drows = (dz @ kernel.reshape(-1, channels).T).reshape(len(x), height, width, kh, kw, -1)
    dx = np.pad(np.zeros_like(x), ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    for u in range(kh):
        for v in range(kw):
            dx[:, u : u + stride * height : stride, v : v + stride * width : stride] += drows[:, :, :, u, v]
    dx = dx[:, padding : padding + x.shape[1], padding : padding + x.shape[2]]
    return dx, dkernel, dz.sum(axis=0)


def batch_norm(x, gamma, beta, running_mean, running_var, momentum=0.9, epsilon=1e-5, training=True):
    """Return the normalised x and the new running averages; the last axis holds the channels."""
    if not training:
        return gamma * (x - running_mean) / np.sqrt(running_var + epsilon) + beta, running_mean, running_var
    axes = tuple(range(x.ndim - 1))
    mean, var = x.mean(axis=axes), x.var(axis=axes)
    y = gamma * ((x - mean) / np.sqrt(var + epsilon)) + beta
    running_mean = momentum * running_mean + (1 - momentum) * mean
    running_var = momentum * running_var + (1 - momentum) * var
    return y, running_mean, running_var


def batch_norm_backward(dy, x, gamma, epsilon=1e-5):
    """Return the gradients by x, gamma and beta, in training."""
    axes = tuple(range(x.ndim - 1))
    inverse = 1 / np.sqrt(x.var(axis=axes) + epsilon)
    x_hat = (x - x.mean(axis=axes)) * inverse
    dgamma = np.sum(dy * x_hat, axis=axes)
    dbeta = np.sum(dy, axis=axes)
    m = x.size // x.shape[-1]
    dx = gamma * inverse * (dy - dbeta / m - x_hat * (dgamma / m))
    return dx, dgamma, dbeta


def squares(x, size):
    """Return the images cut into squares: (N, H // size, size, W // size, size, C)."""
    n, height, width, channels = x.shape
    rows, columns = height // size, width // size
    return x[:, : rows * size, : columns * size].reshape(n, rows, size, columns, size, channels)


def max_pool(x, size=2):
    """Return the largest number of every square; (N, H // size, W // size, C)."""
    return squares(x, size).max(axis=(2, 4))


def max_pool_backward(dh, x, size=2):
    """Return the gradient by x; equally large numbers of a square share it."""
    cut = squares(x, size)
    largest = cut == cut.max(axis=(2, 4), keepdims=True)
    share = largest / largest.sum(axis=(2, 4), keepdims=True, dtype=x.dtype)
    dx = np.zeros_like(x)
    passed = share * dh[:, :, None, :, None, :]
    rows, columns = x.shape[1] // size * size, x.shape[2] // size * size
    dx[:, :rows, :columns] = passed.reshape(len(x), rows, columns, -1)
    return dx


def dropout(x, mask, keep, training=True):
    """Return x where the mask is 1, scaled so that the expectation stays; x itself in evaluation."""
    return x * mask / keep if training else x


def dropout_backward(dh, mask, keep):
    """Return the gradient by the activations that dropout was given."""
    return dh * mask / keep


def adam_step(w, g, m, v, t, learning_rate=1e-4, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Return the parameter and both running averages after step t, counted from 1."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def l2_penalty(weights, strength):
    """Return strength / 2 times the sum of squares, and its gradient."""
    return strength / 2 * np.sum(weights**2), strength * weights


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
        self.X = X.reshape(len(X), X.shape[1], X.shape[2], 1)
        self.h = relu(conv2d(self.X, self.kernel, self.bias, padding=1))
        self.y, mean, var = batch_norm(
            self.h, self.gamma, self.beta, self.running_mean, self.running_var, training=training
        )
        if training:
            self.running_mean, self.running_var = mean, var
        self.flat = max_pool(self.y).reshape(len(X), -1)
        z = self.flat @ self.W1 + self.b1
        self.mask = (self.rng.random(z.shape) < self.keep).astype(z.dtype)
        self.hidden = relu(dropout(z, self.mask, self.keep, training))
        self.probs = softmax(self.hidden @ self.W2 + self.b2)
        return self.probs

    def backward(self, T):
        """Return the gradients of the mean cross entropy plus penalty, in the order of NAMES."""
        delta2 = (self.probs - T) / len(T)
        delta1 = dropout_backward((delta2 @ self.W2.T) * (self.hidden > 0), self.mask, self.keep)
        dpool = (delta1 @ self.W1.T).reshape(len(T), self.y.shape[1] // 2, self.y.shape[2] // 2, -1)
        dh, dgamma, dbeta = batch_norm_backward(max_pool_backward(dpool, self.y), self.h, self.gamma)
        _, dkernel, dbias = conv2d_backward(dh * (self.h > 0), self.X, self.kernel, padding=1)
        dW1, dW2 = self.flat.T @ delta1, self.hidden.T @ delta2
        dkernel = dkernel + l2_penalty(self.kernel, self.strength)[1]
        dW1 = dW1 + l2_penalty(self.W1, self.strength)[1]
        dW2 = dW2 + l2_penalty(self.W2, self.strength)[1]
        return dkernel, dbias, dgamma, dbeta, dW1, delta1.sum(axis=0), dW2, delta2.sum(axis=0)

    def fit(self, X, T, epochs=50, batch=32):
        """Train with Adam on shuffled mini-batches."""
        m = {name: np.zeros_like(getattr(self, name)) for name in self.NAMES}
        v = {name: np.zeros_like(getattr(self, name)) for name in self.NAMES}
        t = 0
        for _ in range(epochs):
            order = self.rng.permutation(len(X))
            for start in range(0, len(X), batch):
                rows = order[start : start + batch]
                self.forward(X[rows], training=True)
                t += 1
                for name, g in zip(self.NAMES, self.backward(T[rows])):
                    w, m[name], v[name] = adam_step(
                        getattr(self, name), g, m[name], v[name], t, self.learning_rate
                    )
                    setattr(self, name, w)

    def predict(self, X):
        """Return the probabilities of every picture, 250 pictures at a time."""
        return np.concatenate([self.forward(X[i : i + 250]) for i in range(0, len(X), 250)])


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
