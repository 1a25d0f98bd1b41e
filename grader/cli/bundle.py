"""``grader bundle``: what a platform, or a student, needs to grade with an assignment."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.parameters import Place, Word
from grader.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from grader.bundling.package import Bundle
    from grader.preparation import Prepared

PLATFORMS = ("gradescope", "prairielearn", "student", "github", "gitlab")
ZIPPED = ("gradescope", "student")
MINUTES = {"gradescope": 10.0, "prairielearn": 5.0}
EPILOG = """\b
Examples:
  grader bundle gradescope letters
  grader bundle student letters -o letters.zip
  grader bundle github letters -o repository/

A bundle for Gradescope or PrairieLearn holds a secret seed, which inputs are drawn from: the one in
GRADER_SEED, or a new one. Bundles for students hold visible checks with expected arrays, and
neither a reference nor a solution; before one is written, the solution is checked with it alone.
docs/platforms.md has the steps on each platform.
"""


@click.command(epilog=EPILOG)
@click.argument("platform", type=click.Choice(PLATFORMS), metavar="PLATFORM")
@click.argument("assignment", type=Word())
@click.option(
    "--output",
    "-o",
    type=Place(path_type=Path),
    metavar="PLACE",
    help="A file that ends in .zip, or a new folder; by default SLUG-PLATFORM here.",
)
@click.option(
    "--minutes",
    type=click.FloatRange(1, 60),
    metavar="N",
    help="What the platform grants one grading: 10 on Gradescope, 5 on PrairieLearn by default.",
)
@click.option(
    "--image",
    type=Word(),
    metavar="NAME",
    help="PrairieLearn: what the image is called.",
)
def bundle(
    platform: str, assignment: str, output: Path | None, minutes: float | None, image: str | None
) -> int:
    """Pack ASSIGNMENT (a slug or a path) for PLATFORM.

    PLATFORM is gradescope, prairielearn, student, github or gitlab. What will not do there is said
    beforehand.
    """
    from grader.bundling.package import write
    from grader.preparation import prepare
    from grader.reading.finding import find_assignment

    for option, given in (("--minutes", minutes), ("--image", image)):
        if given and platform not in MINUTES:
            raise UsageError(f"{option} says nothing about a bundle for {platform}")
    path, explicit = find_assignment(assignment, submission=None, env=os.environ, cwd=Path.cwd())
    prepared = prepare(path, explicit=explicit)
    made = _made(platform, prepared, minutes, image)
    slug = prepared.loaded.assignment.assignment
    place = output or Path(f"{slug}-{platform}{'.zip' if platform in ZIPPED else ''}")
    write(made, place)
    for note in made.notes:
        click.echo(f"note: {note}", err=True)
    click.echo(f"{place}: {len(made.files)} files for {platform}")
    return int(ExitCode.PASSED)


def _made(
    platform: str, prepared: "Prepared", minutes: float | None, image: str | None
) -> "Bundle":
    granted = minutes or MINUTES.get(platform, 0.0)
    if platform == "gradescope":
        from grader.bundling.gradescope import gradescope

        return gradescope(prepared, minutes=granted)
    if platform == "prairielearn":
        from grader.bundling.prairielearn import prairielearn

        return prairielearn(prepared, minutes=granted, image=image or "")
    from grader.bundling.trying import tried

    return tried(_for_students(platform, prepared), prepared)


def _for_students(platform: str, prepared: "Prepared") -> "Bundle":
    """Return what students are given: by itself, or in the repository that they start from."""
    from grader.bundling import github, student

    made = {"student": student.student, "github": github.github, "gitlab": github.gitlab}
    return made[platform](prepared)
