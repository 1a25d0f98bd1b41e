"""Reads the four IDX files of MNIST and of the sets made like it. Runs in the judge."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from grader.kinds import Examples, Splits
from grader_plugins.datasets import digests, idx, places
from grader_plugins.datasets.errors import DatasetError
from grader_plugins.datasets.source import Options
from grader_plugins.datasets.splitting import empty

TRAIN_IMAGES = "train-images-idx3-ubyte"
TRAIN_LABELS = "train-labels-idx1-ubyte"
TEST_IMAGES = "t10k-images-idx3-ubyte"
TEST_LABELS = "t10k-labels-idx1-ubyte"
FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)


class FilesOptions(Options):
    """Where the files lie."""

    path: Path | None = Field(
        default=None, description="a folder with your own IDX files, gzipped or not"
    )


@dataclass(frozen=True, slots=True)
class IdxFolder:
    """A folder with the four files, under their usual names, gzipped or not.

    Attributes:
        folder: Where they are.
        sha256: What each must unpack to, by name; empty: anything.
    """

    folder: Path
    sha256: Mapping[str, str]

    def splits(self) -> Splits:
        """Read all; there is nothing to tune on until some of it is held out.

        Raises:
            DatasetError: A file is missing or damaged, or they do not belong together.
        """
        train = self._examples(TRAIN_IMAGES, TRAIN_LABELS)
        test = self._examples(TEST_IMAGES, TEST_LABELS)
        if train.inputs.shape[1:] != test.inputs.shape[1:]:
            raise DatasetError(
                f"the files in {self.folder} do not belong together: pictures to learn from are"
                f" {_size(train)} pixels, those of the test {_size(test)}",
                hint="all four files must be of one data set",
            )
        return Splits(train=train, validation=empty(train), test=test)

    def _examples(self, images: str, labels: str) -> Examples:
        inputs = self._array(images, 3)
        classes = self._array(labels, 1)
        if len(inputs) != len(classes):
            raise DatasetError(
                f"the files in {self.folder} do not belong together: {images} holds"
                f" {len(inputs):,} pictures, {labels} {len(classes):,} labels",
                hint="all four files must be of one data set",
            )
        return Examples(inputs, classes.astype(np.int64))

    def _array(self, name: str, dimensions: int) -> NDArray[np.uint8]:
        path = self._path(name)
        content = idx.parse(places.read(path), where=str(path), dimensions=dimensions)
        if self.sha256:
            digests.check(content.sha256, self.sha256[name], where=str(path))
        return content.array

    def _path(self, name: str) -> Path:
        for written in spellings(name):
            if (self.folder / written).is_file():
                return self.folder / written
        raise DatasetError(
            f"{self.folder} has no {name}, gzipped or not",
            hint=f"the four files are {', '.join(FILES)}",
        )


def spellings(name: str) -> tuple[str, ...]:
    """Return the names under which a file is found, gzipped and with a dot in place of a dash."""
    dotted = name.replace("-idx", ".idx")
    return (f"{name}.gz", name, f"{dotted}.gz", dotted)


def _size(examples: Examples) -> str:
    return " × ".join(str(side) for side in examples.inputs.shape[1:])
