"""What README and CONTRIBUTING show is what their reader gets."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from grader.errors import ExitCode
from tests.grader.cli.conftest import Plug, Type, Write
from tests.grader.cli.shell import DEMO, LETTERS, ROOT, SOLUTION, TRUST, needs_linux

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGES = re.compile(r"confinement L\d · [\d.]+ s")
"""What differs from machine to machine and from run to run."""


def section(title: str) -> str:
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def block(title: str, language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", section(title), re.DOTALL)
    return str(found)


def test_every_line_of_the_sample_stands_in_the_real_report_in_its_order(grader: Type) -> None:
    ended = grader("check", DEMO, "-a", LETTERS, *TRUST)
    rest = CHANGES.sub("", ended.out)
    sample = CHANGES.sub("", block("What a report looks like", "text"))
    for shown in re.split(r"^ *…\n", sample, flags=re.MULTILINE):
        assert shown.strip("\n") in rest
        rest = rest.partition(shown.strip("\n"))[2]


def test_the_first_assignment_grades_its_solution(grader: Type, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    shutil.copytree(SOLUTION, folder / "solution")
    (folder / "assignment.yaml").write_text(block("A first assignment", "yaml"), encoding="utf-8")
    ended = grader("validate", folder)
    assert ended.code == ExitCode.PASSED
    assert "the solution earns 15 of 15" in ended.out


@needs_linux
def test_a_class_is_graded_as_the_readme_says(tmp_path: Path) -> None:
    shutil.copytree(LETTERS.parent, tmp_path / "assignments" / "letters")
    shutil.copytree(SOLUTION, tmp_path / "submissions" / "ada")
    shutil.copytree(DEMO, tmp_path / "submissions" / "bob")
    said = [_said(line, tmp_path) for line in block("How to grade a class", "sh").splitlines()]
    for told in said[1:]:
        assert re.search(r"ada\b.*\b26\b", told)
        assert re.search(r"bob\b.*\b8\.75\b", told)


def _said(line: str, folder: Path) -> str:
    """Run a line of the README as the shell would, and return what it printed."""
    words = shlex.split(line, comments=True)
    assert words[0] == "grader"
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_every_file_the_readme_points_to_is_there() -> None:
    linked = re.findall(r"\]\(([^)#]+)[^)]*\)", README)
    assert linked
    assert [name for name in linked if not (ROOT / name).is_file()] == []


def test_the_check_kind_of_contributing_tells_odd_functions_from_others(
    grader: Type, assign: Write, plug: Plug, hand_in: Callable[..., Path]
) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    name = plug("\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL)))
    path = assign("functions:\n  tanh: {kind: odd, points: 2}\n")
    for body, code in (("np.tanh(z)", ExitCode.PASSED), ("np.tanh(z) + 1", ExitCode.FAILED)):
        submission = hand_in(f"import numpy as np\ndef tanh(z):\n    return {body}\n")
        ended = grader("check", submission, "-a", path, "--plugin", name, *TRUST)
        assert ended.code == code, ended.err
