"""``docs/functions.md``: every reference function with its conventions and its derivation."""

from collections.abc import Iterator

from grader.conventions.combinations import axes
from grader.documenting.markdown import bullets, code, numbered, page, table, text
from grader.explaining.functions import claim
from grader.explaining.subjects import Subject, Subjects
from grader.kinds import Convention, Mathematics, ReferenceFunction
from grader.plugin_manager import Registry

HEAD = ("axis", "id", "what it means")
FOLDED = "epsilon_1"
"""Conventions that are alike but for a number: one row for all of them."""
INTRODUCTION = (
    "What the catalogue holds the right answers of. Arguments are canonical: examples are rows,"
    " targets are one-hot; conventions say what may differ. The first of each axis is the usual"
    " one. `grader explain NAME` says the same, with lines to try it by."
)


def functions(registry: Registry) -> str:
    """Return a section for each function; those of networks for a small one."""
    every = Subjects(registry).functions.values()
    sections = (part for subject in every for part in _section(subject))
    return page("# Reference functions", INTRODUCTION, *sections)


def _section(subject: Subject) -> Iterator[str]:
    function = subject.function
    wrong = len(function.misconceptions)
    yield f"## {code(function.name)}"
    yield f"**{text(function.title)}.** {text(function.asks)}"
    yield bullets(_facts(function))
    yield table(HEAD, _conventions(function))
    if subject.mathematics is not None:
        yield from _derivation(subject.mathematics)
    yield f"{wrong} known mistakes: see [Misconceptions](misconceptions.md)." if wrong else ""


def _facts(function: ReferenceFunction) -> Iterator[str]:
    yield f"takes {', '.join(code(each.name) for each in function.parameters)}"
    if function.outputs:
        yield f"returns {', '.join(map(code, function.outputs))}"
    parts = (f"{code(name)} {weight:g}" for name, weight in function.parts.items())
    yield f"parts and what they weigh: {', '.join(parts)}"
    if function.aliases:
        yield f"students also call it {', '.join(map(code, function.aliases[:6]))}"


def _conventions(function: ReferenceFunction) -> Iterator[tuple[str, str, str]]:
    for axis, choices in axes(function).items():
        folded = [choice for choice in choices if choice.id.startswith(FOLDED)]
        shown = [choice for choice in choices if choice not in folded]
        for choice in shown:
            yield code(axis), code(choice.id), text(claim(choice, choices))
        if folded:
            yield code(axis), _range(folded), text("so much is added in the logarithm")


def _range(folded: list[Convention]) -> str:
    if len(folded) == 1:
        return code(folded[0].id)
    return f"{code(folded[0].id)} … {code(folded[-1].id)}"


def _derivation(told: Mathematics) -> Iterator[str]:
    yield bullets(f"{code(letter)}: {text(what)}" for letter, what in told.symbols.items())
    yield numbered(map(text, told.steps))
    yield f"Read more: {text('; '.join(told.sources))}." if told.sources else ""
