"""Draws what the hidden layer makes of the validation digits: python tsne.py -c config.json -r best.npz

The map is L. van der Maaten and G. Hinton's, "Visualizing data using t-SNE" (2008), without a tree.
"""

import argparse
import json

import matplotlib
import numpy as np

from data_loader import normalise, one_hot, split
from dataset import MnistDataset
from trainer import Trainer

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

SHOWN = 1000


def squared_distances(x):
    squares = np.sum(x**2, axis=1)
    return np.maximum(squares[:, None] + squares - 2 * x @ x.T, 0)


def similarities(x, perplexity=30.0):
    """Return how near every row of x (n, D) is to every other, as probabilities (n, n)."""
    distances = squared_distances(x)
    np.fill_diagonal(distances, np.inf)
    low, high = np.full(len(x), 1e-8), np.full(len(x), 1e4)
    for _ in range(50):
        sharpness = np.sqrt(low * high)
        p = np.exp(-(distances - distances.min(axis=1, keepdims=True)) * sharpness[:, None])
        p /= p.sum(axis=1, keepdims=True)
        entropy = -np.sum(p * np.log(p + 1e-30), axis=1)
        is_flat = entropy > np.log(perplexity)
        low, high = np.where(is_flat, sharpness, low), np.where(is_flat, high, sharpness)
    return (p + p.T) / (2 * len(x))


def tsne(x, steps=500, rate=200.0, seed=0):
    """Return a point of the plane for every row of x: (n, D) → (n, 2)."""
    p = similarities(x)
    y = np.random.default_rng(seed).normal(scale=1e-4, size=(len(x), 2))
    velocity = np.zeros_like(y)
    for step in range(steps):
        near = 1 / (1 + squared_distances(y))
        np.fill_diagonal(near, 0)
        pull = ((4 if step < 100 else 1) * p - near / near.sum()) * near
        gradient = 4 * (pull.sum(axis=1)[:, None] * y - pull @ y)
        velocity = (0.5 if step < 100 else 0.8) * velocity - rate * gradient
        y = y + velocity
    return y


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-c", "--config", default="config.json")
    parser.add_argument("-r", "--resume", default="best.npz", help="the trained model")
    options = parser.parse_args()
    with open(options.config) as file:
        config = json.load(file)
    dataset = MnistDataset(config["data"], train=True)
    _, (x, t) = split(normalise(dataset.inputs), one_hot(dataset.labels), config["split"], config["seed"])
    trainer = Trainer(config)
    trainer.model.load(options.resume)
    trainer.evaluate(x[:, :SHOWN], t[:, :SHOWN])
    points = tsne(trainer.model.tensors["y2"].T.astype(float))
    plt.figure(figsize=(5, 5))
    digits = t[:, :SHOWN].argmax(axis=0)
    for digit in range(10):
        here = points[digits == digit]
        plt.scatter(here[:, 0], here[:, 1], s=5, color=plt.cm.tab10(digit))
        plt.annotate(str(digit), np.median(here, axis=0), fontsize=14, weight="bold")
    plt.axis("off")
    plt.title("t-SNE of the hidden layer, %d validation digits" % SHOWN)
    plt.savefig("tsne.png", dpi=80)


if __name__ == "__main__":
    main()
