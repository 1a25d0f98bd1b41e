"""``grader batch``: grade a class, remember every result, and go on where it stopped."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.executors import chosen_executor
from grader.cli.output import console_into, put_into, refuse_unwritable
from grader.cli.parameters import (
    FULL_HELP,
    Place,
    Word,
    confinement_option,
    executor_option,
    plugin_option,
    seed_option,
    workers_option,
)
from grader.cli.store import store_option
from grader.errors import ExitCode, UsageError
from grader.levels import Confinement

if TYPE_CHECKING:
    from grader.batch.reports import Reports
    from grader.batch.summary import Summary
    from grader.kinds import Reporter
    from grader.plugin_manager import Registry
    from grader.preparation import Prepared
    from grader.store.engine import Store

FORMATS = ("terminal", "json", "html")
EPILOG = """\b
Examples:
  grader batch work/ -a letters
  grader batch work/ -a letters --reports reports/
  grader batch work/ -a letters -f html -o class.html

FOLDER is what Canvas, Moodle, Gradescope or nbgrader gives out, as a folder or its zip file, or
holds one entry a student, named by the login: a folder, a file or an archive. Results are kept as
they come, in grader.db here unless --store or GRADER_STORE says otherwise. Whatever ended a run,
the same command goes on; what is unchanged is looked up.

The exit code is 0 when every submission has a mark, 1 when some cannot be read or graded, and 5
when the grader failed on some: run the command again.
"""


@click.command(epilog=EPILOG)
@click.argument("folder", type=Place(path_type=Path))
@click.option(
    "--assignment", "-a", type=Word(), metavar="SLUG|PATH", help="The assignment to grade against."
)
@click.option(
    "--layout",
    type=Word(),
    metavar="LAYOUT",
    help="How they lie, where it is not seen: plain, canvas, moodle, gradescope, nbgrader.",
)
@click.option(
    "--roster",
    type=Place(path_type=Path),
    metavar="CSV",
    help="Who is in the class: completes what the names in FOLDER tell.",
)
@executor_option
@workers_option
@store_option
@click.option(
    "--reports",
    type=Place(path_type=Path),
    metavar="FOLDER",
    help="Write everybody's report: students' in FOLDER/students, the staff's in FOLDER/staff.",
)
@click.option(
    "--report-format",
    type=Word(),
    default="html",
    show_default=True,
    metavar="FORMAT",
    help="How reports are written, as `grader check --format`.",
)
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(FORMATS),
    default="terminal",
    show_default=True,
    help="How the summary is told.",
)
@click.option(
    "--output",
    "-o",
    type=Place(path_type=Path),
    metavar="FILE",
    help="Write the summary to FILE instead.",
)
@click.option("--full", is_flag=True, help=FULL_HELP)
@seed_option
@confinement_option
@plugin_option
def batch(
    folder: Path,
    *,
    assignment: str | None,
    layout: str | None,
    roster: Path | None,
    executor: str,
    workers: int | None,
    place: str | None,
    reports: Path | None,
    report_format: str,
    form: str,
    output: Path | None,
    full: bool,
    seed: int | None,
    confinement: str | None,
    plugins: tuple[str, ...],
) -> int:
    """Grade every submission in FOLDER."""
    from grader.batch.classroom import Setting, graded_class
    from grader.batch.finding import found
    from grader.batch.progress import Progress
    from grader.store.opening import chosen_store, open_store

    refuse_unwritable(output, "the summary")
    path, explicit = _found_assignment(assignment, folder)
    prepared = _prepared(path, seed, plugins, explicit=explicit, full=full)
    chosen = chosen_executor(prepared.registry, executor)
    _known(prepared.registry, report_format)
    with open_store(chosen_store(place, os.environ, Path.cwd())) as opened:
        finding = found(
            folder,
            layout or "",
            assignment=prepared.loaded.assignment.assignment,
            roster=roster,
            without=_ours(opened, output, reports, roster),
        )
        writer = _reports(reports, prepared.registry.reporters[report_format])
        setting = Setting(
            prepared=prepared,
            executor=chosen,
            workers=workers,
            demand=Confinement(confinement) if confinement else None,
            plugins=plugins,
            explicit=explicit,
            full=full,
        )
        with Progress(len(finding.found)) as progress:
            summary = graded_class(finding, setting, opened, hear=progress.add, reports=writer)
    _tell(summary, form, output)
    return _exit_code(summary)


def _reports(folder: Path | None, reporter: "Reporter") -> "Reports | None":
    """Return what writes everybody's report, if it is wanted.

    Raises:
        UsageError: Nothing can be written there.
    """
    from grader.batch.reports import Reports

    if folder is None:
        return None
    try:
        return Reports(folder, reporter)
    except OSError as problem:
        message = f"reports cannot be written to {folder}: {problem.strerror or problem}"
        raise UsageError(message, hint="name another folder with --reports") from problem


def _found_assignment(assignment: str | None, folder: Path) -> tuple[Path, bool]:
    from grader.reading.finding import find_assignment

    return find_assignment(assignment, submission=folder, env=os.environ, cwd=Path.cwd())


def _prepared(
    path: Path, seed: int | None, plugins: tuple[str, ...], *, explicit: bool, full: bool
) -> "Prepared":
    from grader.objections import refuse_objections
    from grader.preparation import prepare
    from grader.seeds import chosen_seed

    drawn = chosen_seed(seed, os.environ)
    prepared = prepare(path, plugins=plugins, explicit=explicit, seed=drawn, full=full)
    refuse_objections(prepared)
    return prepared


def _known(registry: "Registry", report_format: str) -> None:
    """Refuse a format that is none.

    Raises:
        UsageError: So it is.
    """
    if report_format not in registry.reporters:
        known = ", ".join(registry.reporters)
        raise UsageError(f"there is no format {report_format!r}", hint=f"there are {known}")


def _ours(store: "Store", *others: Path | None) -> list[Path]:
    """Return what may lie among the submissions and is ours: the store, reports, the summary."""
    named = [path for path in others if path is not None]
    if store.path is None:
        return named
    return [*named, *store.path.parent.glob(f"{store.path.name}*")]


def _tell(summary: "Summary", form: str, output: Path | None) -> None:
    if form == "json":
        put_into(output, summary.model_dump_json(indent=2))
        return
    if form == "html":
        from grader.batch.rendering.page import page

        put_into(output, page(summary))
        return
    from grader.batch.rendering.terminal import show

    with console_into(output) as console:
        show(summary, console)


def _exit_code(summary: "Summary") -> int:
    if any(one.code != ExitCode.SUBMISSION for one in summary.ungraded):
        return int(ExitCode.GRADER)
    return int(ExitCode.FAILED if summary.ungraded else ExitCode.PASSED)
