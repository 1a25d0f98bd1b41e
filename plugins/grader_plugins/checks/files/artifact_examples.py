"""What a checkpoint is measured on. Runs in the judge."""

from dataclasses import dataclass

import numpy as np

from grader.bench import Bench
from grader.kinds import Examples
from grader.models.assignment import CheckSpec
from grader_plugins.checks.files.artifact_params import ArtifactParams
from grader_plugins.checks.learning.disguise import Disguise, chosen


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What a checkpoint is measured on: examples moved by very little, that nobody was sent."""

    examples: Examples
    classes: int


def evaluated(spec: CheckSpec, bench: Bench) -> Evaluation:
    """Draw what decides."""
    return _drawn(spec, bench, bench.params(spec).on, "evaluated")


def known(spec: CheckSpec, bench: Bench) -> Evaluation:
    """Draw as many of what was to be learnt from, where the assignment says what that is."""
    return _drawn(spec, bench, bench.params(spec).learnt_from, "learnt")


def _drawn(spec: CheckSpec, bench: Bench, split: str, name: str) -> Evaluation:
    params: ArtifactParams = bench.params(spec)
    dataset = bench.registry.datasets[params.dataset]
    rng = bench.rng(spec, name)
    pool: Examples = getattr(dataset.load(**params.options), split)
    few = chosen(pool, params.evaluated, rng)
    rows = few.inputs.reshape(len(few), -1).astype(np.float64)
    disguise = Disguise(rng, features=rows.shape[1], classes=dataset.classes)
    return Evaluation(Examples(disguise.jittered(rows), few.labels), dataset.classes)
