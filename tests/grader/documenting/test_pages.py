"""The pages made from the code: they are current, and a stale one is named."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import COMMANDS
from grader.documenting import pages
from grader.documenting.__main__ import main
from grader.explaining.subjects import Subjects
from grader.plugin_manager import build

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which every page was written."""
    made = tmp_path_factory.mktemp("docs")
    pages.write(made)
    return made


def test_the_pages_in_docs_are_current(folder: Path) -> None:
    there = {name: (DOCS / name).read_text(encoding="utf-8") for name in pages.PAGES}
    assert {n for n, text in there.items() if text != (folder / n).read_text(encoding="utf-8")} == (
        set()
    ), "run: make docs"


def test_a_page_that_says_something_else_is_named(folder: Path, tmp_path: Path) -> None:
    for name in pages.PAGES:
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "hooks.md").write_text("# Hooks\n", encoding="utf-8")
    (tmp_path / "cli.md").unlink()
    result = CliRunner().invoke(main, [str(tmp_path), "--check"])
    assert result.exit_code == 1
    assert "hooks.md is stale; run: make docs" in result.output
    assert "cli.md" in result.output
    assert "functions.md" not in result.output


def test_every_mistake_kind_hook_and_command_has_its_place(folder: Path) -> None:
    registry = build()
    subjects = Subjects(registry)

    def said(name: str) -> str:
        return (folder / name).read_text(encoding="utf-8")

    assert all(f"`{name}`" in said("misconceptions.md") for name in subjects.mistakes)
    assert all(f"## `{name}`" in said("functions.md") for name in subjects.functions)
    assert all(f"## `{name}`" in said("check-kinds.md") for name in registry.kinds)
    assert all(f"## `grader {name}`" in said("cli.md") for name in COMMANDS)
    assert "## `grader_register_check_kinds`" in said("hooks.md")
    assert "| `visibility` |" in said("assignment-reference.md")
