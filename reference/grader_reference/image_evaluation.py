"""Convolutional networks with padding and batch normalisation, once trained. Runs in the judge.

As in :mod:`grader_reference.image_networks`, with p = f(a ⋆ K + b) of a convolution normalised:

    y = γ (p − μ) / √(σ² + ε) + β      and then pooling

An evaluation takes mean and variance from running averages, which every code keeps in its own way
and which all stand for the same: μ and σ² of what was learnt from, under the weights at the end. So
they are computed from some of these examples. Dropout is none in an evaluation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader_reference import convolution, pooling
from grader_reference.arrays import Array
from grader_reference.image_architectures import KNOWN, ImageArchitecture, Stage
from grader_reference.image_networks import batches, with_channels
from grader_reference.layers import softmax

EPSILON = 1e-5
"""What is added to a variance, as most courses have it."""


@dataclass(frozen=True)
class _Layer:
    """A convolution ready to be carried out; ``scale`` and ``shift`` stand for a normalisation."""

    stage: Stage
    tensors: Sequence[Array]
    activation: str
    scale: Array | None = None
    shift: Array | None = None

    def activated(self, x: Array) -> Array:
        """Return what the activation gives, (N, H, W, K)."""
        padding = "same" if self.stage.same else 0
        z = convolution.conv2d(x, self.tensors[0], self.tensors[1], padding=padding)
        return KNOWN[self.activation].function(z)

    def pooled(self, x: Array) -> Array:
        """Return what the next layer is given."""
        a = self.activated(x)
        y = a if self.scale is None or self.shift is None else a * self.scale + self.shift
        return pooling.max_pool(y, self.stage.pool)


def forward(
    X: Array, *given: Array, architecture: ImageArchitecture, per_pixel: bool = False
) -> Array:
    """Return the probabilities of the classes, (N, K), some images at a time.

    Args:
        X: Images, (N, H, W) or (N, H, W, C).
        given: The parameters in their order, then examples that were learnt from, as X.
        architecture: What the parameters are of.
        per_pixel: Whether mean and variance go over the examples alone, pixel by pixel.
    """
    *parameters, examples = given
    tensors = dict(zip(architecture.parameters, parameters, strict=True))
    layers: list[_Layer] = []
    for n, stage in enumerate(architecture.stages, start=1):
        layer = _Layer(stage, (tensors[f"K{n}"], tensors[f"b{n}"]), architecture.activation)
        if stage.normalised:
            mean, variance = _population(examples, layers, layer, per_pixel=per_pixel)
            scale = tensors[f"gamma{n}"].reshape(-1) / np.sqrt(variance + EPSILON)
            shift = tensors[f"beta{n}"].reshape(-1) - mean * scale
            layer = replace(layer, scale=scale.astype(X.dtype), shift=shift.astype(X.dtype))
        layers.append(layer)
    found = [softmax(_logits(images, layers, tensors, architecture)) for images in batches(X)]
    return np.concatenate(found)


def _population(
    examples: Array, before: Sequence[_Layer], layer: _Layer, *, per_pixel: bool
) -> tuple[Array, Array]:
    """Return mean and variance of what a layer's activation gives: (K,) each, or (H, W, K)."""
    axes = (0,) if per_pixel else (0, 1, 2)
    sums, squares, count = [], [], 0
    for images in batches(examples):
        a = layer.activated(_through(before, images))
        sums.append(a.sum(axis=axes, dtype=np.float64))
        squares.append(np.square(a).sum(axis=axes, dtype=np.float64))
        count += a.size // sums[-1].size
    mean = np.sum(sums, axis=0) / count
    return mean, np.maximum(np.sum(squares, axis=0) / count - np.square(mean), 0.0)


def _logits(
    images: Array,
    layers: Sequence[_Layer],
    tensors: Mapping[str, Array],
    architecture: ImageArchitecture,
) -> Array:
    f = KNOWN[architecture.activation].function
    a = pooling.flatten(_through(layers, images))
    for n in range(len(layers) + 1, architecture.layers):
        a = f(a @ tensors[f"W{n}"] + tensors[f"b{n}"])
    return np.asarray(a @ tensors[f"W{architecture.layers}"] + tensors[f"b{architecture.layers}"])


def _through(layers: Sequence[_Layer], images: Array) -> Array:
    """Return what some layers make of images, (N, H, W, K)."""
    x = with_channels(images)
    for layer in layers:
        x = layer.pooled(x)
    return x
