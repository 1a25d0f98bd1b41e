"""Fashion-MNIST comes from files one has, and only files that can be it are taken."""

from pathlib import Path

import numpy as np
import pytest

from grader.errors import GraderError
from grader_plugins.datasets.digit_files import FILES
from grader_plugins.datasets.idx import pack
from tests.plugins.datasets.conftest import Named

DATA = Path(__file__).resolve().parents[3] / "assignments" / "data"


def stand_in(folder: Path) -> Path:
    """Write black pictures with the right counts."""
    arrays: list[np.ndarray] = []
    for count in (60_000, 10_000):
        arrays += [np.zeros((count, 28, 28), np.uint8), np.arange(count) % 10]
    folder.mkdir(parents=True)
    for name, array in zip(FILES, arrays, strict=True):
        (folder / name).write_bytes(pack(array))
    return folder


def test_files_with_the_official_counts_are_taken(
    dataset: Named, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = stand_in(nowhere / "data" / "fashion_mnist")
    assert len(dataset("fashion_mnist").load(path=folder).train) == 60_000
    monkeypatch.setenv("GRADER_DATA", str(nowhere / "data"))
    assert len(dataset("fashion_mnist").load().test) == 10_000


def test_digits_are_not_taken_for_clothes(dataset: Named) -> None:
    with pytest.raises(GraderError, match=r"not Fashion-MNIST, .* \[5923, 6742") as refused:
        dataset("fashion_mnist").load(path=DATA / "mnist")
    assert "path" in refused.value.hint


def test_without_files_one_is_told_how_to_get_them(dataset: Named, nowhere: Path) -> None:
    with pytest.raises(GraderError, match="fashion_mnist is not here") as refused:
        dataset("fashion_mnist").load()
    assert str(nowhere) in refused.value.message
    assert "dataset-fashion-mnist" in refused.value.hint
