"""Files are read by the code courses hand out, the same bytes each time, no withheld label in."""

import gzip
import io
import pickle
import struct
from collections.abc import Callable

import numpy as np
import pytest

from grader.handing_out import withholding
from grader.kinds import Examples, Splits
from grader_plugins.datasets import formats, splitting

Writer = Callable[[Splits], formats.Files]

WRITERS: dict[str, Writer] = {
    "npz": formats.not_mnist_npz,
    "npz compressed": lambda splits: formats.not_mnist_npz(splits, compressed=True),
    "idx": formats.idx_files,
    "idx gzipped": lambda splits: formats.idx_files(splits, compressed=True),
    "pickle": formats.mnist_pickle,
    "npy": formats.npy_files,
}


def drawn(count: int, seed: int) -> Examples:
    draw = np.random.RandomState(seed)
    pictures = draw.randint(0, 256, size=(count, 28, 28)).astype(np.uint8)
    return Examples(pictures, draw.randint(0, 10, size=count).astype(np.int64))


@pytest.fixture
def splits() -> Splits:
    return Splits(train=drawn(30, 1), validation=drawn(20, 2), test=drawn(10, 3))


@pytest.mark.parametrize("name", WRITERS)
def test_the_bytes_depend_on_the_examples_alone(name: str, splits: Splits) -> None:
    assert WRITERS[name](splits) == WRITERS[name](splits)


def course_split(
    data: bytes, train: int, validation: int
) -> tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...]]:
    """Load as the notMNIST course does."""
    with np.load(io.BytesIO(data)) as archive:
        images, labels = archive["images"], archive["labels"]
    np.random.seed(521)  # noqa: NPY002 - as the course does
    order = np.arange(len(images))
    np.random.shuffle(order)  # noqa: NPY002
    images, labels = images[order], labels[order]
    cuts = [train, train + validation]
    return tuple(np.split(images, cuts)), tuple(np.split(labels, cuts))


@pytest.mark.parametrize("compressed", [False, True])
def test_the_courses_own_split_of_the_npz_is_ours(splits: Splits, *, compressed: bool) -> None:
    ((name, data),) = formats.not_mnist_npz(splits, compressed=compressed)
    images, labels = course_split(data, 30, 20)
    assert name == "notMNIST.npz"
    for i, examples in enumerate((splits.train, splits.validation, splits.test)):
        np.testing.assert_array_equal(images[i], examples.inputs)
        np.testing.assert_array_equal(labels[i], examples.labels)
        assert [images[i].dtype.name, labels[i].dtype.name] == ["uint8", "int64"]


def test_a_test_split_left_out_leaves_the_others_where_they_were(splits: Splits) -> None:
    ((_, data),) = formats.not_mnist_npz(withholding.without(splits, "test"))
    images, labels = course_split(data, 30, 20)
    np.testing.assert_array_equal(images[1], splits.validation.inputs)
    np.testing.assert_array_equal(labels[0], splits.train.labels)
    assert len(images[2]) == len(labels[2]) == 0


@pytest.mark.parametrize("compressed", [False, True])
def test_idx_files_are_read_by_their_definition(splits: Splits, *, compressed: bool) -> None:
    files = dict(formats.idx_files(splits, compressed=compressed))
    if compressed:
        assert all(name.endswith(".gz") and data[4:8] == bytes(4) for name, data in files.items())
        files = {name[:-3]: gzip.decompress(data) for name, data in files.items()}
    images = files["train-images-idx3-ubyte"]
    assert struct.unpack(">4I", images[:16]) == (2051, 50, 28, 28)
    np.testing.assert_array_equal(
        np.frombuffer(images, np.uint8, offset=16).reshape(50, 28, 28)[30:],
        splits.validation.inputs,
    )
    labels = files["t10k-labels-idx1-ubyte"]
    assert struct.unpack(">2I", labels[:8]) == (2049, 10)
    assert list(labels[8:]) == splits.test.labels.tolist()
    assert set(files) == {
        "train-images-idx3-ubyte",
        "train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
    }


@pytest.mark.parametrize("encoding", ["ASCII", "latin1", "bytes"])
def test_the_pickle_is_read_with_any_encoding(splits: Splits, encoding: str) -> None:
    ((name, data),) = formats.mnist_pickle(splits)
    assert name == "mnist.pkl.gz"
    with gzip.open(io.BytesIO(data)) as file:
        found = pickle.load(file, encoding=encoding)  # noqa: S301 - written a line above
    for (inputs, labels), examples in zip(
        found, (splits.train, splits.validation, splits.test), strict=True
    ):
        assert [inputs.dtype.name, labels.dtype.name] == ["float32", "int64"]
        np.testing.assert_array_equal(inputs * 256, examples.inputs.reshape(-1, 784))
        np.testing.assert_array_equal(labels, examples.labels)


def test_the_pickle_is_of_protocol_two(splits: Splits) -> None:
    ((_, data),) = formats.mnist_pickle(splits)
    assert gzip.decompress(data)[:2] == b"\x80\x02"


def test_npy_files_come_in_pairs_and_not_for_empty_splits(splits: Splits) -> None:
    files = dict(formats.npy_files(withholding.without(splits, "validation"), inputs="{}_x.npy"))
    assert list(files) == ["train_x.npy", "y_train.npy", "test_x.npy", "y_test.npy"]
    np.testing.assert_array_equal(np.load(io.BytesIO(files["test_x.npy"])), splits.test.inputs)
    np.testing.assert_array_equal(np.load(io.BytesIO(files["y_train.npy"])), splits.train.labels)


def relabelled(splits: Splits) -> Splits:
    other = Examples(splits.test.inputs, (splits.test.labels + 1) % 10)
    return Splits(train=splits.train, validation=splits.validation, test=other)


WITHHELD: dict[str, Callable[[Splits], Splits]] = {
    "left out": lambda splits: withholding.without(splits, "test"),
    "zeros": lambda splits: withholding.with_zeros(splits, "test"),
    "random": lambda splits: withholding.with_random_labels(splits, "test", classes=10, seed=5),
}


@pytest.mark.parametrize("how", WITHHELD)
@pytest.mark.parametrize("name", WRITERS)
def test_no_byte_depends_on_a_withheld_label(name: str, how: str, splits: Splits) -> None:
    write, withhold = WRITERS[name], WITHHELD[how]
    assert write(withhold(splits)) == write(withhold(relabelled(splits)))
    assert write(splits) != write(relabelled(splits))


def test_withholding_keeps_sizes_inputs_and_what_came_in(splits: Splits) -> None:
    before = splits.test.labels.copy()
    zeros = withholding.with_zeros(splits, "test")
    random = withholding.with_random_labels(splits, "validation", "test", classes=10, seed=5)
    assert zeros.test.labels.tolist() == [0] * 10
    assert zeros.test.inputs is random.test.inputs is splits.test.inputs
    assert zeros.train is random.train is splits.train
    assert set(random.validation.labels.tolist()) <= set(range(10))
    assert random.test.labels.dtype == np.int64
    np.testing.assert_array_equal(splits.test.labels, before)


def test_the_letters_are_read_by_the_courses_own_code(letters: Splits) -> None:
    ((_, data),) = formats.not_mnist_npz(withholding.with_zeros(letters, "test"))
    images, labels = course_split(data, 10_000, 6_000)
    np.testing.assert_array_equal(images[0], letters.train.inputs)
    np.testing.assert_array_equal(labels[1], letters.validation.labels)
    np.testing.assert_array_equal(images[2], letters.test.inputs)
    assert not labels[2].any()


def test_mnists_files_are_the_published_ones_again(mnist: Splits) -> None:
    held_out = splitting.last_held_out(mnist, validation=10_000)
    (_, data) = formats.idx_files(held_out)[1]
    assert data[8:] == bytes(mnist.train.labels.tolist())
