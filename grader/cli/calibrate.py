"""``grader calibrate``: thresholds from measured runs, and whether they still hold."""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.executors import chosen_executor
from grader.cli.output import put, refuse_unwritable
from grader.cli.parameters import (
    FULL_HELP,
    Number,
    Place,
    Word,
    executor_option,
    plugin_option,
    workers_option,
)
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.calibrating.finding import Finding
    from grader.calibrating.subjects import Subject
    from grader.plugin_manager import Registry
    from grader.reading.assignment_file import LoadedAssignment

FORMATS = ("terminal", "json", "html")
LEAST_RUNS, RUNS, MOST_RUNS = 20, 30, 100_000

EPILOG = """\b
Examples:
  grader calibrate letters
  grader calibrate letters --write
  grader calibrate letters --check
  grader calibrate letters --against cases

The exit code is 0 when every threshold holds, 1 when one is stricter than what right code keeps,
and 5 when a run could not be measured.
"""


@click.command(epilog=EPILOG)
@click.argument("assignment", type=Word())
@click.option("--check", "checking", is_flag=True, help="Only see whether the thresholds hold.")
@click.option("--write", is_flag=True, help="Write thresholds and provenance into the YAML.")
@click.option("--tighten", is_flag=True, help="Raise laxer thresholds to the bound as well.")
@click.option(
    "--seeds",
    type=Number(LEAST_RUNS, MOST_RUNS),
    default=RUNS,
    show_default=True,
    metavar="N",
    help="How many runs of the solution; 2,995 assume nothing of their form.",
)
@click.option(
    "--from",
    "first",
    type=Number(0, 2**32 - 1 - MOST_RUNS),
    metavar="SEED",
    help="The first seed: 0, and with --check one behind those of the provenance.",
)
@click.option("--only", type=Word(), multiple=True, metavar="CHECK", help="Only these checks.")
@click.option("--full", is_flag=True, help=FULL_HELP)
@click.option(
    "--against",
    type=Word(),
    metavar="cases|FOLDER",
    help="Say how often known wrong code passes: the assignment's cases, or a folder's.",
)
@executor_option
@workers_option
@click.option(
    "--journal",
    type=Place(path_type=Path),
    metavar="FILE",
    help="Keep every run in FILE as it is made; the same command goes on from there.",
)
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(FORMATS),
    default="terminal",
    show_default=True,
    help="How it is told; html draws every distribution.",
)
@click.option("--output", "-o", type=Place(path_type=Path), metavar="FILE", help="Write to FILE.")
@plugin_option
def calibrate(
    assignment: str,
    *,
    checking: bool,
    write: bool,
    tighten: bool,
    seeds: int,
    first: int | None,
    only: tuple[str, ...],
    full: bool,
    against: str | None,
    executor: str,
    workers: int | None,
    journal: Path | None,
    form: str,
    output: Path | None,
    plugins: tuple[str, ...],
) -> int:
    """Measure what right code reaches in ASSIGNMENT, and what may be asked for.

    The solution is graded with many seeds. From its runs comes a bound below which right code falls
    at most once in 1,000 times, with 95 % confidence. A threshold that asks for less is kept.
    """
    from grader.calibrating.work import Order, carried_out
    from grader.cli.progress import Waiting
    from grader.executing.desk import Desk

    _agree(checking=checking, write=write, tighten=tighten)
    refuse_unwritable(output, "the calibration")
    loaded, registry, explicit = _read(assignment, plugins, full=full)
    chosen = _chosen(loaded, registry, only)
    begin = first if first is not None else _fresh(chosen) if checking else 0
    order = Order(
        loaded=loaded,
        registry=registry,
        chosen=chosen,
        # The solution is no stranger's code: the assignment beside it may load plugins.
        desk=Desk(
            assignment=loaded.path, plugins=plugins, explicit=explicit, full=full, trust=True
        ),
        executor=chosen_executor(registry, executor),
        seeds=range(begin, begin + seeds),
        date=datetime.now(UTC).date().isoformat(),
        workers=workers,
        journal=journal,
        checking=checking,
        writing=write,
        tighten=tighten,
        against=against or "",
    )
    with Waiting(f"calibrating {loaded.assignment.assignment}") as waiting:
        finding = carried_out(order, tell=waiting.say)
    _show(finding, form, output)
    return int(finding.code)


def _agree(*, checking: bool, write: bool, tighten: bool) -> None:
    """Refuse options that say different things.

    Raises:
        UsageError: They do.
    """
    if checking and (write or tighten):
        said = "--write" if write else "--tighten"
        message = f"--check only looks, and {said} would change thresholds"
        raise UsageError(message, hint="leave out one of them")


def _read(
    assignment: str, plugins: tuple[str, ...], *, full: bool
) -> "tuple[LoadedAssignment, Registry, bool]":
    """Read the assignment, by its longer recipe where that is asked for."""
    from grader.plugin_manager import build
    from grader.reading.assignment_file import blaming, named_plugins, read_assignment
    from grader.reading.finding import find_assignment

    path, explicit = find_assignment(assignment, submission=None, env=os.environ, cwd=Path.cwd())
    own = named_plugins(path) if explicit else ()
    with blaming(path, tuple(name for name in own if name not in plugins)):
        registry = build(tuple(dict.fromkeys((*plugins, *own))))
    loaded = read_assignment(path, registry)
    if full and loaded.full is None:
        message = f"{loaded.assignment.assignment} has no longer recipe"
        raise UsageError(message, hint="leave out --full")
    return (full and loaded.full) or loaded, registry, explicit


def _chosen(
    loaded: "LoadedAssignment", registry: "Registry", only: tuple[str, ...]
) -> "tuple[Subject, ...]":
    """Return the checks to calibrate.

    Raises:
        UsageError: There are none, or one that is named is none of them.
    """
    from grader.calibrating.subjects import subjects
    from grader.reading.near_miss import suggestion

    found = {subject.id: subject for subject in subjects(loaded, registry)}
    name = loaded.assignment.assignment
    if not found:
        message = f"{name} has nothing to calibrate: no check's verdict depends on chance"
        raise UsageError(message, hint="trainings, sweeps and priors have thresholds")
    unknown = next((check for check in only if check not in found), None)
    if unknown is not None:
        hint = suggestion(unknown, list(found), what="checks with thresholds")
        raise UsageError(f"{unknown!r} is no check of {name} with a threshold", hint=hint)
    wanted = [found[check] for check in dict.fromkeys(only)] or list(found.values())
    fixed = next((each.id for each in wanted if each.spec.seed is not None), None)
    if fixed is not None:
        message = f"{fixed} has a `seed` of its own: all its runs would be the same"
        raise UsageError(message, hint="delete `seed`, or name the other checks with --only")
    return tuple(wanted)


def _fresh(chosen: "Sequence[Subject]") -> int:
    """Return the first seed that no provenance has seen."""
    last = [each.seeds[1] for subject in chosen for each in subject.spec.calibrated.values()]
    return max(last, default=-1) + 1


def _show(finding: "Finding", form: str, output: Path | None) -> None:
    """Print what was found, or write it to a file.

    Raises:
        UsageError: The file cannot be written.
    """
    if output is None and form == "terminal":
        from grader.cli.calibration_shown import show

        show(finding)
        return
    text = _text(finding, form)
    if output is None:
        put(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as problem:
        message = f"{output} cannot be written: {problem.strerror or problem}"
        raise UsageError(message, hint="name a file in a folder that is there") from problem
    click.echo(f"the calibration is in {output}", err=True)


def _text(finding: "Finding", form: str) -> str:
    if form == "json":
        return json.dumps(finding.plain(), indent=2) + "\n"
    if form == "html":
        from grader.calibrating.page import page

        return page(finding)
    from grader.cli.calibration_shown import as_text

    return as_text(finding)
