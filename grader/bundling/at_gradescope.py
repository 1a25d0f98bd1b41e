"""What ``run_autograder`` runs: grades what lies in ``/autograder``. In the judge, in a container.

``python -m grader.bundling.at_gradescope FOLDER``. The file with the results is there from the
start, so that a grading that is killed still says something.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.bundling.staffs_copy import ASSIGNMENTS, SEED
from grader.bundling.staged import Stage, grade_in_stages
from grader.seeds import VARIABLE, chosen_seed

if TYPE_CHECKING:
    from grader.models.report import Report
    from grader.plugin_manager import Registry

DEADLINE = "GRADER_DEADLINE"
SECONDS = 540.0
MOST_METADATA = 16 * 1024 * 1024
UNFINISHED = "The grader was stopped before it was done. Your teacher can have it run again."


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade, and leave ``results/results.json`` behind."""
    (folder,) = map(Path, arguments if arguments is not None else sys.argv[1:])
    results = folder / "results" / "results.json"
    results.parent.mkdir(parents=True, exist_ok=True)
    _write(results, _without_score(UNFINISHED))
    facts = _facts(folder / "submission_metadata.json")
    source = folder / "source"
    stage = Stage(
        assignment=next((source / ASSIGNMENTS).glob("*/assignment.yaml")),
        submission=folder / "submission",
        seed=chosen_seed(None, {VARIABLE: (source / SEED).read_text().strip()}),
        attempt=facts["attempt"],
        seconds=float(os.environ.get(DEADLINE) or SECONDS),
    )

    def keep(report: "Report", registry: "Registry") -> None:
        _write(results, _results(report, registry, facts))

    outcome, registry = grade_in_stages(stage, keep)
    if outcome.report is None or registry is None:
        sys.stderr.write(f"grader: {outcome.staff}\n")
        _write(results, _without_score(outcome.trouble, zero=outcome.by_student))
        return 0 if outcome.by_student else 1
    keep(outcome.report, registry)
    return 0


def _results(report: "Report", registry: "Registry", facts: Mapping[str, Any]) -> dict[str, Any]:
    from grader.reporting.rendering import render

    text = render(report, reporter=registry.reporters["gradescope"], audience="staff")
    results: dict[str, Any] = json.loads(text)
    results["extra_data"]["submission"] = dict(facts)
    return results


def _without_score(text: str, *, zero: bool = False) -> dict[str, Any]:
    """Return results that say why there is none; no score, unless nothing was handed in."""
    score = {"score": 0.0} if zero else {}
    return {**score, "output": text, "output_format": "text", "tests": []}


def _facts(metadata: Path) -> dict[str, Any]:
    """Return what Gradescope says of a submission; the platform wrote it, not the student."""
    try:
        with metadata.open("rb") as file:
            found = json.loads(file.read(MOST_METADATA))
    except (OSError, ValueError):
        found = {}
    found = found if isinstance(found, dict) else {}
    earlier = found.get("previous_submissions")
    return {
        "id": str(found.get("id", "")),
        "created_at": str(found.get("created_at", "")),
        "method": str(found.get("submission_method", "")),
        "attempt": 1 + (len(earlier) if isinstance(earlier, list) else 0),
    }


def _write(results: Path, content: Mapping[str, Any]) -> None:
    """Put the file in place as a whole: who reads it never sees half of it."""
    new = results.with_suffix(".new")
    new.write_text(json.dumps(content, ensure_ascii=True, indent=1) + "\n", encoding="utf-8")
    new.replace(results)


if __name__ == "__main__":
    sys.exit(main())
