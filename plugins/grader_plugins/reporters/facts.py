"""What is told about one failed check, in order, before any layout. Runs in the judge.

Asked, came back, expected where it is shown, what to look at, what the points rest on, what was
printed: the same for every form of report, and nothing twice. Nothing here is escaped yet; each
form does that for its own sink.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any, Literal

from grader.models.report import CheckReport, Evidence, Part, Report, Status
from grader.reporting.sinks import plain
from grader_plugins.reporters import absences, phrases, wording
from grader_plugins.reporters.arrays import formatted
from grader_plugins.reporters.phrases import sentence

Form = Literal["sentence", "code", "block", "quote"]
MOST_LINES = 10
MOST_DIAGNOSES = 3
NARROWEST = 24
_WRITE_CLASS = (
    "Define each class under exactly this name, with the methods that are asked for, in a file "
    "that you hand in."
)
_OF_PARTS = ("thresholds",)
"""Details that the names of the parts say already."""
_INTERPRETER = "python "
_HAND_IN = "Hand in each file that is looked for under exactly this name, beside your code."


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled thing to tell.

    Attributes:
        label: What it is, in a word or two.
        text: What there is to tell.
        form: ``sentence`` may be wrapped, ``code`` is a call, ``block`` keeps its lines, and
            ``quote`` is what the submission printed.
    """

    label: str
    text: str
    form: Form = "sentence"


def facts(
    report: Report, check: CheckReport, *, width: int, drawn: bool = False
) -> tuple[Fact, ...]:
    """Return what is told about a check, for a block of at most a width.

    Evidence that can be drawn is told in words, unless the report shows it by itself (``drawn``).
    """
    found = (
        *(_example(check, width) if check.evidence.input else _problem(report, check, width)),
        *_tensors(check),
        *(() if drawn else _forms(check)),
        *_look_at(report, check),
        *_points(check, width),
        *_printed(check, width),
        *(_staff(check) if report.audience == "staff" else ()),
    )
    return tuple(fact for fact in found if fact.text)


def missing_facts(report: Report) -> tuple[Fact, ...]:
    """Return what is told once about all functions and files that were not found."""
    absent = absences.missing(report)
    if not absent:
        return ()
    told = " ".join(f"{capital(text, report)}." for text in absences.absences(absent))
    return (Fact("Problem", told), Fact("What to do", _remedies(absent)))


def _remedies(absent: Sequence[CheckReport]) -> str:
    """Say what to do about functions that were not found, about classes, and about files."""
    files = [check for check in absent if absences.is_file(check)]
    classes = [check for check in absent if absences.is_class(check)]
    functions = [check for check in absent if check not in (*files, *classes)]
    told = [*([_WRITE_CLASS] if classes else []), *([_HAND_IN] if files else [])]
    return " ".join([*map(wording.next_step, functions[:1]), *told])


def place(report: Report, check: CheckReport) -> str:
    """Say where the function of a check stands and how it was read."""
    texts = [phrases.location_in_words(check.file, check.line)]
    binding = wording.binding_of(report, check)
    if binding is not None and binding[1].found and binding[0] != binding[1].found:
        texts.append(f"your {phrases.short_name(binding[1].found)}")
    texts.append(wording.taken_as(check))
    return " · ".join(filter(None, texts))


def _example(check: CheckReport, width: int) -> Iterator[Fact]:
    """Tell a small input that fails: the call, what went in, what came back, what was due."""
    evidence = check.evidence
    yield _asked(evidence)
    yield Fact("with", formatted(evidence.input, width=width), "block")
    trouble = evidence.details.get("trouble")
    if trouble:
        label = "It raised" if check.status is Status.RAISED else "Came back"
        yield Fact(label, sentence(str(trouble)))
    if evidence.got is not None:
        yield Fact("It returned", formatted(evidence.got, width=width), "block")
    if evidence.expected is not None:
        yield Fact("Expected", formatted(evidence.expected, width=width), "block")
    if not trouble:
        yield Fact("Problem", _capital_of(evidence.compare))


def _asked(evidence: Evidence) -> Fact:
    """Tell the call that was made, the command that was run, or what else was tried."""
    if wording.is_call(evidence.asked):
        return Fact("We called", sentence(evidence.asked), "code")
    if evidence.asked.startswith(_INTERPRETER):
        return Fact("We ran", sentence(evidence.asked), "code")
    return Fact("We tried", sentence(evidence.asked))


def _problem(report: Report, check: CheckReport, width: int) -> Iterator[Fact]:
    """Tell the first true problem where no input is shown, unless the parts tell theirs."""
    evidence = check.evidence
    text = sentence(check.student_text)
    if not text and check.status is Status.MISSING:
        binding = wording.binding_of(report, check)
        text = sentence(binding[1].note) if binding else ""
    if not text:
        text = sentence(next((p.text for p in check.parts if p.status != Status.PASSED), ""))
    if evidence.asked:
        text = text.removeprefix(f"{sentence(evidence.asked)}: ")
    yield _asked(evidence)
    if evidence.got is not None:
        yield Fact("It returned", formatted(evidence.got, width=width), "block")
    if evidence.expected is not None:
        yield Fact("Expected", formatted(evidence.expected, width=width), "block")
    if evidence.asked or not _told_by_parts(check):
        yield Fact("Problem", capital(text, report) or f"{wording.words(check.status)}.")


def _told_by_parts(check: CheckReport) -> bool:
    return len(check.parts) > 1 and any(part.text for part in check.parts)


def _tensors(check: CheckReport) -> Iterator[Fact]:
    """Tell what each tensor is to the right one, and whatever else a kind says by name."""
    details = _others(check)
    for name in (
        "trouble",
        *(_OF_PARTS if len(check.parts) > 1 else ()),
        *_measured_nothing(check),
    ):
        details.pop(name, None)
    tensors = details.pop("tensors", None)
    if isinstance(tensors, Mapping):
        lines = [
            f"{phrases.short_name(str(k), 24)}: {sentence(str(v))}" for k, v in tensors.items()
        ]
        yield Fact("Each tensor", "\n".join(lines), "block")
    for name, value in details.items():
        told = sentence(_in_words(value))
        if not _is_told(value, told, sentence(check.student_text)):
            yield Fact("In detail", f"{phrases.short_name(name.replace('_', ' '), 24)}: {told}")


def _measured_nothing(check: CheckReport) -> tuple[str, ...]:
    """Return what is no measurement, since nothing came back that could be measured."""
    return () if check.status in (Status.PASSED, Status.PARTIAL, Status.FAILED) else ("accuracy",)


def _is_told(value: Any, told: str, text: str) -> bool:
    """Say whether a text holds a detail already, be it one share as a percentage."""
    if isinstance(value, (list, tuple)) and len(value) == 1:
        return _is_told(value[0], told, text)
    return told in text or (isinstance(value, float) and f"{100 * value:.1f} %" in text)


def _in_words(value: Any) -> str:
    """Return a detail as it is read aloud: numbers in a row, each with its name if it has one."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_in_words(each)}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_in_words, value))
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _others(check: CheckReport) -> dict[str, Any]:
    """Return the details that are not told as something that can be drawn."""
    if not check.evidence.details:
        return {}
    from grader_plugins.reporters.forms import others

    return others(check.evidence.details)


def _forms(check: CheckReport) -> Iterator[Fact]:
    """Tell in words what can be drawn; ratios are told tensor by tensor already."""
    details = check.evidence.details
    if not details:
        return
    from grader_plugins.reporters.forms import forms

    for form in forms(details):
        if "tensors" not in details or "ratios" not in form.keys:
            yield Fact(form.label, sentence(form.words()))


def _look_at(report: Report, check: CheckReport) -> Iterator[Fact]:
    """Name the likely causes, else what to do about such a status."""
    named = check.diagnoses[:MOST_DIAGNOSES]
    if not named:
        yield Fact("What to do", wording.next_step(check))
    for number, diagnosis in enumerate(named):
        label = "Look at" if number == 0 else "or at"
        yield Fact(label, capital(sentence(diagnosis.title), report))
        if diagnosis.hint:
            yield Fact("Hint", capital(sentence(diagnosis.hint), report))


def capital(text: str, report: Report) -> str:
    """Start a sentence with a capital, unless it starts with a name such as ``relu`` or ``dW1``."""
    first = text.split(" ", 1)[0].strip(",.:;")
    names = {"nan", "inf", *report.bindings, *(check.id for check in report.checks)}
    is_word = first.isalpha() and first.islower() and first not in names
    return text[:1].upper() + text[1:] if is_word else text


def _capital_of(text: str) -> str:
    """Start a sentence of ours with a capital; names of numbers and outputs stay as they are."""
    first = text.split(" ", 1)[0]
    return sentence(text[:1].upper() + text[1:] if first in ("the", "nothing", "a") else text)


def _points(check: CheckReport, width: int) -> Iterator[Fact]:
    """Tell what the points rest on: part by part, else the scored input that failed."""
    if len(check.parts) > 1:
        names = [phrases.short_name(part.id, 24) for part in check.parts]
        scores = [phrases.points(part.score, part.max_score) for part in check.parts]
        longest, widest = max(map(len, names)), max(map(len, scores))
        lines = [
            _part(check, part, f"{name:<{longest}}  {score:>{widest}}", width)
            for part, name, score in zip(check.parts, names, scores, strict=True)
        ]
        yield Fact("Parts", "\n".join(lines), "block")
    elif check.evidence.input and check.student_text:
        yield Fact("Scored on", _without_repeats(check.student_text, check))


def _without_repeats(text: str, check: CheckReport) -> str:
    """Return what a text says beside the problem that the example has shown already."""
    line = sentence(text)
    trouble = check.evidence.details.get("trouble", "")
    for told in filter(None, map(sentence, (str(trouble), check.evidence.compare))):
        if line == told:
            return ""
        line = line.removesuffix(f": {told}")
    return line


def _part(check: CheckReport, part: Part, start: str, width: int) -> str:
    """Return a part's line: its mark, its points, and its own problem where that is news."""
    text = sentence(part.text)
    told = not check.evidence.input and text and text in sentence(check.student_text)
    is_news = text and part.status is not Status.PASSED and not (told and check.evidence.asked)
    line = f"{wording.symbol(part.status)} {start}  "
    news = _without_repeats(text, check) if is_news else ""
    return fill(
        news or wording.words(part.status),
        width=max(width, len(line) + NARROWEST),
        initial_indent=line,
        subsequent_indent=" " * len(line),
        break_on_hyphens=False,
    )


def _printed(check: CheckReport, width: int) -> Iterator[Fact]:
    """Tell what was printed: how it begins, or how a program ends."""
    if check.stdout.strip():
        ran = check.evidence.asked.startswith(_INTERPRETER)
        shortened = phrases.last_lines_of if ran else phrases.lines_of
        lines = shortened(plain(check.stdout), lines=MOST_LINES, width=width - 2)
        yield Fact("It printed", "\n".join(lines), "quote")


def _staff(check: CheckReport) -> Iterator[Fact]:
    """Tell the staff's part: never reached with a student's copy, which does not hold it."""
    yield Fact("Staff", sentence(check.staff_text))
    for diagnosis in check.diagnoses[:MOST_DIAGNOSES]:
        sure = "" if diagnosis.confidence is None else f" ({diagnosis.confidence:.0%})"
        yield Fact("Diagnosis", f"{diagnosis.id}{sure}. {sentence(diagnosis.explanation)}".strip())
    if check.visibility != "visible":
        yield Fact("Visibility", f"{check.visibility}: not in the student's copy")
