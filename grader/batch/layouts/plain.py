"""A plain folder: every entry of it is somebody's submission, also one that cannot be graded.

What it is called may be a login, an address, a number or a name; a roster tells which. Folders
called ``attempt 1``, ``attempt-2``, … and nothing else beside them are attempts of one student.
"""

from grader.batch.layouts.found import Found
from grader.batch.layouts.trees import Child, Tree, is_submission, joined, text_of
from grader.people.who import Who
from grader.worker.loading import names

ATTEMPT = "attempt"


class Plain:
    """A folder of submissions that no platform named."""

    name = "plain"

    def recognises(self, tree: Tree, top: str) -> bool:
        """Say whether anything here can be a submission."""
        return any(is_submission(child) for child in tree.children(top))

    def found(self, tree: Tree, top: str, *, assignment: str, notes: list[str]) -> list[Found]:
        """Return one submission for each entry, or for each attempt in it."""
        del assignment, notes
        found: list[Found] = []
        for child in tree.children(top):
            found += _found(tree, joined(top, child.name), child)
        return found


def _found(tree: Tree, place: str, child: Child) -> list[Found]:
    called = text_of(child.name)
    who = (Who(given=called if child.is_folder else _stem(called)),)
    label = who[0].given if is_submission(child) else called
    attempts = _attempts(tree, place) if child.is_folder else {}
    if not attempts:
        return [Found(label=label, tree=tree, place=place, who=who)]
    return [
        Found(label=label, tree=tree, place=joined(place, name), who=who, attempt=number)
        for number, name in sorted(attempts.items())
    ]


def _attempts(tree: Tree, place: str) -> dict[int, str]:
    """Return the folders that are attempts, where there is nothing else."""
    children = tree.children(place)
    numbers = {_attempt(child.name): child.name for child in children if child.is_folder}
    whole = len(numbers) == len(children) and 0 not in numbers
    return numbers if whole else {}


def _attempt(name: str) -> int:
    """Return which attempt a folder says it is, or 0."""
    rest = name.casefold().removeprefix(ATTEMPT)
    number = rest.lstrip(" _-")
    is_number = number.isascii() and number.isdecimal() and len(number) < 5
    return int(number) if is_number and rest != name.casefold() else 0


def _stem(name: str) -> str:
    """Return a file's name without what tells its kind."""
    known = [s for s in (*names.SOURCES, *names.ARCHIVES) if name.lower().endswith(s)]
    stem = name[: -max(map(len, known))] if known else name.rpartition(".")[0]
    return stem or name


PLAIN = Plain()
