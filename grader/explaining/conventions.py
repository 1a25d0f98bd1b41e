"""The page of a convention: what it says, what stands beside it, and which functions have it."""

from collections.abc import Sequence

from grader.conventions.combinations import axes
from grader.explaining.functions import claim
from grader.explaining.page import Page, Paragraph, Section, Terms, page, section
from grader.explaining.sentences import capital, listed, sentence
from grader.explaining.subjects import Subject
from grader.kinds import Convention

Places = Sequence[tuple[Convention, Subject]]


def convention(name: str, places: Places) -> Page:
    """Return all there is to say about a convention; one id may answer several questions."""
    return page("convention", name, capital(places[0][0].claim), *map(_axis, _by_meaning(places)))


def _by_meaning(places: Places) -> list[Places]:
    """Return the functions that mean the same by a convention, together."""
    found: dict[tuple[str, str], list[tuple[Convention, Subject]]] = {}
    for each, subject in places:
        found.setdefault((each.axis, each.claim), []).append((each, subject))
    return list(found.values())


def _axis(places: Places) -> Section | None:
    first, subject = places[0]
    choices = axes(subject.function)[first.axis]
    names = [each.function.name for _, each in places]
    under = listed(first.under)
    return section(
        first.axis,
        f"A choice of {first.axis}",
        Paragraph(sentence(capital(first.claim))),
        Paragraph(f"It presupposes {under}." if under else ""),
        Paragraph(f"Functions that have it: {listed(names)}."),
        Paragraph(f"The choices of {first.axis} in {subject.function.name}:"),
        Terms(tuple((each.id, claim(each, choices)) for each in choices)),
        Paragraph(f"In an assignment: `accept: {first.id}` under the function takes it for right."),
    )
