"""The guide to the YAML is true: its examples read, and no link between the pages is broken."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.plugin_manager import build
from grader.reading.assignment_file import read_assignment

if TYPE_CHECKING:
    from tests.grader.reading.conftest import Desk

PAGE = Path(__file__).parents[3] / "docs" / "assignments.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
LINKS = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_reads(desk: "Desk", example: str) -> None:
    head = "" if example.startswith("assignment:") else "assignment: example\n"
    assert read_assignment(desk.write(head + example), build()).assignment.checks


@pytest.mark.parametrize("path", sorted(PAGE.parent.glob("*.md")), ids=lambda path: path.name)
def test_every_link_between_the_pages_leads_to_a_heading(path: Path) -> None:
    for page, anchor in LINKS.findall(path.read_text(encoding="utf-8")):
        target = (path.parent / page).resolve() if page else path
        assert target.exists(), f"{path.name}: {page}"
        if anchor:
            assert anchor in _anchors(target), f"{path.name}: {page}#{anchor}"


def _anchors(page: Path) -> set[str]:
    """Return what headings are called in links: small letters, hyphens for spaces, no signs."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", each.replace("\\_", "_")).lower().replace(" ", "-")
        for each in headings
    }
