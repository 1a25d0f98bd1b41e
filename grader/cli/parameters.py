"""Kinds of arguments that several commands take, with errors that say what was meant."""

from typing import Any

import click

from grader.levels import Confinement

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

executor_option = click.option(
    "--executor",
    type=Word(),
    default="local",
    show_default=True,
    metavar="NAME[=ADDRESS]",
    help="Where gradings are made: local, serial, dask=tcp://HOST:8786.",
)
workers_option = click.option(
    "--workers", type=Number(1), metavar="N", help="How many gradings at once."
)
seed_option = click.option(
    "--seed", type=Number(0, 2**32 - 1), metavar="N", help="Draw other inputs."
)
confinement_option = click.option(
    "--confinement",
    type=click.Choice([level.value for level in Confinement]),
    help="Refuse to grade where less than this holds.",
)
