"""``grader plugins``: what is installed."""

import inspect
from collections.abc import Iterable, Mapping
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from grader.cli.output import put
from grader.cli.parameters import plugin_option

if TYPE_CHECKING:
    from grader.plugin_manager import Registry

WIDEST = 100


@click.command()
@plugin_option
def plugins(plugins: tuple[str, ...]) -> None:
    """List check kinds, functions, data sets, file formats, loaders, reporters and the rest."""
    from grader.plugin_manager import build

    columns = min(get_terminal_size((80, 24)).columns, WIDEST)
    formatter = click.HelpFormatter(width=columns)
    for heading, rows in _sections(build(plugins)):
        if rows:
            with formatter.section(heading):
                formatter.write_dl(rows)
    put(formatter.getvalue().strip("\n"))


def _sections(registry: "Registry") -> Iterable[tuple[str, list[tuple[str, str]]]]:
    """Yield headings with names and what each is."""
    kinds = registry.kinds.values()
    functions = registry.functions.values()
    yield "Check kinds (kind:)", [(kind.name, kind.summary) for kind in kinds]
    yield "Functions (functions:)", [(each.name, each.title) for each in functions]
    yield "Data sets", [(each.name, each.summary) for each in registry.datasets.values()]
    yield "File formats (data:)", [(each.name, each.summary) for each in registry.formats.values()]
    yield "Loaders", _described(registry.loaders)
    yield "Reporters (--format)", _described(registry.reporters)
    yield "Executors", [(each.name, each.summary) for each in registry.executors.values()]
    yield "Diagnosers", _described(registry.diagnosers)
    yield "Plugins named", list(registry.versions.items())


def _described(named: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return names with the first line of what their class says of itself."""
    return [
        (name, (inspect.getdoc(type(each)) or "").partition("\n")[0].rstrip(".").replace("``", ""))
        for name, each in named.items()
    ]
