"""The bytes of a submission again, from where they were read first. Runs in the judge."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import GraderError, UsageError
from grader.store import results, work

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from grader.batch.found import Found
    from grader.handing_in.submission import Submission
    from grader.plugin_manager import Registry
    from grader.store.standings import Attempt

FROM = "say --from with the folder or zip file that it was graded from"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """Where submissions lie.

    Attributes:
        registry: The loaders that read them.
        places: Where each lay, by its number in the store.
        found: What a folder or a platform's zip file holds now, by place and by label.
    """

    registry: "Registry"
    places: Mapping[int, str]
    found: Mapping[str, "Found"] = field(default_factory=dict)

    def read(self, attempt: "Attempt", name: str) -> "Submission":
        """Return the bytes that were graded, under the name that they were graded by.

        Raises:
            UsageError: They are gone, or others lie there.
        """
        from grader.batch.reading import read

        one = self._lying(attempt)
        try:
            submission = read(replace(one, name=name), self.registry)
        except GraderError as problem:
            raise UsageError(f"{one.path} cannot be read: {problem.message}") from problem
        if submission.digest != attempt.digest:
            hint = "put back what was graded, or grade what is there with `grader batch`"
            hint = hint if self.found else f"{FROM}; or {hint}"
            raise UsageError(f"other bytes lie at {one.path} than were graded", hint=hint)
        return submission

    def _lying(self, attempt: "Attempt") -> "Found":
        from grader.batch.found import Found

        place = self.places.get(attempt.submission)
        if place is None:
            raise UsageError("it is forgotten where it lies", hint="its earlier result stays")
        known = self.found.get(place) or self.found.get(attempt.label)
        if known is not None:
            return known
        if not Path(place).exists():
            raise UsageError(
                f"there is nothing at {place} any more", hint=f"put it back, or {FROM}"
            )
        return Found(label=attempt.label, path=Path(place), who=())


def shelf(
    connection: "Connection",
    slug: str,
    registry: "Registry",
    *,
    folder: Path | None = None,
    layout: str = "",
) -> Shelf:
    """Return where an assignment's submissions lie.

    Args:
        connection: A reading one.
        slug: The assignment's name.
        registry: The loaders.
        folder: The folder or platform's zip file to look in first.
        layout: How submissions lie there; empty: as what is there tells.

    Raises:
        UsageError: There is nothing there.
    """
    places = {known.submission: place for place, known in work.known(connection, slug).items()}
    if folder is None:
        return Shelf(registry=registry, places=places)
    from grader.batch.finding import found
    from grader.batch.running import place_of

    there = found(folder, layout, assignment=slug).found
    known = {each.label: each for each in there} | {place_of(each): each for each in there}
    return Shelf(registry=registry, places=places, found=known)


def graded_name(connection: "Connection", result: int) -> str:
    """Return the name under which bytes were graded; a digest rests on it."""
    return results.report(connection, result).submission.id
