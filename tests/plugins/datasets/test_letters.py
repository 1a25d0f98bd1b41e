"""The letters are those that were drawn, split as the course splits."""

import io
import shutil
from pathlib import Path

import numpy as np
import pytest

from grader.errors import GraderError
from grader.kinds import Splits
from grader_plugins.datasets.letters import FILE, SHA256
from tests.plugins.datasets.conftest import Named

SHIPPED = Path(__file__).resolve().parents[3] / "assignments" / "data" / "letters"


def stored() -> dict[str, np.ndarray]:
    with np.load(SHIPPED / FILE) as archive:
        return {name: archive[name] for name in SHA256}


def test_there_are_18_724_pictures_and_classes_are_balanced() -> None:
    arrays = stored()
    assert arrays["images"].shape == (18_724, 28, 28)
    assert arrays["images"].dtype == np.uint8
    assert np.bincount(arrays["labels"]).tolist() == [1873] * 4 + [1872] * 6


def test_the_split_is_that_of_the_courses_own_code(letters: Splits) -> None:
    arrays = stored()
    np.random.seed(521)  # noqa: NPY002 - as the course does
    order = np.arange(18_724)
    np.random.shuffle(order)  # noqa: NPY002
    images, labels = arrays["images"][order], arrays["labels"][order]
    np.testing.assert_array_equal(letters.train.inputs, images[:10_000])
    np.testing.assert_array_equal(letters.validation.labels, labels[10_000:16_000])
    np.testing.assert_array_equal(letters.test.inputs, images[16_000:])


def test_no_picture_is_empty_and_none_is_on_two_sides(letters: Splits) -> None:
    sides = [
        {picture.tobytes() for picture in examples.inputs}
        for examples in (letters.train, letters.validation, letters.test)
    ]
    assert bytes(784) not in set().union(*sides)
    assert sum(map(len, sides)) == len(set().union(*sides)) == 18_724


@pytest.fixture
def copy(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the file to a folder of its own and let it be looked for there."""
    folder = nowhere / "data" / "letters"
    folder.mkdir(parents=True)
    shutil.copy(SHIPPED / FILE, folder)
    monkeypatch.setenv("GRADER_DATA", str(nowhere / "data"))
    return folder / FILE


def refusal(dataset: Named) -> str:
    with pytest.raises(GraderError) as refused:
        dataset("letters").load()
    assert "make.py" in refused.value.hint or "README" in refused.value.hint
    return refused.value.message


def test_a_file_that_is_cut_off_is_told(dataset: Named, copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:100_000])
    assert f"{copy} is damaged: its array images cannot be read" in refusal(dataset)


def test_flipped_bytes_are_told(dataset: Named, copy: Path) -> None:
    data = bytearray(copy.read_bytes())
    data[1_000_000] ^= 255
    copy.write_bytes(data)
    assert f"{copy} is damaged" in refusal(dataset)


def test_an_array_that_is_not_there_is_told(dataset: Named, copy: Path) -> None:
    held = io.BytesIO()
    np.savez(held, images=stored()["images"])
    copy.write_bytes(held.getvalue())
    assert "its array labels cannot be read" in refusal(dataset)


def test_other_letters_are_told_with_both_digests(dataset: Named, copy: Path) -> None:
    arrays = stored()
    arrays["labels"][0] += 1
    held = io.BytesIO()
    np.savez(held, images=arrays["images"], labels=arrays["labels"])
    copy.write_bytes(held.getvalue())
    message = refusal(dataset)
    assert f"{copy}, array labels, is damaged or another version" in message
    assert f"expected SHA-256 {SHA256['labels']}, found" in message
