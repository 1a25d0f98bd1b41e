"""A network with one hidden layer of relu units; every column is one example."""

import numpy as np

import functional as F


class Model:
    """Weights (out, in) and biases (out, 1) of two layers."""

    def __init__(self, inputs, hidden, outputs, seed=0):
        rng = np.random.default_rng(seed)
        self.fc1 = self.layer(rng, inputs, hidden)
        self.fc2 = self.layer(rng, hidden, outputs)
        self.tensors = {}

    def layer(self, rng, inputs, outputs):
        W = rng.standard_normal((outputs, inputs)) * np.sqrt(2 / inputs)
        return {"W": W.astype(np.float32), "b": np.zeros((outputs, 1), dtype=np.float32)}

    def forward(self, x):
        self.tensors["y0"] = x
        self.tensors["y1"] = self.fc1["W"] @ x + self.fc1["b"]
        self.tensors["y2"] = F.relu(self.tensors["y1"])
        self.tensors["y3"] = self.fc2["W"] @ self.tensors["y2"] + self.fc2["b"]
        self.tensors["y"] = F.softmax(self.tensors["y3"])
        return self.tensors["y"]

    def backward(self, L_bp, m_batch):
        """Return the gradients of the mean loss; L_bp (K, m) is that of every example's own."""
        d_y1 = (self.fc2["W"].T @ L_bp) * (self.tensors["y1"] > 0)
        return {
            "dW2": L_bp @ self.tensors["y2"].T / m_batch,
            "db2": L_bp.sum(axis=1, keepdims=True) / m_batch,
            "dW1": d_y1 @ self.tensors["y0"].T / m_batch,
            "db1": d_y1.sum(axis=1, keepdims=True) / m_batch,
        }

    def save(self, path):
        np.savez(path, W1=self.fc1["W"], b1=self.fc1["b"], W2=self.fc2["W"], b2=self.fc2["b"])

    def load(self, path):
        with np.load(path) as file:
            self.fc1 = {"W": file["W1"], "b": file["b1"]}
            self.fc2 = {"W": file["W2"], "b": file["b2"]}
