"""nbgrader: ``submitted/<student>/<assignment>/``, or the exchange's ``inbound/`` with attempts.

A folder of the exchange is called ``student+assignment+time``, and newer ones have something random
behind it. The time stands in ``timestamp.txt`` too, which is no part of the work.
"""

from dataclasses import replace
from datetime import UTC, datetime

from grader.batch.layouts.found import Found, Piece
from grader.batch.layouts.trees import Tree, beneath, joined, text_of
from grader.errors import UsageError
from grader.people.who import Who

SUBMITTED, INBOUND = "submitted", "inbound"
TIMESTAMP = "timestamp.txt"
FORMATS = ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S")


class Nbgrader:
    """The folders in which nbgrader keeps what was handed in."""

    name = "nbgrader"

    def recognises(self, tree: Tree, top: str) -> bool:
        """Say whether it is a course, its ``submitted`` folder, or the exchange's ``inbound``."""
        return bool(_submitted(tree, top) or _inbound(tree, top))

    def found(self, tree: Tree, top: str, *, assignment: str, notes: list[str]) -> list[Found]:
        """Return the submissions of one assignment, attempts apart.

        Raises:
            UsageError: There are several assignments, and none of that name.
        """
        del notes
        places = _submitted(tree, top) or _inbound(tree, top)
        chosen = _chosen(sorted({name for _, name, _, _ in places}), assignment)
        found = [
            _found(tree, place, student, told)
            for student, name, told, place in places
            if name == chosen
        ]
        return _numbered(found)


Place = tuple[str, str, str, str]
"""A student, an assignment, a time where a name tells one, and the folder."""


def _submitted(tree: Tree, top: str) -> list[Place]:
    """Return what ``submitted`` holds, where every student's folder holds folders alone."""
    folder = top if top.rpartition("/")[2] == SUBMITTED else joined(top, SUBMITTED)
    if not top and tree.path.name == SUBMITTED:
        folder = ""
    elif folder not in (top, *(joined(top, child.name) for child in tree.children(top))):
        return []
    return [
        (student.name, each.name, "", joined(joined(folder, student.name), each.name))
        for student in tree.children(folder)
        if student.is_folder
        for each in tree.children(joined(folder, student.name))
        if each.is_folder
    ]


def _inbound(tree: Tree, top: str) -> list[Place]:
    names = {child.name for child in tree.children(top) if child.is_folder}
    folder = joined(top, INBOUND) if INBOUND in names else top
    places = []
    for child in tree.children(folder):
        parts = child.name.split("+")
        at = next((n for n in (len(parts) - 1, len(parts) - 2) if n > 1 and _time(parts[n])), 0)
        if child.is_folder and at:
            student = "+".join(parts[: at - 1])
            places.append((student, parts[at - 1], parts[at], joined(folder, child.name)))
    return places


def _chosen(names: list[str], assignment: str) -> str:
    if assignment in names or len(names) == 1:
        return assignment if assignment in names else names[0]
    raise UsageError(
        f"there are several assignments here ({', '.join(names)}), and none is {assignment!r}",
        hint="name the one to grade with --layout nbgrader:NAME",
    )


def _found(tree: Tree, place: str, student: str, told: str) -> Found:
    files = [Piece(path[len(place) + 1 :], path) for path in beneath(tree, place)]
    return Found(
        label=text_of(student),
        tree=tree,
        place=place,
        pieces=tuple(piece for piece in files if piece.name != TIMESTAMP),
        who=(Who(login=text_of(student)),),
        handed_in_at=_stamped(tree, place, files) or _time(told),
    )


def _stamped(tree: Tree, place: str, files: list[Piece]) -> datetime | None:
    """Return the time in ``timestamp.txt``; a student may have written it anew."""
    if not any(piece.name == TIMESTAMP for piece in files):
        return None
    try:
        data = tree.read(joined(place, TIMESTAMP), 200) or b""
    except OSError:
        return None
    return _time(data.decode("ascii", "replace"))


def _time(text: str) -> datetime | None:
    """Read a time as nbgrader writes it; without a zone it is UTC."""
    text = text.strip()
    for zone in (" UTC", "Z"):
        text = text.removesuffix(zone)
    for form in FORMATS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _numbered(found: list[Found]) -> list[Found]:
    """Number a student's attempts by their times."""
    first = datetime.min.replace(tzinfo=UTC)
    counted: dict[str, int] = {}
    numbered = []
    for each in sorted(found, key=lambda f: (f.label, f.handed_in_at or first, f.place)):
        counted[each.label] = counted.get(each.label, 0) + 1
        numbered.append(replace(each, attempt=counted[each.label]))
    return numbered


NBGRADER = Nbgrader()
