"""A small convolutional network as a student writes it, with its assignment: for tests."""

NAMES = ("K1", "b1", "W2", "b2", "W3", "b3")

CONVNET = """
import numpy as np

class Net:
    def __init__(self, hidden=12, activation="relu"):
        def drawn(*shape):
            size = np.sqrt(2 / np.prod(shape[:-1]))
            return (size * np.random.normal(size=shape)).astype(np.float32)
        self.activation = activation
        self.K1, self.b1 = drawn(5, 5, 1, 3), np.zeros(3, np.float32)
        self.W2, self.b2 = drawn(108, hidden), np.zeros(hidden, np.float32)
        self.W3, self.b3 = drawn(hidden, 10), np.zeros(10, np.float32)

    def active(self, z):
        return np.maximum(z, 0) if self.activation == "relu" else np.tanh(z)

    def slope(self, a):
        return (a > 0).astype(a.dtype) if self.activation == "relu" else 1 - a**2

    def forward(self, X):
        view = np.lib.stride_tricks.sliding_window_view(X, (5, 5), axis=(1, 2))
        self.rows = view.reshape(-1, 25)
        a = self.active(self.rows @ self.K1.reshape(25, 3) + self.b1)
        self.a = a.reshape(len(X), 6, 4, 6, 4, 3)
        self.flat = self.a.max(axis=(2, 4)).reshape(len(X), -1)
        self.h = self.active(self.flat @ self.W2 + self.b2)
        z = self.h @ self.W3 + self.b3
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def step(self, X, T, rate=0.1):
        d3 = (self.forward(X) - T) / len(X)
        d2 = d3 @ self.W3.T * self.slope(self.h)
        up = (d2 @ self.W2.T).reshape(len(X), 6, 1, 6, 1, 3)
        first = self.a == self.a.max(axis=(2, 4), keepdims=True)
        d1 = (up * first * self.slope(self.a)).reshape(-1, 3)
        self.W3 -= rate * self.h.T @ d3
        self.b3 -= rate * d3.sum(axis=0)
        self.W2 -= rate * self.flat.T @ d2
        self.b2 -= rate * d2.sum(axis=0)
        self.K1 -= rate * (self.rows.T @ d1).reshape(self.K1.shape)
        self.b1 -= rate * d1.sum(axis=0)

    def fit(self, X, T):
        for start in range(0, len(X), 20):
            self.step(X[start:start + 20], T[start:start + 20])

    def predict(self, X):
        return self.forward(X).argmax(axis=1)
"""

ASSIGNMENT = """
assignment: digits
checks:
  - id: learns
    kind: training
    points: 4
    title: Digits
    params:
      dataset: mnist
      on: test
      flat: false
      dtype: float32
      divided_by: 255
      examples: 3000
      evaluated: 1000
      accuracy: [0.6]
      facts: {hidden: 12, activation: relu}
      seconds: 20
      architecture: 28x28-5x5x3-pool4-{hidden}-10 {activation}
"""

SWEEP = """
  - id: study
    kind: sweep
    points: 2
    title: Activations
    params:
      dataset: mnist
      on: test
      flat: false
      dtype: float32
      divided_by: 255
      examples: 1500
      evaluated: 1000
      facts: {hidden: 12}
      seconds: 20
      seeds: 2
      vary: {activation: [relu, tanh]}
      bands: {relu: [0.4, 0.99], tanh: [0.4, 0.99]}
      architecture: 28x28-5x5x3-pool4-{hidden}-10 {activation}
"""

INTERFACE = """
interface:
  class: Net
  construct: {hidden: hidden, activation: {optional: activation}}
  parameters: [self.K1, self.b1, self.W2, self.b2, self.W3, self.b3]
  calls:
    fit: {call: self.fit, with: [X, T]}
    predict: {call: self.predict, with: [X]}
"""
