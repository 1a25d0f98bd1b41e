"""Writes a data set's examples as the files that courses hand out. Runs in the judge.

Each function returns file names and bytes, to be read by a student's own loading code behind the
wall; the bytes depend on the examples alone. Labels go in as they are:
``grader.handing_out.withholding`` comes first. What is pickled is written here and read there,
never the other way round.
"""

import gzip
import io
import pickle
import zipfile

import numpy as np
from numpy.typing import NDArray

from grader.kinds import Examples, Splits
from grader_plugins.datasets import digit_files
from grader_plugins.datasets.idx import pack
from grader_plugins.datasets.preparing import flattened
from grader_plugins.datasets.splitting import joined, shuffled_order

Files = list[tuple[str, bytes]]

FAST = 1
"""How hard gzip works: what is read once need not be small."""

PICKLE_PROTOCOL = 2
"""That of the file courses use."""


def not_mnist_npz(
    splits: Splits, *, name: str = "notMNIST.npz", seed: int = 521, compressed: bool = False
) -> Files:
    """Write ``images`` (N, 28, 28) uint8 and ``labels`` (N,) int64 as the notMNIST course's file.

    In such an order that the course's ``loadData`` – seed 521, shuffle, first 10,000, next 6,000,
    rest – returns these very splits in their order, where they have these sizes. What was left
    out is missing at its end: without a test split, the course's test split is empty.
    """
    pool = _all(splits)
    place = np.argsort(shuffled_order(len(pool), seed))
    arrays = {"images": pool.inputs[place], "labels": pool.labels[place]}
    return [(name, _npz(arrays, compressed=compressed))]


def idx_files(splits: Splits, *, compressed: bool = False) -> Files:
    """Write MNIST's four files; the training files hold what is tuned on too, at their end.

    Raises:
        ValueError: Inputs or labels are not whole numbers from 0 to 255.
    """
    known = joined(splits.train, splits.validation)
    arrays = {
        digit_files.TRAIN_IMAGES: known.inputs,
        digit_files.TRAIN_LABELS: known.labels,
        digit_files.TEST_IMAGES: splits.test.inputs,
        digit_files.TEST_LABELS: splits.test.labels,
    }
    plain = [(name, pack(array)) for name, array in arrays.items()]
    if not compressed:
        return plain
    return [(f"{name}.gz", _zipped(data)) for name, data in plain]


def mnist_pickle(splits: Splits, *, name: str = "mnist.pkl.gz", by: float = 256.0) -> Files:
    """Write the gzipped pickle of three pairs: train, validation and test.

    Each is (X, y): X (N, 784) float32 of bytes divided by 256, so that white is .99609375 as in
    the file courses use, and y (N,) int64. It can be read with and without ``encoding="latin1"``.
    """
    three = tuple(
        (flattened(each.inputs).astype(np.float32) / np.float32(by), each.labels)
        for each in (splits.train, splits.validation, splits.test)
    )
    return [(name, _zipped(pickle.dumps(three, protocol=PICKLE_PROTOCOL)))]


def npy_files(splits: Splits, *, inputs: str = "x_{}.npy", labels: str = "y_{}.npy") -> Files:
    """Write two ``.npy`` files for each split that is not empty, its name in place of ``{}``."""
    files: Files = []
    for split in ("train", "validation", "test"):
        examples: Examples = getattr(splits, split)
        if len(examples):
            files.append((inputs.format(split), _npy(examples.inputs)))
            files.append((labels.format(split), _npy(examples.labels)))
    return files


def _zipped(data: bytes) -> bytes:
    """Return gzipped bytes that depend on the data alone: no name and no time in them."""
    held = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=FAST, fileobj=held, mtime=0) as file:
        file.write(data)
    return held.getvalue()


def _all(splits: Splits) -> Examples:
    return joined(joined(splits.train, splits.validation), splits.test)


def _npy(array: NDArray[np.generic]) -> bytes:
    held = io.BytesIO()
    np.save(held, array, allow_pickle=False)
    return held.getvalue()


def _npz(arrays: dict[str, NDArray[np.generic]], *, compressed: bool) -> bytes:
    """Return the bytes of an ``.npz`` in which no clock and no system shows."""
    held = io.BytesIO()
    packing = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(held, "w") as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy")
            entry.create_system = 3
            archive.writestr(entry, _npy(array), packing, FAST)
    return held.getvalue()
