"""The page of a function: its mathematics, its conventions, what goes wrong with it."""

from collections.abc import Iterator, Sequence

from grader.conventions.combinations import axes, combinations
from grader.explaining.mathematics import derivation
from grader.explaining.page import Block, Code, Page, Paragraph, Steps, Terms, page, section
from grader.explaining.sentences import counted, listed, sentence
from grader.explaining.subjects import Subject, Subjects
from grader.explaining.trying import outcomes
from grader.kinds import Convention, ReferenceFunction


def function(subjects: Subjects, subject: Subject) -> Page:
    """Return all there is to say about a function."""
    entry = subject.function
    wrong = tuple((each.id, each.claim) for each in entry.misconceptions)
    return page(
        "function",
        entry.name,
        entry.title,
        derivation(subject),
        section("call", "How it is called", Terms(tuple(_call(entry)))),
        section("conventions", "Conventions", *_conventions(entry)),
        section(
            "misconceptions",
            f"What goes wrong: {counted(len(wrong), 'known mistake')}",
            Terms(wrong),
        ),
        section(
            "yourself",
            "Find out yourself",
            Steps(tuple(map(sentence, entry.hints))),
            *_trials(subjects, subject),
        ),
    )


def _call(entry: ReferenceFunction) -> Iterator[tuple[str, str]]:
    yield "takes", listed([parameter.name for parameter in entry.parameters])
    if entry.outputs:
        yield "returns", listed(entry.outputs)
    parts = [f"{name} ({weight:g})" for name, weight in entry.parts.items()]
    yield "is checked on", f"{listed(parts)}: parts of its inputs, with what each weighs"


def _conventions(entry: ReferenceFunction) -> Iterator[Block]:
    if not entry.conventions:
        return
    yield Paragraph(
        "What courses do in different ways. The first of each is taken unless an assignment"
        " accepts others; those marked harmless are accepted where it says nothing."
    )
    for axis, choices in axes(entry).items():
        yield Paragraph(f"{axis}:")
        yield Terms(tuple((choice.id, claim(choice, choices)) for choice in choices))


def claim(choice: Convention, choices: Sequence[Convention]) -> str:
    """Return a convention's claim, and whether it is accepted where nothing is said."""
    if choice is choices[0]:
        return f"{choice.claim} (the usual one)"
    if choice.listed:
        return f"{choice.claim} (only where an assignment lists it)"
    return f"{choice.claim} (harmless)" if choice.harmless else choice.claim


def _trials(subjects: Subjects, subject: Subject) -> Iterator[Block]:
    """Yield what to paste under the usual conventions, and what right code prints."""
    for outcome in outcomes(subjects, subject, combinations(subject.function)[0]):
        yield Paragraph(outcome.asked)
        yield Code(outcome.code, "python")
        yield Paragraph(f"Where it is right: {outcome.expect} It prints:")
        yield Code(outcome.right)
