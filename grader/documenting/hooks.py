"""``docs/hooks.md``: the contract with plugins, hook by hook, and the shapes they give."""

import inspect
import re
import typing
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from grader import hookspecs, kinds
from grader.documenting.markdown import code, page, paragraphs, table, text
from grader.plugin_manager import Registry

INTRODUCTION = (
    "A plugin is a module whose functions are marked `@hookimpl` (from `grader.hookspecs`). It is"
    " named by `plugins:` in an assignment, or with `--plugin MODULE`. All hooks run in the judge;"
    " none can change a score."
)


def hooks(registry: Registry) -> str:
    """Return a section for each hook with its signature, then the Protocols."""
    del registry
    every = (part for name, hook in _hooks() for part in _section(name, hook))
    shapes = (part for name, shape in _shapes() for part in _shape(name, shape))
    records = (part for name, record in _records() for part in _record(name, record))
    given = ("# What plugins give", *shapes, "# Records", *records)
    return page("# Hooks", INTRODUCTION, *every, *given)


def _hooks() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every hook in the order of the contract."""
    for name, each in vars(hookspecs).items():
        if name.startswith("grader_") and callable(each):
            yield name, each


def _section(name: str, hook: Callable[..., Any]) -> Iterator[str]:
    yield f"## `{name}`"
    yield f"```python\ndef {name}{_signature(hook)}: ...\n```"
    yield paragraphs(inspect.getdoc(hook) or "")


def _signature(function: Callable[..., Any]) -> str:
    """Return a signature as it stands in the code, types unquoted."""
    return _short(str(inspect.signature(function)).replace("'", "").replace('"', ""))


def _shapes() -> Iterator[tuple[str, type]]:
    """Yield the Protocols, module by module and in the order of each."""
    for name, each in _nouns():
        if typing.Protocol in each.__mro__[1:2]:
            yield name, each


def _nouns() -> Iterator[tuple[str, type]]:
    """Yield every class of the package under the name that plugins import."""
    for module in iter_modules(kinds.__path__, f"{kinds.__name__}."):
        for name, each in vars(import_module(module.name)).items():
            if inspect.isclass(each) and each.__module__ == module.name:
                yield name, each


def _shape(name: str, shape: type) -> Iterator[str]:
    members = "\n".join(f"    {line}" for line in _members(shape))
    yield f"## {name}"
    yield paragraphs(inspect.getdoc(shape) or "")
    yield f"```python\nclass {name}(Protocol):\n{members}\n```"


def _members(shape: type) -> Iterator[str]:
    for name, member in vars(shape).items():
        if isinstance(member, property) and member.fget is not None:
            yield f"{name}: {_type(inspect.signature(member.fget).return_annotation)}"
        elif inspect.isfunction(member) and not name.startswith("_"):
            yield f"def {name}{_signature(member)}: ..."


def _type(annotation: Any) -> str:
    if isinstance(annotation, type) and not typing.get_args(annotation):
        return annotation.__name__
    return _short(str(annotation))


def _short(types: str) -> str:
    """Return types without the modules they are from."""
    return re.sub(r"\b(typing|collections\.abc|grader\.kinds(\.\w+)?)\.", "", types)


def _records() -> Iterator[tuple[str, type]]:
    """Yield the plain records, module by module and in the order of each."""
    yield from ((name, each) for name, each in _nouns() if is_dataclass(each))


def _record(name: str, record: type) -> Iterator[str]:
    told, _, attributes = (inspect.getdoc(record) or "").partition("Attributes:\n")
    lines = attributes.replace("\n        ", " ").splitlines()
    rows = (line.strip().partition(": ") for line in lines)
    yield f"## {name}"
    yield paragraphs(told)
    yield table(
        ("field", "what it is"), ((code(key), text(words)) for key, _, words in rows if key)
    )
