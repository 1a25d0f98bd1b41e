"""The report on letters, its second network: recipes for ``tests.benchmarks.headlines``.

Convolution 3 × 3 × 32, relu, batch norm, max pooling, 784 units, dropout, relu; Adam 1e-4, batch
32. The report trains 50 epochs, which takes ten minutes and more; here it is one, as a budget has
it. λ multiplies half the sum of squares of the kernel and of both weights.
"""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from grader.kinds import Examples
from grader.plugin_manager import build
from grader_plugins.datasets import preparing
from grader_reference.convolutional_network import ConvolutionalNetwork, Sizes, initial_parameters
from grader_reference.minibatches import Batch
from grader_reference.stepping import Adam, Decay
from grader_reference.training import Schedule, train

Make = Callable[[int], Mapping[str, float]]
SINGLE = np.float32


def trained(
    seed: int, *, per_pixel: bool = True, keep: float = 1.0, strength: float = 0.0
) -> Mapping[str, float]:
    """Return accuracies after one epoch of 10,000 letters."""
    split = build().datasets["letters"].load()
    data = {name: _pictures(getattr(split, name)) for name in ("train", "validation", "test")}
    rng = np.random.default_rng(seed)
    first = initial_parameters(rng, Sizes(), per_pixel=per_pixel, dtype=SINGLE)
    model = ConvolutionalNetwork(first, per_pixel=per_pixel, keep=keep, rng=rng)
    schedule = Schedule(epochs=1, size=32, decay=Decay(strength=strength))
    run = train(model, Adam(learning_rate=1e-4), data["train"], schedule, rng=rng, watched=data)
    return {f"{name} accuracy": score.accuracy for name, score in run.final.items()}


def _pictures(examples: Examples) -> Batch:
    inputs = examples.inputs[..., None].astype(SINGLE) / SINGLE(255.0)
    return inputs, preparing.one_hot(examples.labels, 10).astype(SINGLE)


VARIANTS: Mapping[str, Make] = {
    "cnn": trained,
    "cnn_per_channel": partial(trained, per_pixel=False),
    "cnn_keep_0.5": partial(trained, keep=0.5),
    "cnn_l2_0.01": partial(trained, strength=0.01),
}
