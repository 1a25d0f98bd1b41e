"""What the entry point runs: grades what lies in ``/grade``. In the judge, in a container.

``python -m grader.bundling.at_prairielearn FOLDER``. PrairieLearn does not count attempts for us,
and its results hold what the student may see alone.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.bundling.at_gradescope import DEADLINE
from grader.bundling.staffs_copy import ASSIGNMENTS, SEED
from grader.bundling.staged import Stage, grade_in_stages
from grader.seeds import VARIABLE, chosen_seed

if TYPE_CHECKING:
    from grader.models.report import Report
    from grader.plugin_manager import Registry

SECONDS = 270.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade, and leave ``results/results.json`` behind."""
    (folder,) = map(Path, arguments if arguments is not None else sys.argv[1:])
    results = folder / "results" / "results.json"
    results.parent.mkdir(parents=True, exist_ok=True)
    tests = folder / "tests"
    stage = Stage(
        assignment=next((tests / ASSIGNMENTS).glob("*/assignment.yaml")),
        submission=folder / "student",
        seed=chosen_seed(None, {VARIABLE: (tests / SEED).read_text().strip()}),
        seconds=float(os.environ.get(DEADLINE) or SECONDS),
    )

    def keep(report: "Report", registry: "Registry") -> None:
        from grader.reporting.rendering import render

        reporter = registry.reporters["prairielearn"]
        _write(results, render(report, reporter=reporter, audience="staff"))

    outcome, registry = grade_in_stages(stage, keep)
    if outcome.report is None or registry is None:
        sys.stderr.write(f"grader: {outcome.staff}\n")
        _write(results, json.dumps(_ungradable(outcome.trouble), indent=1))
        return 0
    keep(outcome.report, registry)
    return 0


def _ungradable(text: str) -> dict[str, Any]:
    """Return results that cost no attempt and say why."""
    return {"gradable": False, "message": text, "format_errors": [text]}


def _write(results: Path, text: str) -> None:
    new = results.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(results)


if __name__ == "__main__":
    sys.exit(main())
