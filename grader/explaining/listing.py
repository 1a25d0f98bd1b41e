"""The page that lists what can be explained, and the one that a search finds."""

from grader.explaining.page import Page, Paragraph, Terms, page, section
from grader.explaining.sentences import counted
from grader.explaining.subjects import Subject, Subjects

HOW = (
    "Name a function, a mistake such as `grader explain softmax.global_max`, or a convention such"
    " as `grader explain columns`; `--search WORD` looks through everything."
)


def listing(subjects: Subjects) -> Page:
    """Return every function with how many mistakes are known, then every convention."""
    single = tuple(_row(each) for each in subjects.functions.values() if not each.architecture)
    networks = tuple(_row(each) for each in subjects.functions.values() if each.architecture)
    return page(
        "list",
        "",
        f"What can be explained: {counted(len(subjects.mistakes), 'known mistake')}",
        section("how", "How to ask", Paragraph(HOW)),
        section("functions", "Functions", Terms(single)),
        section("networks", "Functions of networks", Terms(networks)),
        section("conventions", "Conventions", Paragraph(", ".join(subjects.conventions))),
        section("diagnoses", "What else reports name", Terms(_findings(subjects))),
    )


def _findings(subjects: Subjects) -> tuple[tuple[str, str], ...]:
    return tuple((name, told[0]) for name, told in subjects.findings.items())


def _row(subject: Subject) -> tuple[str, str]:
    function = subject.function
    return function.name, f"{_title(subject)}, {counted(len(function.misconceptions), 'mistake')}"


def _title(subject: Subject) -> str:
    title = subject.function.title
    return title.replace(f"{subject.architecture} ", "") if subject.architecture else title


def search(subjects: Subjects, word: str) -> Page | None:
    """Return what has a word in its id or in what is said of it; ``None`` where nothing has."""
    sought = word.casefold()

    def has(*texts: str) -> bool:
        return any(sought in text.casefold() for text in texts)

    functions = tuple(
        (name, _title(each))
        for name, each in subjects.functions.items()
        if has(name, each.function.title, each.function.asks)
    )
    mistakes = tuple(
        (name, each.entry.claim)
        for name, each in subjects.mistakes.items()
        if has(name, each.entry.claim, each.entry.explanation)
    )
    conventions = tuple(
        (name, places[0][0].claim)
        for name, places in subjects.conventions.items()
        if has(name, places[0][0].claim)
    )
    diagnoses = tuple((name, told) for name, told in _findings(subjects) if has(name, told))
    count = len(functions) + len(mistakes) + len(conventions) + len(diagnoses)
    found = page(
        "list",
        word,
        f"{counted(count, 'place')} with {word!r}",
        section("functions", "Functions", Terms(functions)),
        section("misconceptions", "Mistakes", Terms(mistakes)),
        section("conventions", "Conventions", Terms(conventions)),
        section("diagnoses", "What else reports name", Terms(diagnoses)),
    )
    return found if found.sections else None
