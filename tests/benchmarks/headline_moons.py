"""The report on two moons, network by network: recipes for ``tests.benchmarks.headlines``.

200 points, 20,000 passes of rate .01 of the summed gradient, weight decay .01, weights N(0, 1) by
the root of their inputs. Layers are counted as the report does, inputs and outputs among them.
"""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import product

import numpy as np

from grader.plugin_manager import build
from grader_plugins.datasets import preparing
from grader_reference.dense_network import DenseNetwork
from grader_reference.initial_weights import initial_parameters
from grader_reference.layers import softmax
from grader_reference.losses import cross_entropy
from grader_reference.stepping import Decay, Sgd
from grader_reference.training import Schedule, train

Make = Callable[[int], Mapping[str, float]]

WIDTHS = (3, 5, 10, 20)
DEEP = ((3, 5), (5, 5), (10, 5), (3, 10), (5, 10), (10, 10))
"""Hidden units and layers of the deep networks."""
CLOUDS = ((3, 3), (3, 5), (5, 3), (5, 5))


def trained(
    seed: int, *, activation: str, hidden: int, layers: int, dataset: str = "moons"
) -> Mapping[str, float]:
    """Return accuracy and mean cross entropy on the points that were trained on."""
    points = build().datasets[dataset].load().train
    X, T = points.inputs, preparing.one_hot(points.labels, 2)
    rng = np.random.default_rng(seed)
    widths = (2, *[hidden] * (layers - 2), 2)
    first = initial_parameters(rng, widths, recipe="scaled")
    model = DenseNetwork(first, activation=activation, summed=True)
    schedule = Schedule(epochs=20_000, size=len(X), slices=True, decay=Decay(strength=0.01))
    train(model, Sgd(learning_rate=0.01), (X, T), schedule, rng=rng)
    p = softmax(model.logits(X))
    right = float(np.mean(p.argmax(axis=1) == points.labels))
    return {"accuracy": right, "data loss": float(cross_entropy(T, p))}


def _variants() -> dict[str, Make]:
    shallow = {
        f"moons_{activation}_{hidden}": partial(
            trained, activation=activation, hidden=hidden, layers=3
        )
        for activation, hidden in product(("tanh", "sigmoid", "relu"), WIDTHS)
    }
    deep = {
        f"moons_tanh_{hidden}_{layers}_layers": partial(
            trained, activation="tanh", hidden=hidden, layers=layers
        )
        for hidden, layers in DEEP
    }
    clouds = {
        f"blobs_tanh_{hidden}_{layers}_layers": partial(
            trained, activation="tanh", hidden=hidden, layers=layers, dataset="blobs"
        )
        for hidden, layers in CLOUDS
    }
    return {**shallow, **deep, **clouds}


VARIANTS: Mapping[str, Make] = _variants()
"""By name; each is called with a seed."""
