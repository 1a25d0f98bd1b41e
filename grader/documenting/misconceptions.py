"""``docs/misconceptions.md``: every known mistake, by the function it is made in."""

from collections.abc import Iterator

from grader.documenting.markdown import code, page, table, text
from grader.explaining.subjects import Mistake, Subject, Subjects
from grader.plugin_manager import Registry

HEAD = ("id", "what the code does instead", "where", "told from")
INTRODUCTION = (
    "Known wrong answers. Each is code as well: it names the mistake behind a wrong answer, and"
    " proves that an assignment sees it. `grader explain ID` gives the mathematics of the right"
    " way, an example with both answers, and lines of numpy by which to find it oneself."
    " *Where* names the conventions under which an entry is a mistake; empty: all. Entries that no"
    " input can tell apart name each other under *told from*."
)


def misconceptions(registry: Registry) -> str:
    """Return a section for each function, and in it a row for each of its own mistakes."""
    subjects = Subjects(registry)
    own: dict[str, list[Mistake]] = {}
    for mistake in subjects.mistakes.values():
        own.setdefault(mistake.subject.function.name, []).append(mistake)
    total = f"{len(subjects.mistakes)} mistakes in {len(own)} functions. {INTRODUCTION}"
    sections = (
        part
        for name, mistakes in own.items()
        for part in _section(subjects.functions[name], mistakes)
    )
    return page("# Misconceptions", total, *sections)


def _section(subject: Subject, mistakes: list[Mistake]) -> Iterator[str]:
    yield f"## {code(subject.function.name)}"
    yield f"{text(subject.function.title)}. [Its mathematics](functions.md#{_anchor(subject)})."
    yield table(HEAD, (_row(each, mistakes) for each in mistakes))


def _row(mistake: Mistake, mistakes: list[Mistake]) -> tuple[str, ...]:
    entry = mistake.entry
    same = [
        each.entry.id
        for each in mistakes
        if entry.alike and each.entry.alike == entry.alike and each is not mistake
    ]
    apart = f"not from {', '.join(map(code, same))}" if same else ""
    return code(entry.id), text(entry.claim), ", ".join(map(code, entry.under)), apart


def _anchor(subject: Subject) -> str:
    """Return the anchor that Markdown makes of a heading."""
    return subject.function.name.lower()
