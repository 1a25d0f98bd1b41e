"""Loads an archive, still packed. Runs in the judge: the student's side unpacks it."""

from pathlib import Path

from grader.handing_in.submission import Submission, read_file
from grader.worker.loading.names import is_archive


class ArchiveLoader:
    """One ``.zip`` or ``.tar`` archive, compressed or not."""

    @property
    def name(self) -> str:
        """The name it is registered under."""
        return "archive"

    def recognises(self, path: Path) -> bool:
        """Say whether the path names an archive and is there."""
        return is_archive(path.name) and path.exists() and not path.is_dir()

    def read(self, path: Path) -> Submission:
        """Read the archive's bytes."""
        return read_file(path)


ARCHIVE = ArchiveLoader()
