"""Tables of what may be said under a key: from the JSON Schema of a pydantic model."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from grader.documenting.markdown import code, table, text

HEAD = ("key", "what it takes", "unless said", "what it is")
Schema = Mapping[str, Any]
Words = Mapping[str, Mapping[str, str]]
WORDS = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "true or false",
    "null": "nothing",
    "object": "mapping",
    "array": "list",
}
BOUNDS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}


def fields(schema: Schema, described: Mapping[str, str] | None = None) -> str:
    """Return a table of one model's keys; empty where it has none."""
    known = described or {}
    required = schema.get("required", ())
    return table(
        HEAD,
        (
            (code(key), kind(each), _default(each, key in required), text(_words(key, each, known)))
            for key, each in schema.get("properties", {}).items()
        ),
    )


def nested(model: type[BaseModel]) -> Iterator[tuple[str, Schema]]:
    """Yield the models that occur within a model, by name."""
    yield from model.model_json_schema().get("$defs", {}).items()


def kind(schema: Schema) -> str:
    """Return what a key takes, in words."""
    if "$ref" in schema:
        return code(schema["$ref"].rsplit("/", maxsplit=1)[-1])
    if "const" in schema:
        return code(str(schema["const"]))
    if "enum" in schema:
        return ", ".join(code(str(each)) or "nothing" for each in schema["enum"])
    for key in ("anyOf", "allOf", "oneOf"):
        if key in schema:
            return " or ".join(dict.fromkeys(kind(each) for each in schema[key]))
    return _plain(schema)


def _plain(schema: Schema) -> str:
    """Return a plain type with its bounds; a list with what is in it."""
    name = str(schema.get("type", "anything"))
    bounds = [f"{sign} {schema[key]:g}" for key, sign in BOUNDS.items() if key in schema]
    told = WORDS.get(name, name)
    if name == "array" and isinstance(schema.get("items"), Mapping):
        told = f"list of {kind(schema['items'])}"
    if name == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        told = f"mapping to {kind(schema['additionalProperties'])}"
    return " ".join((told, *bounds))


def _default(schema: Schema, required: bool) -> str:  # noqa: FBT001 - read in one place
    if required:
        return "must be said"
    value = schema.get("default")
    if value in (None, "", [], {}) or ("$ref" in schema and isinstance(value, dict)):
        return ""
    return code(_spelt(value))


def _spelt(value: object) -> str:
    """Write a default as one would in YAML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_spelt, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_spelt(each)}' for key, each in value.items())}}}"
    return str(value)


def _words(key: str, schema: Schema, known: Mapping[str, str]) -> str:
    return known.get(key) or str(schema.get("description", ""))
