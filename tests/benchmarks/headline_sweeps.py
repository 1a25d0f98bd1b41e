"""The report on tensors, its two studies: recipes for ``tests.benchmarks.headlines``.

784-300-10 sigmoid on 55,000 standardised digits, weights 0.1 N(0, 1), gradients summed over the
batch, 5 epochs; accuracy on the other 5,000.
"""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from grader.kinds import Examples
from grader.plugin_manager import build
from grader_plugins.datasets import preparing, splitting
from grader_reference.dense_network import DenseNetwork
from grader_reference.initial_weights import initial_parameters
from grader_reference.minibatches import Batch
from grader_reference.stepping import Sgd
from grader_reference.training import Schedule, train

Make = Callable[[int], Mapping[str, float]]
SINGLE = np.float32
RATES = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
SIZES = (100, 250, 500, 1000)


def trained(seed: int, *, rate: float, size: int) -> Mapping[str, float]:
    """Return the accuracy after five epochs."""
    split = splitting.last_held_out(build().datasets["mnist"].load(), validation=5_000)
    measured = preparing.per_feature(preparing.flattened(split.train.inputs))

    def standard(examples: Examples) -> Batch:
        inputs = measured(preparing.flattened(examples.inputs)).astype(SINGLE)
        return inputs, preparing.one_hot(examples.labels, 10).astype(SINGLE)

    rng = np.random.default_rng(seed)
    first = initial_parameters(rng, (784, 300, 10), recipe="normal", dtype=SINGLE)
    parameters = [each * SINGLE(0.1) for each in first]
    model = DenseNetwork(parameters, activation="sigmoid", summed=True)
    watched = {"validation": standard(split.validation)}
    schedule = Schedule(epochs=5, size=size)
    run = train(
        model, Sgd(learning_rate=rate), standard(split.train), schedule, rng=rng, watched=watched
    )
    return {"validation accuracy": run.final["validation"].accuracy}


VARIANTS: Mapping[str, Make] = {
    **{f"tensor_rate_{rate:g}": partial(trained, rate=rate, size=100) for rate in RATES},
    **{f"tensor_batch_{size}": partial(trained, rate=1e-3, size=size) for size in SIZES},
}
