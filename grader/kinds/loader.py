"""What turns a path into a submission."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from grader.handing_in.submission import Submission


class Loader(Protocol):
    """Recognises one form of submission and reads its bytes once."""

    @property
    def name(self) -> str: ...

    def recognises(self, path: Path) -> bool: ...
    def read(self, path: Path) -> "Submission": ...
