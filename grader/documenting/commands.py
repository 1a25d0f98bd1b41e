"""``docs/cli.md``: every command's help, as it prints it."""

import copy
from collections.abc import Iterator

import click

from grader.cli import cli
from grader.documenting.markdown import page
from grader.plugin_manager import Registry

COLUMNS = 88
INTRODUCTION = "What `grader --help` and `grader COMMAND --help` print."


def commands(registry: Registry) -> str:
    """Return the help of the command line and of each command."""
    del registry
    top = _context(cli, "grader")
    sections = (part for name in cli.list_commands(top) for part in _section(top, name))
    return page("# The command line", INTRODUCTION, _block(cli.get_help(top)), *sections)


def _section(top: click.Context, name: str) -> Iterator[str]:
    command = cli.get_command(top, name)
    assert command is not None
    command = _fresh(command)
    context = _context(command, name, top)
    yield f"## `grader {name}`"
    yield _block(command.get_help(context))


def _fresh(command: click.Command) -> click.Command:
    """Return a command that remembers no help option of a context it was called in before."""
    fresh = copy.copy(command)
    vars(fresh)["_help_option"] = None
    return fresh


def _context(command: click.Command, name: str, top: click.Context | None = None) -> click.Context:
    """Return where help is written: in the same width on every terminal."""
    return click.Context(
        command,
        parent=top,
        info_name=name,
        terminal_width=COLUMNS,
        max_content_width=COLUMNS,
        help_option_names=cli.context_settings["help_option_names"],
    )


def _block(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))
    return f"```text\n{lines}\n```"
