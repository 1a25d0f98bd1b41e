"""``grader check``: grade one submission and show the report."""

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.output import put
from grader.cli.parameters import FULL_HELP, Number, Place, Word, plugin_option
from grader.errors import GraderError, UsageError
from grader.examination.wall import open_wall
from grader.levels import Confinement

if TYPE_CHECKING:
    from grader.models.report import Report
    from grader.plugin_manager import Registry
    from grader.preparation import Prepared

EPILOG = """\b
Examples:
  grader check hw2.py -a letters
  grader check hw2.ipynb -a letters --only softmax
  grader check hw2.zip -a letters -f json -o report.json
  grader check hw2.py -a letters --watch

Without --assignment it is the one in GRADER_ASSIGNMENT, else the assignment.yaml of the current
folder or the nearest above, and never one inside the submission. A slug is looked up in the
folders of GRADER_ASSIGNMENTS, then in ./assignments.

Who grades others sets GRADER_SEED to a secret of 16 characters or more: without it, everybody can
know the inputs beforehand.

The exit code is 0 when every check passed or waits for a person, 1 when some did not, and above 1
when there is no verdict; `grader --help` lists them.
"""


@click.command(epilog=EPILOG)
@click.argument("submission", type=Place(path_type=Path))
@click.option(
    "--assignment", "-a", type=Word(), metavar="SLUG|PATH", help="The assignment to grade against."
)
@click.option(
    "--format",
    "-f",
    "form",
    type=Word(),
    default="terminal",
    show_default=True,
    metavar="FORMAT",
    help="How the report is written: terminal, json, junit, markdown, html; gradescope,"
    " prairielearn, github, classroom50; or as a plugin does.",
)
@click.option(
    "--output",
    "-o",
    type=Place(path_type=Path),
    metavar="FILE",
    help="Write the report to FILE instead of printing it.",
)
@click.option(
    "--audience",
    type=click.Choice(["student", "staff"]),
    default="student",
    show_default=True,
    help="Whose report it is; the student's is a part of the staff's.",
)
@click.option(
    "--only",
    type=Word(),
    multiple=True,
    metavar="CHECK",
    help="Grade this check, with what it needs; may be said several times.",
)
@click.option(
    "--about",
    type=Word(),
    multiple=True,
    metavar="NAME",
    help="Grade what is defined under this name; names that nobody asks for are passed over.",
)
@click.option(
    "--seed",
    type=Number(0, 2**32 - 1),
    metavar="N",
    help="Draw other inputs, 0 by default; right code passes with any.",
)
@click.option("--full", is_flag=True, help=FULL_HELP)
@click.option(
    "--attempt",
    type=Number(1),
    default=1,
    show_default=True,
    metavar="N",
    help="Which attempt this is; some hints come with later ones.",
)
@click.option(
    "--confinement",
    type=click.Choice([level.value for level in Confinement]),
    help="Refuse to grade where less than this holds; `grader doctor` shows what does.",
)
@click.option(
    "--trust-submission",
    is_flag=True,
    help="Your own code only: grade it even where nothing confines it.",
)
@click.option(
    "--watch",
    is_flag=True,
    help="Check again after each save, and only what it can have changed; Ctrl-C ends.",
)
@plugin_option
def check(
    submission: Path,
    assignment: str | None,
    form: str,
    output: Path | None,
    audience: str,
    only: tuple[str, ...],
    about: tuple[str, ...],
    seed: int | None,
    full: bool,
    attempt: int,
    confinement: str | None,
    trust_submission: bool,
    watch: bool,
    plugins: tuple[str, ...],
) -> int:
    """Grade SUBMISSION: a folder, a .py or .ipynb file, a .zip or .tar archive."""
    demand = Confinement(confinement) if confinement else None
    if watch:
        _refuse_elsewhere(form, output)
    if output is not None:
        _writable(output, submission)
    with open_wall(demand=demand, trust=trust_submission) as wall:
        # The fork server loads numpy while this process loads its own half.
        from grader.cli.progress import Waiting
        from grader.grading import grade, raise_wall, read_submission
        from grader.preparation import prepare
        from grader.reading.finding import find_assignment
        from grader.reporting.verdict import exit_code
        from grader.seeds import chosen_seed

        drawn = chosen_seed(seed, os.environ)
        path, explicit = find_assignment(
            assignment, submission=submission, env=os.environ, cwd=Path.cwd()
        )
        prepared = prepare(path, plugins=plugins, explicit=explicit, seed=drawn, full=full)
        if full and not prepared.loaded.recipe:
            click.echo("grader: this assignment has no longer recipe for --full", err=True)
        _known(prepared.registry, form, checks=list(prepared.bench.checks), only=only)
        only = (*only, *_about(prepared, about))
        handed_in = read_submission(submission, prepared.registry)
        raise_wall(wall, prepared, demand=demand)
        if watch:
            from grader.cli.rechecked import Screen
            from grader.cli.watched import Watched

            screen = Screen(
                prepared,
                submission,
                audience,
                partial(_rendered, registry=prepared.registry, form=form, audience=audience),
            )
            return Watched(submission, prepared, wall, screen, only=only, attempt=attempt).run()
        with Waiting(f"grading {handed_in.id}") as waiting:
            report = grade(prepared, handed_in, wall, only=only, attempt=attempt, tell=waiting.say)
    _show(report, prepared.registry, form, audience, output)
    return exit_code(report)


def _refuse_elsewhere(form: str, output: Path | None) -> None:
    """Refuse what does not go with watching.

    Raises:
        UsageError: Reports are wanted in another form, or in a file.
    """
    if form != "terminal":
        message = f"--watch shows reports as text, not as {form}"
        raise UsageError(message, hint="leave out --format, or --watch")
    if output is not None:
        message = "--watch shows reports here, and writes none to a file"
        raise UsageError(message, hint="leave out --output, or --watch")


def _writable(output: Path, submission: Path) -> None:
    """Refuse a place where no report can be written, before anything is graded.

    Raises:
        UsageError: It is one.
    """
    cannot = f"the report cannot be written to {output}"
    try:
        if output.is_dir():
            hint = f"name a file in it, such as {output / 'report.txt'}"
            raise UsageError(f"{cannot}: it is a folder", hint=hint)
        if not output.parent.is_dir():
            hint = "make the folder first, or name another place"
            raise UsageError(f"{cannot}: there is no folder {output.parent}", hint=hint)
        if not os.access(output if output.exists() else output.parent, os.W_OK):
            raise UsageError(f"{cannot}: no permission", hint="name another place")
        if submission.exists() and output.exists() and output.samefile(submission):
            raise UsageError(f"{cannot}: that is the submission", hint="name another file")
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise UsageError(f"{cannot}: {why}", hint="name another place") from problem


def _known(registry: "Registry", form: str, *, checks: list[str], only: tuple[str, ...]) -> None:
    """Refuse an unknown format or check before anything is graded."""
    from difflib import get_close_matches

    asked = [("format", form, list(registry.reporters)), *(("check", n, checks) for n in only)]
    for what, name, names in asked:
        if name not in names:
            close = get_close_matches(name, names, n=1)
            hint = f"did you mean {close[0]}? " if close else ""
            raise UsageError(
                f"there is no {what} {name!r}", hint=f"{hint}the {what}s are {', '.join(names)}"
            )


def _about(prepared: "Prepared", defined: tuple[str, ...]) -> tuple[str, ...]:
    """Return the checks of the names that were given.

    Raises:
        UsageError: Names were given, and nothing is asked under any of them.
    """
    from grader.preparation import about

    chosen = about(prepared, defined)
    if defined and not chosen:
        asked = ", ".join(want.name for want in prepared.wanted) or "no function by its name"
        raise UsageError(
            f"nothing is asked under the name {' or '.join(defined)}",
            hint=f"this assignment asks for {asked}",
        )
    return chosen


def _show(
    report: "Report", registry: "Registry", form: str, audience: str, output: Path | None
) -> None:
    text = _rendered(report, registry, form, audience, shown=output is None)
    try:
        _write(text, output)
    except BrokenPipeError:
        raise
    except OSError as problem:
        where = output or "standard output"
        raise GraderError(
            f"graded, but the report cannot be written to {where}: {problem.strerror or problem}",
            hint="mend that, or name another file with --output, and run the command again",
        ) from problem


def _rendered(
    report: "Report", registry: "Registry", form: str, audience: str, *, shown: bool = True
) -> str:
    """Return the report as text, for the terminal where it is shown on one."""
    from shutil import get_terminal_size

    from grader.reporting.rendering import render

    terminal = shown and sys.stdout is not None and sys.stdout.isatty()
    return render(
        report,
        reporter=registry.reporters[form],
        audience=audience,
        color=terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb",
        width=get_terminal_size((100, 24)).columns,
    )


def _write(text: str, output: Path | None) -> None:
    if output is None:
        put(text)
    else:
        output.write_text(text, encoding="utf-8")
        click.echo(f"the report is in {output}", err=True)
