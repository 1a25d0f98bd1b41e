"""From the short form to the long one: every section becomes checks. Runs in the judge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.kinds import CheckKind
from grader.models.assignment import Assignment
from grader.reading.catalogue import Catalogue
from grader.reading.mistakes import MistakeBook, shown
from grader.reading.near_miss import listing, suggestion
from grader.reading.places import Path
from grader.reading.sections import (
    FUNCTION_KIND,
    FUNCTIONS,
    RENAMED,
    SECTIONS,
    SPEC_KEYS,
    Rewrite,
    Rewritten,
    Section,
    Surroundings,
    as_written,
    section,
)

CHECKS = "checks"
FULL = "full"
TOP_LISTS = ("libraries", "plugins", "data")
NO_SPACE = "put a space behind the colon"
MAPPING_OR_POINTS = "points, or a mapping such as {points: 2}"


@dataclass(slots=True)
class LongForm:
    """An assignment in long form, as plain data, and where each of its paths was written."""

    top: dict[str, Any] = field(default_factory=dict)
    checks: list[dict[str, Any]] = field(default_factory=list)
    origins: dict[Path, Path] = field(default_factory=dict)
    attempted: bool = False

    @property
    def data(self) -> dict[str, Any]:
        """The whole as the model reads it."""
        return {**self.top, CHECKS: self.checks}


def expand(data: Mapping[str, Any], catalogue: Catalogue, book: MistakeBook) -> LongForm:
    """Return the long form of what was written, in the order in which it was written."""
    expansion = _Expansion(catalogue, book, _function_names(data))
    for key, value in data.items():
        expansion.key(key, value)
    return expansion.form


def _function_names(data: Mapping[str, Any]) -> tuple[str, ...]:
    functions = data.get(FUNCTIONS)
    return tuple(functions) if isinstance(functions, Mapping) else ()


class _Expansion:
    """Turns each top-level key into what it means."""

    def __init__(self, catalogue: Catalogue, book: MistakeBook, names: tuple[str, ...]) -> None:
        self.kinds = catalogue.kinds
        self.book = book
        self.names = names
        self.form = LongForm()

    def key(self, key: str, value: Any) -> None:
        """Expand one top-level key."""
        self.form.attempted |= key == CHECKS or key not in Assignment.model_fields
        if key == CHECKS:
            self._checks(value)
        elif key in Assignment.model_fields:
            self.form.top[key] = self._top(key, value)
        elif key == FUNCTIONS:
            self._functions(value)
        elif (short := section(key, self.kinds)) is not None:
            self._section(key, value, short)
        else:
            hint = NO_SPACE if _glued(key, value) else self._unknown(key)
            self.book.at_key((key,), f"unknown key {key!r}", hint)

    def _unknown(self, key: str) -> str:
        kinds = f"check kinds: {listing(self.kinds)}"
        short = [name for name in SECTIONS if section(name, self.kinds)]
        known = [*(k for k in Assignment.model_fields), FUNCTIONS, *short, *self.kinds]
        suggested = suggestion(key, known, what="keys")
        if suggested.startswith("did you mean"):
            return suggested
        return f"it is neither a key of an assignment nor a check kind that is loaded ({kinds})"

    def _top(self, key: str, value: Any) -> Any:
        """Let a list of one be written without brackets, and data files as ``name: path``."""
        if key == "data":
            return self._data(value)
        if key == "interface" and isinstance(value, list):
            return self._interfaces(value)
        if key == "feedback" and isinstance(value, Mapping) and isinstance(value.get("show"), str):
            return {**value, "show": [value["show"]]}
        return [value] if key in TOP_LISTS and isinstance(value, str) else value

    def _data(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            items = list(value.items())
            for number, (name, _) in enumerate(items):
                self.form.origins[("data", number)] = ("data", name)
                self.form.origins[("data", number, "path")] = ("data", name)
            return [_titled(name, item) for name, item in items]
        files = [value] if isinstance(value, str) else value
        if not isinstance(files, list):
            return files
        for number, item in enumerate(files):
            if isinstance(item, str):
                self.form.origins[("data", number, "path")] = ("data", number)
        return [_named(item) if isinstance(item, str) else item for item in files]

    def _interfaces(self, value: list[Any]) -> Any:
        """Let several classes stand in a list: the first, and the others beside it."""
        for number in range(1, len(value)):
            self.form.origins[("interface", "others", number - 1)] = ("interface", number)
        first = value[0] if value else {}
        if not isinstance(first, Mapping):
            return first
        for key in first:
            self.form.origins[("interface", key)] = ("interface", 0, key)
        return {**first, "others": value[1:]} if value[1:] else first

    def _checks(self, value: Any) -> None:
        if not isinstance(value, list):
            message = f"checks: expected a list of checks, got {shown(value)}"
            self.book.at_value((CHECKS,), message, "write `- id: …` for each")
            return
        for number, item in enumerate(value):
            path: Path = (CHECKS, number)
            if isinstance(item, Mapping):
                self._add(dict(item), path)
            else:
                message = f"expected a check, got {shown(item)}"
                self.book.at_value(path, message, "write {id: …, kind: …, points: …}")

    def _functions(self, value: Any) -> None:
        if not isinstance(value, Mapping):
            message = f"functions: expected a mapping, got {shown(value)}"
            self.book.at_value((FUNCTIONS,), message, "write `relu: 1` for each function")
            return
        for name, item in value.items():
            path: Path = (FUNCTIONS, name)
            defaults = {"id": name, "kind": FUNCTION_KIND, "function": name}
            if isinstance(item, Mapping):
                self._split(Rewritten(dict(item)), path, defaults, hidden=("id", "name"))
            elif _is_number(item):
                self._add({**defaults, "points": item}, path)
                self.form.origins[(*self._last(), "points")] = path
            else:
                message = f"{name}: expected {MAPPING_OR_POINTS}, got {shown(item)}"
                self.book.at_value(path, message)
                self._add({**defaults, "points": 0}, path)

    def _section(self, name: str, value: Any, short: Section) -> None:
        many = isinstance(value, list)
        for number, item in enumerate(value if many else [value]):
            path: Path = (name, number) if many else (name,)
            if not isinstance(item, Mapping):
                message = f"{name}: expected a mapping, got {shown(item)}"
                self.book.at_value(path, message, f"write {name}: {{points: 1, …}}")
                continue
            around = Surroundings(self.names, self._reporter(path))
            for rewritten in short.rewrite(item, around):
                self._required(name, path, rewritten, short)
                self._split(rewritten, path, self._defaults(short, number), full=short.full)

    def _defaults(self, short: Section, number: int) -> dict[str, Any]:
        name = f"{short.id}_{number + 1}" if number else short.id
        function = {"function": short.function} if short.function else {}
        return {"id": name, "kind": short.kind, **function}

    def _required(self, name: str, path: Path, rewritten: Rewritten, short: Section) -> None:
        for key in short.required:
            if key not in rewritten.data:
                self.book.at_key(path, f"{name}: {key} is missing", f"add `{key}:`")

    def _reporter(self, path: Path) -> Any:
        def report(below: Path, message: str, hint: str) -> None:
            self.book.at_key((*path, *below), message, hint)

        return report

    def _split(
        self,
        rewritten: Rewritten,
        path: Path,
        defaults: Mapping[str, Any],
        *,
        hidden: tuple[str, ...] = (),
        full: Rewrite = as_written,
    ) -> None:
        """Add a check, each key to the check itself or to its kind's parameters."""
        kind = self.kinds.get(str(rewritten.data.get("kind", defaults["kind"])))
        check: dict[str, Any] = dict(defaults)
        self._add(check, path)
        here = self._last()
        check |= self._placed(rewritten, path, here, kind, hidden=hidden, name=check["id"])
        longer = check.get(FULL)
        if isinstance(longer, Mapping):
            below = (*path, FULL)
            (again,) = full(longer, Surroundings(self.names, self._reporter(below)))
            name = f"{FULL} of {check['id']}"
            check[FULL] = self._placed(again, below, (*here, FULL), kind, name=name)

    def _placed(
        self,
        rewritten: Rewritten,
        path: Path,
        here: Path,
        kind: CheckKind | None,
        *,
        hidden: tuple[str, ...] = (),
        name: str,
    ) -> dict[str, Any]:
        """Return each key as one of a check or as a parameter, and note where it was written."""
        own = () if kind is None else tuple(kind.params.model_fields)
        placed: dict[str, Any] = {}
        written = rewritten.data.get("params")
        params: dict[str, Any] = dict(written) if isinstance(written, Mapping) else {}
        for key, item in rewritten.data.items():
            target = RENAMED.get(key, key)
            origin = (*path, *rewritten.moved.get((key,), (key,)))
            if target in SPEC_KEYS and key not in hidden:
                placed[target] = item
                self.form.origins[(*here, target)] = origin
            elif key in own:
                params[key] = item
                self.form.origins[(*here, "params", key)] = origin
            elif kind is not None:
                known = [*(k for k in (*RENAMED, *SPEC_KEYS) if k not in hidden), *own]
                hint = NO_SPACE if _glued(key, item) else suggestion(key, known, what="keys")
                owner = placed.get("id", name)
                self.book.at_key(origin, f"unknown key {origin[-1]!r} of {owner}", hint)
        for below, origin in rewritten.moved.items():
            if len(below) > 1:
                self.form.origins[(*here, "params", *below)] = (*path, *origin)
        if params or isinstance(written, Mapping):
            placed["params"] = params
        return placed

    def _add(self, check: dict[str, Any], path: Path) -> None:
        self.form.checks.append(check)
        self.form.origins[self._last()] = path

    def _last(self) -> Path:
        return (CHECKS, len(self.form.checks) - 1)


def _glued(key: str, value: Any) -> bool:
    """Say whether a key holds its value too, for want of a space."""
    return ":" in key and value is None


def _titled(name: str, item: Any) -> Any:
    """Return an entry of `data` by its name: a path, or what a data set is offered as."""
    return {"name": name, **item} if isinstance(item, Mapping) else {"name": name, "path": item}


def _named(path: str) -> dict[str, str]:
    return {"name": path.rsplit("/", maxsplit=1)[-1], "path": path}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
