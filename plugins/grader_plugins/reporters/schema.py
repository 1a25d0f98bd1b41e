"""The JSON report field by field: its JSON Schema and its page of documentation.

``python -m grader_plugins.reporters.schema`` prints ``docs/report.md``. Runs wherever a reader of
reports is written; no grading needs it.
"""

import sys
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from grader.models import report as models
from grader.models.report import SCHEMA_VERSION, Report, Status
from grader.reporting.audience import SHOWN
from grader_plugins.reporters import wording

MODELS: tuple[type[BaseModel], ...] = (
    Report,
    models.AssignmentIdentity,
    models.SubmissionIdentity,
    models.Environment,
    models.Binding,
    models.Adjustment,
    models.CheckReport,
    models.Part,
    models.Diagnosis,
    models.Evidence,
)

NOTES: Mapping[str, str] = MappingProxyType(
    {
        "Report.schema_version": "Version of this form; always the first field.",
        "Report.audience": "Whose copy it is: `staff` or `student`.",
        "Report.status": "`graded`, or `ungraded` where the grader failed: then there is no "
        "verdict, and a score must not be recorded.",
        "Report.provisional": "Whether points still wait for a person.",
        "Report.score": "Points earned; in a student's copy by the checks it shows.",
        "Report.max_score": "Points that could be earned, counted alike.",
        "Report.assignment": "Which assignment.",
        "Report.submission": "Which submission.",
        "Report.environment": "What graded it.",
        "Report.timings": "Seconds by phase; a student's copy has `total` alone. Differs between "
        "runs.",
        "Report.bindings": "How each name of the assignment was found, by that name.",
        "Report.warnings": "What a reader should know: lines that could not be read, stand-ins, "
        "names taken for others.",
        "Report.adjustments": "What people changed by hand, and what lateness costs.",
        "Report.checks": "Every check, in the assignment's order; a student's copy has the "
        "visible ones.",
        "AssignmentIdentity.id": "The assignment's name.",
        "AssignmentIdentity.title": "Its title.",
        "AssignmentIdentity.digest": "Digest of everything it grades by.",
        "SubmissionIdentity.id": "The name it was handed in under.",
        "SubmissionIdentity.digest": "Digest of the bytes that were graded.",
        "SubmissionIdentity.files": "Its files, as paths inside the submission.",
        "Environment.grader": "Version of the grader.",
        "Environment.numpy": "Version of numpy.",
        "Environment.python": "Version of Python.",
        "Environment.plugins": "Versions of the plugins that were named, by name.",
        "Environment.confinement": "How strong the wall was, `L1` to `L4`.",
        "Environment.seed": "Seed of the inputs; of a secret one its fingerprint.",
        "Environment.recipe": "`full` where `--full` was asked for and changes something.",
        "Binding.found": "The name in the submission; empty where there is none.",
        "Binding.file": "The file it stands in.",
        "Binding.line": "Its line, from 1; 0 where there is none.",
        "Binding.how": "`exact`, `alias`, `folded`, `near`, `empty` (no body yet) or `missing`.",
        "Binding.convention": "Conventions found that deviate from the usual ones.",
        "Binding.note": "What was guessed, in a sentence.",
        "Adjustment.check": "The check whose points were changed; empty: the whole.",
        "Adjustment.delta": "By how many points.",
        "Adjustment.who": "Who did it; empty: the assignment's policy.",
        "Adjustment.when": "When.",
        "Adjustment.reason": "Why. Students read it: write it for them.",
        "CheckReport.id": "The check's name in the assignment.",
        "CheckReport.kind": "Its kind, such as `values`.",
        "CheckReport.title": "Its title.",
        "CheckReport.status": "How it ended; see the table of statuses.",
        "CheckReport.score": "Points earned.",
        "CheckReport.max_score": "Points that could be earned.",
        "CheckReport.parts": "Parts that are scored by themselves.",
        "CheckReport.visibility": "`visible`, `after_due` or `hidden`.",
        "CheckReport.convention_text": "What these conventions are, in words, in the same order.",
        "CheckReport.convention": "Conventions found that deviate from the usual ones, such as "
        "`columns`.",
        "CheckReport.student_text": "The first true problem, in a sentence for the student.",
        "CheckReport.staff_text": "The same for staff: every question that failed.",
        "CheckReport.diagnoses": "Likely causes, best first. Shown with `diagnosis`.",
        "CheckReport.evidence": "What the verdict rests on.",
        "CheckReport.shown": "What the assignment's feedback lets a student see: `smallest_input`, "
        "`got`, `expected`, `diagnosis`.",
        "CheckReport.stdout": "What was printed for the input that is shown, at most 2,000 "
        "characters; untrusted. Shown with `smallest_input`.",
        "CheckReport.file": "File of the function that was checked.",
        "CheckReport.line": "Its line, from 1; 0 where there is none.",
        "CheckReport.seconds": "Time its answers took, as the student's side says. Differs "
        "between runs.",
        "Part.id": "The part's name, such as `extreme`.",
        "Part.status": "How it ended.",
        "Part.score": "Points earned.",
        "Part.max_score": "Points that could be earned.",
        "Part.text": "Its problem, in a sentence.",
        "Diagnosis.id": "The misconception's name; `grader explain` tells more.",
        "Diagnosis.title": "What the code does instead, in one line.",
        "Diagnosis.hint": "Where to look, as far as the assignment's feedback releases it.",
        "Diagnosis.explanation": "Why it is wrong and how it shows.",
        "Diagnosis.confidence": "How sure the diagnosis is, 0 to 1.",
        "Evidence.asked": "The call that was made, in the student's own names.",
        "Evidence.input": "Its arguments, by the student's names; never those that were scored. "
        "Shown with `smallest_input`.",
        "Evidence.got": "What came back, several outputs by name; untrusted. Shown with `got`.",
        "Evidence.expected": "The right answer. Shown with `expected`.",
        "Evidence.compare": "What is wrong with this answer, in a sentence.",
        "Evidence.details": "More, by name: `trouble` (what happened instead of an answer, shown "
        "with `smallest_input`), `tensors` (what each is to the right one, shown with "
        "`diagnosis`), and [what can be drawn](#evidence-that-is-drawn).",
    }
)

DRAWN: Mapping[str, str] = MappingProxyType(
    {
        "curve": '[{"epoch": 1, "loss": 2.3, "accuracy": 0.41}, …]',
        "boundary": '{"x": [x0, x1], "y": [y0, y1], "classes": [[0, 1, …], …], '
        '"points": [[x, y, class], …]}',
        "confusion": "[[count, …, no_class], …]",
        "sweep": '{"rows": {"name": "rate", "values": [0.1, …]}, "columns": {…} or null, '
        '"accuracy": [[0.93, …], …]}',
        "differences": '[{"epsilon": 1e-5, "error": 3e-9}, …]',
        "ratios": '{"dW1": 32.0, "db1": 1.0, "dW2": null}',
    }
)
"""The form of each named detail that can be drawn."""

DRAWN_NOTES: Mapping[str, str] = MappingProxyType(
    {
        "curve": "A learning curve; `loss` and `accuracy` (0 to 1) may be null. `thresholds`, a "
        "list of accuracies beside it, is what was asked for.",
        "boundary": "Which class the network gives to each place of a plane: rows from `y0` to "
        "`y1`, each from `x0` to `x1`, at most 400 by 400; `points` are examples with their right "
        "class.",
        "confusion": "A row per right class, a column per predicted class, and a last column for "
        "what is no class.",
        "sweep": "An experiment over one or two settings; without `columns`, a column per run.",
        "differences": "The error of a difference quotient against its step.",
        "ratios": "What each tensor is to the right one: 1 is right, null is no multiple of it. "
        "Shown with `diagnosis`.",
    }
)


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the JSON report, with every field described."""
    schema: dict[str, Any] = Report.model_json_schema(mode="serialization")
    for model in MODELS:
        target = schema if model is Report else schema["$defs"][model.__name__]
        for name, described in target["properties"].items():
            described["description"] = NOTES[f"{model.__name__}.{name}"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def page() -> str:
    """Return ``docs/report.md``."""
    sections = (line for model in MODELS for line in _section(model))
    return "\n".join((*_opening(), *sections, *_drawn()))


def _opening() -> Iterator[str]:
    yield from (
        "# The JSON report",
        "",
        "<!-- Made by `python -m grader_plugins.reporters.schema > docs/report.md`. -->",
        "",
        "`grader check --format json` writes one JSON document.",
        f"This page is about `schema_version` {SCHEMA_VERSION}.",
        "Its fields come in the order below. Two runs on the same submission give the same bytes,",
        "`timings` and `seconds` aside. Arrays are nested lists; numbers that are not finite are",
        'the strings `"NaN"`, `"Infinity"` and `"-Infinity"`. The text is UTF-8 and ends in a',
        "newline. `grader_plugins.reporters.schema.report_schema()` gives the same as JSON Schema.",
        "",
        "The student's copy (`--audience student`) has the same fields. Those marked *staff* are",
        "empty in it, checks that are not `visible` are left out together with their points, paths",
        "of the grading machine are cut down to a file's name, and a warning says so where checks",
        "are kept back.",
        "",
        "## Statuses",
        "",
        "| `status` | in words |",
        "| --- | --- |",
        *(f"| `{status.value}` | {wording.words(status)} |" for status in Status),
        "",
    )


def _drawn() -> Iterator[str]:
    yield from (
        "## Evidence that is drawn",
        "",
        "Entries of `evidence.details` with these names are drawn by `--format html` and told in",
        "words by the other forms. What has another form stays a detail like any other. Numbers",
        "that are not finite, or null, have no place in a picture and are told as such.",
        "",
        "| name | form | what it says |",
        "| --- | --- | --- |",
        *(f"| `{name}` | `{form}` | {DRAWN_NOTES[name]} |" for name, form in DRAWN.items()),
        "",
    )


def _section(model: type[BaseModel]) -> Iterator[str]:
    yield from (f"## {model.__name__}", "", f"{(model.__doc__ or '').strip()}", "")
    yield from ("| field | type | for | what it says |", "| --- | --- | --- | --- |")
    for name, field in model.model_fields.items():
        reader = "both" if name in SHOWN[model] else "staff"
        note = NOTES[f"{model.__name__}.{name}"]
        yield f"| `{name}` | {_type(field.annotation)} | {reader} | {note} |"
    yield ""


def _type(annotation: Any) -> str:
    """Return a field's type in JSON's words."""
    arguments = get_args(annotation)
    origin = get_origin(annotation)
    if origin is tuple:
        return f"list of {_type(arguments[0])}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"object of {_type(arguments[1])}"
    if arguments:
        return " or ".join(map(_type, arguments))
    plain = {str: "string", float: "number", int: "integer", bool: "boolean", type(None): "null"}
    if isinstance(annotation, type) and annotation not in (*plain, Any):
        return f"[{annotation.__name__}](#{_anchor(annotation.__name__)})"
    return plain.get(annotation, "anything")


def _anchor(name: str) -> str:
    return "statuses" if name == "Status" else name.lower()


if __name__ == "__main__":
    sys.stdout.write(page())
