"""What is told about one failed check, in order, before any layout. Runs in the judge.

Asked, came back, expected where it is shown, what to look at, parts, what was printed: the same
for every form of report. Nothing here is escaped yet; each form does that for its own sink.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from grader.models.report import CheckReport, Evidence, Part, Report, Status
from grader.sinks import plain
from grader_plugins.reporters import wording
from grader_plugins.reporters.arrays import formatted
from grader_plugins.reporters.wording import sentence

Form = Literal["sentence", "code", "block", "quote"]
MOST_LINES = 10
MOST_DIAGNOSES = 3


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


def facts(report: Report, check: CheckReport, *, width: int) -> tuple[Fact, ...]:
    """Return what is told about a check, for a block of at most a width."""
    found = (
        *_problem(report, check),
        *_evidence(check, width),
        *_look_at(report, check),
        *_parts(check),
        *_printed(check, width),
        *(_staff(check) if report.audience == "staff" else ()),
    )
    return tuple(fact for fact in found if fact.text)


def place(report: Report, check: CheckReport) -> str:
    """Say where the function of a check stands and how it was read."""
    texts = [wording.location_in_words(check.file, check.line)]
    binding = wording.binding_of(report, check)
    if binding is not None and binding[1].found and binding[0] != binding[1].found:
        texts.append(f"your {wording.short_name(binding[1].found)}")
    texts += check.convention_text
    return " · ".join(filter(None, texts))


def _problem(report: Report, check: CheckReport) -> Iterator[Fact]:
    text = sentence(check.student_text)
    if not text and check.status is Status.MISSING:
        binding = wording.binding_of(report, check)
        text = sentence(binding[1].note) if binding else ""
    if not text:
        text = sentence(next((p.text for p in check.parts if p.status != Status.PASSED), ""))
    yield Fact("Problem", _capital(text, report) or f"{wording.words(check.status)}.")


def _evidence(check: CheckReport, width: int) -> Iterator[Fact]:
    evidence = check.evidence
    yield Fact("We called", sentence(evidence.asked), "code")
    if evidence.input:
        yield Fact("with", formatted(evidence.input, width=width), "block")
    if evidence.got is not None:
        yield Fact("It returned", formatted(_named_alike(evidence), width=width), "block")
    if evidence.expected is not None:
        yield Fact("Expected", formatted(evidence.expected, width=width), "block")
    if _is_new(evidence.compare, check):
        yield Fact("Here", sentence(evidence.compare))
    details = {k: v for k, v in evidence.details.items() if _is_new(v, check)}
    if details:
        yield Fact("In detail", formatted(details, width=width), "block")


def _named_alike(evidence: Evidence) -> Any:
    """Return what came back, its outputs named as those expected where that is shown."""
    got, expected = evidence.got, evidence.expected
    if not isinstance(expected, Mapping) or not isinstance(got, (list, tuple)):
        return got
    return dict(zip(expected, got, strict=True)) if len(got) == len(expected) else got


def _is_new(text: object, check: CheckReport) -> bool:
    """Whether a text is not already told by the check's own sentence."""
    return not isinstance(text, str) or sentence(text) not in sentence(check.student_text)


def _look_at(report: Report, check: CheckReport) -> Iterator[Fact]:
    """Name the likely causes, else what to do about such a status."""
    named = check.diagnoses[:MOST_DIAGNOSES]
    if not named:
        yield Fact("What to do", wording.next_step(check))
    for number, diagnosis in enumerate(named):
        label = "Look at" if number == 0 else "or at"
        yield Fact(label, _capital(sentence(diagnosis.title), report))
        if diagnosis.hint:
            yield Fact("Hint", _capital(sentence(diagnosis.hint), report))


def _capital(text: str, report: Report) -> str:
    """Start a sentence with a capital, unless it starts with a name such as ``relu`` or ``dW1``."""
    first = text.split(" ", 1)[0].strip(",.:;")
    names = {"nan", "inf", *report.bindings, *(check.id for check in report.checks)}
    is_word = first.isalpha() and first.islower() and first not in names
    return text[:1].upper() + text[1:] if is_word else text


def _parts(check: CheckReport) -> Iterator[Fact]:
    if len(check.parts) > 1:
        longest = max(len(wording.short_name(part.id, 24)) for part in check.parts)
        scores = [wording.points(part.score, part.max_score) for part in check.parts]
        widest = max(map(len, scores))
        lines = [
            _part(part, f"{score:>{widest}}", longest)
            for part, score in zip(check.parts, scores, strict=True)
        ]
        yield Fact("Parts", "\n".join(lines), "block")


def _part(part: Part, score: str, longest: int) -> str:
    name = wording.short_name(part.id, 24)
    word = wording.words(part.status)
    return f"{wording.symbol(part.status)} {name:<{longest}}  {score}  {word}"


def _printed(check: CheckReport, width: int) -> Iterator[Fact]:
    if check.stdout.strip():
        lines = wording.lines_of(plain(check.stdout), lines=MOST_LINES, width=width - 2)
        yield Fact("It printed", "\n".join(lines), "quote")


def _staff(check: CheckReport) -> Iterator[Fact]:
    """Tell the staff's part: never reached with a student's copy, which does not hold it."""
    yield Fact("Staff", sentence(check.staff_text))
    for diagnosis in check.diagnoses[:MOST_DIAGNOSES]:
        sure = "" if diagnosis.confidence is None else f" ({diagnosis.confidence:.0%})"
        yield Fact("Diagnosis", f"{diagnosis.id}{sure}. {sentence(diagnosis.explanation)}".strip())
    if check.visibility != "visible":
        yield Fact("Visibility", f"{check.visibility}: not in the student's copy")
