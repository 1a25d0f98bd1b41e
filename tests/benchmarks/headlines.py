"""The figures of the five reports again: ``python -m tests.benchmarks.headlines``.

Each line trains by a report's own recipe, once per seed, and prints mean, smallest and largest
value beside what the report says. Names on the command line choose among the recipes; ``--seeds N``
says how many seeds (five unless said).
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from grader.kinds import Examples, Splits
from grader.plugin_manager import build
from grader_plugins.datasets import preparing, splitting
from grader_reference import scalars
from grader_reference.dense_network import DenseNetwork
from grader_reference.initial_weights import initial_parameters
from grader_reference.layers import softmax
from grader_reference.losses import cross_entropy
from grader_reference.minibatches import Batch
from grader_reference.stepping import Decay, Momentum, Rule, Sgd
from grader_reference.training import Run, Schedule, train
from tests.benchmarks import headline_cnn, headline_moons, headline_sweeps

Figures = Mapping[str, float]
SINGLE = np.float32


@dataclass(frozen=True)
class Recipe:
    """One line of a report: what it says, and how it is made again."""

    report: str
    says: str
    make: Callable[[int], Figures]


def main() -> None:
    """Print one row of a table per figure."""
    names, seeds = _asked(sys.argv[1:])
    print(f"{datetime.now(UTC):%Y-%m-%d}, seeds 0 to {seeds - 1}, numpy {np.__version__}\n")
    print("| recipe | report | figure | mean | min | max | s a run |")
    print("| --- | --- | --- | --: | --: | --: | --: |")
    for name in names:
        _row(name, RECIPES[name], seeds)


def _asked(words: Sequence[str]) -> tuple[list[str], int]:
    if "--seeds" in words:
        at = words.index("--seeds")
        return [*words[:at], *words[at + 2 :]] or list(RECIPES), int(words[at + 1])
    return list(words) or list(RECIPES), 5


def _row(name: str, recipe: Recipe, seeds: int) -> None:
    began = time.perf_counter()
    runs = [recipe.make(seed) for seed in range(seeds)]
    each = (time.perf_counter() - began) / seeds
    for figure in runs[0]:
        values = [run[figure] for run in runs]
        numbers = (statistics.mean(values), min(values), max(values))
        told = " | ".join(f"{value:.5f}" for value in numbers)
        print(f"| {name} | {recipe.says} | {figure} | {told} | {each:.1f} |", flush=True)


def _mnist() -> Splits:
    return build().datasets["mnist"].load()


def _batch(examples: Examples, *, divided_by: float = 255.0) -> Batch:
    inputs = preparing.flattened(examples.inputs) / divided_by
    classes = 10
    return inputs.astype(SINGLE), preparing.one_hot(examples.labels, classes).astype(SINGLE)


def _trained(
    splits: Mapping[str, Batch],
    widths: Sequence[int],
    rule: Rule,
    schedule: Schedule,
    *,
    seed: int,
    recipe: str = "glorot",
    scale: float = 1.0,
    activation: str = "relu",
    summed: bool = False,
) -> tuple[DenseNetwork, Run]:
    """Train on ``splits["train"]`` and watch all of them; return the network and its curve."""
    rng = np.random.default_rng(seed)
    first = initial_parameters(rng, widths, recipe=recipe, dtype=SINGLE)
    model = DenseNetwork([p * SINGLE(scale) for p in first], activation=activation, summed=summed)
    return model, train(model, rule, splits["train"], schedule, rng=rng, watched=splits)


def dry_run(seed: int) -> Figures:
    """Seed 001: the dry run of the 2-3-2 network."""
    del seed
    w, v = [[1.0, 1.0, 1.0], [-1.0, -1.0, -1.0]], [[1.0, 1.0], [-1.0, -1.0], [-1.0, -1.0]]
    parameters = (w, [0.0] * 3, v, [0.0] * 2)
    dW, db, dv, dc = scalars.backward([1.0, -1.0], [1.0, 0.0], *parameters)
    return {
        "largest dW, db": float(np.max(np.abs(np.concatenate([np.ravel(dW), np.ravel(db)])))),
        "dv": float(np.max(dv)),
        "dc": float(np.max(dc)),
    }


def project(seed: int) -> Figures:
    """Seed 000: 784-128-10, random 42,000/18,000, batch 128, rate .1, 30 epochs."""
    split = splitting.random_held_out(_mnist(), validation=18_000, seed=seed)
    data = {"train": _batch(split.train), "test": _batch(split.test)}
    schedule = Schedule(epochs=30, size=128)
    _, run = _trained(
        data, (784, 128, 10), Sgd(learning_rate=0.1), schedule, seed=seed, recipe="he"
    )
    return {"test accuracy": run.final["test"].accuracy}


def tensor(seed: int) -> Figures:
    """Seed 001: 784-300-10 sigmoid, per pixel, 0.1 N, summed, 1e-3, batch 500, 4 epochs."""
    splits = _mnist()
    measured = preparing.per_feature(preparing.flattened(splits.train.inputs))

    def standard(examples: Examples) -> Batch:
        inputs = measured(preparing.flattened(examples.inputs)).astype(SINGLE)
        return inputs, preparing.one_hot(examples.labels, 10).astype(SINGLE)

    _, run = _trained(
        {"train": standard(splits.train), "test": standard(splits.test)},
        (784, 300, 10),
        Sgd(learning_rate=1e-3),
        Schedule(epochs=4, size=500),
        seed=seed,
        recipe="normal",
        scale=0.1,
        activation="sigmoid",
        summed=True,
    )
    return {"test accuracy": run.final["test"].accuracy}


def _deep(
    seed: int, *, recipe: str, rate: float, size: int, watched: str
) -> tuple[DenseNetwork, Run, Batch]:
    """Seed 004: 784-666-666-10 relu, ten epochs of slices in a shuffled order.

    Returns the network, its curve and what it was trained on.
    """
    split = splitting.last_held_out(_mnist(), validation=10_000)
    data = {"train": _batch(split.train)}
    if watched != "train":
        data["watched"] = _batch(split.validation)
    schedule = Schedule(epochs=10, size=size, slices=True)
    widths = (784, 666, 666, 10)
    rule = Sgd(learning_rate=rate)
    return *_trained(data, widths, rule, schedule, seed=seed, recipe=recipe), data["train"]


def deep_zero(seed: int) -> Figures:
    """Seed 004: all weights zero."""
    _, run, _ = _deep(seed, recipe="zero", rate=0.01, size=200, watched="train")
    last = run.final["train"]
    return {"train accuracy": last.accuracy, "train loss": last.loss}


def deep_normal(seed: int) -> Figures:
    """Seed 004: weights N(0, 1); the report adds 1e-8 in the logarithm, which caps its loss."""
    model, run, (X, T) = _deep(seed, recipe="normal", rate=0.001, size=200, watched="train")
    p = softmax(model.logits(X).astype(np.float64))
    loss = cross_entropy(T, p, epsilon=1e-8)
    return {"train accuracy": run.final["train"].accuracy, "train loss": float(loss)}


def deep_glorot(seed: int) -> Figures:
    """Seed 004: Glorot's weights, rate .01."""
    _, run, _ = _deep(seed, recipe="glorot", rate=0.01, size=200, watched="train")
    last = run.final["train"]
    return {"train accuracy": last.accuracy, "train loss": last.loss}


def deep_best(seed: int) -> Figures:
    """Seed 004: Glorot's weights, rate .1, batch 100, on the validation split."""
    _, run, _ = _deep(seed, recipe="glorot", rate=0.1, size=100, watched="validation")
    last = run.final["watched"]
    return {"validation accuracy": last.accuracy, "validation loss": last.loss}


def letters(seed: int) -> Figures:
    """Seed 003: 784-1000-10 relu, batch 100, rate 1e-5 of the sum, momentum .99, 53 epochs."""
    split = build().datasets["letters"].load()
    names = ("train", "validation", "test")
    data = {name: _batch(getattr(split, name)) for name in names}
    rule = Momentum(learning_rate=1e-5, momentum=0.99)
    widths = (784, 1000, 10)
    _, run = _trained(
        data, widths, rule, Schedule(epochs=53), seed=seed, recipe="glorot_normal", summed=True
    )
    return {f"{name} accuracy": run.final[name].accuracy for name in names}


def moons(seed: int) -> Figures:
    """Seed 002: 2-3-2 tanh on 200 points, 20,000 passes of rate .01 of the summed gradient."""
    points = build().datasets["moons"].load().train
    X, T = points.inputs, preparing.one_hot(points.labels, 2)
    rng = np.random.default_rng(seed)
    first = initial_parameters(rng, (2, 3, 2), recipe="scaled")
    model = DenseNetwork(first, activation="tanh", summed=True)
    schedule = Schedule(epochs=20_000, size=len(X), slices=True, decay=Decay(strength=0.01))
    train(model, Sgd(learning_rate=0.01), (X, T), schedule, rng=rng)
    p = softmax(model.logits(X))
    right = float(np.mean(p.argmax(axis=1) == points.labels))
    return {"accuracy": right, "data loss": float(cross_entropy(T, p))}


RECIPES: Mapping[str, Recipe] = {
    "dry_run": Recipe("001", "0; ±0.4404; ±0.5", dry_run),
    "tensor": Recipe("001", "93.14 % on the test set", tensor),
    **{
        name: Recipe("001", "1e-3 best; 1e-1 and 1e-2 explode", make)
        for name, make in headline_sweeps.VARIANTS.items()
    },
    "moons": Recipe("002", "none in numbers (three tanh units)", moons),
    **{
        name: Recipe("002", "none in numbers", make)
        for name, make in headline_moons.VARIANTS.items()
    },
    "letters": Recipe("003", "99.73 / 91.47 / 91.56 %", letters),
    **{
        name: Recipe("003", "92.37 % validation after 50 epochs, λ .01", make)
        for name, make in headline_cnn.VARIANTS.items()
    },
    "zero": Recipe("004", "11.356 %, 2.3010", deep_zero),
    "glorot": Recipe("004", "92.192 %, 0.2761", deep_glorot),
    "normal": Recipe("004", "93.722 %, 1.1340", deep_normal),
    "best": Recipe("004", "97.86 %, 0.0730", deep_best),
    "project": Recipe("000", "97–98 % on the test set", project),
}

if __name__ == "__main__":
    main()
