"""A solution with one mistake put into it. Runs in the judge."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from grader.handing_in.submission import Submission, digest_of


class Origin(StrEnum):
    """Where a mistake comes from."""

    CATALOGUE = "catalogue"
    SOURCE = "source"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mutant:
    """One mistake in the solution.

    Attributes:
        id: Tells it from the others: the check and the misconception, or a place and a number.
        origin: Where the mistake comes from.
        target: What it was put into, such as ``Network.backward``.
        what: The misconception's claim, or what was changed.
        misconception: Its id in the catalogue; empty for a change of the source.
        check: The check whose function the misconception is of.
        file: The file that was changed.
        line: The line that was changed, from 1.
        before: That line as it was.
        after: What stands there now.
        constant: Whether only a setting was changed, such as a rate or a default.
        files: The files that differ from the solution's, by path.
    """

    id: str
    origin: Origin
    target: str
    what: str
    misconception: str = ""
    check: str = ""
    file: str = ""
    line: int = 0
    before: str = ""
    after: str = ""
    constant: bool = False
    files: Mapping[str, bytes]

    def submitted(self, solution: Submission) -> Submission:
        """Return the solution with the mistake in it, as it is handed in."""
        return with_files(solution, self.files)

    @property
    def digest(self) -> str:
        """What the mistake is, byte for byte."""
        text = hashlib.sha256()
        for path, data in sorted(self.files.items()):
            text.update(f"{path}\0{len(data)}\0".encode() + data)
        return text.hexdigest()


def with_files(solution: Submission, files: Mapping[str, bytes]) -> Submission:
    """Return a submission with some of its files replaced, or added."""
    every = tuple(sorted({**dict(solution.files), **files}.items()))
    return Submission(
        id=solution.id,
        files=every,
        archive=False,
        digest=digest_of(every),
        notes=solution.notes,
    )
