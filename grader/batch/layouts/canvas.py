"""Canvas: *Download Submissions*, a zip file of flat names, or the folder it was unpacked to.

A file is called ``lastfirst_LATE_1001_2002_hw.py``: the sortable name in lower case without
anything but word characters, ``LATE`` where it is, the user's id, the attachment's id, and the name
it was handed in under. Anonymous: ``anon_Ab3Cd_2002_hw.py``. Texts and links typed into Canvas are
``…_1001_text.html`` and ``…_1001_link.html``. Source: ``lib/content_zipper.rb`` of Canvas.
"""

from collections import Counter
from dataclasses import dataclass

from grader.batch.layouts.found import Found, Piece
from grader.batch.layouts.trees import Tree, joined, share, text_of
from grader.people.who import Who
from grader.worker.loading.names import is_source

LATE = "LATE"
ANONYMOUS = "anon"
TYPED = ("text.html", "link.html")
ENOUGH = 0.8
"""How much of a folder must be named so."""


@dataclass(frozen=True, slots=True)
class CanvasName:
    """A file name of Canvas, taken apart."""

    name: str
    user: str
    file: str
    late: bool


def parsed(file: str) -> CanvasName | None:
    """Take a name apart at the first two numbers; nothing where it is not Canvas's."""
    parts = file.split("_")
    late = parts[0] == LATE
    if parts[late : late + 1] == [ANONYMOUS] and len(parts) > late + 3:
        return CanvasName(f"anon_{parts[late + 1]}", "", "_".join(parts[late + 3 :]), late=late)
    for at in range(1, len(parts) - 1):
        rest = parts[at + 1 :]
        typed = "_".join(rest) in TYPED
        if not _number(parts[at]) or not (typed or (_number(rest[0]) and len(rest) > 1)):
            continue
        late = at > 1 and parts[at - 1] == LATE
        name = text_of("_".join(parts[: at - late]))
        return CanvasName(name, parts[at], "_".join(rest if typed else rest[1:]), late=late)
    return None


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


class Canvas:
    """What Canvas's *Download Submissions* makes."""

    name = "canvas"

    def recognises(self, tree: Tree, top: str) -> bool:
        """Say whether nearly all files here have Canvas's names."""
        return share(tree, top, named=lambda name: parsed(name) is not None) >= ENOUGH

    def found(self, tree: Tree, top: str, *, assignment: str, notes: list[str]) -> list[Found]:
        """Return one submission for each user, of all of their files."""
        del assignment
        owners: dict[tuple[str, str], list[tuple[CanvasName, str]]] = {}
        for child in tree.children(top):
            name = None if child.is_folder else parsed(child.name)
            if name is None:
                notes.append(f"{text_of(child.name)}: not a name that Canvas gives; left out")
                continue
            place = joined(top, child.name)
            owners.setdefault((name.user, name.name), []).append((name, place))
        users = Counter(user for user, _ in owners if user)
        doubtful = sorted(user for user, count in users.items() if count > 1)
        notes += [f"user {user}: files under several names; whose is not told" for user in doubtful]
        return [
            _found(tree, files, known=user not in doubtful) for (user, _), files in owners.items()
        ]


def _found(tree: Tree, files: list[tuple[CanvasName, str]], *, known: bool) -> Found:
    """Return a submission; a user whom several names claim may be made up in one of them."""
    first = files[0][0]
    pieces, notes = _named([Piece(name.file, place) for name, place in files])
    who = Who(id=f"canvas:{first.user}" if first.user and known else "", given=first.name)
    label = f"{first.name}_{first.user}" if first.user else first.name
    late = any(name.late for name, _ in files)
    return Found(
        label=label,
        tree=tree,
        place=pieces[0].place,
        pieces=pieces,
        who=(who,),
        late=late,
        notes=notes,
    )


def _named(pieces: list[Piece]) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    """Give modules their names back: Canvas calls one handed in again ``net-1.py``.

    No module can be imported under such a name, so that nothing that works is lost.
    """
    taken = {piece.name for piece in pieces}
    named, notes = [], []
    for piece in pieces:
        original = _original(piece.name)
        if original != piece.name and original not in taken:
            notes.append(f"{piece.name}: read as {original}, as it was called before Canvas")
            taken.add(original)
            named.append(Piece(original, piece.place))
        else:
            named.append(piece)
    return tuple(named), tuple(notes)


def _original(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    before, dash, number = stem.rpartition("-")
    if is_source(name) and dot and dash and before.isidentifier() and _number(number):
        return f"{before}.{suffix}" if len(number) < 3 else name
    return name


CANVAS = Canvas()
