"""The JSON report field by field: its JSON Schema and its page of documentation.

``python -m grader_plugins.reporters.schema`` prints ``docs/report.md``. Runs wherever a reader of
reports is written; no grading needs it.
"""

import sys
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from grader.audience import SHOWN
from grader.models import report as models
from grader.models.report import SCHEMA_VERSION, Report, Status
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
        "Report.adjustments": "What people changed by hand.",
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
        "Binding.found": "The name in the submission; empty where there is none.",
        "Binding.file": "The file it stands in.",
        "Binding.line": "Its line, from 1; 0 where there is none.",
        "Binding.how": "`exact`, `alias`, `folded`, `near`, `empty` (no body yet) or `missing`.",
        "Binding.convention": "Conventions found that deviate from the usual ones.",
        "Binding.note": "What was guessed, in a sentence.",
        "Adjustment.check": "The check whose points were changed.",
        "Adjustment.delta": "By how many points.",
        "Adjustment.who": "Who did it.",
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
        "with `smallest_input`) and `tensors` (what each is to the right one, shown with "
        "`diagnosis`).",
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
    return "\n".join((*_opening(), *(line for model in MODELS for line in _section(model))))


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
