"""Has cells checked by the command, in a process of its own. Runs in the kernel."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.notebook.cells import notebook

NAME = "notebook.ipynb"
COMMAND = (sys.executable, "-P", "-m", "grader", "check")


@dataclass(frozen=True, slots=True)
class Told:
    """What the command said.

    Attributes:
        code: Its exit code: 0 and 1 are verdicts, above is none.
        bundle: The report by its media type; nothing where there is none.
        trouble: What it wrote beside the report, such as why there is none.
    """

    code: int
    bundle: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""


def ask(cells: Sequence[str], words: Sequence[str], *, about: Sequence[str] = ()) -> Told:
    """Check cells and return the report, as text and as a page.

    Args:
        cells: The source of each cell, in the order in which they were run.
        words: Options of ``grader check``.
        about: Names to check, where not all is wanted; those nobody asks for are passed over.
    """
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        report = Path(folder) / "report.json"
        done = subprocess.run(  # noqa: S603 - our own command, in our own interpreter
            [*_command(cells, words, about, Path(folder)), "--format", "notebook", "-o", report],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if report.exists():
            return Told(done.returncode, json.loads(report.read_text(encoding="utf-8")))
        return Told(done.returncode, trouble=done.stderr.strip() or done.stdout.strip())


def ask_at_terminal(cells: Sequence[str], words: Sequence[str], *, about: Sequence[str]) -> int:
    """Check cells and let the command write to this terminal itself; return its exit code."""
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        command = _command(cells, words, about, Path(folder))
        return subprocess.run(command, check=False).returncode  # noqa: S603 - as above


def _command(
    cells: Sequence[str], words: Sequence[str], about: Sequence[str], folder: Path
) -> list[str | Path]:
    path = folder / NAME
    path.write_text(notebook(cells), encoding="utf-8")
    names = [part for name in about for part in ("--about", name)]
    return [*COMMAND, path, *words, *names]
