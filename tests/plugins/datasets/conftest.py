"""The shipped sets, read once for all tests, and folders with files of one's own."""

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import grader
from grader.kinds import Dataset, Splits
from grader_plugins.datasets import grader_register_datasets
from grader_plugins.datasets.digit_files import FILES
from grader_plugins.datasets.idx import pack

Named = Callable[[str], Dataset]


@pytest.fixture
def dataset() -> Named:
    """Return a data set by name, of which nothing was read yet."""
    registered = {each.name: each for each in grader_register_datasets()}
    return registered.__getitem__


@pytest.fixture(scope="session")
def mnist() -> Splits:
    return next(each for each in grader_register_datasets() if each.name == "mnist").load()


@pytest.fixture(scope="session")
def letters() -> Splits:
    return next(each for each in grader_register_datasets() if each.name == "letters").load()


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to an empty folder, from where no data set is found."""
    for name in ("GRADER_DATA", "GRADER_ASSIGNMENTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(grader, "__file__", str(tmp_path / "site" / "grader" / "__init__.py"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def own_files(tmp_path: Path) -> Path:
    """Write five small pictures to learn from and three to test, half of the files gzipped."""
    folder = tmp_path / "own"
    folder.mkdir()
    for name, array in zip(FILES, own_arrays(), strict=True):
        data = pack(array)
        if "train" in name:
            (folder / f"{name}.gz").write_bytes(gzip.compress(data))
        else:
            (folder / name).write_bytes(data)
    return folder


def own_arrays() -> tuple[np.ndarray, ...]:
    pictures = np.arange(8 * 28 * 28, dtype=np.uint8).reshape(8, 28, 28)
    labels = np.array([3, 1, 4, 1, 5, 9, 2, 6])
    return pictures[:5], labels[:5], pictures[5:], labels[5:]
