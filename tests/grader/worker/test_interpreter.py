"""Packages are admitted one by one."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.worker.interpreter import (
    Admitted,
    MissingLibraryError,
    depended_on,
    package_places,
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with two packages, a module, and the metadata of one that needs another."""
    for name in ("wanted_one", "beside_it", "needed_by_one"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / "wanted_one.libs").mkdir()
    _record(tmp_path, "wanted-one", "wanted_one", "Needed.By_One>=1; python_version > '3'")
    _record(tmp_path, "needed-by-one", "needed_by_one", "beside-it; extra == 'more'")
    _record(tmp_path, "beside-it", "beside_it", "")
    return tmp_path


def _record(site: Path, name: str, package: str, requirement: str) -> None:
    folder = site / f"{name.replace('-', '_')}-1.0.dist-info"
    folder.mkdir()
    requires = f"Requires-Dist: {requirement}\n" if requirement else ""
    (folder / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{requires}"
    )
    (folder / "RECORD").write_text(f"{package}/__init__.py,,\n")


@pytest.fixture
def finder() -> Iterator[Admitted]:
    admitted = Admitted()
    sys.meta_path.append(admitted)
    yield admitted
    sys.meta_path.remove(admitted)
    for name in ("wanted_one", "beside_it"):
        sys.modules.pop(name, None)


def test_only_what_was_admitted_is_found(finder: Admitted, site: Path) -> None:
    finder.admit("wanted_one", [str(site)])
    assert importlib.import_module("wanted_one")
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("beside_it")


def test_a_package_brings_the_shared_libraries_of_its_wheel(finder: Admitted, site: Path) -> None:
    spec = finder.admit("wanted_one", [str(site)])
    assert package_places(spec) == [str(site / "wanted_one"), str(site / "wanted_one.libs")]


@pytest.mark.parametrize("name", ["grader", "grader_reference", "grader_plugins", "absent"])
def test_answers_and_absent_packages_are_never_admitted(
    finder: Admitted, site: Path, name: str
) -> None:
    (site / "grader_reference").mkdir()
    (site / "grader_reference" / "__init__.py").write_text("")
    with pytest.raises(MissingLibraryError):
        finder.admit(name, [str(site)])


def test_requirements_are_followed_but_those_of_extras(site: Path) -> None:
    assert depended_on("wanted_one", [str(site)]) == ["needed_by_one"]
