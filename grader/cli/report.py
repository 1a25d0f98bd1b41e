"""``grader report``: a stored report as it counts now, its history, and a staff replay."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.course import attempt_of, catalogue, found_path, opened, people_of
from grader.cli.output import put
from grader.cli.parameters import Number, Place, Word, plugin_option
from grader.cli.store import store_option
from grader.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from grader.models.report import Report
    from grader.plugin_manager import Registry
    from grader.policies.choosing import Weighed
    from grader.reading.assignment_file import LoadedAssignment
    from grader.store.engine import Store

EPILOG = """\b
Examples:
  grader report letters ada
  grader report letters ada --audience staff -f markdown
  grader report letters ada --history
  grader report letters ada --replay

Marks by hand, voided checks and lateness are in it as adjustments; what is stored stays as it is.
With --replay the exit code is 0 where the report comes out identical, clocks apart, and else 1.
"""


@click.command(epilog=EPILOG)
@click.argument("assignment", metavar="SLUG|PATH", type=Word())
@click.argument("person", type=Word())
@click.option("--attempt", type=Number(1), metavar="N", help="Which one; else the one that counts.")
@click.option(
    "--audience",
    type=click.Choice(["student", "staff"]),
    default="student",
    show_default=True,
    help="Whose report it is; the student's is a part of the staff's.",
)
@click.option(
    "--format",
    "-f",
    "form",
    type=Word(),
    default="terminal",
    show_default=True,
    metavar="FORMAT",
    help="How it is written, as `grader check --format`.",
)
@click.option("--history", is_flag=True, help="List every result that the attempt had.")
@click.option("--replay", is_flag=True, help="Grade the same bytes again, and compare.")
@click.option(
    "--from",
    "folder",
    type=Place(exists=True, path_type=Path),
    metavar="FOLDER",
    help="Replay: where submissions lie: a folder, or a platform's zip file.",
)
@click.option("--layout", type=Word(), help="How they lie there, as `grader batch`.")
@click.option("--seed", type=Number(0, 2**32 - 1), metavar="N", help="Replay: the seed of then.")
@store_option
@plugin_option
def report(
    assignment: str,
    person: str,
    *,
    attempt: int | None,
    audience: str,
    form: str,
    history: bool,
    replay: bool,
    folder: Path | None,
    layout: str | None,
    seed: int | None,
    place: str | None,
    plugins: tuple[str, ...],
) -> int:
    """Show PERSON's report from the store, as it counts now."""
    from grader.reading.assignment_file import read_assignment

    path = found_path(assignment)
    registry = catalogue(path, plugins)
    read = read_assignment(path, registry)
    with opened(place) as store:
        if replay:
            return _replay(store, read, person, attempt, plugins, seed, folder, layout)
        with store.reading() as connection:
            one = attempt_of(connection, read, person, attempt)
            if history:
                put(_history(connection, one))
                return int(ExitCode.PASSED)
            found = _report(connection, read, one, audience)
    put(_rendered(found, registry, audience, form))
    return int(ExitCode.PASSED)


def _graded(one: "Weighed", person: str) -> int:
    """Return the number of the result that stands.

    Raises:
        UsageError: There is none.
    """
    result = one.attempt.result
    if result is None or one.points is None:
        why = result.trouble if result is not None else "it was not graded yet"
        raise UsageError(
            f"attempt {one.attempt.attempt} of {person} has no report: {why}",
            hint="grade it with `grader batch`",
        )
    return result.id


def _report(
    connection: "Connection", read: "LoadedAssignment", one: "Weighed", audience: str
) -> "Report":
    """Return the report with decisions and lateness in it."""
    from grader.policies.deadlines import released
    from grader.policies.shown import shown
    from grader.store import results
    from grader.store.allowances import allowances

    label = one.attempt.label or people_of(connection, one)
    stored = results.report(connection, _graded(one, label))
    allowed = allowances(connection, read.assignment.assignment)
    until = [each.until for each in allowed]
    open_now = released(read.assignment.policy, until, datetime.now(UTC))
    return shown(stored, one, label=label, released=open_now and audience == "student")


def _rendered(found: "Report", registry: "Registry", audience: str, form: str) -> str:
    from shutil import get_terminal_size

    from grader.reporting.rendering import render

    if form not in registry.reporters:
        known = ", ".join(registry.reporters)
        raise UsageError(f"there is no format {form!r}", hint=f"the formats are {known}")
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return render(
        found,
        reporter=registry.reporters[form],
        audience=audience,
        color=terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb",
        width=get_terminal_size((100, 24)).columns,
    )


def _history(connection: "Connection", one: "Weighed") -> str:
    """Return every result of an attempt, the newest first."""
    from grader.regrading.provenance import provenance
    from grader.reporting.sinks import one_line
    from grader.store import results

    past = results.history(connection, one.attempt.submission)
    rests = provenance(connection, [result.id for result, _, _ in past])
    lines = [f"{people_of(connection, one)}, attempt {one.attempt.attempt}:"]
    for result, since, until in past:
        had = f"{result.score:g} of {result.max_score:g}" if result.outcome else result.trouble
        on = rests[result.id]
        what = f"assignment {on.assignment[:8]}, grader {on.environment.get('grader', '?')}"
        lines.append(one_line(f"  {since} – {until or 'now'}: {had} (result {result.id}, {what})"))
    return "\n".join(lines)


def _replay(
    store: "Store",
    read: "LoadedAssignment",
    person: str,
    attempt: int | None,
    plugins: tuple[str, ...],
    seed: int | None,
    folder: Path | None,
    layout: str | None,
) -> int:
    """Run the same bytes, seed and assignment again, and say whether the report is the same."""
    from grader.cli.setting import setting
    from grader.regrading.reading_again import shelf
    from grader.regrading.replaying import replay
    from grader.reporting.sinks import one_line
    from grader.store import results

    with store.reading() as connection:
        one = attempt_of(connection, read, person, attempt)
        before = results.report(connection, _graded(one, person))
        full = before.environment.recipe == "full"
        how = setting(read.path, plugins=plugins, seed=seed, full=full)
        slug, registry = read.assignment.assignment, how.prepared.registry
        lying = shelf(connection, slug, registry, folder=folder, layout=layout or "")
    submission = lying.read(one.attempt, before.submission.id)
    secrets = (str(store.path.absolute()),) if store.path is not None else ()
    done = replay(before, submission, how, attempt=one.attempt.attempt, secrets=secrets)
    if done.identical:
        put(f"{person}, attempt {one.attempt.attempt}: identical, clocks apart")
        return int(ExitCode.PASSED)
    lines = "\n".join(f"  {one_line(line)}" for line in done.differences)
    put(f"{person}, attempt {one.attempt.attempt}: the report is another\n{lines}")
    return int(ExitCode.FAILED)
