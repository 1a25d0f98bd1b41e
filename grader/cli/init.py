"""``grader init``: draft a complete assignment from a solution."""

import os
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.output import put
from grader.cli.parameters import Place, Word, plugin_option
from grader.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.drafting.draft import Draft
    from grader.plugin_manager import Registry
    from grader.validation import Proof

POINTS = 20.0
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}", re.ASCII)


@click.command()
@click.argument("solution", type=Place(path_type=Path))
@click.option("--name", type=Word(), metavar="SLUG", help="What the assignment is called.")
@click.option(
    "--output",
    "-o",
    type=Place(path_type=Path),
    metavar="FOLDER",
    help="Where it is written; the name, in the current folder, where nothing is said.",
)
@click.option(
    "--points",
    type=click.FloatRange(min=0, min_open=True, max=10_000),
    default=POINTS,
    show_default=True,
    help="What everything is worth together.",
)
@click.option(
    "--force", is_flag=True, help="Write into a folder that is not empty, over its files."
)
@plugin_option
def init(
    solution: Path,
    *,
    name: str | None,
    output: Path | None,
    points: float,
    force: bool,
    plugins: tuple[str, ...],
) -> int:
    """Draft a complete assignment from SOLUTION: a .py file, a notebook, or a folder of them.

    Its functions, classes and networks are tried against the catalogue and graded; what earns its
    marks becomes a check. A starter, a README and labelled cases are written with the assignment,
    and what could not be decided is a question in the YAML. Ends with 0 where the draft validates.
    """
    from grader.drafting.draft import write
    from grader.plugin_manager import build

    slug = _slug(solution, name)
    folder = output or Path(slug)
    _refuse_full(folder, force=force)
    _refuse_within(folder, solution)
    registry = build(plugins)
    draft = _drafted(solution, slug, points, registry)
    try:
        write(draft.files, folder)
    except OSError as problem:
        raise UsageError(
            f"the draft cannot be written to {folder}: {problem.strerror}",
            hint="name a folder that is yours with --output",
        ) from problem
    proof = _proved(folder, plugins)
    put("\n".join(_told(draft, folder, proof)))
    return int(ExitCode.ASSIGNMENT if proof.problems else ExitCode.PASSED)


def _slug(solution: Path, name: str | None) -> str:
    """Return the assignment's name: the one that was given, or one made of the path's.

    Raises:
        UsageError: It cannot be a name.
    """
    if name is not None:
        if NAME.fullmatch(name) is None:
            raise UsageError(
                f"--name {name!r}: an assignment's name is letters, digits, _, . and -, and begins"
                " with a letter",
                hint="such as --name letters",
            )
        return name
    own = solution.resolve()
    meant = own.parent.name if own.stem in {"solution", "starter"} else own.stem
    plain = unicodedata.normalize("NFKD", meant).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9_.]+", "-", plain).strip("-._0123456789")
    return made[:64] or "assignment"


def _refuse_full(folder: Path, *, force: bool) -> None:
    """Refuse to write over anything.

    Raises:
        UsageError: The folder is none, or is not empty and nobody said that it may be written over.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: it is no folder", hint="name another with --output")
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise UsageError(
            f"{folder}: there is something in it already, and nothing is written over",
            hint="name another folder with --output, or say --force to write over its files",
        )


def _refuse_within(folder: Path, solution: Path) -> None:
    """Refuse to write a draft into its own solution, of which it would be a part from then on.

    Raises:
        UsageError: The folder lies there.
    """
    if solution.is_dir() and folder.resolve().is_relative_to(solution.resolve()):
        raise UsageError(
            f"{folder}: it lies within the solution, {solution}",
            hint="name a folder beside it with --output",
        )


def _drafted(solution: Path, slug: str, points: float, registry: "Registry") -> "Draft":
    from grader.cli.progress import Waiting
    from grader.drafting.draft import draft
    from grader.examination.wall import open_wall

    # The solution is no stranger's code, as in `grader validate`; it runs confined all the same.
    with open_wall(trust=True) as wall, Waiting(f"drafting {slug}") as waiting:
        return draft(
            solution, slug=slug, points=points, registry=registry, wall=wall, tell=waiting.say
        )


def _proved(folder: Path, plugins: tuple[str, ...]) -> "Proof":
    """Validate what was written, as `grader validate` does."""
    from grader.cli.progress import Waiting
    from grader.examination.wall import open_wall
    from grader.preparation import prepare
    from grader.seeds import chosen_seed
    from grader.validation import prove

    seed = chosen_seed(None, os.environ)
    prepared = prepare(folder / "assignment.yaml", plugins=plugins, seed=seed)
    with open_wall(trust=True) as wall, Waiting("validating the draft") as waiting:
        return prove(prepared, wall, tell=waiting.say)


def _told(draft: "Draft", folder: Path, proof: "Proof") -> "Iterator[str]":
    """Say what was drafted, how it holds, and what a person must decide."""
    from grader.reporting.sinks import one_line

    count = len(draft.plan.items)
    asked = "one function is asked" if count == 1 else f"{count} functions and methods are asked"
    yield f"{folder / 'assignment.yaml'}: {asked}"
    for item in draft.plan.items:
        used = f", {', '.join(item.match.conventions)}" if item.match.conventions else ""
        title = one_line(item.match.candidate.subject.title)
        worth = f"{item.points:g} point{'' if item.points == 1 else 's'}"
        yield f"  {title}: {item.function.name}{used} ({worth})"
    solution, starter = proof.solution, proof.starter
    yield f"the solution earns {solution.score:g} of {solution.max_score:g}"
    if starter is not None:
        yield f"the starter earns {starter.score:g} of {starter.max_score:g}"
    yield from (f"problem: {one_line(each)}" for each in proof.problems)
    yield "the draft does not validate" if proof.problems else "the draft validates"
    questions = draft.plan.all_questions
    yield f"{len(questions)} to decide, marked `# QUESTION:` in the YAML:"
    yield from (f"  - {one_line(each)}" for each in questions)
