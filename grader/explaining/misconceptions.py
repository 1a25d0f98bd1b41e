"""The page of a misconception: what it is, what is right, an example, how to find it oneself."""

import inspect
from collections.abc import Iterator
from textwrap import dedent

from grader.conventions.combinations import Combination
from grader.explaining.by_hand import by_hand
from grader.explaining.example import Example, choice, example
from grader.explaining.mathematics import derivation
from grader.explaining.numbers import arguments, together
from grader.explaining.page import (
    Block,
    Code,
    Page,
    Paragraph,
    Section,
    Steps,
    page,
    section,
)
from grader.explaining.pattern import pattern
from grader.explaining.sentences import capital, listed, sentence
from grader.explaining.subjects import Mistake, Subjects
from grader.explaining.trying import Outcome, outcomes

NONE = "No input that the catalogue draws tells it from the right answer."


def misconception(subjects: Subjects, mistake: Mistake) -> Page:
    """Return all there is to say about a mistake."""
    entry, function = mistake.entry, mistake.subject.function
    chosen, shown = choice(function, entry), example(mistake.subject, entry)
    tried = outcomes(subjects, mistake.subject, chosen, entry)
    return page(
        "misconception",
        entry.id,
        capital(entry.claim),
        section("what", "What happens", *_what(subjects, mistake, chosen)),
        derivation(mistake.subject),
        section("example", "An example", *_example(mistake, shown)),
        _yourself(mistake, shown, tried),
        _code(mistake),
    )


def _what(subjects: Subjects, mistake: Mistake, chosen: Combination) -> Iterator[Block]:
    entry, function = mistake.entry, mistake.subject.function
    yield Paragraph(f"A known mistake in `{function.name}` ({function.title}).")
    yield Paragraph(sentence(entry.explanation))
    yield Paragraph(_presupposed(mistake, chosen))
    yield Paragraph(_alike(subjects, mistake))
    if mistake.others:
        yield Paragraph(f"It occurs in {listed(mistake.others)} as well.")


def _presupposed(mistake: Mistake, chosen: Combination) -> str:
    """Say under which conventions an entry is a mistake; the others do not matter."""
    claims = [c.claim for c in chosen.choices if c.id in mistake.entry.under]
    return f"This is about one way of doing it: {'; '.join(claims)}." if claims else ""


def _alike(subjects: Subjects, mistake: Mistake) -> str:
    """Name the entries that no input can tell from this one."""
    same = [
        name
        for name, other in subjects.mistakes.items()
        if other.entry.alike == mistake.entry.alike and name != mistake.entry.id
    ]
    if not mistake.entry.alike or not same:
        return ""
    return f"By its answers it cannot be told from {listed(same)}."


def _example(mistake: Mistake, shown: Example | None) -> Iterator[Block]:
    if shown is None:
        yield Paragraph(NONE)
        return
    function = mistake.subject.function
    of = f" {shown.output}{shown.place} of" if shown.output or shown.place else ""
    yield Paragraph(f"{capital(shown.label)}:")
    yield together(arguments(shown.arguments))
    yield Paragraph(
        f"This is what{of} {function.name} should be, and what the mistake makes of it:"
    )
    yield together((("right", shown.right), ("wrong", shown.wrong)))
    told = pattern(mistake.subject, mistake.entry)
    yield Paragraph(f"The pattern to look for: {told}." if told else "")


def _yourself(
    mistake: Mistake, shown: Example | None, tried: tuple[Outcome, ...]
) -> Section | None:
    """Return the hints as steps, then what to paste; by hand where no trial shows it."""
    function = mistake.subject.function
    pasted = [block for outcome in tried for block in _trial(outcome)]
    own = by_hand(function, shown) if shown is not None and not pasted else None
    if own is not None:
        pasted = [Paragraph("Compare with numbers that are known to be right:"), own]
    return section(
        "yourself",
        "Find it yourself",
        Steps(tuple(map(sentence, mistake.entry.hints))),
        *pasted,
    )


def _trial(outcome: Outcome) -> Iterator[Block]:
    yield Paragraph(outcome.asked)
    yield Code(outcome.code, "python")
    yield Paragraph(f"Where it is right: {outcome.expect} With this mistake it prints:")
    yield Code(outcome.wrong or "nothing")


def _code(mistake: Mistake) -> Section | None:
    """Return the wrong code itself, where its text is known."""
    try:
        source = dedent(inspect.getsource(mistake.entry.function))
    except (OSError, TypeError):
        return None
    lines = [line.partition("  # noqa")[0].rstrip() for line in source.splitlines()]
    text = "\n".join(lines).replace('"Array"', "Array").replace('"Any"', "Any")
    return section("code", "The mistake as code", Code(text, "python"))
