"""``grader bundle gradescope``: the zip that Gradescope asks for as an autograder.

``setup.sh`` and ``run_autograder`` stand at its root. The image's Python is 3.10; uv brings a newer
one, once, when the image is built.
"""

import platform
import shlex
from typing import TYPE_CHECKING

from grader.bundling.fitting import Container, misfits
from grader.bundling.package import Bundle
from grader.bundling.staffs_copy import SEED, assignment_files, seed_file
from grader.bundling.templating import filled
from grader.bundling.wheels import requirement, wheel
from grader.models.assignment import Visibility

if TYPE_CHECKING:
    from grader.preparation import Prepared

PYTHON = "3.12"
MEMORY_MIB = 768
CORES = 0.5
SPARE_SECONDS = 60
"""How long before Gradescope's own limit the grader stops, and writes what it has."""
HIDES_THE_TOTAL = (
    "not every check is visible: Gradescope shows students no total score while any test is hidden"
)
ROOT = (
    "student code is confined inside the container: setup.sh prints `grader doctor`, and nothing is"
    " graded below L2"
)


def gradescope(prepared: "Prepared", *, minutes: float = 10.0) -> Bundle:
    """Return the autograder of an assignment."""
    wheels = wheel()
    installed = [f"wheels/{name}" for name in wheels] or [requirement()]
    needed = [*installed, *requirements(prepared)]
    deadline = max(minutes * 60 - SPARE_SECONDS, 30)
    files = {
        "setup.sh": filled("setup.sh", python=python(prepared), requirements=shlex.join(needed)),
        "run_autograder": filled("run_autograder", deadline=f"{deadline:.0f}"),
        SEED: seed_file(),
        **{f"wheels/{name}": content for name, content in wheels.items()},
        **assignment_files(prepared),
    }
    return Bundle(
        files=files,
        programs=frozenset(("setup.sh", "run_autograder")),
        notes=(*_notes(prepared, minutes), ROOT),
    )


def python(prepared: "Prepared") -> str:
    """Return the Python that grades there: the assignment's official one, where it names one."""
    return prepared.loaded.assignment.environment.get("python", PYTHON).removesuffix(".*")


def requirements(prepared: "Prepared") -> list[str]:
    """Return what is installed beside the grader: official versions, else those that are here."""
    from importlib import metadata

    import numpy as np

    known = metadata.packages_distributions()
    official = prepared.loaded.assignment.environment
    found = [
        f"numpy=={official.get('numpy', np.__version__)}",
        f"matplotlib{_pinned('matplotlib')}",
    ]
    for library in prepared.loaded.assignment.libraries:
        name = next(iter(known.get(library, [library])))
        found.append(f"{name}=={official[name]}" if name in official else f"{name}{_pinned(name)}")
    return list(dict.fromkeys(found))


def _pinned(name: str) -> str:
    from importlib import metadata

    try:
        return f"=={metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return ""


def _notes(prepared: "Prepared", minutes: float) -> tuple[str, ...]:
    container = Container(
        name="Gradescope", seconds=minutes * 60, memory_mib=MEMORY_MIB, cores=CORES
    )
    checks = prepared.loaded.assignment.checks
    hidden = any(check.visibility is not Visibility.VISIBLE for check in checks)
    here = platform.python_version()
    there = python(prepared)
    older = f"what is graded there runs Python {there}; here it is {here}"
    return (
        *misfits(prepared, container),
        *((HIDES_THE_TOTAL,) if hidden else ()),
        *((older,) if not f"{here}.".startswith(f"{there}.") else ()),
    )
