"""``grader store``: what is remembered, and forgetting somebody."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.output import put
from grader.cli.parameters import Word
from grader.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

store_option = click.option(
    "--store", "place", type=Word(), metavar="FILE|URL", help="Where results are kept."
)


@click.group()
def store() -> None:
    """Look into what is remembered of a class, or forget who somebody is."""


@store.command()
@store_option
def info(place: str | None) -> None:
    """Say what a store holds: assignments, submissions, results, people."""
    from grader.store.holdings import holdings
    from grader.store.opening import chosen_store, open_store

    with open_store(chosen_store(place, os.environ, Path.cwd()), create=False) as opened:
        with opened.reading() as connection:
            found = holdings(connection)
        lines = [f"store: {opened.url}", *found.lines()]
    put("\n".join(lines))


@store.command()
@click.argument("person", type=Word())
@click.option("--work", is_flag=True, help="Forget what they handed in and its results too.")
@store_option
def purge(person: str, *, work: bool, place: str | None) -> None:
    """Forget who PERSON is: a login, a number, an address or a pseudonym.

    Marks stay under the pseudonym unless --work is given. Reports that were written to files, and
    copies of the store, are not touched.
    """
    from grader.store import people
    from grader.store.opening import chosen_store, open_store

    with open_store(chosen_store(place, os.environ, Path.cwd()), create=False) as opened:

        def forget(connection: "Connection") -> tuple[str, int]:
            found = people.found(connection, person)
            if found is None:
                raise UsageError(
                    f"nobody in {opened.url} is known as {person}",
                    hint="name a login as `grader batch` read it, or a pseudonym (p_…)",
                )
            return found, people.purge(connection, found, work=work)

        found, count = opened.write(forget)
        opened.compact()
    what = "what they handed in is forgotten too" if work else "their marks stay"
    put(f"it is forgotten who {found} is, in {count} submission{'' if count == 1 else 's'}; {what}")
