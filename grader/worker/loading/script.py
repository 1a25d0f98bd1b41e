"""Runs a submission's files as Python does: whole, in order, the first failure ends it; confined.

Imports go through the submission's own importer, so that libraries which only draw are stood in for
as they are for definitions. A library that a ``try`` provides for is missing where it is missing.
"""

import ast
import builtins
import importlib
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from grader.worker.loading.decoding import decode
from grader.worker.loading.program import Module, Program
from grader.worker.loading.siblings import Importer

MAIN = "__main__"


class Script:
    """The modules of a submission, each run when it is first imported."""

    def __init__(self, program: Program) -> None:
        self.importer = Importer(program, self._run)
        self._program = program
        self._texts = {path: data for path, data in program.files if path.endswith(".py")}
        self._names: list[str] = []
        self._import_module = importlib.import_module
        importlib.import_module = self.import_module

    def run_main(self, module: Module) -> ModuleType:
        """Run a module as ``__main__``; whatever it raises comes out."""
        live = sys.modules[MAIN] = ModuleType(MAIN)
        self._execute(module, live, MAIN)
        return live

    def import_module(self, name: str, package: str | None = None) -> ModuleType:
        """Stand for ``importlib.import_module``."""
        level = len(name) - len(name.lstrip("."))
        absolute = f"{package}.{name[level:]}".strip(".") if level and package else name
        found = self._program.sibling(absolute, None)
        if found is None:
            return self._import_module(name, package)
        return self.importer.load(found.key)

    def restore(self) -> None:
        """Put back what was replaced outside the submission."""
        importlib.import_module = self._import_module
        for name in self._names:
            sys.modules.pop(name, None)

    def _run(self, module: Module, live: ModuleType) -> None:
        """Run an imported module; one that fails is not there, as Python has it."""
        name = ".".join(module.key) or module.name
        live.__name__ = name
        if name not in sys.modules and name.partition(".")[0] not in sys.stdlib_module_names:
            sys.modules[name] = live
            self._names.append(name)
        try:
            self._execute(module, live, name)
        except BaseException:
            self.importer.live.pop(module.name, None)
            sys.modules.pop(name, None)
            raise

    def _execute(self, module: Module, live: ModuleType, name: str) -> None:
        path = module.source.path
        text = decode(self._texts.get(path, b"")).text
        own = {**vars(builtins), "exit": sys.exit, "quit": sys.exit}
        own["__import__"] = self._importing(module)
        space = {
            "__name__": name,
            "__file__": path,
            "__package__": ".".join(module.folder),
            "__builtins__": own,
        }
        vars(live).update(space)
        if module.is_package:
            live.__path__ = []
        exec(compile(text, path, "exec", dont_inherit=True), vars(live))  # noqa: S102

    def _importing(self, module: Module) -> Callable[..., Any]:
        """Return the ``__import__`` of a module, strict about what a ``try`` provides for."""
        real = self.importer.bound_to(module)
        provided_for = frozenset(_provided_for(module))

        def import_(name: str, *more: Any, **named: Any) -> Any:
            before = self.importer.is_strict
            self.importer.is_strict = name.partition(".")[0] in provided_for
            try:
                return real(name, *more, **named)
            finally:
                self.importer.is_strict = before

        return import_


def _provided_for(module: Module) -> Iterator[str]:
    """Yield the libraries whose import stands in a ``try`` with a handler."""
    for node, _ in module.source.body:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Try) and inner.handlers:
                yield from _imported(inner.body)


def _imported(body: list[ast.stmt]) -> Iterator[str]:
    for node in (each for statement in body for each in ast.walk(statement)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]
