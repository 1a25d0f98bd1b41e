"""``grader audit``: prove what an assignment catches, before it is handed out."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.executors import chosen_executor
from grader.cli.output import console_into, put_into, refuse_unwritable
from grader.cli.parameters import (
    Number,
    Place,
    Word,
    executor_option,
    plugin_option,
    seed_option,
    workers_option,
)
from grader.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from grader.auditing.classroom import ClassAudit
    from grader.auditing.journal import Journal
    from grader.auditing.models import Audit
    from grader.auditing.running import Gradings
    from grader.preparation import Prepared

FORMATS = ("terminal", "json", "html")
EPILOG = """\b
Examples:
  grader audit letters --no-training
  grader audit letters -f html -o audit.html
  grader audit letters --on last_year/

An audit that was interrupted goes on where it was. The exit code is 0 where the assignment catches
what it should, 1 where it does not, and above 1 when there is no verdict.
"""


@click.command(epilog=EPILOG)
@click.argument("assignment", type=Word())
@click.option(
    "--on",
    "folder",
    type=Place(path_type=Path),
    metavar="FOLDER",
    help="Grade a class, laid out as for `grader batch`, and say what each check costs it.",
)
@click.option(
    "--training/--no-training",
    default=True,
    show_default=True,
    help="Train what the cheap checks do not catch.",
)
@click.option(
    "--sample",
    type=Number(0),
    default=200,
    show_default=True,
    metavar="N",
    help="Of slips in the source try so many, of every definition its share; 0: all.",
)
@executor_option
@workers_option
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(FORMATS),
    default="terminal",
    show_default=True,
    help="How the audit is told.",
)
@click.option(
    "--output", "-o", type=Place(path_type=Path), metavar="FILE", help="Write it to FILE instead."
)
@seed_option
@click.option(
    "--journal",
    type=Place(path_type=Path),
    metavar="FILE",
    help="Keep what is graded in FILE, also when all is done; else in the user's cache till then.",
)
@click.option("--fresh", is_flag=True, help="Forget an interrupted audit, and begin anew.")
@plugin_option
def audit(
    assignment: str,
    *,
    folder: Path | None,
    training: bool,
    sample: int,
    executor: str,
    workers: int | None,
    form: str,
    output: Path | None,
    seed: int | None,
    journal: Path | None,
    fresh: bool,
    plugins: tuple[str, ...],
) -> int:
    """Prove what ASSIGNMENT (a slug or a path) catches: mistakes are put into its own solution."""
    from grader.auditing.auditing import Extent, audited
    from grader.auditing.journal import Journal
    from grader.auditing.progress import Progress
    from grader.auditing.running import Gradings
    from grader.executing.desk import Desk

    refuse_unwritable(output, "the audit")
    prepared = _prepared(assignment, seed, plugins)
    chosen = chosen_executor(prepared.registry, executor)
    place = _place(prepared, journal, fresh=fresh)
    with Journal(place, lasting=journal is not None) as kept, Progress() as progress:
        gradings = Gradings(
            desk=Desk(assignment=prepared.loaded.path, plugins=plugins, trust=True),
            digest=prepared.loaded.digest,
            executor=chosen,
            workers=workers,
            journal=kept,
            advance=progress.advance,
        )
        try:
            if folder is not None:
                of_class = _of_class(folder, prepared, gradings, training=training)
            else:
                found = audited(prepared, gradings, Extent(training=training, sample=sample))
        except KeyboardInterrupt:
            _tell_kept(kept)
            raise
        progress.close()
        # Inside: what was graded is forgotten once it is told, and not before.
        if folder is not None:
            _tell_class(of_class, form, output)
            return int(ExitCode.PASSED)
        _tell(found, form, output)
    return int(ExitCode.PASSED if found.passed else ExitCode.FAILED)


def _tell_kept(journal: "Journal") -> None:
    """Say that an interrupted audit is not lost."""
    if journal.count:
        kept = "1 grading is" if journal.count == 1 else f"{journal.count} gradings are"
        click.echo(f"{kept} kept: the same command goes on from there", err=True)


def _prepared(assignment: str, seed: int | None, plugins: tuple[str, ...]) -> "Prepared":
    from grader.preparation import prepare
    from grader.reading.finding import find_assignment
    from grader.seeds import chosen_seed

    drawn = chosen_seed(seed, os.environ)
    path, explicit = find_assignment(assignment, submission=None, env=os.environ, cwd=Path.cwd())
    prepared = prepare(path, plugins=plugins, explicit=explicit, seed=drawn)
    _refuse_faults(prepared)
    return prepared


def _refuse_faults(prepared: "Prepared") -> None:
    """Refuse an assignment that its kinds object to, or that has no solution.

    Raises:
        AssignmentError: A kind objects to a check.
        UsageError: There is no solution to put mistakes into.
    """
    from grader.validation import refuse_objections, without_solution

    refuse_objections(prepared)
    missing = without_solution(prepared)
    if missing:
        raise UsageError(missing, hint="an audit puts mistakes into right code")


def _place(prepared: "Prepared", journal: Path | None, *, fresh: bool) -> Path:
    """Return where the journal is; what stands there is forgotten where that is asked for."""
    from grader.auditing.journal import usual_place

    loaded = prepared.loaded
    found = journal or usual_place(loaded.assignment.assignment, loaded.digest, os.environ)
    if fresh:
        found.unlink(missing_ok=True)
    return found


def _of_class(
    folder: Path, prepared: "Prepared", gradings: "Gradings", *, training: bool
) -> "ClassAudit":
    from grader.auditing.classroom import graded_class
    from grader.auditing.plan import by_cost

    cheap, _ = by_cost(prepared)
    only = () if training else tuple(spec.id for spec in cheap)
    return graded_class(folder, prepared, gradings, only)


def _tell(audit: "Audit", form: str, output: Path | None) -> None:
    from grader.reporting.sinks import json_safe

    if form == "json":
        put_into(output, json_safe(audit.model_dump_json(indent=2)))
    elif form == "html":
        from grader.auditing.rendering.page import page

        put_into(output, page(audit))
    else:
        from grader.auditing.rendering.terminal import show

        with console_into(output) as console:
            show(audit, console)


def _tell_class(found: "ClassAudit", form: str, output: Path | None) -> None:
    from grader.reporting.sinks import json_safe

    if form == "json":
        put_into(output, json_safe(found.model_dump_json(indent=2)))
    elif form == "html":
        from grader.auditing.rendering.class_page import class_page

        put_into(output, class_page(found))
    else:
        from grader.auditing.rendering.classroom import show

        with console_into(output) as console:
            show(found, console)
