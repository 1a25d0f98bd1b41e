"""Kinds of arguments that several commands take, with errors that say what was meant."""

from typing import Any

import click

EMPTY = "it is empty; is a variable of the shell unset?"
FULL_HELP = "Train as the report did: longer, with the assignment's full recipe."


class Place(click.Path):
    """A path; an empty one is a mistake and not the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse an empty path."""
        if value == "":
            self.fail(EMPTY, param, ctx)
        return super().convert(value, param, ctx)


class Word(click.types.StringParamType):
    """A name; an empty one is a mistake and not the same as none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse an empty name."""
        if value == "":
            self.fail(EMPTY, param, ctx)
        return str(super().convert(value, param, ctx))


class Number(click.IntRange):
    """A whole number in a range."""

    name = "whole number"


plugin_option = click.option(
    "--plugin",
    "plugins",
    type=Word(),
    multiple=True,
    metavar="MODULE",
    help="Load a plugin by its module's name; may be given again.",
)
