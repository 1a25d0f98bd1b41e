"""Makes known data unknown: weights that were stored, or pictures learnt by heart, fit nothing.

A network can be trained at home and handed in beside code that only loads it. So the classes trade
names, the pixels of flat pictures trade places, pictures that stay pictures are turned or mirrored
so that rows become columns, and points in the plane are turned, by a draw that no submission can
know; what is learnt from is as hard as before. Runs in the judge.

What it does not stop: code that knows the public set may find the draw again from the training
examples, and turn stored kernels with it, which is itself learning from them, by means a course may
not want. Where that matters, a ``training`` names the ``architecture`` (weights that were never
trained are worth nothing), and a ``source`` check says what must not be imported.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.kinds import Examples

Numbers = NDArray[Any]
PLANE = 2
JITTER = 0.01
"""What is added to inputs that are evaluated, as a share of each feature's deviation."""
HALF = 0.5
TOGETHER = 1_000
"""Examples that noise is drawn for at once."""
LEAST, MOST = np.pi / 2.0, 2.0 * np.pi / 3.0
"""Points of the plane are turned by so much, either way: by little, old weights would still fit."""


class Disguise:
    """One draw of names, places and angles, for training and evaluation alike."""

    def __init__(
        self, rng: np.random.Generator, *, features: int, classes: int, pictures: bool = False
    ) -> None:
        self._names = rng.permutation(classes)
        self._places = rng.permutation(features)
        angle = rng.choice((-1.0, 1.0)) * rng.uniform(LEAST, MOST)
        self._turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        self._mirrored = tuple(rng.random(2) < HALF) if pictures else ()
        self._rng = rng

    def labels(self, labels: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return labels (N,) under their traded names."""
        traded: NDArray[np.int64] = self._names[labels]
        return traded

    def inputs(self, inputs: Numbers) -> Numbers:
        """Return rows (N, D) with features in traded places, points of the plane turned.

        Pictures (N, H, W) come back with their rows as columns, in their order or against it.
        """
        if inputs.ndim != 2:
            return self._turned(inputs) if self._mirrored else inputs
        if inputs.shape[1] == PLANE:
            return np.asarray(inputs @ self._turn, dtype=inputs.dtype)
        return inputs[:, self._places]

    def _turned(self, pictures: Numbers) -> Numbers:
        found = np.swapaxes(pictures, 1, 2)
        axes = (axis for axis, mirrored in zip((1, 2), self._mirrored, strict=True) if mirrored)
        return np.ascontiguousarray(np.flip(found, tuple(axes)))

    def original(self, labels: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return labels (N,) under their own names again; the number of classes means none."""
        back = np.append(np.argsort(self._names), len(self._names))
        restored: NDArray[np.int64] = back[labels]
        return restored

    def jittered(self, inputs: Numbers) -> Numbers:
        """Return inputs moved by very little, so that none is one of a public set."""
        deviation = JITTER * inputs.std(axis=0, keepdims=True)
        moved = np.empty_like(inputs)
        for start in range(0, len(inputs), TOGETHER):  # drawn in float64: not all at once
            some = inputs[start : start + TOGETHER]
            noise = self._rng.standard_normal(some.shape).astype(inputs.dtype)
            moved[start : start + TOGETHER] = some + deviation * noise
        return moved


def chosen(examples: Examples, count: int, rng: np.random.Generator) -> Examples:
    """Return at most so many examples, drawn without repeats, in a drawn order."""
    order = rng.permutation(len(examples))[: count or None]
    return Examples(examples.inputs[order], examples.labels[order])
