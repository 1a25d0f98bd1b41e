"""The forms in which an assignment offers a data set, by name. Runs in the judge.

What writes them is imported when something is written: naming them costs nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.kinds import FileFormat, Splits

Files = list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of files: its name, and what writes it under the name that a course uses."""

    name: str
    summary: str
    written: Callable[[Splits, str], Files]

    def write(self, splits: Splits, *, name: str) -> Files:
        """Return file names and bytes; an empty name is that of the course's own file."""
        return self.written(splits, name)


def built_ins() -> Sequence[FileFormat]:
    """Return the forms of the courses that the built-in data sets come from."""
    return (
        Form("npz", "one .npz with images and labels, notMNIST.npz unless named", _npz),
        Form("idx", "MNIST's four files, train-images-idx3-ubyte and so on", _idx),
        Form("idx.gz", "the same four, each gzipped", _idx_gz),
        Form("pickle", "a gzipped pickle of three pairs, mnist.pkl.gz unless named", _pickle),
        Form("npy", "x_train.npy, y_train.npy and so on, for each split", _npy),
    )


def _npz(splits: Splits, name: str) -> Files:
    from grader_plugins.datasets.formats import not_mnist_npz

    return not_mnist_npz(splits, name=name or "notMNIST.npz")


def _idx(splits: Splits, name: str) -> Files:
    from grader_plugins.datasets.formats import idx_files

    return _within(name, idx_files(splits))


def _idx_gz(splits: Splits, name: str) -> Files:
    from grader_plugins.datasets.formats import idx_files

    return _within(name, idx_files(splits, compressed=True))


def _pickle(splits: Splits, name: str) -> Files:
    from grader_plugins.datasets.formats import mnist_pickle

    return mnist_pickle(splits, name=name or "mnist.pkl.gz")


def _npy(splits: Splits, name: str) -> Files:
    from grader_plugins.datasets.formats import npy_files

    return _within(name, npy_files(splits))


def _within(folder: str, files: Files) -> Files:
    """Put several files, which have names of their own, into the folder that is named.

    Raises:
        ValueError: What is named is no folder.
    """
    if folder and not folder.endswith("/"):
        raise ValueError(f"it is several files: name a folder, `name: {folder}/`, or say no name")
    return [(folder + name, data) for name, data in files]
