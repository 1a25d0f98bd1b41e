"""The parsed submission: modules, what each statement is, and what lies beside them; confined."""

import ast
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from grader.worker.loading.definitions import Leaf, everything, is_guard
from grader.worker.loading.parsing import Source
from grader.worker.loading.survey import Scope, Survey

PROTECTED = frozenset(("numpy", "builtins", "__future__", *sys.builtin_module_names))
"""Names that a submission's own module never takes."""

Key = tuple[str, ...]


def fold(name: str) -> str:
    """Fold case and underscores away."""
    return name.replace("_", "").casefold()


@dataclass(slots=True, eq=False)
class Module:
    """One source file as a module: its key is its path without suffix, part by part.

    ``aliases`` are the full names of all that is imported anywhere, ``meanings`` those of the
    names that still mean an import once the module has run.
    """

    source: Source
    key: Key
    is_package: bool
    leaves: list[Leaf] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    meanings: dict[str, str] = field(default_factory=dict)
    scope: Scope = field(default_factory=Scope)
    needed: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The name under which it is found again."""
        return self.source.module

    @property
    def folder(self) -> Key:
        """The folder its imports are looked up in first."""
        return self.key if self.is_package else self.key[:-1]

    def every_leaf(self) -> Iterable[Leaf]:
        """Yield its statements, those inside blocks too."""
        return everything(self.leaves)

    def kept(self) -> Iterable[Leaf]:
        """Yield the statements that count."""
        return (leaf for leaf in self.every_leaf() if leaf.kept)

    def has_guard(self) -> bool:
        """Say whether it asks for ``__main__``."""
        tests = (leaf.node.test for leaf in self.leaves if isinstance(leaf.node, ast.If))
        return any(map(is_guard, tests))


@dataclass(frozen=True, slots=True)
class Found:
    """What an import means of the submission: its key, and the module unless it is a folder."""

    key: Key
    module: Module | None


@dataclass(slots=True)
class Program:
    """Everything that is known of a submission before its code runs, and how it is to be run."""

    modules: list[Module]
    survey: Survey
    files: list[tuple[str, bytes]]
    provided: list[tuple[str, bytes]]
    libraries: frozenset[str]
    run: str
    skip: frozenset[int]
    scratch: bool = False
    removed: dict[str, str] = field(default_factory=dict)
    _index: dict[Key, Module] = field(default_factory=dict)
    _folders: set[Key] = field(default_factory=set)

    def index(self) -> None:
        """Make modules findable by key; call once, when all are there."""
        for module in self.modules:
            self._index.setdefault(module.key, module)
            self._folders.update(module.key[:end] for end in range(1, len(module.key)))

    def availability(self, root: str) -> str:
        """Say whether a library is there (``yes``) or stood in for (``stand-in``)."""
        is_there = root in sys.stdlib_module_names or root == "numpy" or root in self.libraries
        return "yes" if is_there else "stand-in"

    def sibling(self, name: str, importer: Module | None) -> Found | None:
        """Find the submission's own module that a dotted name means, seen from one of them."""
        parts = tuple(name.split("."))
        if parts[0] in PROTECTED or parts[0] in self.libraries:
            return None
        folder: Key = importer.folder if importer is not None else ()
        for end in range(len(folder), -1, -1):
            found = self.at(folder[:end] + parts)
            if found is not None and not (importer is not None and found.module is importer):
                return found
        if parts[0] in sys.stdlib_module_names:
            return None
        return self._anywhere(parts)

    def at(self, key: Key) -> Found | None:
        """Return the module or folder of exactly this key."""
        module = self._index.get(key)
        if module is not None or key in self._folders:
            return Found(key, module)
        return None

    def _anywhere(self, parts: Key) -> Found | None:
        """Find a module in another folder, as a changed search path would."""
        ending = [key for key in self._index if key[-len(parts) :] == parts]
        best = min(ending, key=lambda key: (len(key), key), default=None)
        return None if best is None else Found(best, self._index[best])

    def relative(self, name: str, level: int, importer: Module) -> Found | None:
        """Find what ``from ..name import`` means; beyond the top it stays at the top."""
        folder = importer.folder[: max(0, len(importer.folder) - level + 1)]
        parts = tuple(filter(None, name.split(".")))
        if not parts and not folder:
            return Found((), None)
        return self.at(folder + parts) or (self.at(parts) if parts else None)


def mains(modules: Sequence[Module]) -> set[str]:
    """Return the names of the modules that run as ``__main__``: with a guard, or the only one."""
    if len(modules) == 1:
        return {modules[0].name}
    return {module.name for module in modules if module.has_guard()}
