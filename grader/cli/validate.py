"""``grader validate``: every mistake of an assignment, and what earns which marks."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.output import put
from grader.cli.parameters import FULL_HELP, Word, plugin_option
from grader.errors import AssignmentError, ExitCode, Mistake

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.plugin_manager import Registry
    from grader.reading.assignment_file import LoadedAssignment
    from grader.reading.catalogue import Catalogue
    from grader.reading.summary import Marks

FORMATS = ("terminal", "json")
SCHEMA_VERSION = "1.0"
STATIC = ("neither the solution nor the starter was run (--static)",)
NOT_RUN = "the solution was not run: there is none; the table is what the catalogue says"


@click.command()
@click.argument("assignment", type=Word(), required=False)
@click.option("--expand", is_flag=True, help="Print the long form, as YAML that reads the same.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of assignments, for editors.")
@click.option("--static", is_flag=True, help="Run no student code: neither solution nor starter.")
@click.option("--full", is_flag=True, help=FULL_HELP)
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(FORMATS),
    default="terminal",
    show_default=True,
    help="How mistakes and marks are told.",
)
@plugin_option
def validate(
    assignment: str | None,
    *,
    expand: bool,
    schema: bool,
    static: bool,
    full: bool,
    form: str,
    plugins: tuple[str, ...],
) -> int:
    """Read ASSIGNMENT (a slug or a path), tell every mistake, and what earns which marks.

    Its solution is graded and must earn full marks; its starter, where there is one, must earn
    none. Without a solution the marks are still told, and that nothing was run. Ends with 0 where
    all is well, else with 3.
    """
    from grader.plugin_manager import build

    if schema:
        from grader.reading.schema import assignment_schema

        put(json.dumps(assignment_schema(build(plugins)), indent=2, ensure_ascii=False))
        return int(ExitCode.PASSED)
    from grader.reading.assignment_file import blaming

    path, named = _found(assignment, plugins)
    try:
        with blaming(path, tuple(name for name in named if name not in plugins)):
            registry = build(named)
        loaded = _read(path, registry, needs_solution=not (expand or static))
        loaded = (full and loaded.full) or loaded
        if expand:
            from grader.reading.long_form import long_form

            put(long_form(loaded.assignment))
            return int(ExitCode.PASSED)
        problems, said = _looked_at(loaded, registry) if static else _proved(loaded, registry)
    except AssignmentError as error:
        return _told(error, form)
    return _shown(loaded, registry, form, problems, said)


def _found(assignment: str | None, plugins: tuple[str, ...]) -> tuple[Path, tuple[str, ...]]:
    """Return the file and the plugins to load: its own only where it was named."""
    from grader.reading.assignment_file import named_plugins
    from grader.reading.finding import find_assignment

    path, explicit = find_assignment(assignment, submission=None, env=os.environ, cwd=Path.cwd())
    own = named_plugins(path) if explicit else ()
    return path, tuple(dict.fromkeys((*plugins, *own)))


def _read(path: Path, catalogue: "Catalogue", *, needs_solution: bool) -> "LoadedAssignment":
    from grader.reading.assignment_file import read_assignment

    return read_assignment(path, catalogue, needs_solution=needs_solution)


def _looked_at(
    loaded: "LoadedAssignment", registry: "Registry"
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Let every kind look at its checks; return no problem, and that nothing was run.

    Raises:
        AssignmentError: A kind objects to a check.
    """
    from grader.objections import refuse_objections
    from grader.preparation import Prepared
    from grader.seeds import chosen_seed

    refuse_objections(Prepared(loaded, registry, seed=chosen_seed(None, os.environ)))
    return (), STATIC


def _proved(
    loaded: "LoadedAssignment", registry: "Registry"
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Grade the solution and the starter; return what is not as it must be, and what they earn."""
    from grader.cli.progress import Waiting
    from grader.examination.wall import open_wall
    from grader.objections import refuse_objections
    from grader.preparation import Prepared
    from grader.seeds import chosen_seed
    from grader.validation import prove, without_solution

    prepared = Prepared(loaded, registry, seed=chosen_seed(None, os.environ))
    missing = without_solution(prepared)
    if missing:
        refuse_objections(prepared)
        return (missing,), (NOT_RUN,)
    # The solution is no stranger's code: the assignment beside it may load plugins.
    what = f"grading the solution of {loaded.assignment.assignment}"
    with open_wall(trust=True) as wall, Waiting(what) as waiting:
        proof = prove(prepared, wall, tell=waiting.say)
    solution, starter = proof.solution, proof.starter
    said = [f"the solution earns {solution.score:g} of {solution.max_score:g}"]
    if starter is not None:
        said.append(f"the starter earns {starter.score:g} of {starter.max_score:g}")
    return proof.problems, tuple(said)


def _told(error: AssignmentError, form: str) -> int:
    """Tell an assignment's mistakes: as a compiler does, or as JSON."""
    from grader.reading.mistakes import rendered
    from grader.reporting.sinks import terminal

    if form == "json":
        click.echo(_json(error.path, error.mistakes, (), ()))
    else:
        click.echo(terminal(rendered(error)), err=True)
        click.echo(f"grader: {terminal(error.message)}", err=True)
    return int(error.exit_code)


def _shown(
    loaded: "LoadedAssignment",
    catalogue: "Catalogue",
    form: str,
    problems: "Sequence[str]",
    said: "Sequence[str]",
) -> int:
    """Tell what earns which marks, then what running the assignment showed."""
    from grader.reading.summary import marks

    table = marks(loaded.assignment, catalogue)
    if form == "json":
        click.echo(_json(loaded.path, (), table, problems))
    else:
        from grader.cli.marks_table import show

        show(loaded.assignment, table, problems, said)
    return int(ExitCode.ASSIGNMENT if problems else ExitCode.PASSED)


def _json(
    path: Path | str,
    mistakes: "Sequence[Mistake]",
    table: "Sequence[Marks]",
    problems: "Sequence[str]",
) -> str:
    keys = ("line", "column", "message", "hint")
    said = {
        "schema_version": SCHEMA_VERSION,
        "file": str(path),
        "valid": not mistakes and not problems,
        "mistakes": [{key: getattr(each, key) for key in keys} for each in mistakes],
        "problems": list(problems),
        "marks": [each.plain() for each in table],
    }
    return json.dumps(said, indent=2)
