"""``grader bundle github``: visible checks in a repository that a student owns.

Nothing in such a repository is secret, and its owner may change all of it: so it holds a student's
bundle, and its result is feedback, never a mark. The action is composite; the workflow uses it.
"""

from typing import TYPE_CHECKING

from grader.bundling.gradescope import python
from grader.bundling.package import Bundle
from grader.bundling.student import student
from grader.bundling.templating import filled

if TYPE_CHECKING:
    from grader.preparation import Prepared

FOLDER = ".grader"
NOT_A_MARK = "it checks what is visible; the repository's owner may change it, so it is no mark"


def github(prepared: "Prepared") -> Bundle:
    """Return a repository's files: an action, the workflow that uses it, a student's bundle."""
    slug = prepared.loaded.assignment.assignment
    inside = student(prepared)
    installed = requirements(inside)
    action = filled("action.yml", slug=slug, python=python(prepared), requirements=installed)
    files = {
        ".github/actions/grader/action.yml": action,
        ".github/workflows/grader.yml": filled("workflow.yml", slug=slug),
    }
    return Bundle(files=files, notes=(NOT_A_MARK,)).with_(inside.under(FOLDER))


def gitlab(prepared: "Prepared") -> Bundle:
    """Return the files of a project: a pipeline with a JUnit report, a student's bundle."""
    slug = prepared.loaded.assignment.assignment
    inside = student(prepared)
    pipeline = filled(
        "gitlab-ci.yml", slug=slug, python=python(prepared), requirements=requirements(inside)
    )
    files = {".gitlab-ci.yml": pipeline}
    return Bundle(files=files, notes=(NOT_A_MARK,)).with_(inside.under(FOLDER))


def requirements(inside: Bundle) -> str:
    """Return what is installed: the bundle's wheel, else what the grader is called by."""
    from grader.bundling.wheels import requirement

    wheels = [path for path in inside.files if path.endswith(".whl")]
    return " ".join(f"{FOLDER}/{path}" for path in wheels) or requirement()
