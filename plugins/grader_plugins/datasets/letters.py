"""``letters``: drawn letters A to J, a stand-in for notMNIST. Runs in the judge."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.kinds import Examples, Splits
from grader_plugins.datasets import digests, places
from grader_plugins.datasets.errors import DatasetError
from grader_plugins.datasets.source import Options, Source
from grader_plugins.datasets.splitting import shuffled_split

FILE = "letters.npz"
SHA256 = MappingProxyType(
    {
        "images": "565e1726b4cc719e7ba59193e828ba34becd1798668923237cf19604dfbba876",
        "labels": "959b61524909cf92b75df9243f0c2f0758327a9ef71d369a77e9b46f1f3ab0b1",
    }
)
"""Of the bytes of each array, as ``make.py`` beside the file prints them."""

SEED = 521
TRAIN = 10_000
VALIDATION = 6_000

MISSING = (
    "an installed grader does not carry it: set GRADER_DATA to the folder assignments/data of a"
    " checkout, or draw it there with letters/make.py"
)


def _read(_: Options, beside: Sequence[Path]) -> Splits:
    path = places.find("letters", [FILE], hint=MISSING, beside=beside) / FILE
    stored = {name: _array(path, name) for name in SHA256}
    pool = Examples(stored["images"], stored["labels"].astype(np.int64))
    return shuffled_split(pool, seed=SEED, train=TRAIN, validation=VALIDATION)


def _array(path: Path, name: str) -> NDArray[Any]:
    try:
        with np.load(io.BytesIO(places.read(path)), allow_pickle=False) as archive:
            array: NDArray[Any] = archive[name]
    except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile) as problem:
        raise DatasetError(
            f"{path} is damaged: its array {name} cannot be read ({problem})",
            hint="restore the file, or draw it again with make.py beside it",
        ) from problem
    digests.check(digests.of_array(array), SHA256[name], where=f"{path}, array {name},")
    return array


SOURCE = Source(Options, _read)
