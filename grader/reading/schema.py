"""The JSON Schema of assignments, short and long form, for editors. Runs in the judge.

Built from the models, from the kinds' parameters and from the catalogue, so that a plugin's
functions and kinds are completed and checked while an assignment is typed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from grader.kinds import CheckKind, ReferenceFunction
from grader.models.assignment import Assignment
from grader.reading.catalogue import Catalogue
from grader.reading.completion import SHARES
from grader.reading.descriptions import DESCRIPTIONS, SECTIONS, SHORT
from grader.reading.expansion import FULL
from grader.reading.full import ALLOWED, FIXED
from grader.reading.near_miss import fold
from grader.reading.sections import (
    ACCURACIES,
    FORBIDDEN,
    OPTIMISERS,
    REQUIRED,
    SPEC_KEYS,
    section,
)
from grader.reading.sections import SECTIONS as TABLE
from grader.reading.semantics import parts_of

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAME: Schema = {"type": "string"}
NAMES: Schema = {"anyOf": [NAME, {"type": "array", "items": NAME}]}
POINTS: Schema = {"type": "number", "minimum": 0}
FRACTION: Schema = {"type": "number", "minimum": 0, "maximum": 1}
NUMBER_KEY = r"^(0(\.[0-9]*)?|1(\.0*)?|\.[0-9]+)$"
SEPARATORS = "[-_ ]*"
FUNCTION_KEYS = tuple(key for key in SPEC_KEYS if key != "id")


def assignment_schema(catalogue: Catalogue) -> Schema:
    """Return the schema that accepts what reads, and refuses names that are unknown."""
    schema = _described(Assignment.model_json_schema())
    definitions = schema["$defs"]
    for kind in catalogue.kinds.values():
        definitions |= _params(kind)
    definitions["Names"] = NAMES
    definitions["Shares"] = _shares(NAME)
    _loosen(schema, catalogue)
    properties = schema["properties"]
    definitions["function"] = _of_any_kind(catalogue)
    definitions |= {f"function.{f.name}": _function(f) for f in catalogue.functions.values()}
    properties["functions"] = _functions(catalogue)
    for name in (*TABLE, *catalogue.kinds):
        if name not in properties and section(name, catalogue.kinds):
            properties[name] = _section(name, catalogue, definitions)
    return {
        "$schema": DRAFT,
        **schema,
        "title": "An assignment of grader",
        "required": ["assignment"],
    }


def _described(schema: Schema) -> Schema:
    """Add the descriptions of every model's keys."""
    for name, model in {"Assignment": schema, **schema["$defs"]}.items():
        for key, words in DESCRIPTIONS.get(name, {}).items():
            model["properties"][key] = {**model["properties"][key], "description": words}
    return schema


def _loosen(schema: Schema, catalogue: Catalogue) -> None:
    """Allow what reading allows beyond the models: lists of one, shares, data by name."""
    top, definitions = schema["properties"], schema["$defs"]
    spec = definitions["CheckSpec"]
    for key in ("aliases", "needs"):
        _replace(spec["properties"], key, {"$ref": "#/$defs/Names"})
    for key in ("accept", "credit"):
        _replace(spec["properties"], key, {"$ref": "#/$defs/Shares"})
    _replace(spec["properties"], FULL, _longer(_spec(ALLOWED)))
    _replace(spec["properties"], "kind", {"enum": list(catalogue.kinds)})
    spec["properties"]["function"]["examples"] = list(catalogue.functions)
    spec["allOf"] = [_long_params(name) for name in catalogue.kinds]
    for key in ("libraries", "plugins"):
        _replace(top, key, {"$ref": "#/$defs/Names"})
    show = definitions["Feedback"]["properties"]["show"]
    _replace(definitions["Feedback"]["properties"], "show", {"anyOf": [show["items"], dict(show)]})
    file: Schema = {"anyOf": [NAME, {"$ref": "#/$defs/DataFile"}]}
    listed = {"type": "array", "items": file}
    by_name = {"type": "object", "additionalProperties": NAME}
    _replace(top, "data", {"anyOf": [NAME, listed, by_name]})


def _replace(properties: Schema, key: str, schema: Schema) -> None:
    """Replace a key's schema and keep what describes it."""
    words = properties[key].get("description")
    properties[key] = {**schema, "description": words} if words else schema


def _params(kind: CheckKind) -> Schema:
    """Return the definitions of a kind's parameters, its own nested ones under its name."""
    template = f"#/$defs/{kind.name}.{{model}}"
    schema = kind.params.model_json_schema(ref_template=template)
    nested = schema.pop("$defs", {})
    schema["description"] = kind.summary
    return {
        f"{kind.name}.params": schema,
        **{f"{kind.name}.{name}": model for name, model in nested.items()},
    }


def _long_params(kind: str) -> Schema:
    return {
        "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
        "then": {"properties": {"params": {"$ref": f"#/$defs/{kind}.params"}}},
    }


def _spec(keys: Iterable[str]) -> Schema:
    return {key: {"$ref": f"#/$defs/CheckSpec/properties/{key}"} for key in keys}


def _own(params: type[BaseModel], kind: str) -> Schema:
    """Return a kind's parameters as keys of their own."""
    return {
        key: {"$ref": f"#/$defs/{kind}.params/properties/{key}"}
        for key in params.model_fields
        if key not in SPEC_KEYS
    }


def _shares(names: Schema) -> Schema:
    """Return the schema of ``accept`` and ``credit`` over some names."""
    several: Schema = {"anyOf": [names, {"type": "array", "items": names}]}
    share: Schema = {"anyOf": [FRACTION, {"enum": list(SHARES)}]}
    single = dict.fromkeys(names.get("enum", ()), share)
    mapping: Schema = {
        "type": "object",
        "properties": {**dict.fromkeys(SHARES, several), **single},
        "patternProperties": {NUMBER_KEY: several},
        "additionalProperties": share if names is NAME else False,
    }
    return {"anyOf": [*several["anyOf"], mapping]}


def _functions(catalogue: Catalogue) -> Schema:
    """Return the schema of ``functions:``, each of the catalogue's with its own names."""
    known = {name: {"$ref": f"#/$defs/function.{name}"} for name in catalogue.functions}
    named = {
        "properties": {"is": {"examples": list(catalogue.functions)}},
        "anyOf": [{"required": ["is"]}, {"required": ["function"]}],
    }
    patterns = {_pattern(f): known[name] for name, f in catalogue.functions.items()}
    return {
        "type": "object",
        "description": SECTIONS["functions"],
        "properties": known,
        "patternProperties": patterns,
        "additionalProperties": {"allOf": [_entry(_spec(FUNCTION_KEYS)), named]},
    }


def _pattern(function: ReferenceFunction) -> str:
    """Return an expression for every name a function goes by, case and underscores apart."""
    words = (fold(name) for name in (function.name, *function.aliases))
    spelt = [SEPARATORS.join(map(_letter, word)) for word in dict.fromkeys(words)]
    return f"^({'|'.join(spelt)})$"


def _letter(sign: str) -> str:
    return f"[{sign}{sign.upper()}]" if sign.isalpha() else sign if sign.isdigit() else f"\\{sign}"


def _function(function: ReferenceFunction) -> Schema:
    """Return what may stand under one function: its conventions, misconceptions and parts."""
    keys = _spec(FUNCTION_KEYS)
    conventions = [convention.id for convention in function.conventions]
    conventions += dict.fromkeys(convention.axis for convention in function.conventions)
    wrong = [each.id for each in function.misconceptions]
    wrong += [name.rsplit(".", maxsplit=1)[-1] for name in wrong]
    keys["accept"] = _shares({"enum": conventions})
    keys["credit"] = _shares({"enum": list(dict.fromkeys(wrong))})
    keys["parts"] = {
        "type": "object",
        "properties": dict.fromkeys(parts_of(function), POINTS),
        "additionalProperties": False,
    }
    return {
        "description": function.title,
        "anyOf": [POINTS, _entry(keys)],
    }


def _entry(keys: Schema) -> Schema:
    """Return a mapping's schema; where it says its kind, that kind's keys are allowed too."""
    keys = {**keys, "is": {**NAME, "description": SHORT["is"]}}
    return {
        "type": "object",
        "if": {"required": ["kind"]},
        "then": {"$ref": "#/$defs/function"},
        "else": {"properties": keys, "additionalProperties": False},
    }


def _of_any_kind(catalogue: Catalogue) -> Schema:
    """Return what may stand under a function that says its kind."""
    keys: Schema = {}
    for kind in catalogue.kinds.values():
        keys |= _own(kind.params, kind.name)
    keys |= {**_spec(FUNCTION_KEYS), "is": {**NAME, "description": SHORT["is"]}}
    return {"type": "object", "properties": keys, "additionalProperties": False}


def _section(name: str, catalogue: Catalogue, definitions: Schema) -> Schema:
    """Return a short form's schema: one check, or a list of them."""
    short = section(name, catalogue.kinds)
    assert short is not None
    kind = catalogue.kinds[short.kind]
    keys = {
        **_spec(SPEC_KEYS),
        "name": {**NAME, "description": SHORT["name"]},
        **_own(kind.params, kind.name),
        **_sugar(name, definitions),
    }
    longer = {key: item for key, item in keys.items() if key not in (*FIXED, "name")}
    one: Schema = {
        "type": "object",
        "properties": {**keys, "full": _longer(longer)},
        "required": list(short.required),
        "additionalProperties": False,
    }
    return {
        "description": SECTIONS.get(name, kind.summary),
        "anyOf": [one, {"type": "array", "items": one}],
    }


def _longer(keys: Schema) -> Schema:
    """Return the schema of what `--full` puts in place of a check's own keys."""
    return {
        "type": "object",
        "description": DESCRIPTIONS["CheckSpec"][FULL],
        "properties": keys,
        "additionalProperties": False,
    }


def _sugar(name: str, definitions: Schema) -> Schema:
    """Return the keys only a short form has."""
    if name == "dry_run":
        words = {"network": NAME, "input": {"type": "object"}}
        companion = {"companion": {"anyOf": [NAME, {"type": "object"}]}}
        return {k: {**v, "description": SHORT[k]} for k, v in words.items()} | companion
    if name == "source":
        return {"forbid": _rules("forbid", FORBIDDEN), "require": _rules("require", REQUIRED)}
    if name == "properties":
        wanted = definitions["properties.params"]["properties"].get("functions", {})
        of = {"anyOf": [{"const": "all"}, NAME, {"type": "array", "items": NAME}]}
        return dict.fromkeys(_choices(wanted), of)
    if name == "trajectory":
        words = {"optimiser": {"enum": list(OPTIMISERS)}, "l2": {"type": "boolean"}}
        return {k: {**v, "description": SHORT[k]} for k, v in words.items()}
    if name == "training":
        steps = {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}}
        words = {"budget": {"type": ["string", "number"]}, **dict.fromkeys(ACCURACIES, steps)}
        return {k: {**v, "description": SHORT[k]} for k, v in words.items()}
    return {}


def _rules(verb: str, nouns: tuple[str, ...]) -> Schema:
    loops: Schema = {"anyOf": [{"type": "boolean"}, *NAMES["anyOf"]]}
    return {
        "type": "object",
        "description": SHORT[verb],
        "properties": {noun: loops if noun == "loops" else NAMES for noun in nouns},
        "additionalProperties": False,
    }


def _choices(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the words a mapping of lists of words allows."""
    below = schema.get("additionalProperties", {})
    items = below.get("items", {}) if isinstance(below, Mapping) else {}
    return tuple(items.get("enum", ()))
