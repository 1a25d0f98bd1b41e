"""Joins what was found with a roster: who everybody is, whose group it is, and what is unclear.

Nobody is guessed: what a roster does not settle stays as it was found, and is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grader.batch.layouts.found import Found
from grader.batch.roster import Roster
from grader.people.matching import Matching, matched
from grader.people.who import Who, squeezed

TOGETHER = ("+", "&", ";", ",", "_")
"""What stands between the members in the name of a group's folder, one of these at a time."""


@dataclass(frozen=True, slots=True)
class Joining:
    """What was found, with everybody who is known.

    Attributes:
        found: The submissions, with their people completed from the roster.
        lines: What matches and what does not, in sentences for staff.
        unknown: The labels of those whose people the roster does not have.
        ambiguous: The labels of those for whom several people could be meant.
        without: Who is in the roster and handed in nothing.
    """

    found: tuple[Found, ...]
    lines: tuple[str, ...]
    unknown: tuple[str, ...]
    ambiguous: tuple[str, ...]
    without: tuple[Who, ...]


def joined(found: Sequence[Found], roster: Roster, *, groups: bool = True) -> Joining:
    """Return the submissions with their people as the roster knows them.

    Args:
        found: What was found.
        roster: Who is in the class.
        groups: Whether what one member handed in, where the layout names a group, is the group's.
    """
    teams = roster.teams() if groups else {}
    parted = [_parted(each, roster, teams) for each in found]
    matching = matched(
        [who for each in parted for who in each.who], roster.people, several=_several(found)
    )
    return _told(parted, roster, matching)


def _several(found: Sequence[Found]) -> bool:
    """Say whether there are attempts, so that one person may have several submissions."""
    return any(each.attempt > 1 for each in found)


def _parted(found: Found, roster: Roster, teams: Mapping[str, tuple[int, ...]]) -> Found:
    """Return a submission with the members of its group, where its name is a group's or theirs."""
    if len(found.who) != 1:
        return found
    who = found.who[0]
    places = teams.get(squeezed(who.given)) or teams.get(squeezed(who.name))
    if places:
        return replace(found, who=tuple(roster.people[place] for place in places))
    if who.name and (whole := _without_team(who, teams)):
        return replace(found, who=(whole,))
    members = _members(who, roster)
    return replace(found, who=members) if members else found


def _without_team(who: Who, teams: Mapping[str, tuple[int, ...]]) -> Who | None:
    """Return a person without the ``Group-`` that Moodle puts before the name."""
    at = who.name.find("-")
    while at > 0:
        if squeezed(who.name[:at]) in teams:
            return replace(who, name=who.name[at + 1 :].strip())
        at = who.name.find("-", at + 1)
    return None


def _members(who: Who, roster: Roster) -> tuple[Who, ...]:
    """Return the people whom a folder such as ``ada+bob`` names, where each of them is known."""
    if not who.given or matched([who], roster.people).matches:
        return ()
    for mark in TOGETHER:
        names = [part.strip() for part in who.given.split(mark)]
        if len(names) < 2 or not all(names):
            continue
        matching = matched([Who(given=name) for name in names], roster.people)
        if len(matching.matches) == len(names):
            places = [match.right for match in sorted(matching.matches, key=lambda m: m.left)]
            return tuple(roster.people[place] for place in places)
    return ()


def _told(found: Sequence[Found], roster: Roster, matching: Matching) -> Joining:
    """Put together who is who, and say it."""
    owners = [place for place, each in enumerate(found) for _ in each.who]
    known = {match.left: roster.people[match.right] for match in matching.matches}
    unclear = {each.left: [roster.people[right] for right in each.rights] for each in
               matching.ambiguous}  # fmt: skip
    why = {each.left: each.by for each in matching.ambiguous}
    completed: list[list[Who]] = [[] for _ in found]
    lines: list[str] = []
    unknown: list[str] = []
    for left, owner in enumerate(owners):
        who = found[owner].who[len(completed[owner])]
        completed[owner].append(known[left].completed(who) if left in known else who)
        if left in unclear:
            lines.append(_unclear(found[owner].label, unclear[left], why[left]))
        elif left not in known:
            unknown.append(f"{found[owner].label}: nobody in the roster is {who.shown}")
    without = tuple(roster.people[place] for place in matching.left_over)
    return Joining(
        found=tuple(replace(f, who=tuple(w)) for f, w in zip(found, completed, strict=True)),
        lines=(*_counted(matching), *lines, *_nothing(without), *unknown),
        unknown=_labels(found, [owners[left] for left in matching.unknown]),
        ambiguous=_labels(found, [owners[left] for left in unclear]),
        without=without,
    )


def _nothing(without: Sequence[Who]) -> tuple[str, ...]:
    """Say who handed in nothing: each by itself, so that no list of names is cut in two."""
    return tuple(f"nothing from {who.shown}" for who in without)


def _labels(found: Sequence[Found], places: Sequence[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found[place].label for place in places))


def _unclear(label: str, people: Sequence[Who], by: str) -> str:
    if len(people) == 1:
        who = people[0].shown
        return f"{label}: by the {by} it is {who}'s, and another submission is too; left as it is"
    listed = ", ".join(who.shown for who in people[:4])
    return f"{label}: by the {by} it could be {listed}; left as it is"


def _counted(matching: Matching) -> tuple[str, ...]:
    by: dict[str, int] = {}
    for match in matching.matches:
        by[match.by] = by.get(match.by, 0) + 1
    counts = ", ".join(f"{count} by {key}" for key, count in by.items()) or "nobody"
    return (f"matched: {counts}",)
