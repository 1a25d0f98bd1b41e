"""Whether what grades here is what the course grades with. Runs in the judge."""

import platform
from collections.abc import Iterator, Mapping
from importlib import metadata

PYTHON = "python"


def other_versions(official: Mapping[str, str]) -> tuple[str, ...]:
    """Return a sentence for a report that was made with other versions than the official ones.

    Args:
        official: What the assignment says, such as ``{"python": "3.12", "numpy": "2.4.*"}``; a
            version stands for all that begin with it.
    """
    found = tuple(_differences(official))
    if not found:
        return ()
    return (f"other versions than the course's grade here: {', '.join(found)}",)


def _differences(official: Mapping[str, str]) -> Iterator[str]:
    for name, wanted in official.items():
        here = _version(name)
        if not _begins(here, wanted):
            title = "Python" if name == PYTHON else name
            yield f"{title} {here or 'is not installed'} in the place of {wanted}"


def _version(name: str) -> str:
    """Return the version that is installed here; nothing where there is none."""
    if name == PYTHON:
        return platform.python_version()
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _begins(version: str, wanted: str) -> bool:
    """Say whether a version is the wanted one or begins with it, number by number."""
    numbers = wanted.removesuffix(".*").split(".")
    return version.split(".")[: len(numbers)] == numbers
