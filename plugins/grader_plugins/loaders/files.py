"""Loads a single source file or notebook. Runs in the judge: moves bytes and parses nothing."""

from pathlib import Path

from grader.handing_in.submission import Submission, read_file
from grader.worker.loading.names import is_source


class FileLoader:
    """One ``.py`` or ``.ipynb`` file."""

    @property
    def name(self) -> str:
        """The name it is registered under."""
        return "file"

    def recognises(self, path: Path) -> bool:
        """Say whether the path names source and is there."""
        return is_source(path.name) and path.exists() and not path.is_dir()

    def read(self, path: Path) -> Submission:
        """Read the file."""
        return read_file(path)


FILE = FileLoader()
