"""The example of a third party's package: installed as it would be, and its own tests run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "docs" / "example-plugin"
VALIDATE = ("-m", "grader", "validate", PACKAGE / "assignments" / "robust" / "assignment.yaml")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the package into a folder of its own; what it needs is here already."""
    target = tmp_path_factory.mktemp("site")
    install = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    _run(*install, "--no-build-isolation", "--target", target, PACKAGE)
    return target


def _run(*words: str | Path, beside: Path | None = None) -> str:
    """Run Python and return what it printed; a failure shows it."""
    path = [*([str(beside)] if beside else []), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        [sys.executable, *words],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_packages_own_tests_pass_where_it_is_installed(installed: Path) -> None:
    options = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-c", os.devnull)
    said = _run("-m", "pytest", *options, PACKAGE / "tests", beside=installed)
    assert "9 passed" in said


def test_its_assignment_validates_and_its_parts_are_listed(installed: Path) -> None:
    assert "the solution earns 5 of 5" in _run(*VALIDATE, beside=installed)
    listed = _run("-m", "grader", "plugins", "--plugin", "robust_course", beside=installed)
    assert all(name in listed for name in ("parity", "huber", "spirals", "1.0.0"))
