"""``docs/assignment-reference.md``: every key of an assignment's YAML."""

from collections.abc import Iterator

from grader.documenting.fields import Schema, fields
from grader.documenting.markdown import code, page, paragraphs, table, text
from grader.models.assignment import Assignment
from grader.plugin_manager import Registry
from grader.reading.descriptions import DESCRIPTIONS, SECTIONS, SHORT

INTRODUCTION = (
    "Every key, in the long form that `grader validate --expand` prints and in the short form that"
    " one writes. `grader validate --schema` prints the same as JSON Schema, for editors."
)


def assignment_keys(registry: Registry) -> str:
    """Return a table for each model, the assignment first, then the short forms."""
    del registry
    schema = Assignment.model_json_schema()
    models = {"Assignment": schema, **schema["$defs"]}
    sections = (part for name in models for part in _section(name, models[name]))
    return page("# Keys of an assignment", INTRODUCTION, *sections, *_short())


def _section(name: str, model: Schema) -> Iterator[str]:
    told = paragraphs(str(model.get("description", "")).partition("Attributes:")[0])
    keys = fields(model, DESCRIPTIONS.get(name))
    if not keys and "enum" not in model:
        return
    yield f"## {name}"
    yield told
    choices = model.get("enum")
    yield keys or f"One of {', '.join(map(code, map(str, choices)))}." if choices else keys


def _short() -> Iterator[str]:
    yield "## The short form"
    yield "Sections that stand for checks:"
    yield table(("section", "what it checks"), ((code(k), text(v)) for k, v in SECTIONS.items()))
    yield "Keys that only a short form has:"
    yield table(("key", "what it is"), ((code(k), text(v)) for k, v in SHORT.items()))
