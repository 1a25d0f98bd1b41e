"""What ``import`` means in student code: own modules, libraries, stand-ins; runs confined.

The submission's own modules come first, as Python has it, but never in the place of numpy or an
allowed library. What is neither theirs, nor the standard library's, nor allowed is a stand-in,
whether it is installed here or not. Libraries themselves import as ever: only student code is
given this ``__import__``.
"""

import builtins
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

from grader.worker.loading import old_names
from grader.worker.loading.program import Found, Key, Module, Program
from grader.worker.loading.stand_ins import HARMLESS, Shelf

Run = Callable[[Module, ModuleType], None]


class Importer:
    """Answers the imports of one submission; runs its modules when they are first asked for."""

    def __init__(self, program: Program, run: Run) -> None:
        self.shelf = Shelf()
        self.live: dict[str, ModuleType] = {}
        self.is_strict = False
        self._program = program
        self._run = run
        self._folders: dict[Key, ModuleType] = {}
        for module in program.modules:
            for local, name in module.aliases.items():
                self.shelf.aliases.setdefault(name, local)

    def bound_to(self, module: Module) -> Callable[..., Any]:
        """Return the ``__import__`` of one module."""

        def import_(
            name: str,
            globals: Mapping[str, Any] | None = None,  # noqa: A002 - as the function it stands for
            locals: Mapping[str, Any] | None = None,  # noqa: A002 - the same
            fromlist: Sequence[str] | None = (),
            level: int = 0,
        ) -> Any:
            return self._import(module, name, fromlist or (), level, (globals, locals))

        return import_

    def _import(
        self, module: Module, name: str, wanted: Sequence[str], level: int, around: Any
    ) -> Any:
        found = self._own(module, name, level)
        if found is not None:
            return self._import_own(found, name, wanted, level)
        root = name.partition(".")[0]
        if self._program.availability(root) == "yes":
            return self._import_real(name, wanted, around)
        old = old_names.old_module(name)
        if old is not None:
            return old if wanted or "." not in name else old_names.old_module(root)
        return self._stand_in(name, wanted)

    def _own(self, module: Module, name: str, level: int) -> Found | None:
        if not level:
            return self._program.sibling(name, module)
        found = self._program.relative(name, level, module)
        if found is None:
            raise ModuleNotFoundError(f"No module named {'.' * level + name!r}", name=name)
        return found

    def _import_real(self, name: str, wanted: Sequence[str], around: Any) -> Any:
        """Import a library; one that is allowed or standard but not here is stood in for."""
        root = name.partition(".")[0]
        try:
            return builtins.__import__(name, around[0], around[1], tuple(wanted), 0)
        except ModuleNotFoundError as problem:
            missing = problem.name or name
            if self.is_strict or not (missing == root or missing.startswith("_")):
                raise
        except (ImportError, OSError):
            if self.is_strict or root == "numpy":
                raise
        return self._stand_in(name, wanted)

    def _stand_in(self, name: str, wanted: Sequence[str]) -> Any:
        root = name.partition(".")[0]
        if self.is_strict and root not in HARMLESS:
            raise ModuleNotFoundError(f"No module named {root!r}", name=root)
        if name in ("pylab", "matplotlib.pylab") and wanted:
            return old_names.pylab(self.shelf.take("matplotlib.pyplot", whole=True))
        return self.shelf.take(name, whole=bool(wanted))

    def _import_own(self, found: Found, name: str, wanted: Sequence[str], level: int) -> ModuleType:
        """Run one of the submission's modules, with the folders above it and below as asked."""
        target = self.load(found.key)
        for item in wanted:
            if item != "*" and not hasattr(target, item) and self._program.at((*found.key, item)):
                setattr(target, item, self.load((*found.key, item)))
        if wanted or level or "." not in name:
            return target
        return self._linked(found.key, name)

    def _linked(self, key: Key, name: str) -> ModuleType:
        """Make ``a.b.c`` reachable from ``a``, which is what ``import a.b.c`` binds."""
        depth = name.count(".")
        for cut in range(depth, 0, -1):
            above = self.load(key[: len(key) - cut])
            below = self.load(key[: len(key) - cut + 1])
            setattr(above, key[len(key) - cut], below)
        return self.load(key[: len(key) - depth])

    def load(self, key: Key) -> ModuleType:
        """Return what a key means: a module, run if it has not been, or a folder as a bare one."""
        found = self._program.at(key)
        if found is not None and found.module is not None:
            return self.start(found.module)
        if key not in self._folders:
            self._folders[key] = live = ModuleType(".".join(key) or "submission")
            live.__path__ = []
        return self._folders[key]

    def start(self, module: Module) -> ModuleType:
        """Return a live module; it is there, half made, while it runs for the first time."""
        live = self.live.get(module.name)
        if live is None:
            live = self.live[module.name] = ModuleType(module.name)
            self._run(module, live)
        return live
