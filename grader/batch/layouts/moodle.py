"""Moodle: *Download all submissions*, in folders or flat, as a zip file or unpacked.

A folder is called ``Ada Lovelace_123_assignsubmission_file_``: the full name, the number that the
grading worksheet calls *Participant 123*, and what was handed in (``file`` or ``onlinetext``).
Without folders the file's own name follows. Group assignments put ``Group-`` before the name, and
blind marking puts the word for participant in its place.
"""

from dataclasses import dataclass, replace

from grader.batch.layouts.found import Found, Piece
from grader.batch.layouts.trees import Child, Tree, beneath, joined, share, text_of
from grader.people.who import Who

MARK = "_assignsubmission_"
ENOUGH = 0.8


@dataclass(frozen=True, slots=True)
class MoodleName:
    """A name of Moodle, taken apart; the rest is a file's name where there are no folders."""

    name: str
    number: str
    plugin: str
    rest: str


def parsed(text: str) -> MoodleName | None:
    """Take a name apart; nothing where it is not Moodle's.

    The first mark counts: Moodle leaves no underscore in a full name, and what follows is a
    student's.
    """
    before, mark, after = text.partition(MARK)
    name, underscore, number = before.rpartition("_")
    if not mark or not underscore or not (number.isascii() and number.isdecimal()):
        return None
    plugin, _, rest = after.partition("_")
    return MoodleName(text_of(" ".join(name.replace("_", " ").split())), number, plugin, rest)


class Moodle:
    """What Moodle's *Download all submissions* makes."""

    name = "moodle"

    def recognises(self, tree: Tree, top: str) -> bool:
        """Say whether nearly everything here has Moodle's names."""
        return share(tree, top, named=lambda name: parsed(name) is not None) >= ENOUGH

    def found(self, tree: Tree, top: str, *, assignment: str, notes: list[str]) -> list[Found]:
        """Return one submission for each participant, of all that they handed in."""
        del assignment
        owners: dict[str, list[tuple[MoodleName, Child]]] = {}
        for child in tree.children(top):
            name = parsed(child.name)
            if name is None:
                notes.append(f"{text_of(child.name)}: not a name that Moodle gives; left out")
                continue
            owners.setdefault(name.number, []).append((name, child))
        found = [_found(tree, top, parts) for parts in owners.values()]
        return _anonymous(found)


def _found(tree: Tree, top: str, parts: list[tuple[MoodleName, Child]]) -> Found:
    name = parts[0][0]
    who = Who(id=f"moodle:{name.number}", name=name.name)
    label = f"{name.name}_{name.number}"
    if len(parts) == 1 and parts[0][1].is_folder:
        return Found(label=label, tree=tree, place=joined(top, parts[0][1].name), who=(who,))
    pieces = tuple(piece for part in parts for piece in _pieces(tree, top, *part))
    place = joined(top, parts[0][1].name)
    return Found(label=label, tree=tree, place=place, pieces=pieces, who=(who,))


def _pieces(tree: Tree, top: str, name: MoodleName, child: Child) -> list[Piece]:
    place = joined(top, child.name)
    if not child.is_folder:
        return [Piece(name.rest or child.name, place)]
    return [Piece(path[len(place) + 1 :], path) for path in beneath(tree, place)]


def _anonymous(found: list[Found]) -> list[Found]:
    """Forget a name that all participants have: it is the word for participant."""
    if len(found) < 2 or len({each.who[0].name for each in found}) > 1:
        return found
    return [replace(each, who=(replace(each.who[0], name=""),)) for each in found]


MOODLE = Moodle()
