"""Data are looked for where one says, then beside the assignments."""

import os
from pathlib import Path

import pytest

from grader.plugin_manager import build
from grader_plugins.datasets import places
from grader_plugins.datasets.errors import DatasetError


def test_folders_come_in_the_order_promised(nowhere: Path) -> None:
    env = {
        "GRADER_DATA": os.pathsep.join(["mine", str(nowhere / "shared"), ""]),
        "GRADER_ASSIGNMENTS": str(nowhere / "course"),
    }
    copied = nowhere / "copied" / "data"
    assert places.folders("mnist", env=env, cwd=nowhere, beside=[copied]) == (
        nowhere / "mine" / "mnist",
        nowhere / "shared" / "mnist",
        copied / "mnist",
        nowhere / "course" / "data" / "mnist",
        nowhere / "assignments" / "data" / "mnist",
        nowhere / "site" / "assignments" / "data" / "mnist",
    )


def test_the_first_folder_that_has_a_file_is_taken(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_DATA", str(nowhere / "empty"))
    (nowhere / "empty" / "mine").mkdir(parents=True)
    folder = nowhere / "assignments" / "data" / "mine"
    folder.mkdir(parents=True)
    (folder / "b.gz").write_bytes(b"")
    assert places.find("mine", ["a", "b.gz"], hint="") == folder


def test_data_beside_the_assignment_are_found_without_a_variable(
    nowhere: Path, own_files: Path
) -> None:
    copied = nowhere / "course" / "data"
    copied.mkdir(parents=True)
    own_files.rename(copied / "fashion_mnist")
    registry = build().beside(nowhere / "course" / "homework")
    with pytest.raises(DatasetError, match="are not Fashion-MNIST"):
        registry.datasets["fashion_mnist"].load()
    with pytest.raises(DatasetError, match="is not here"):
        build().datasets["fashion_mnist"].load()


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot be read"):
        places.read(tmp_path)
