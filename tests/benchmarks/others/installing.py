"""A throwaway environment with the other graders, by pip from the package index."""

import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.others.verdicts import version

PATIENCE = ("--retries", "1", "--timeout", "15")


def installed(folder: Path, packages: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Make the environment, or take one that is there.

    Returns:
        The versions of what is installed, and why something is not.
    """
    if not (folder / "bin" / "python").exists():
        venv.create(folder, with_pip=True, symlinks=True)
    missing = [p for p in packages if not version(_frozen(folder), p)]
    why: dict[str, str] = {}
    if missing and _install(folder, missing):
        # Together they did not go; each by itself says which it was.
        said = {package: _install(folder, [package]) for package in missing}
        why = {package: f"not installed: {trouble}" for package, trouble in said.items() if trouble}
    frozen = _frozen(folder)
    return {package: version(frozen, package) for package in packages if package not in why}, why


def _install(folder: Path, packages: Sequence[str]) -> str:
    """Install, and return what kept it from it."""
    print(f"installing {', '.join(packages)}", file=sys.stderr)
    done = _pip(folder, "install", "--quiet", *PATIENCE, *packages)
    return reason(done.stderr) if done.returncode else ""


def reason(said: str) -> str:
    """Return pip's own word of what went wrong, short and on one line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    return " ".join((errors or lines or ["pip said nothing"])[0].split())[:100].replace("|", "/")


def _frozen(folder: Path) -> str:
    return _pip(folder, "list", "--format=freeze").stdout


def _pip(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
