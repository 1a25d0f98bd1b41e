"""What there is to grade in a folder or a platform's zip file. Runs in the judge."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.batch.layouts.batched import laid_out
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.batch.found import Found


@dataclass(frozen=True, slots=True)
class Finding:
    """The submissions that were found, in the order of their labels, and what staff should read."""

    found: "Sequence[Found]"
    notes: Sequence[str] = ()


def found(
    path: Path,
    layout: str = "",
    *,
    assignment: str = "",
    roster: Path | None = None,
    without: Collection[Path] = (),
) -> Finding:
    """Return every submission of a folder or zip file.

    Args:
        path: Where they lie.
        layout: How they lie; empty: as what is there tells.
        assignment: The assignment's name, for layouts that hold several.
        roster: A table of who is in the class.
        without: Files and folders of ours that are no submissions, such as the store.

    Raises:
        UsageError: There is nothing there, or it is laid out otherwise, or the roster is none.
    """
    known = None
    if roster is not None:
        from grader.batch.roster import read_roster

        known = read_roster(roster)
    everything, notes = laid_out(
        path, layout=layout, assignment=assignment, roster=known, without=without
    )
    ours = {each.absolute() for each in without}
    submissions = [one for one in everything if one.path.absolute() not in ours]
    if not submissions:
        raise UsageError(
            f"{path} holds no submissions", hint="each of its entries is one: a folder or a file"
        )
    return Finding(sorted(submissions, key=lambda one: (one.label, str(one.path))), tuple(notes))
