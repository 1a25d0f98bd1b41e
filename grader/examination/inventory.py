"""The sealed inventory, taken in strictly: what stands in a submission. Runs in the judge."""

from dataclasses import dataclass, field
from typing import Any

from grader.errors import ChildError
from grader.examination.answers import text_of

NAMES = 500
NAME = 64


@dataclass(frozen=True, slots=True)
class FoundParameter:
    """A parameter as the student wrote it."""

    name: str
    kind: str
    default: bool


@dataclass(frozen=True, slots=True)
class FoundFunction:
    """A function or method as the student wrote it."""

    module: str
    path: tuple[str, ...]
    file: str
    line: int
    where: str
    kind: str
    parameters: tuple[FoundParameter, ...]
    earlier: int
    empty: bool
    calls: tuple[str, ...]
    loops: int
    comprehensions: int

    @property
    def name(self) -> str:
        """The name by which it is called."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class FoundImport:
    """An import, and whether the library was there."""

    name: str
    module: str
    line: int
    available: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a submission holds, from the bytes alone: before any of its code ran."""

    functions: tuple[FoundFunction, ...] = ()
    imports: tuple[FoundImport, ...] = ()
    calls: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    parsed: int = 0
    warnings: tuple[str, ...] = ()
    skipped: int = 0
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """Names of files, of cells with functions and of functions, from before any code ran."""
        cells = {f"{found.file} {found.where.partition(',')[0]}" for found in self.functions}
        return frozenset((*self.files, *cells, *(found.name for found in self.functions)))

    @property
    def has_source(self) -> bool:
        """Whether there is source to judge, be it broken; a notebook that is none is no source."""
        return any(
            item.get("form") == "py"
            or (item.get("form") == "ipynb" and item.get("status") != "unreadable")
            for item in _dicts(self.raw, "files", 2_000)
        )


def read_inventory(frame: Any) -> Inventory:
    """Take in the inventory.

    Raises:
        ChildError: The frame is no inventory.
    """
    if not isinstance(frame, dict) or frame.get("kind") != "inventory":
        raise ChildError("something else came back than an inventory")
    files = _dicts(frame, "files", 2_000)
    return Inventory(
        functions=tuple(map(_function, _dicts(frame, "functions", NAMES))),
        imports=tuple(map(_import, _dicts(frame, "imports", NAMES))),
        calls=_texts(frame.get("calls"), 200),
        classes=tuple(text_of(item.get("name"), NAME) for item in _dicts(frame, "classes", NAMES)),
        files=tuple(text_of(item.get("path"), 200) for item in files),
        parsed=sum(item.get("status") in ("parsed", "salvaged") for item in files),
        warnings=_texts(frame.get("warnings"), 500),
        skipped=len(_dicts(frame, "skipped", NAMES)),
        raw=frame,
    )


def _function(item: dict[str, Any]) -> FoundFunction:
    path = _texts(item.get("path"), NAME)
    if not path:
        raise ChildError("a function without a name")
    parameters = tuple(
        FoundParameter(
            name=text_of(p.get("name"), NAME),
            kind=text_of(p.get("kind"), 16),
            default=p.get("default") is True,
        )
        for p in _dicts(item, "parameters", 64)
    )
    return FoundFunction(
        module=text_of(item.get("module"), 200),
        path=path,
        file=text_of(item.get("file"), 200),
        line=_count(item.get("line")),
        where=text_of(item.get("where"), 200),
        kind=text_of(item.get("kind"), 16),
        parameters=parameters,
        earlier=_count(item.get("earlier")),
        empty=item.get("empty") is True,
        calls=_texts(item.get("calls"), 200),
        loops=_count(item.get("loops")),
        comprehensions=_count(item.get("comprehensions")),
    )


def _import(item: dict[str, Any]) -> FoundImport:
    return FoundImport(
        name=text_of(item.get("name"), 200),
        module=text_of(item.get("module"), 200),
        line=_count(item.get("line")),
        available=text_of(item.get("available"), 16),
    )


def _dicts(frame: dict[str, Any], key: str, limit: int) -> list[dict[str, Any]]:
    items = frame.get(key, [])
    if not isinstance(items, list):
        raise ChildError(f"an inventory whose {key} are no list")
    return [item for item in items[:limit] if isinstance(item, dict)]


def _texts(items: Any, limit: int) -> tuple[str, ...]:
    if not isinstance(items, list):
        return ()
    return tuple(text_of(item, limit) for item in items[:NAMES] if isinstance(item, str))


def _count(value: Any) -> int:
    return value if type(value) is int and 0 <= value < 10_000_000 else 0
