"""What commands about a graded class share: its store, its assignment, a person in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.parameters import Word
from grader.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from grader.marking.table import Find
    from grader.plugin_manager import Registry
    from grader.policies.choosing import Weighed
    from grader.policies.standing import FinalMark
    from grader.reading.assignment_file import LoadedAssignment
    from grader.store.engine import Store

who_option = click.option("--who", type=Word(), metavar="NAME", help="Who decided it.")
why_option = click.option("--why", type=Word(), metavar="TEXT", help="Why; students read it.")


@contextmanager
def opened(place: str | None) -> "Iterator[Store]":
    """Open the store that is meant; there must be one."""
    from grader.store.opening import chosen_store, open_store

    with open_store(chosen_store(place, os.environ, Path.cwd()), create=False) as store:
        yield store


def catalogue(path: Path, plugins: tuple[str, ...] = ()) -> "Registry":
    """Return what an assignment is read and its reports are written with.

    Raises:
        AssignmentError: A plugin that it names cannot be loaded.
        UsageError: One that was named cannot.
    """
    from grader.plugin_manager import build
    from grader.reading.assignment_file import blaming, named_plugins

    own = named_plugins(path)
    with blaming(path, own):
        registry = build(tuple(dict.fromkeys((*plugins, *own))))
    return registry.beside(path.parent)


def loaded(assignment: str, plugins: tuple[str, ...] = ()) -> "LoadedAssignment":
    """Read an assignment that was named, without making it ready to grade.

    Raises:
        AssignmentError: It has mistakes.
        UsageError: There is none.
    """
    from grader.reading.assignment_file import read_assignment

    path = found_path(assignment)
    return read_assignment(path, catalogue(path, plugins))


def found_path(assignment: str) -> Path:
    """Return the file of an assignment that was named."""
    from grader.reading.finding import find_assignment

    path, _ = find_assignment(assignment, submission=None, env=os.environ, cwd=Path.cwd())
    return path


def said(value: str | None, option: str) -> str:
    """Return what a decision cannot be without.

    Raises:
        UsageError: It was not said.
    """
    if value is None:
        raise UsageError(f"say {option}", hint="a decision is kept with who made it and why")
    return value


def person_named(connection: "Connection", named: str) -> str:
    """Return the pseudonym of a person named by login, number, address or pseudonym.

    Raises:
        UsageError: Nobody is, or several are.
    """
    from grader.reading.near_miss import closest, meant
    from grader.store import people

    found = people.found(connection, named)
    if found is None:
        near = closest(named, (who.login for who in people.identities(connection).values()))
        known = "name a login as `grader batch` read it, or a pseudonym (p_…)"
        raise UsageError(
            f"nobody in the store is known as {named}, or several are",
            hint=f"{meant(near)} {known}" if near else known,
        )
    return found


def finder(connection: "Connection", assignment: "LoadedAssignment") -> "Find":
    """Return what finds the attempt of a person that counts, or the one of a number.

    It raises UsageError where there is none.
    """
    from grader.policies.choosing import chosen
    from grader.policies.standing import attempts

    known = attempts(connection, assignment)
    slug = assignment.assignment.assignment

    def find(named: str, number: int | None) -> "Weighed":
        own = known.get(person_named(connection, named), ())
        counts, _ = chosen(assignment.assignment.policy, own)
        if counts is None:
            hint = f"`grader standings {slug}` lists who did"
            raise UsageError(f"{named} handed in nothing for {slug}", hint=hint)
        if number is None:
            return counts
        found = next((one for one in own if one.attempt.attempt == number), None)
        if found is None:
            there = ", ".join(str(one.attempt.attempt) for one in own)
            raise UsageError(f"{named} has no attempt {number}", hint=f"there is {there}")
        return found

    return find


def attempt_of(
    connection: "Connection",
    assignment: "LoadedAssignment",
    named: str,
    number: int | None = None,
) -> "Weighed":
    """Return the attempt of a person that counts, or the one of a number.

    Raises:
        UsageError: There is none.
    """
    return finder(connection, assignment)(named, number)


def people_of(connection: "Connection", one: "Weighed") -> str:
    """Return how those who handed in an attempt are called where staff read of them."""
    from grader.reporting.sinks import one_line
    from grader.store import people

    known = people.identities(connection, one.attempt.members)
    return one_line(", ".join(known[p].login if p in known else p for p in one.attempt.members))


def told(mark: "FinalMark") -> str:
    """Return how a person is called where staff read of them."""
    return mark.who.login if mark.who is not None else mark.person
