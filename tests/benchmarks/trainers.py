"""One training of 784-666-666-10 in three ways, beside one another: bare numpy, ours, PyTorch.

Two hundred steps of plain descent on batches of 100 in float32, in one thread, from the same
weights on the same random pictures; PyTorch only where it is installed. They take turns and count
processor time, so that a machine that is busy is busy for all.
"""

import importlib.util
import statistics
import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from grader_reference.dense_network import DenseNetwork
from grader_reference.initial_weights import initial_parameters
from grader_reference.stepping import Sgd
from grader_reference.training import Schedule, train
from tests.benchmarks.places import told
from tests.benchmarks.threads import in_one_thread

WIDTHS = (784, 666, 666, 10)
ROWS, BATCH, RATE, TURNS = 20_000, 100, 0.1, 5

Array = np.ndarray[Any, Any]
Data = tuple[Array, Array]
Train = Callable[[list[Array], Data], list[Array]]


def main() -> None:
    """Let every way have one thread."""
    in_one_thread(__name__)


def compare() -> None:
    """Train in turns and print each one's seconds, and what they are to the bare loop's."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 10, ROWS)
    data = (rng.random((ROWS, 784), dtype=np.float32), np.eye(10, dtype=np.float32)[labels])
    first = initial_parameters(rng, WIDTHS, recipe="glorot", dtype=np.float32)
    seconds: dict[str, list[float]] = {name: [] for name in ways()}
    for _ in range(TURNS):
        for name, way in ways().items():
            parameters = [each.copy() for each in first]
            began = time.process_time()
            way(parameters, data)
            seconds[name].append(time.process_time() - began)
    for name, taken in seconds.items():
        told(f"{name}, {ROWS // BATCH} steps", taken, "s of CPU")
        pairs = zip(taken, seconds["bare numpy"], strict=True)
        print(f"  {statistics.median(a / b for a, b in pairs):.3f} times bare numpy, pair by pair")


def ways() -> Mapping[str, Train]:
    """Return the ways there are here."""
    known = {"bare numpy": bare, "reference": reference}
    return known | ({"torch": by_torch} if importlib.util.find_spec("torch") else {})


def bare(parameters: list[Array], data: Data) -> list[Array]:
    """Train as the shortest loop does that one would write."""
    W1, b1, W2, b2, W3, b3 = parameters
    order = np.random.default_rng(1).permutation(ROWS)
    for start in range(0, ROWS, BATCH):
        chosen = order[start : start + BATCH]
        X, T = data[0][chosen], data[1][chosen]
        h1 = np.maximum(X @ W1 + b1, 0)
        h2 = np.maximum(h1 @ W2 + b2, 0)
        z = h2 @ W3 + b3
        e = np.exp(z - z.max(axis=1, keepdims=True))
        d3 = (e / e.sum(axis=1, keepdims=True) - T) / BATCH
        d2 = (d3 @ W3.T) * (h2 > 0)
        d1 = (d2 @ W2.T) * (h1 > 0)
        gradients = (X.T @ d1, d1.sum(0), h1.T @ d2, d2.sum(0), h2.T @ d3, d3.sum(0))
        for parameter, gradient in zip(parameters, gradients, strict=True):
            np.subtract(parameter, RATE * gradient.reshape(parameter.shape), out=parameter)
    return parameters


def reference(parameters: list[Array], data: Data) -> list[Array]:
    """Train by the reference's own loop."""
    model = DenseNetwork(parameters, activation="relu")
    schedule = Schedule(epochs=1, size=BATCH, slices=True)
    train(model, Sgd(learning_rate=RATE), data, schedule, rng=np.random.default_rng(1))
    return parameters


def by_torch(parameters: list[Array], data: Data) -> list[Array]:
    """Train by PyTorch's layers and optimiser, batches taken as in the bare loop."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    layers = [nn.Linear(a, b) for a, b in pairwise(WIDTHS)]
    with torch.no_grad():
        for layer, W, b in zip(layers, parameters[::2], parameters[1::2], strict=True):
            layer.weight.copy_(torch.from_numpy(W.T))
            layer.bias.copy_(torch.from_numpy(b.reshape(-1)))
    model = nn.Sequential(layers[0], nn.ReLU(), layers[1], nn.ReLU(), layers[2])
    optimiser = torch.optim.SGD(model.parameters(), lr=RATE)
    X, T = torch.from_numpy(data[0]), torch.from_numpy(data[1]).argmax(dim=1)
    order = torch.from_numpy(np.random.default_rng(1).permutation(ROWS))
    for start in range(0, ROWS, BATCH):
        chosen = order[start : start + BATCH]
        optimiser.zero_grad()
        nn.functional.cross_entropy(model(X[chosen]), T[chosen]).backward()
        optimiser.step()
    return [each.detach().numpy().T for each in model.parameters()]


if __name__ == "__main__":
    compare()
