"""What was not found in a submission, or is there without a body, in words. Runs in the judge."""

from collections.abc import Sequence

from grader.models.report import Binding, CheckReport, Report, Status
from grader_plugins.reporters.phrases import listed, sentence

_ABSENT = ("no function called ", " was found")
NO_BODY = " has no body yet"
_NO_CLASS = "no class called "
_NO_FILE = (" was looked for and not found", "; what was handed in: ")
"""What is said of files; functions and classes are told in other words."""


def unwritten(report: Report, check: CheckReport) -> Binding | None:
    """Return how the function of a check was found where it is there and has no body yet."""
    if check.status is not Status.MISSING:
        return None
    own = report.bindings.get(check.id)
    empty = (b for b in report.bindings.values() if b.note and b.note == check.student_text)
    found = own if own is not None else next(empty, None)
    return found if found is not None and found.how == "empty" else None


def is_unwritten(report: Report, check: CheckReport) -> bool:
    """Whether the function of a check, or one that it cannot do without, has no body yet."""
    if check.status is not Status.MISSING:
        return False
    return unwritten(report, check) is not None or check.student_text.endswith(NO_BODY)


def is_file(check: CheckReport) -> bool:
    """Whether it is a file that was not found."""
    return _NO_FILE[0] in check.student_text


def is_class(check: CheckReport) -> bool:
    """Whether it is a class that was not found."""
    return check.student_text.startswith(_NO_CLASS)


def missing(report: Report) -> tuple[CheckReport, ...]:
    """Return the checks whose function was not found at all; they are told together."""
    absent = (check for check in report.checks if check.status is Status.MISSING)
    return tuple(check for check in absent if not is_unwritten(report, check))


def absences(absent: Sequence[CheckReport]) -> tuple[str, ...]:
    """Say what was not found, the plain cases in one sentence, and once what there is."""
    texts = dict.fromkeys(sentence(check.student_text) for check in absent if not is_file(check))
    names = [name for text in texts if (name := absent_name(text))]
    others = tuple(text for text in texts if text and not absent_name(text))
    together = _ABSENT[0] + listed(names, last="or") + _ABSENT[1]
    return (*((together,) if names else ()), *others, *_absent_files(absent))


def _absent_files(absent: Sequence[CheckReport]) -> tuple[str, ...]:
    """Say which files were not found, and once what was handed in."""
    texts = [sentence(check.student_text) for check in absent if is_file(check)]
    if not texts:
        return ()
    found = {text.partition(" ")[0]: text.partition(_NO_FILE[0])[0] for text in reversed(texts)}
    names = listed(list(reversed(found.values())))
    were = "were looked for and not found" if len(found) > 1 else _NO_FILE[0].strip()
    tail = texts[0].partition(_NO_FILE[1])[2]
    return (f"{names} {were}" + (f"{_NO_FILE[1]}{tail}" if tail else ""),)


def absent_name(text: str) -> str:
    """Return the name that was not found, where a sentence ends in saying this."""
    start, end = _ABSENT
    name = text.rpartition(start)[2].removesuffix(end)
    return name if text.endswith(f"{start}{name}{end}") and " " not in name else ""


def absent_class(text: str) -> str:
    """Return the class that was not found, where a sentence says this and nothing else."""
    name = text.removeprefix(_NO_CLASS).removesuffix(_ABSENT[1])
    return f"the class {name}" if text == f"{_NO_CLASS}{name}{_ABSENT[1]}" else ""
