"""The command as somebody at a shell meets it: typed, and judged by what it says and ends with."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.grader.cli.shell import Ended, ended

Type = Callable[..., Ended]
Write = Callable[[str], Path]
Plug = Callable[[str], str]

SHORT = "assignment: short\ntitle: A short one\n"
HOOKS = "from grader.hookspecs import hookimpl\n"


@pytest.fixture(autouse=True)
def _somewhere_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run in an empty folder, with none of the variables that somebody may have set."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")
    for name in (
        "GRADER_ASSIGNMENT",
        "GRADER_ASSIGNMENTS",
        "GRADER_DATA",
        "GRADER_DEBUG",
        "GRADER_SCHEDULER",
        "GRADER_SEED",
        "NO_COLOR",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def grader(capfd: pytest.CaptureFixture[str]) -> Type:
    """Run the command in this process."""

    def typed(*arguments: str | Path) -> Ended:
        capfd.readouterr()
        return ended(arguments, capfd.readouterr)

    return typed


@pytest.fixture
def hand_in(tmp_path: Path) -> Callable[..., Path]:
    """Write a submission of one file."""

    def written(content: str | bytes, name: str = "hw.py") -> Path:
        path = tmp_path / "handed_in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


@pytest.fixture
def assign(tmp_path: Path) -> Write:
    """Write an assignment: its name, its title and what is given."""

    def written(text: str) -> Path:
        path = tmp_path / "assigned" / "assignment.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(SHORT + text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def plug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plug:
    """Write a plugin and return the name of its module."""
    folder = tmp_path / "plugged"
    name = f"plugged_{abs(hash(tmp_path.name))}"
    monkeypatch.syspath_prepend(str(folder))

    def written(source: str) -> str:
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.py").write_text(HOOKS + source, encoding="utf-8")
        monkeypatch.delitem(sys.modules, name, raising=False)
        return name

    return written
