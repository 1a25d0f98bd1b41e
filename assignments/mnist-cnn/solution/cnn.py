"""A convolutional network for handwritten digits: activations, optimisers, statistics of layers."""

import numpy as np

RATES = {"sgd": 0.1, "momentum": 0.02, "adagrad": 0.02, "adam": 0.002}
NAMES = ("K1", "b1", "K2", "b2", "W3", "b3", "W4", "b4")


def activate(z, kind):
    if kind == "relu":
        return np.maximum(z, 0)
    if kind == "leaky_relu":
        return np.where(z > 0, z, 0.01 * z)
    if kind == "tanh":
        return np.tanh(z)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def slope(z, kind):
    if kind == "relu":
        return np.where(z > 0, z.dtype.type(1), z.dtype.type(0))
    if kind == "leaky_relu":
        return np.where(z > 0, z.dtype.type(1), z.dtype.type(0.01))
    a = activate(z, kind)
    return 1 - a**2 if kind == "tanh" else a * (1 - a)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def windows(x, height, width, stride):
    """Return every window of x as a row, and how many there are along both axes."""
    view = np.lib.stride_tricks.sliding_window_view(x, (height, width), axis=(1, 2))
    view = view[:, ::stride, ::stride].transpose(0, 1, 2, 4, 5, 3)
    return view.reshape(-1, height * width * x.shape[3]), view.shape[1:3]


def padded(x, padding):
    return np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0))) if padding else x


def conv2d(x, kernel, bias, stride=1, padding=0):
    height, width, _, outputs = kernel.shape
    rows, size = windows(padded(x, padding), height, width, stride)
    z = rows @ kernel.reshape(-1, outputs) + bias.reshape(1, -1)
    return z.reshape(len(x), *size, outputs)


def conv2d_backward(dz, x, kernel, stride=1, padding=0):
    height, width, _, outputs = kernel.shape
    wide = padded(x, padding)
    rows, (down, across) = windows(wide, height, width, stride)
    flat = dz.reshape(-1, outputs)
    dkernel = (rows.T @ flat).reshape(kernel.shape)
    dwide = np.zeros_like(wide)
    for u in range(height):
        for v in range(width):
            place = (slice(None), slice(u, u + stride * down, stride), slice(v, v + stride * across, stride))
            dwide[place] += dz @ kernel[u, v].T
    inner = slice(padding, -padding or None)
    return dwide[:, inner, inner], dkernel, flat.sum(axis=0)


def squares(x, size):
    n, height, width, channels = x.shape
    down, across = height // size, width // size
    return x[:, : down * size, : across * size].reshape(n, down, size, across, size, channels)


def max_pool(x, size=2):
    return squares(x, size).max(axis=(2, 4))


def max_pool_backward(dh, x, size=2):
    largest = max_pool(x, size)
    dx, free = np.zeros_like(x), np.ones(largest.shape, bool)
    down, across = largest.shape[1] * size, largest.shape[2] * size
    for u in range(size):
        for v in range(size):
            chosen = free & (x[:, u:down:size, v:across:size] == largest)
            dx[:, u:down:size, v:across:size] = dh * chosen
            free &= ~chosen
    return dx


def sgd_step(parameter, gradient, learning_rate):
    return parameter - learning_rate * gradient


def momentum_step(parameter, gradient, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * gradient
    return parameter + velocity, velocity


def adagrad_step(parameter, gradient, cache, learning_rate, epsilon):
    cache = cache + gradient**2
    return parameter - learning_rate * gradient / (np.sqrt(cache) + epsilon), cache


def adam_step(parameter, gradient, m, v, t, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    step = learning_rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon)
    return parameter - step, m, v


def layer_statistics(activations, level):
    return activations.mean(), activations.std(), np.mean(activations == 0), np.mean(np.abs(activations) > level)


class CNN:
    def __init__(self, activation="relu", optimiser="adam", learning_rate=None, seed=0):
        self.activation = activation
        self.optimiser = optimiser
        self.learning_rate = RATES[optimiser] if learning_rate is None else learning_rate
        self.rng = np.random.RandomState(seed)

        def drawn(*shape):
            inputs, outputs = np.prod(shape[:-1]), shape[-1] * np.prod(shape[:-2])
            bound = np.sqrt(6 / (inputs + outputs))
            return self.rng.uniform(-bound, bound, shape).astype(np.float32)

        self.K1, self.b1 = drawn(5, 5, 1, 8), np.zeros(8, np.float32)
        self.K2, self.b2 = drawn(5, 5, 8, 16), np.zeros(16, np.float32)
        self.W3, self.b3 = drawn(256, 64), np.zeros(64, np.float32)
        self.W4, self.b4 = drawn(64, 10), np.zeros(10, np.float32)
        self.steps = 0
        self.states = {}

    def forward(self, X):
        self.x = X[:, :, :, None]
        self.z1 = conv2d(self.x, self.K1, self.b1)
        self.a1 = activate(self.z1, self.activation)
        self.p1 = max_pool(self.a1)
        self.z2 = conv2d(self.p1, self.K2, self.b2)
        self.a2 = activate(self.z2, self.activation)
        self.flat = max_pool(self.a2).reshape(len(X), -1)
        self.z3 = self.flat @ self.W3 + self.b3
        self.a3 = activate(self.z3, self.activation)
        return softmax(self.a3 @ self.W4 + self.b4)

    def backward(self, X, T):
        delta = (self.forward(X) - T) / len(X)
        dW4, db4 = self.a3.T @ delta, delta.sum(axis=0)
        delta = (delta @ self.W4.T) * slope(self.z3, self.activation)
        dW3, db3 = self.flat.T @ delta, delta.sum(axis=0)
        above = (delta @ self.W3.T).reshape(len(X), 4, 4, 16)
        delta = max_pool_backward(above, self.a2) * slope(self.z2, self.activation)
        dp1, dK2, db2 = conv2d_backward(delta, self.p1, self.K2)
        delta = max_pool_backward(dp1, self.a1) * slope(self.z1, self.activation)
        _, dK1, db1 = conv2d_backward(delta, self.x, self.K1)
        return dK1, db1, dK2, db2, dW3, db3, dW4, db4

    def update(self, gradients):
        self.steps += 1
        for name, gradient in zip(NAMES, gradients):
            setattr(self, name, self.stepped(name, getattr(self, name), gradient))

    def stepped(self, name, w, g):
        rate, zeros = self.learning_rate, np.zeros_like(w)
        if self.optimiser == "sgd":
            return sgd_step(w, g, rate)
        if self.optimiser == "momentum":
            w, *state = momentum_step(w, g, *self.states.get(name, (zeros,)), rate, 0.9)
        elif self.optimiser == "adagrad":
            w, *state = adagrad_step(w, g, *self.states.get(name, (zeros,)), rate, 1e-8)
        else:
            state = self.states.get(name, (zeros, zeros))
            w, *state = adam_step(w, g, *state, self.steps, rate, 0.9, 0.999, 1e-8)
        self.states[name] = state
        return w

    def fit(self, X, T, epochs=1, batch=50):
        for _ in range(epochs):
            order = self.rng.permutation(len(X))
            for start in range(0, len(X), batch):
                rows = order[start : start + batch]
                self.update(self.backward(X[rows], T[rows]))

    def predict(self, X):
        return np.concatenate([self.forward(X[i : i + 500]).argmax(axis=1) for i in range(0, len(X), 500)])
