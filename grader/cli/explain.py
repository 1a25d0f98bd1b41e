"""``grader explain``: a misconception, a function or a convention, with the mathematics."""

import os
import sys
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from grader.cli.output import put
from grader.cli.parameters import Place, Word, plugin_option
from grader.errors import UsageError
from grader.explaining.writing import FORMS

if TYPE_CHECKING:
    from grader.explaining.page import Page

NARROWEST, WIDEST = 60, 120
EPILOG = """\b
Examples:
  grader explain
  grader explain softmax.global_max
  grader explain softmax
  grader explain columns
  grader explain --search transposed
  grader explain backprop.no_mask -f html -o no_mask.html
"""


@click.command(epilog=EPILOG)
@click.argument("name", metavar="[ID]", type=Word(), required=False)
@click.option("--search", "-s", type=Word(), metavar="WORD", help="List what has a word in it.")
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(FORMS),
    default="terminal",
    show_default=True,
    help="How it is written.",
)
@click.option(
    "--output",
    "-o",
    type=Place(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to FILE instead of printing.",
)
@plugin_option
def explain(
    name: str | None,
    search: str | None,
    form: str,
    output: Path | None,
    plugins: tuple[str, ...],
) -> None:
    """Explain a known mistake, a function or a convention by its ID; without one, list them.

    A mistake's page says what happens, the mathematics of the right way step by step, a small
    example with both answers, and a few lines of numpy by which to find it oneself.
    """
    from grader.explaining.writing import written

    page = _page(name, search, plugins)
    shown = sys.stdout is not None and sys.stdout.isatty() and output is None
    columns = min(max(get_terminal_size((80, 24)).columns, NARROWEST), WIDEST)
    color = shown and not os.environ.get("NO_COLOR")
    _out(written(page, form, color=color, width=columns if shown else 80), output)


def _page(name: str | None, search: str | None, plugins: tuple[str, ...]) -> "Page":
    """Return what was asked for.

    Raises:
        UsageError: Both were asked for, or there is nothing of that name.
    """
    from grader.explaining.finding import WHERE, explained
    from grader.explaining.listing import listing
    from grader.explaining.listing import search as searched
    from grader.explaining.subjects import Subjects
    from grader.plugin_manager import build

    if name and search:
        raise UsageError("an ID and --search were given", hint="leave one of them out")
    subjects = Subjects(build(plugins))
    if name:
        return explained(subjects, name)
    if not search:
        return listing(subjects)
    found = searched(subjects, search)
    if found is None:
        raise UsageError(f"nothing has {search!r} in it", hint=WHERE)
    return found


def _out(text: str, output: Path | None) -> None:
    """Print, or write a file and say so.

    Raises:
        UsageError: The file cannot be written.
    """
    if output is None:
        put(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise UsageError(
            f"{output} cannot be written: {problem.strerror}",
            hint="name a file in a folder that exists and is yours",
        ) from problem
    click.echo(f"the explanation is in {output}", err=True)
