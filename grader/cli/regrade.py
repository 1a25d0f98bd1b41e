"""``grader regrade``: grade a class again; whose marks would move, why, and then so be it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.course import found_path, opened, said, who_option, why_option
from grader.cli.output import put
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
from grader.errors import UsageError
from grader.levels import Confinement

if TYPE_CHECKING:
    from grader.batch.classroom import Setting
    from grader.regrading.moves import Regrade

EPILOG = """\b
Examples:
  grader regrade letters
  grader regrade letters --check softmax
  grader regrade letters --write
  grader regrade letters --write --never-lower \\
      --who "B. Hopper" --why "It was too strict."

Without --write it is a preview: results of now are kept beside those of then, and none stands.
Marks, adjustments and voided checks stay. The exit code is 0, or 1 where the bytes of some are gone
or are others: their earlier result stays.
"""


@click.command(epilog=EPILOG)
@click.argument("assignment", metavar="SLUG|PATH", type=Word())
@click.option("--write", is_flag=True, help="Let the new results stand; the old ones are history.")
@click.option("--never-lower", is_flag=True, help="Let everybody keep the better total.")
@who_option
@why_option
@click.option(
    "--check",
    "checks",
    type=Word(),
    multiple=True,
    metavar="CHECK",
    help="Show only what moved in this check; may be given again.",
)
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["terminal", "json"]),
    default="terminal",
    show_default=True,
    help="How it is told.",
)
@click.option(
    "--output",
    "-o",
    type=Place(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it to FILE instead.",
)
@click.option(
    "--from",
    "folder",
    type=Place(exists=True, path_type=Path),
    metavar="FOLDER",
    help="Where submissions lie now: a folder, or a platform's zip file.",
)
@click.option("--layout", type=Word(), help="How they lie there, as `grader batch`.")
@executor_option
@workers_option
@click.option("--full", is_flag=True, help=FULL_HELP)
@seed_option
@confinement_option
@store_option
@plugin_option
def regrade(
    assignment: str,
    *,
    write: bool,
    never_lower: bool,
    who: str | None,
    why: str | None,
    checks: tuple[str, ...],
    form: str,
    output: Path | None,
    folder: Path | None,
    layout: str | None,
    executor: str,
    workers: int | None,
    full: bool,
    seed: int | None,
    confinement: str | None,
    place: str | None,
    plugins: tuple[str, ...],
) -> int:
    """Grade again what rests on something else now: assignment, grader, data."""
    from grader.cli.setting import setting
    from grader.regrading.running import Regrading, Standing, exit_code

    if write and checks:
        raise UsageError(
            "--check narrows what is shown, and --write takes every check",
            hint="look at the preview of the check first, then write without --check",
        )
    if output is not None and not output.parent.is_dir():
        hint = "name a file in a folder that is there"
        raise UsageError(f"it cannot be written to {output}", hint=hint)
    if write and never_lower:
        said(who, "--who"), said(why, "--why")
    how = setting(
        found_path(assignment),
        plugins=plugins,
        seed=seed,
        full=full,
        executor=executor,
        workers=workers,
        demand=Confinement(confinement) if confinement else None,
    )
    _known(how, checks)
    standing = Standing(write=write, never_lower=never_lower, who=who or "", why=why or "")
    with opened(place) as store:
        found = Regrading(setting=how, store=store, folder=folder, layout=layout or "").run(
            standing
        )
    _tell(found, checks, form, output)
    return int(exit_code(found))


def _known(how: "Setting", checks: tuple[str, ...]) -> None:
    from grader.marking.deciding import known

    for check in checks:
        known(check, list(how.prepared.bench.checks))


def _tell(found: "Regrade", checks: tuple[str, ...], form: str, output: Path | None) -> None:
    from grader.regrading.telling import narrowed, text

    narrow = narrowed(found, checks)
    if form == "json":
        from grader.reporting.sinks import json_safe

        written = json_safe(narrow.model_dump_json(indent=2))
    else:
        written = text(narrow)
    if output is None:
        put(written)
    else:
        output.write_text(f"{written.rstrip()}\n", encoding="utf-8")
