"""Which records of two lists are of the same person: told by keys in order, never guessed.

Theory of operation
-------------------
A record is looked up by its platform's id, then by the school's number, the login, the address and
the name. The first key that anybody on the other side has decides. Where several have it, the match
is ambiguous: it is told and left alone, and no weaker key is tried, because a weaker key cannot
settle what a stronger one left open. Two records that lead to one person are ambiguous alike.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from grader.people.who import Who, folded, name_forms, squeezed

Key = Callable[[Who], Iterable[str]]

BY: Mapping[str, Key] = {
    "id": lambda who: (who.id,),
    "SIS id": lambda who: (folded(who.sis_id),),
    "login": lambda who: (folded(who.login),),
    "email": lambda who: (folded(who.email),),
    "name": name_forms,
}
"""The keys, in the order in which they decide."""

GIVEN: Mapping[str, Key] = {
    "SIS id": lambda who: (folded(who.given),),
    "login": lambda who: (folded(who.given),),
    "email": lambda who: (folded(who.given),),
    "name": lambda who: (squeezed(who.given),),
}
"""What the name of a folder or file may be, in the same order."""


@dataclass(frozen=True, slots=True)
class Match:
    """Two records of one person: their places in the lists, and the key that told."""

    left: int
    right: int
    by: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A record for which several could be meant: its place, theirs, and the key they share."""

    left: int
    rights: tuple[int, ...]
    by: str


@dataclass(slots=True)
class Matching:
    """What became of every record on the left; what nobody on the left led to on the right."""

    matches: list[Match] = field(default_factory=list)
    ambiguous: list[Ambiguous] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    left_over: list[int] = field(default_factory=list)


def matched(left: Sequence[Who], right: Sequence[Who], *, several: bool = False) -> Matching:
    """Match two lists of records.

    Args:
        left: Whose person is looked for.
        right: Where they are looked for.
        several: Whether several on the left may be the same person, as attempts are.
    """
    indexes = {by: _index(right, key) for by, key in BY.items()}
    found = Matching()
    for place, who in enumerate(left):
        _place(found, place, who, indexes)
    if not several:
        _contested(found)
    met = {match.right for match in found.matches}
    met |= {right for each in found.ambiguous for right in each.rights}
    found.left_over = [place for place in range(len(right)) if place not in met]
    return found


def _index(right: Sequence[Who], key: Key) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for place, who in enumerate(right):
        for value in dict.fromkeys(key(who)):
            if value:
                index.setdefault(value, []).append(place)
    return index


def _place(
    found: Matching, place: int, who: Who, indexes: Mapping[str, Mapping[str, list[int]]]
) -> None:
    """Sort one record in: matched, ambiguous or unknown."""
    for keys in (BY, GIVEN):
        for by, key in keys.items():
            values = [value for value in key(who) if value]
            rights = sorted({each for value in values for each in indexes[by].get(value, ())})
            if len(rights) == 1:
                found.matches.append(Match(place, rights[0], by))
                return
            if rights:
                found.ambiguous.append(Ambiguous(place, tuple(rights), by))
                return
    found.unknown.append(place)


def _contested(found: Matching) -> None:
    """Take back what several records claim; one whose key is stronger than theirs keeps it."""
    claims: dict[int, list[Match]] = {}
    for match in found.matches:
        claims.setdefault(match.right, []).append(match)
    lost = [match for matches in claims.values() for match in _losers(matches)]
    gone = set(lost)
    found.matches = [match for match in found.matches if match not in gone]
    found.ambiguous += [Ambiguous(match.left, (match.right,), match.by) for match in lost]
    found.ambiguous.sort(key=lambda each: each.left)


def _losers(matches: Sequence[Match]) -> Sequence[Match]:
    """Return the claims to one person that do not stand."""
    ranks = [list(BY).index(match.by) for match in matches]
    if ranks.count(min(ranks)) > 1:
        return matches
    return [match for match, rank in zip(matches, ranks, strict=True) if rank != min(ranks)]
