"""Grades the solution with a student's bundle alone, before anybody is given it. Runs in the judge.

A bundle that calls right work wrong is worse than none. So another Python unpacks the bundle's own
wheel, may not import the right answers, and checks the solution as a student would.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.bundling.package import Bundle, write
from grader.errors import ExitCode, GraderError

if TYPE_CHECKING:
    from grader.preparation import Prepared

NOTHING_TO_TRY = "the assignment has no solution: nobody tried the bundle"
SECONDS = 600.0
ALONE = (
    "import sys; sys.modules['grader_reference'] = None; sys.path[:0] = [sys.argv.pop(1)]; "
    "from grader.cli import main; main(sys.argv[1:])"
)
"""Checks without the right answers, with the grader of the folder that is named first."""


def tried(bundle: Bundle, prepared: "Prepared") -> Bundle:
    """Return the bundle, with a note where there was nothing to try it with.

    Args:
        bundle: A student's bundle, or one that holds it in a folder.
        prepared: The assignment it was made of.

    Raises:
        GraderError: The solution is not right there.
    """
    loaded = prepared.loaded
    solution = loaded.folder / loaded.assignment.solution
    if not solution.exists():
        return bundle.with_(Bundle(files={}, notes=(NOTHING_TO_TRY,)))
    with tempfile.TemporaryDirectory() as folder:
        checks = _checked(bundle, solution.absolute(), loaded.assignment.assignment, Path(folder))
    wrong = [check for check in checks if check["status"] != "passed"]
    if wrong:
        raise GraderError(
            f"the bundle was not written: with it alone, the solution is not right: {_told(wrong)}",
            hint=f"does `grader validate {loaded.assignment.assignment}` find it right? If so, keep"
            " these checks out of the bundle with `visibility: after_due`, and report it",
        )
    return bundle


def _checked(bundle: Bundle, solution: Path, slug: str, folder: Path) -> list[dict[str, Any]]:
    """Return what a student's report says of each check of the solution."""
    write(bundle, folder / "bundle")
    for name, data in bundle.files.items():
        if name.endswith(".whl"):
            zipfile.ZipFile(io.BytesIO(data)).extractall(folder / "installed")
    (assignment,) = (folder / "bundle").rglob(f"{slug}/assignment.yaml")
    output = folder / "report.json"
    asked = ("check", solution, "--assignment", assignment, "--trust-submission")
    command = [sys.executable, "-P", "-c", ALONE, folder / "installed", *asked]
    done = subprocess.run(  # noqa: S603 - our own interpreter, and paths that we made
        [*map(str, command), "--format", "json", "--output", str(output)],
        env=_environment(os.environ),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    if done.returncode not in (ExitCode.PASSED, ExitCode.FAILED):
        why = done.stderr.strip().partition("\n")[0] or f"exit code {done.returncode}"
        raise GraderError(
            f"the bundle was not written: with it alone, the solution cannot be checked: {why}",
            hint="report it, with the assignment",
        )
    checks: list[dict[str, Any]] = json.loads(output.read_text(encoding="utf-8"))["checks"]
    return checks


def _environment(known: Mapping[str, str]) -> dict[str, str]:
    """Return what a student's machine would have: no secret, no data of the course."""
    ours = {name: value for name, value in known.items() if not name.startswith("GRADER_")}
    return {**ours, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}


def _told(wrong: list[dict[str, Any]]) -> str:
    return "; ".join(f"{check['id']}: {check['student_text']}" for check in wrong)
