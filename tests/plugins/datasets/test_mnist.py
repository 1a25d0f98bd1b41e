"""MNIST is the official one, to the byte, or the files one names."""

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from grader.errors import ExitCode, GraderError
from grader.kinds import Splits
from grader_plugins.datasets import splitting
from grader_plugins.datasets.digit_files import (
    FILES,
    TEST_IMAGES,
    TEST_LABELS,
    TRAIN_IMAGES,
    TRAIN_LABELS,
)
from grader_plugins.datasets.idx import pack
from grader_plugins.datasets.mnist import SHA256
from tests.plugins.datasets.conftest import Named, own_arrays

SHIPPED = Path(__file__).resolve().parents[3] / "assignments" / "data" / "mnist"
FIRST_50_000 = [4932, 5678, 4968, 5101, 4859, 4506, 4951, 5175, 4842, 4988]
LAST_10_000 = [991, 1064, 990, 1030, 983, 915, 967, 1090, 1009, 961]
TEST = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def counts(labels: np.ndarray) -> list[int]:
    return [int(count) for count in np.bincount(labels)]


def test_its_classes_are_counted_as_everywhere(mnist: Splits) -> None:
    split = splitting.last_held_out(mnist, validation=10_000)
    assert counts(split.train.labels) == FIRST_50_000
    assert counts(split.validation.labels) == LAST_10_000
    assert counts(split.test.labels) == TEST


def test_its_pixels_have_the_well_known_mean_and_deviation(mnist: Splits) -> None:
    # A byte's square fits into two: the moments of 47 million bytes without 47 million floats.
    pixels = mnist.train.inputs
    mean = pixels.mean() / 255
    square = np.square(pixels, dtype=np.uint16).mean(dtype=np.float64) / 255**2
    assert mean == pytest.approx(0.13066, abs=5e-6)
    assert np.sqrt(square - mean**2) == pytest.approx(0.30811, abs=5e-6)


def test_its_files_are_those_published(mnist: Splits) -> None:
    arrays = {
        TRAIN_IMAGES: mnist.train.inputs,
        TRAIN_LABELS: mnist.train.labels,
        TEST_IMAGES: mnist.test.inputs,
        TEST_LABELS: mnist.test.labels,
    }
    found = {name: hashlib.sha256(pack(array)).hexdigest() for name, array in arrays.items()}
    assert found == SHA256


def test_shipped_files_are_packed_without_name_and_time() -> None:
    for name in FILES:
        with (SHIPPED / f"{name}.gz").open("rb") as file:
            assert file.read(8) == b"\x1f\x8b\x08\x00\x00\x00\x00\x00"


def test_ones_own_files_are_read_as_they_are(dataset: Named, own_files: Path) -> None:
    splits = dataset("mnist").load(path=own_files)
    found = (splits.train.inputs, splits.train.labels, splits.test.inputs, splits.test.labels)
    for array, expected in zip(found, own_arrays(), strict=True):
        np.testing.assert_array_equal(array, expected)
    assert len(splits.validation) == 0


def test_file_names_with_a_dot_are_found(dataset: Named, own_files: Path) -> None:
    (own_files / TEST_LABELS).rename(own_files / "t10k-labels.idx1-ubyte")
    assert dataset("mnist").load(path=own_files).test.labels.tolist() == [9, 2, 6]


def refusal(dataset: Named, **options: object) -> GraderError:
    with pytest.raises(GraderError) as refused:
        dataset("mnist").load(**options)
    assert refused.value.exit_code == ExitCode.GRADER
    return refused.value


def test_a_set_that_is_not_here_is_told_with_the_places_and_the_remedy(
    dataset: Named, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_DATA", str(nowhere / "data"))
    problem = refusal(dataset)
    assert "the data set mnist is not here" in problem.message
    assert str(nowhere / "data" / "mnist") in problem.message
    assert str(nowhere / "assignments" / "data" / "mnist") in problem.message
    assert "GRADER_DATA" in problem.hint


def test_a_changed_pixel_is_told_with_the_file_and_both_digests(
    dataset: Named, nowhere: Path, monkeypatch: pytest.MonkeyPatch, mnist: Splits
) -> None:
    folder = nowhere / "data" / "mnist"
    shutil.copytree(SHIPPED, folder)
    changed = mnist.test.inputs.copy()
    changed[7, 7, 7] ^= 1
    (folder / f"{TEST_IMAGES}.gz").unlink()
    (folder / TEST_IMAGES).write_bytes(pack(changed))
    monkeypatch.setenv("GRADER_DATA", str(nowhere / "data"))
    problem = refusal(dataset)
    assert f"{folder / TEST_IMAGES} is damaged or another version" in problem.message
    assert f"expected SHA-256 {SHA256[TEST_IMAGES]}, found" in problem.message
    assert "README" in problem.hint


def test_a_missing_file_is_told_by_name(dataset: Named, own_files: Path) -> None:
    (own_files / TEST_LABELS).unlink()
    assert f"has no {TEST_LABELS}" in refusal(dataset, path=own_files).message


def test_pictures_and_labels_must_be_as_many(dataset: Named, own_files: Path) -> None:
    (own_files / TEST_LABELS).write_bytes(pack(np.array([1, 2])))
    problem = refusal(dataset, path=own_files)
    assert f"{TEST_IMAGES} holds 3 pictures, {TEST_LABELS} 2 labels" in problem.message


def test_all_pictures_must_be_of_one_size(dataset: Named, own_files: Path) -> None:
    (own_files / TEST_IMAGES).write_bytes(pack(np.zeros((3, 8, 8))))
    assert "28 × 28 pixels, those of the test 8 × 8" in refusal(dataset, path=own_files).message


def test_a_folder_in_the_place_of_a_file_is_no_file(dataset: Named, own_files: Path) -> None:
    (own_files / TEST_LABELS).unlink()
    (own_files / TEST_LABELS).mkdir()
    assert f"has no {TEST_LABELS}" in refusal(dataset, path=own_files).message
