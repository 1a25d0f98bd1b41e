"""What a layout finds: one submission, where it lies and whose it is. Runs in the judge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.handing_in.submission import Submission
from grader.store.people import Who


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One submission.

    Attributes:
        label: What it is called where people read of it; unique within a class.
        path: The folder, file or archive that was handed in.
        who: Whoever handed it in: one, or a group.
        name: What it is called where it is graded; it names nobody. Empty: ``submission`` with the
            file's suffix.
        attempt: Which attempt it is; none: as the store counts, one more for other bytes.
        handed_in_at: When, as far as is known.
        late: Whether a platform called it late.
        read: Returns its bytes, where they are not all that lies at the path; none: a loader does.
    """

    label: str
    path: Path
    who: tuple[Who, ...]
    name: str = ""
    attempt: int | None = None
    handed_in_at: datetime | None = None
    late: bool | None = None
    read: Callable[[], Submission] | None = None


Layout = Callable[[Path], Sequence[Found]]
"""Returns every submission of a folder; raises UsageError where the folder is not laid out so."""
