"""The files of a data set that a program finds, drawn anew for each submission. Runs in the judge.

Where the program tells its own accuracy, its files hold true labels, of a sample that depends on
the bytes handed in: a figure that is stored in them is that of another sample. A share of these
labels is wrong, so that nobody knows the figure beforehand, unless a range is asked of it. Where
it trains, the classes trade names: a checkpoint that was trained at home fits nothing. Where it
writes predictions, the labels are zeros and the inputs are moved by very little.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.bench import Bench
from grader.handing_out.withholding import Name, first, with_zeros
from grader.kinds import Examples, Splits
from grader.models.assignment import CheckSpec
from grader_plugins.checks.files.program_params import OfferedParams, ProgramParams
from grader_plugins.checks.learning.disguise import Disguise, chosen

Labels = NDArray[np.int64]

BYTE = 255
STEP = 1.0
"""By how much bytes are moved, as a standard deviation."""
MISLABELLED = (0.02, 0.4)
"""Which share of labels may be wrong; drawn for each submission."""
SPLITS: tuple[Name, ...] = ("train", "validation", "test")


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """What lies in the working folder, and the true labels of the sample in its order."""

    files: Sequence[tuple[str, bytes]]
    sample: Examples
    classes: int


def offered(spec: CheckSpec, bench: Bench, digest: str) -> Offer | None:
    """Return the files for the submission of a digest; nothing where no data set is offered.

    Raises:
        ValueError: The form cannot hold the data set.
    """
    params: ProgramParams = bench.params(spec)
    data = params.data
    if data is None:
        return None
    dataset = bench.registry.datasets[data.dataset]
    splits = dataset.load(**data.options)
    rng = bench.rng(spec, "offered", digest)
    sample = chosen(getattr(splits, data.on), data.examples, rng)
    withheld = params.predictions is not None
    if withheld:
        sample = Examples(_moved(sample.inputs, rng), sample.labels)
    elif trains(params):
        traded = (sample.labels + rng.integers(1, dataset.classes)) % dataset.classes
        sample = Examples(sample.inputs, traded)
    elif params.prints and not any(each.between for each in params.prints):
        sample = Examples(sample.inputs, _mislabelled(sample.labels, dataset.classes, rng))
    given = _splits(splits, sample, data)
    if withheld:
        given = with_zeros(given, data.on)
    files = bench.registry.formats[data.form].write(given, name=data.name)
    return Offer(files, sample, dataset.classes)


def trains(params: ProgramParams) -> bool:
    """Say whether a program is given labelled examples to write a file by."""
    data = params.data
    return data is not None and data.on == "train" and bool(params.writes) and not params.prints


def _mislabelled(labels: Labels, classes: int, rng: np.random.Generator) -> Labels:
    """Return labels of which some are another class."""
    wrong = rng.random(len(labels)) < rng.uniform(*MISLABELLED)
    others = (labels + rng.integers(1, classes, size=len(labels))) % classes
    return np.where(wrong, others, labels)


def _splits(splits: Splits, sample: Examples, data: OfferedParams) -> Splits:
    few = {name: first(getattr(splits, name), data.training) for name in SPLITS}
    return replace(splits, **{**few, data.on: sample})


def _moved(inputs: NDArray[Any], rng: np.random.Generator) -> NDArray[Any]:
    """Return inputs that are none of a public set, as hard as they were."""
    if inputs.dtype == np.uint8:
        noise = np.rint(STEP * rng.standard_normal(inputs.shape)).astype(np.int16)
        return np.clip(inputs + noise, 0, BYTE).astype(np.uint8)
    features = int(np.prod(inputs.shape[1:]))
    return Disguise(rng, features=features, classes=1).jittered(inputs)
