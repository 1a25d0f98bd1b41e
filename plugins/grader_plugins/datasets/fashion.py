"""``fashion_mnist``: pictures of clothes in MNIST's form, never shipped. Runs in the judge."""

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np

from grader.kinds import Examples, Splits
from grader_plugins.datasets import digit_files, places
from grader_plugins.datasets.digit_files import FilesOptions, IdxFolder, spellings
from grader_plugins.datasets.errors import DatasetError
from grader_plugins.datasets.source import Source

CLASSES = 10
OFFICIAL = MappingProxyType({"train": 6_000, "test": 1_000})
"""How many pictures of each class there are."""

MISSING = (
    "it is not shipped: get its four IDX files (Debian: dataset-fashion-mnist) and name their"
    " folder by the option path, such as path: /usr/share/datasets/fashion-mnist"
)


def _read(options: FilesOptions, beside: Sequence[Path]) -> Splits:
    if options.path is not None:
        folder = options.path.expanduser()
    else:
        names = spellings(digit_files.TRAIN_IMAGES)
        folder = places.find("fashion_mnist", names, hint=MISSING, beside=beside)
    splits = IdxFolder(folder, {}).splits()
    for name, each in OFFICIAL.items():
        _check(getattr(splits, name), each, where=f"the {name} files in {folder}")
    return splits


def _check(examples: Examples, each: int, *, where: str) -> None:
    """Refuse what cannot be Fashion-MNIST, such as MNIST's own files.

    Raises:
        DatasetError: The pictures have another size, or the classes other counts.
    """
    counts = np.bincount(examples.labels, minlength=CLASSES).tolist()
    shape = examples.inputs.shape[1:]
    if shape != (28, 28) or counts != [each] * CLASSES:
        raise DatasetError(
            f"{where} are not Fashion-MNIST, which has {each:,} pictures of 28 × 28 pixels in each"
            f" of {CLASSES} classes: got {' × '.join(map(str, shape))} pixels and {counts}",
            hint="name the right folder by the option path; other pictures: the data set mnist",
        )


SOURCE = Source(FilesOptions, _read)
