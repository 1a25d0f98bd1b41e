"""What layouts find, as a batch takes it: with people as a store remembers them."""

from collections.abc import Collection, Sequence
from pathlib import Path

from grader.batch.found import Found
from grader.batch.joining import joined
from grader.batch.layouts.found import Found as LaidOut
from grader.batch.layouts.recognising import find
from grader.batch.roster import Roster
from grader.people.who import Who
from grader.store.people import Who as Remembered


def laid_out(
    path: Path,
    *,
    layout: str = "",
    assignment: str = "",
    roster: Roster | None = None,
    without: Collection[Path] = (),
) -> tuple[Sequence[Found], Sequence[str]]:
    """Return the submissions of a folder or zip file, and what staff should read of them.

    Args:
        path: The folder, or a platform's zip file.
        layout: The layout's name, where what is there is not to tell it.
        assignment: The assignment's slug, for layouts that hold several.
        roster: Who is in the class, by which people are completed.
        without: Files and folders of ours that are no submissions, such as the store.

    Raises:
        UsageError: There is nothing there, or it does not have that layout.
    """
    finding = find(path, layout=layout, assignment=assignment, without=without)
    notes = [f"the layout is {finding.layout}", *finding.notes]
    found = finding.found
    if roster is not None:
        joining = joined(found, roster)
        found = joining.found
        notes += [*roster.notes, *joining.lines]
    several = any(each.attempt > 1 for each in found)
    return [_batched(each, several=several) for each in found], notes


def _batched(found: LaidOut, *, several: bool) -> Found:
    return Found(
        label=found.label,
        path=found.path,
        who=tuple(_remembered(who) for who in found.who),
        attempt=found.attempt if several else None,
        handed_in_at=found.handed_in_at,
        late=found.late,
        read=found.read,
    )


def _remembered(who: Who) -> Remembered:
    """Return somebody by the login, or by the next best that tells them from others."""
    login = who.login or who.email or who.sis_id or who.id or who.given or who.full
    extra = {"id": who.id} if who.id else {}
    return Remembered(
        login=login,
        name=who.full,
        email=who.email,
        sis_id=who.sis_id,
        section=who.section,
        extra=extra,
    )
