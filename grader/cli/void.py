"""``grader void``: a check that counts for nobody; everybody gets its marks."""

import click

from grader.cli.course import loaded, opened, said, who_option, why_option
from grader.cli.output import put
from grader.cli.parameters import Word, plugin_option
from grader.cli.store import store_option
from grader.errors import UsageError


@click.command()
@click.argument("assignment", metavar="SLUG|PATH", type=Word())
@click.argument("check", type=Word())
@who_option
@why_option
@click.option("--restore", is_flag=True, help="Let it count again.")
@store_option
@plugin_option
def void(
    assignment: str,
    check: str,
    *,
    who: str | None,
    why: str | None,
    restore: bool,
    place: str | None,
    plugins: tuple[str, ...],
) -> None:
    """Let CHECK count for nobody: whoever handed something in has its points.

    Nothing is graded again and no report is changed; it is reckoned whenever somebody asks.
    """
    from grader.marking.deciding import known
    from grader.store import marks

    read = loaded(assignment, plugins)
    slug = read.assignment.assignment
    with opened(place) as store:
        if restore:
            if not store.write(lambda connection: marks.restore(connection, slug, check)):
                raise UsageError(
                    f"{check} of {slug} is not voided", hint=f"see `grader standings {slug}`"
                )
            put(f"{check} of {slug} counts again")
            return
        known(check, [each.id for each in read.assignment.checks])
        decided = marks.Voided(
            slug=slug, check=check, who=said(who, "--who"), why=said(why, "--why")
        )
        store.write(lambda connection: marks.void(connection, decided))
    put(f"{check} of {slug} is voided: everybody who was graded has its points")
