"""The page of what a diagnoser found without the catalogue, such as a relation. In the judge."""

from collections.abc import Mapping, Sequence

from grader.explaining.page import Page, Paragraph, Steps, page, section
from grader.explaining.sentences import capital, sentence
from grader.reading.near_miss import fold

FAMILY = ".*"
SEEN = "It is seen in the answers themselves, and is no entry of the catalogue."


def named(findings: Mapping[str, Sequence[str]], sought: str) -> str | None:
    """Return the id that is sought, or the family that it belongs to."""
    for name in findings:
        family = name.endswith(FAMILY) and sought.startswith(fold(name[: -len(FAMILY)]) + ".")
        if family or fold(name) == sought:
            return name
    return None


def diagnosis(name: str, told: Sequence[str]) -> Page:
    """Return all there is to say about an id: what was seen, then where to look."""
    claim, *steps = told
    return page(
        "diagnosis",
        name,
        capital(claim),
        section("seen", "What it is", Paragraph(sentence(capital(claim))), Paragraph(SEEN)),
        section("look", "Where to look", Steps(tuple(steps))),
    )
