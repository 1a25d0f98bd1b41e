"""The derivation of a function as sections of a page. Runs in the judge."""

from grader.explaining.page import Paragraph, Section, Steps, Terms, section
from grader.explaining.subjects import Subject

HEADING = "The right way, step by step"


def derivation(subject: Subject) -> Section | None:
    """Return letters, numbered steps and sources; nothing where a plugin wrote none down."""
    told = subject.mathematics
    if told is None:
        asked = Paragraph(subject.function.asks)
        return section("mathematics", HEADING, asked)
    sources = f"Read more: {'; '.join(told.sources)}." if told.sources else ""
    return section(
        "mathematics",
        HEADING,
        Paragraph(subject.function.asks),
        Terms(tuple(told.symbols.items())),
        Steps(tuple(told.steps)),
        Paragraph(sources),
    )
