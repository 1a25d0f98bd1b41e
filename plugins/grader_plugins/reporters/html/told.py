"""Labelled facts, notes and points as elements. Runs in the judge."""

from collections.abc import Iterator, Sequence

from grader.models.report import CheckReport, Report
from grader.reporting.html.elements import Markup, blocks, element, together
from grader.reporting.sinks import plain
from grader_plugins.reporters import phrases, wording
from grader_plugins.reporters.facts import Fact

IN_WORDS = frozenset(("Parts", "Each tensor"))
"""Blocks of sentences, whose lines may be broken on a narrow screen; those of numbers may not."""
STRONG = frozenset(("Look at", "or at", "What to do"))


def told(facts: Sequence[Fact]) -> Markup:
    """Return facts as a list of terms and what there is to tell of each."""
    return element("dl", blocks(*(part for fact in facts for part in _fact(fact))))


def _fact(fact: Fact) -> Iterator[Markup]:
    yield element("dt", f"{fact.label[:1].upper()}{fact.label[1:]}")
    strong = "strong" if fact.label in STRONG else None
    yield element("dd", _content(fact), class_=strong)


def _content(fact: Fact) -> str | Markup:
    if fact.form == "sentence":
        return fact.text
    if fact.form == "code":
        return element("code", fact.text)
    words = "words" if fact.label in IN_WORDS else None
    style = "printed" if fact.form == "quote" else words
    text = plain(fact.text).strip("\n")
    return element("pre", text, class_=style, tabindex="0", role="region", aria_label=fact.label)


def notes(report: Report) -> Markup:
    """Return what was changed by hand, and how the files were read."""
    return blocks(
        *(
            element("section", element("h2", title), _list(texts))
            for title, texts in (
                ("Changed by a person", wording.adjustments(report)),
                ("Notes", wording.notes(report)),
            )
            if texts
        )
    )


def _list(texts: Sequence[str]) -> Markup:
    return element("ul", blocks(*(element("li", text) for text in texts)))


def points(report: Report, check: CheckReport) -> str:
    """Return a check's points in words."""
    if wording.points_of(report, check) == "–":
        return "no verdict"
    return phrases.points_in_words(check.score, check.max_score)


def heading(mark: str, title: str, points: str, *, status: str) -> Markup:
    """Return a section's heading: a mark in its colour, a title, its points."""
    return element(
        "h2",
        together(
            element("span", mark, class_=status, aria_hidden="true"),
            " ",
            element("bdi", title),
            " ",
            element("span", f"({points})", class_="points"),
        ),
    )
