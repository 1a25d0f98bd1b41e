"""Data sets are known by name, size and origin before anything of them is read."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from grader.errors import UsageError
from grader.kinds import Splits
from grader.plugin_manager import build
from grader_plugins.datasets import digests, grader_register_datasets
from tests.plugins.datasets.conftest import Named

NAMES = ["letters", "mnist", "fashion_mnist", "moons", "blobs", "quadratic"]
HERE = ["letters", "mnist", "moons", "blobs", "quadratic"]
IMPORT = """
import sys
from grader.plugin_manager import build
found = build().datasets
assert [each.splits["train"] for each in found.values()][:2] == [10_000, 60_000]
names = ("letters", "mnist", "moons", "blobs", "quadratic", "idx")
print([name for name in names if f"grader_plugins.datasets.{name}" in sys.modules])
"""


def sizes(splits: Splits) -> dict[str, int]:
    return {name: len(getattr(splits, name)) for name in ("train", "validation", "test")}


def test_the_registry_has_them_by_name() -> None:
    assert list(build().datasets) == NAMES


def test_registering_reads_and_draws_nothing(nowhere: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", IMPORT], cwd=nowhere, capture_output=True, text=True, check=False
    )
    assert ended.stdout == "[]\n", ended.stderr


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_it_is_and_where_it_comes_from(name: str, dataset: Named) -> None:
    each = dataset(name)
    assert all((each.version, each.title, each.summary, each.licence, each.origin))
    assert set(each.splits) == {"train", "validation", "test"}


@pytest.mark.parametrize("name", HERE)
def test_the_sizes_told_are_the_sizes_loaded(name: str, dataset: Named) -> None:
    each = dataset(name)
    splits = each.load()
    assert sizes(splits) == dict(each.splits)
    for examples in (splits.train, splits.validation, splits.test):
        assert examples.inputs.shape == (len(examples), *each.input_shape)
        assert examples.labels.dtype == np.int64
    assert set(splits.train.labels.tolist()) == set(range(each.classes))


@pytest.mark.parametrize("name", ["letters", "mnist"])
def test_the_digest_of_files_is_that_of_their_arrays(name: str, dataset: Named) -> None:
    assert dataset(name).digest == digests.of_splits(dataset(name).load())


def test_the_digest_of_what_is_drawn_is_that_of_the_recipe(dataset: Named) -> None:
    told = {dataset(name).digest for name in ("moons", "blobs", "quadratic")}
    assert {len(digest) for digest in told} == {64}
    assert len(told) == 3
    assert dataset("moons").digest == dataset("moons").digest


def test_what_was_loaded_is_kept_and_cannot_be_written_to(dataset: Named) -> None:
    moons = dataset("moons")
    first = moons.load(seed=4)
    assert moons.load(seed=4) is first
    assert moons.load(seed=5) is not first
    with pytest.raises(ValueError, match="read-only"):
        first.train.inputs[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        first.train.labels[0] = 0


def test_every_registration_starts_with_nothing_kept() -> None:
    first, second = (
        {each.name: each for each in grader_register_datasets()}["moons"] for _ in range(2)
    )
    assert first.load() is not second.load()


def test_an_unknown_option_is_told_with_the_one_that_is_meant(dataset: Named) -> None:
    with pytest.raises(UsageError, match="the data set moons has no option 'nois'") as refused:
        dataset("moons").load(nois=0.1)
    assert "noise" in refused.value.hint
    with pytest.raises(UsageError, match="letters has no option 'path'") as refused:
        dataset("letters").load(path="here")
    assert refused.value.hint == "it has none"


def test_an_impossible_value_is_told_with_its_option(dataset: Named) -> None:
    with pytest.raises(UsageError, match="train: Input should be greater") as refused:
        dataset("blobs").load(train=0)
    assert "centers" in refused.value.hint
