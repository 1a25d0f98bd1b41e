"""Turns what pydantic refuses into mistakes with places and suggestions. Runs in the judge."""

import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from grader.reading.mistakes import MistakeBook, shown
from grader.reading.near_miss import closest, suggestion
from grader.reading.places import Path

EXPECTED = {
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dataclass_type": "a mapping",
}
BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("less than", "lt"),
}
FORMS = {
    "accept": "a list of conventions, or {full: [...], half: [...]}",
    "credit": "a share for each misconception, such as {half: [...]}",
    "tolerance": "'auto', or {rtol: ..., atol: ...}",
}
PATTERNS = {
    "[A-Za-z][A-Za-z0-9_.-]*": "a name (letters, digits, `_`, `.`, `-`; a letter first)",
    "at once|never": "`at once`, `never` or `after N attempts`",
}


def note(
    problem: ValidationError,
    model: type[BaseModel],
    data: Any,
    base: Path,
    book: MistakeBook,
    *,
    owner: str = "",
) -> None:
    """Note every error of a model at the place where its value was written."""
    seen: set[Path] = set()
    errors = [(e, *_located(e["loc"], data)) for e in problem.errors(include_url=False)]
    inside = {prefix for error, path, _ in errors for prefix in _told_inside(error, path)}
    for error, path, field in errors:
        place = (*base, *path)
        kind = error["type"]
        if kind == "missing":
            if not book.suggests(field):
                subject = _subject(data, path) or owner
                message = f"{subject}: {field} is missing" if subject else f"{field} is missing"
                book.at_key(place, message, f"add `{field}:`")
        elif kind == "extra_forbidden":
            fields = _fields(model, path[:-1])
            book.at_key(place, f"unknown key {path[-1]!r}", suggestion(
                str(path[-1]), fields, what="keys"
            ))  # fmt: skip
        elif path not in seen and not book.taken(place):
            if kind == "literal_error" and path in inside:
                continue
            message, hint = _said(error, place)
            is_key = "[key]" in error["loc"] or error["input"] == book.places.written(place)[-1]
            at = book.at_key if is_key else book.at_value
            at(place, f"{_name(place)}: {message}", hint)
            seen.add(path)


def _told_inside(error: Any, path: Path) -> Iterator[Path]:
    """Yield where a union's other member tells more than that no word of a list was met."""
    if error["type"] != "literal_error":
        yield from (path[:length] for length in range(len(path)))
        if not isinstance(error["input"], str):
            yield path


def _located(loc: Sequence[Any], data: Any) -> tuple[Path, str]:
    """Return the part of a location that stands in the data, and the last step that does not."""
    path: list[str | int] = []
    beyond = ""
    for step in loc:
        if isinstance(data, Mapping) and str(step) in data:
            path.append(str(step))
            data = data[str(step)]
        elif isinstance(data, (list, tuple)) and isinstance(step, int) and step < len(data):
            path.append(step)
            data = data[step]
        elif step != "[key]":
            beyond = str(step)
    return tuple(path), beyond


def _said(error: Any, place: Path) -> tuple[str, str]:
    """Return what was expected and what came, and what to do."""
    kind, context, got = error["type"], error.get("ctx", {}), shown(error["input"])
    if place and place[-1] in FORMS:
        return f"expected {FORMS[str(place[-1])]}, got {got}", _meant(error["input"], context)
    if kind in EXPECTED:
        quotes = kind == "string_type" and isinstance(error["input"], (bool, int, float))
        return f"expected {EXPECTED[kind]}, got {got}", "put it in quotes" if quotes else ""
    if kind in BOUNDS:
        word, key = BOUNDS[kind]
        return f"expected {word} {context[key]:g}, got {got}", ""
    if kind in ("enum", "literal_error"):
        return f"expected {context['expected']}, got {got}", _meant(error["input"], context)
    if kind == "string_pattern_mismatch":
        words = next((w for part, w in PATTERNS.items() if part in context["pattern"]), "")
        return f"expected {words or 'text like ' + context['pattern']}, got {got}", ""
    if kind == "string_too_short":
        return f"expected at least {context['min_length']} characters, got {got}", ""
    if kind == "string_too_long":
        return f"expected at most {context['max_length']} characters, got {got}", ""
    text = str(error["msg"]).removeprefix("Value error, ")
    return f"{text[:1].lower()}{text[1:]}", ""


def _meant(value: Any, context: Mapping[str, Any]) -> str:
    """Return the choice that was probably meant."""
    expected = str(context.get("expected", ""))
    choices = [part.strip("'") for part in expected.replace(" or ", ", ").split(", ")]
    near = closest(value, choices) if isinstance(value, str) else None
    return f"did you mean {near!r}?" if near else ""


def _name(path: Path) -> str:
    """Return the nearest key above a value, as a message calls it; a number with its own."""
    words = [step for step in path if isinstance(step, str)] or ["assignment"]
    return " ".join(words[-2:]) if words[-1].isdigit() else words[-1]


def _subject(data: Any, path: Path) -> str:
    """Return whose key is missing: a name, or the place in a list; empty for the whole."""
    for step in path:
        data = data[step]
    name = data.get("id", data.get("name")) if isinstance(data, Mapping) else None
    if isinstance(name, str):
        return name
    if path and isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {_name(path)}"
    return _name(path) if path else ""


def _fields(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """Return the keys that may stand at a path of a model."""
    reached: list[Any] = [model]
    for step in path:
        reached = [after for annotation in reached for after in _after(annotation, step)]
    models = [m for annotation in reached for m in _models(annotation)]
    return tuple(name for found in models for name in found.model_fields)


def _after(annotation: Any, step: str | int) -> Iterator[Any]:
    """Return the annotations one step below another."""
    for option in _options(annotation):
        if isinstance(option, type) and issubclass(option, BaseModel):
            if step in option.model_fields:
                yield option.model_fields[str(step)].annotation
        elif get_args(option):
            yield get_args(option)[0 if isinstance(step, int) else -1]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    for option in _options(annotation):
        if isinstance(option, type) and issubclass(option, BaseModel):
            yield option


def _options(annotation: Any) -> Iterator[Any]:
    """Return an annotation without its metadata, each member of a union by itself."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _options(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for option in get_args(annotation):
            yield from _options(option)
    else:
        yield annotation
