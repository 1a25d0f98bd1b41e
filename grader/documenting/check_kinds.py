"""``docs/check-kinds.md``: what each kind of check asks, and its parameters."""

from collections.abc import Iterator

from grader.documenting.fields import fields, nested
from grader.documenting.markdown import page, paragraphs, text
from grader.kinds import CheckKind
from grader.plugin_manager import Registry

INTRODUCTION = (
    "The `kind:` of a check, with what may stand under it beside the keys that every check has"
    " ([Keys of an assignment](assignment-reference.md)). [Writing assignments](assignments.md)"
    " shows them at work; a plugin may bring more."
)


def check_kinds(registry: Registry) -> str:
    """Return a section for each kind, with the models within its parameters."""
    sections = (part for each in registry.kinds.values() for part in _section(each))
    return page("# Check kinds", INTRODUCTION, *sections)


def _section(kind: CheckKind) -> Iterator[str]:
    schema = kind.params.model_json_schema()
    yield f"## `{kind.name}`"
    yield f"{text(kind.summary[:1].upper() + kind.summary[1:])}."
    yield paragraphs(_told(kind)) if schema.get("properties") else "It has no parameters."
    yield fields(schema)
    for name, model in nested(kind.params):
        yield f"### {name} of `{kind.name}`"
        yield paragraphs(str(model.get("description", "")))
        yield fields(model)


def _told(kind: CheckKind) -> str:
    return str(kind.params.model_json_schema().get("description", ""))
