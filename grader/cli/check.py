"""``grader check``: grade one submission and show the report."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.errors import ExitCode, UsageError
from grader.examination.wall import open_wall
from grader.levels import Confinement

if TYPE_CHECKING:
    from grader.models.report import Report
    from grader.plugin_manager import Registry


@click.command()
@click.argument("submission", type=click.Path(path_type=Path))
@click.option("--assignment", "-a", metavar="SLUG|PATH", help="The assignment to grade against.")
@click.option(
    "--format",
    "-f",
    "form",
    default="terminal",
    show_default=True,
    metavar="FORMAT",
    help="terminal, json, junit, markdown, or a plugin's.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the report there instead of printing it.",
)
@click.option(
    "--audience",
    type=click.Choice(["student", "staff"]),
    default="student",
    show_default=True,
    help="Whose report it is; the student's is a subset.",
)
@click.option("--only", metavar="CHECK", help="Grade one check, with what it needs.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="Seed of the inputs.",
)
@click.option(
    "--attempt",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Which attempt this is; some hints are released later.",
)
@click.option(
    "--confinement",
    type=click.Choice([level.value for level in Confinement]),
    help="Refuse to grade where this level cannot be had.",
)
@click.option(
    "--trust-submission",
    is_flag=True,
    help="Your own code only: grade even where nothing confines it.",
)
@click.option(
    "--plugin",
    "plugins",
    multiple=True,
    metavar="MODULE",
    help="Load a plugin by its module's name.",
)
def check(
    submission: Path,
    assignment: str | None,
    form: str,
    output: Path | None,
    audience: str,
    only: str | None,
    seed: int,
    attempt: int,
    confinement: str | None,
    trust_submission: bool,
    plugins: tuple[str, ...],
) -> int:
    """Grade SUBMISSION: a folder, .py, .ipynb, .zip or .tar file."""
    demand = Confinement(confinement) if confinement else None
    with open_wall(demand=demand, trust=trust_submission) as wall:
        # The fork server loads numpy while this process loads its own half.
        from grader.cli.progress import Waiting
        from grader.grading import grade, prepare, raise_wall, read_submission
        from grader.reading.finding import find_assignment

        path, explicit = find_assignment(
            assignment, submission=submission, env=os.environ, cwd=Path.cwd()
        )
        prepared = prepare(path, plugins=plugins, explicit=explicit, seed=seed)
        _known(prepared.registry, prepared.loaded.assignment, form, only)
        handed_in = read_submission(submission, prepared.registry)
        raise_wall(wall, prepared, demand=demand)
        with Waiting(f"grading {submission.name}"):
            report = grade(prepared, handed_in, wall, only=only, attempt=attempt)
    _show(report, prepared.registry, form, audience, output)
    return _exit_code(report)


def _known(registry: "Registry", assignment: object, form: str, only: str | None) -> None:
    """Refuse an unknown format or check before anything is graded."""
    from difflib import get_close_matches

    checks = [check.id for check in getattr(assignment, "checks", ())]
    for what, name, names in (
        ("format", form, list(registry.reporters)),
        ("check", only, checks),
    ):
        if name is not None and name not in names:
            close = get_close_matches(name, names, n=1)
            hint = f"did you mean {close[0]}? " if close else ""
            raise UsageError(
                f"there is no {what} {name!r}", hint=f"{hint}There is {', '.join(names)}."
            )


def _show(
    report: "Report", registry: "Registry", form: str, audience: str, output: Path | None
) -> None:
    from grader.rendering import render

    terminal = output is None and sys.stdout.isatty()
    width = min(max(_columns(), 60), 120)
    text = render(
        report,
        reporter=registry.reporters[form],
        audience=audience,
        color=terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb",
        width=width,
    )
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise UsageError(f"the report cannot be written to {output}: {problem.strerror}") from None
    click.echo(f"the report is in {output}", err=True)


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


def _exit_code(report: "Report") -> int:
    if report.status != "graded":
        return int(ExitCode.GRADER)
    passed = all(check.status.value == "passed" for check in report.checks)
    return int(ExitCode.PASSED if passed else ExitCode.FAILED)
