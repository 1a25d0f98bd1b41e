"""What a pipeline runs: one grading, told in every form it shows. In the judge, on a runner.

``python -m grader.bundling.at_ci SUBMISSION ASSIGNMENT --junit FILE [--text]``. Annotations are
printed, or the report as text; the summary is appended where the runner says. The exit code is that
of ``grader check``. The runner is the student's own, and so is the code: no confinement is asked.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import ExitCode, GraderError
from grader.reporting.sinks import encodable, markdown, terminal, workflow_data
from grader.reporting.verdict import exit_code

if TYPE_CHECKING:
    from grader.models.report import Report
    from grader.plugin_manager import Registry

SUMMARY = "GITHUB_STEP_SUMMARY"


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a submission against the bundle of an assignment, and return the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        report, registry = _graded(asked.submission, asked.assignment)
        asked.junit.write_text(_in_form("junit", report, registry), encoding="utf-8")
        _say(_in_form("terminal" if asked.text else "github", report, registry))
        _sum_up(_in_form("markdown", report, registry))
    except GraderError as problem:
        told = f"{problem.message}\n{problem.hint}".strip()
        _say(f"{terminal(told)}\n" if asked.text else f"::error::{workflow_data(told)}\n")
        _sum_up(f"**Nothing was checked:** {markdown('; '.join(told.splitlines()))}\n")
        return int(problem.exit_code)
    except OSError as problem:
        _say(f"the report cannot be written: {problem}\n")
        return int(ExitCode.GRADER)
    return exit_code(report)


def _sum_up(text: str) -> None:
    """Add to the page that GitHub shows of a run, where there is one."""
    if os.environ.get(SUMMARY):
        with Path(os.environ[SUMMARY]).open("a", encoding="utf-8") as summary:
            summary.write(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="grader.bundling.at_ci")
    parser.add_argument("submission", type=Path)
    parser.add_argument("assignment", type=Path)
    parser.add_argument("--junit", type=Path, required=True)
    parser.add_argument("--text", action="store_true", help="in the place of annotations")
    return parser


def _graded(submission: Path, assignment: Path) -> "tuple[Report, Registry]":
    from grader.examination.wall import open_wall
    from grader.grading import grade, raise_wall, read_submission
    from grader.preparation import prepare

    with open_wall(trust=True) as wall:
        prepared = prepare(assignment / "assignment.yaml", explicit=False)
        raise_wall(wall, prepared)
        handed_in = read_submission(submission, prepared.registry)
        return grade(prepared, handed_in, wall), prepared.registry


def _in_form(form: str, report: "Report", registry: "Registry") -> str:
    from grader.reporting.rendering import render

    return render(report, reporter=registry.reporters[form], audience="student")


def _say(text: str) -> None:
    sys.stdout.write(encodable(text, sys.stdout.encoding))


if __name__ == "__main__":
    sys.exit(main())
