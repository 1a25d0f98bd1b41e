"""What is in a bundle, and how it is written: a folder, or a zip of the same bytes each time."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from grader.errors import UsageError

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Every file's time in a zip: the same bundle has the same bytes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundle:
    """Files by their path in the bundle, and what should be known beforehand.

    Attributes:
        files: Content by path, with ``/`` between folders.
        programs: The paths that are run.
        notes: Sentences for whoever hands it on: what will not do there, what was left out.
    """

    files: Mapping[str, bytes]
    programs: frozenset[str] = frozenset()
    notes: tuple[str, ...] = field(default=())

    def under(self, folder: str) -> Self:
        """Return the same in a folder of the bundle."""
        return type(self)(
            files={f"{folder}/{path}": data for path, data in self.files.items()},
            programs=frozenset(f"{folder}/{path}" for path in self.programs),
            notes=self.notes,
        )

    def with_(self, other: "Bundle") -> Self:
        """Return both together; paths must differ."""
        assert not set(self.files) & set(other.files)
        return type(self)(
            files={**self.files, **other.files},
            programs=self.programs | other.programs,
            notes=(*self.notes, *other.notes),
        )


def write(bundle: Bundle, output: Path) -> None:
    """Write a bundle as a zip where the name ends in ``.zip``, else as a new folder.

    Raises:
        UsageError: Something is there that would be mixed with it, or it cannot be written.
    """
    try:
        if output.suffix == ".zip":
            _write_zip(bundle, output)
        else:
            _write_folder(bundle, output)
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise UsageError(f"the bundle cannot be written to {output}: {why}") from problem


def _write_zip(bundle: Bundle, output: Path) -> None:
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(bundle.files):
            entry = zipfile.ZipInfo(path, LONG_AGO)
            mode = 0o100755 if path in bundle.programs else 0o100644
            entry.external_attr = mode << 16
            entry.create_system = 3  # Unix: else the mode is not looked at
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, bundle.files[path])


def _write_folder(bundle: Bundle, output: Path) -> None:
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise UsageError(
            f"{output} exists and is not an empty folder",
            hint="name a new folder, or a file that ends in .zip",
        )
    for path, data in bundle.files.items():
        place = output / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        place.chmod(0o755 if path in bundle.programs else 0o644)
