"""``grader allow``: more time for somebody, or none of the work at all."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from grader.cli.course import loaded, opened, person_named, said, who_option, why_option
from grader.cli.output import put
from grader.cli.parameters import Word, plugin_option
from grader.cli.store import store_option
from grader.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from grader.models.policy import Policy
    from grader.store.engine import Store

EPILOG = """\b
Examples:
  grader allow letters ada --until "2026-11-27 23:59" \\
      --who B --why illness
  grader allow letters ada --excuse --who B --why army
  grader allow letters ada --excuse --take-back
  grader allow letters --list

A time is the clock's in the assignment's `zone`; a day alone is its last second. What is kept back
until the work is due waits for the last extension.
"""


@click.command(epilog=EPILOG)
@click.argument("assignment", metavar="SLUG|PATH", type=Word())
@click.argument("person", required=False, type=Word())
@click.option("--until", type=Word(), metavar="TIME", help="Till when the work is in time.")
@click.option("--excuse", is_flag=True, help="It does not count for PERSON.")
@who_option
@why_option
@click.option("--take-back", is_flag=True, help="Allow it no more.")
@click.option("--list", "listed", is_flag=True, help="List what is allowed.")
@store_option
@plugin_option
def allow(
    assignment: str,
    person: str | None,
    *,
    until: str | None,
    excuse: bool,
    who: str | None,
    why: str | None,
    take_back: bool,
    listed: bool,
    place: str | None,
    plugins: tuple[str, ...],
) -> None:
    """Allow PERSON more time, or excuse them."""
    read = loaded(assignment, plugins).assignment
    with opened(place) as store:
        if listed:
            _list(store, read.assignment, read.policy)
            return
        if person is None:
            raise UsageError("PERSON is missing", hint="`grader allow --help` shows examples")
        if take_back:
            _take_back(store, read.assignment, person, excuse=excuse)
            return
        if (until is None) != excuse:
            raise UsageError("say either --until TIME or --excuse", hint="one at a time")
        end = None if until is None else _time(until, read.policy)
        _allow(store, read.assignment, person, end, said(who, "--who"), said(why, "--why"))
        if end is None:
            put(f"{person} is excused from {read.assignment}")
        else:
            put(f"{person} may hand in {read.assignment} until {_written(end, read.policy)}")


def _time(written: str, policy: "Policy") -> datetime:
    """Return when an extension ends.

    Raises:
        UsageError: It is no time, or no later than everybody's.
    """
    from grader.models.policy import moment, read_time

    if policy.due is None:
        raise UsageError(
            "the assignment does not say when it is due, so nothing can be later",
            hint="add `policy: {due: …}` to its YAML",
        )
    try:
        end = moment(read_time(written), policy.place)
    except ValueError as problem:
        hint = "a day alone is its last second"
        raise UsageError(f"--until: {problem}", hint=hint) from problem
    if end <= policy.due_at:
        due = _written(policy.due_at, policy)
        raise UsageError(f"that is no later than everybody's: {due}", hint="name a later time")
    return end


def _written(when: datetime, policy: "Policy") -> str:
    return f"{when.astimezone(policy.place):%Y-%m-%d %H:%M:%S} {policy.zone}"


def _allow(
    store: "Store", slug: str, person: str, until: datetime | None, who: str, why: str
) -> None:
    from grader.store import allowances

    kind = allowances.Kind.EXCUSE if until is None else allowances.Kind.EXTENSION

    def allow(connection: "Connection") -> None:
        pseudonym = person_named(connection, person)
        allowed = allowances.Allowed(
            slug=slug, person=pseudonym, kind=kind, until=until, who=who, why=why
        )
        allowances.allow(connection, allowed)

    store.write(allow)


def _take_back(store: "Store", slug: str, person: str, *, excuse: bool) -> None:
    from grader.store import allowances

    kind = allowances.Kind.EXCUSE if excuse else allowances.Kind.EXTENSION
    done = store.write(lambda c: allowances.take_back(c, slug, person_named(c, person), kind))
    if not done:
        raise UsageError(
            f"{person} has no {kind.value} for {slug}", hint="`grader allow --list` shows all"
        )
    put(f"{person} has no {kind.value} for {slug} any more")


def _list(store: "Store", slug: str, policy: "Policy") -> None:
    from grader.reporting.sinks import one_line
    from grader.store import allowances, people

    with store.reading() as connection:
        found = allowances.allowances(connection, slug)
        who = people.identities(connection, [each.person for each in found])
    lines = []
    for each in found:
        name = who[each.person].login if each.person in who else each.person
        what = "excused" if each.until is None else f"until {_written(each.until, policy)}"
        lines.append(one_line(f"{name}: {what}, {each.who}, {each.when}: {each.why}"))
    put("\n".join(lines or ["nothing is allowed to anybody"]))
