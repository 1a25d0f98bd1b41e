"""Loads a folder as it stands. Runs in the judge: moves bytes and parses nothing."""

from pathlib import Path

from grader.handing_in.submission import Submission, read_folder


class FolderLoader:
    """A folder with sources, or with one archive."""

    @property
    def name(self) -> str:
        """The name it is registered under."""
        return "folder"

    def recognises(self, path: Path) -> bool:
        """Say whether the path is a folder."""
        return path.is_dir()

    def read(self, path: Path) -> Submission:
        """Read every file that belongs to the submission."""
        return read_folder(path)


FOLDER = FolderLoader()
