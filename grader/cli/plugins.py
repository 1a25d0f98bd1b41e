"""``grader plugins``: what is installed."""

import click


@click.command()
@click.option("--plugin", "plugins_", multiple=True, metavar="MODULE", help="Load this one too.")
def plugins(plugins_: tuple[str, ...]) -> None:
    """List check kinds, loaders, reporters, diagnosers and reference functions."""
    from rich.console import Console
    from rich.table import Table

    from grader.plugin_manager import build

    registry = build(plugins_)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("what", "name", "about"):
        table.add_column(column, no_wrap=column != "about")
    for kind in registry.kinds.values():
        table.add_row("check kind", kind.name, kind.summary)
    for what, names in (
        ("loader", registry.loaders),
        ("reporter", registry.reporters),
        ("diagnoser", registry.diagnosers),
    ):
        for name in names:
            table.add_row(what, name, "")
    for function in registry.functions.values():
        table.add_row("function", function.name, function.title)
    for name, version in registry.versions.items():
        table.add_row("plugin", name, version)
    Console().print(table)
