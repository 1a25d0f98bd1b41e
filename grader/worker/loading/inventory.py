"""Stock of a submission before any of its code runs: files, functions, imports; runs confined.

In this order: what was handed in becomes a program (``assembling``), what counts in it is marked
(``reaching``), and what is found is described (``functions``, ``describing``), with remarks for
the student (``remarks``), in a frame that fits through the wall (``fitting``).
"""

import ast
import contextlib
import gc
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grader.worker.loading import names
from grader.worker.loading.assembling import assemble
from grader.worker.loading.definitions import Leaf
from grader.worker.loading.describing import class_frame, file_frame, place_of
from grader.worker.loading.fitting import fitting
from grader.worker.loading.functions import all_functions, capped
from grader.worker.loading.parsing import Source
from grader.worker.loading.program import Module, Program, fold
from grader.worker.loading.reaching import choose_everywhere, imported
from grader.worker.loading.remarks import remarks_on
from grader.worker.loading.signatures import NAME
from grader.worker.loading.survey import MAX_CALLS
from grader.worker.loading.unpacking import unpack

MAX_FUNCTIONS = 500
MAX_CLASSES = 200
MAX_IMPORTS = 200
MAX_SKIPPED = 100
MAX_FILES = 400

Frame = dict[str, Any]


def take_inventory(message: Frame) -> tuple[Frame, Program]:
    """Unpack, decode and parse what was handed in; return the inventory and what define needs.

    Nothing a submission holds makes this raise: what cannot be read ends in a status.
    """
    with warnings.catch_warnings(), _no_collection():
        warnings.simplefilter("ignore")
        unpacked = unpack([(p, d) for p, d in message["files"]], archive=message["archive"])
        program, sources = assemble(message, unpacked.files)
        wanted = frozenset(map(fold, message["wanted"]))
        choose_everywhere(program, wanted)
        frame = _Stock(program, sources, wanted).frame(unpacked.notes)
    return fitting(frame), program


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Hold garbage collection: a syntax tree grows fast and holds no cycles, only the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _Stock:
    """Puts the inventory's lists together."""

    program: Program
    sources: list[Source]
    wanted: frozenset[str]

    def frame(self, notes: Sequence[str]) -> Frame:
        functions = all_functions(self.program, self.wanted)
        more = []
        if len(functions) > MAX_FUNCTIONS:
            more = [f"{len(functions)} functions were found; {MAX_FUNCTIONS} were looked at"]
        return {
            "kind": "inventory",
            "files": [file_frame(source) for source in self.sources[:MAX_FILES]],
            "functions": self._most_wanted(functions),
            "classes": self._classes()[:MAX_CLASSES],
            "imports": self._imports()[:MAX_IMPORTS],
            "calls": self._calls(),
            "skipped": self._skipped(),
            "warnings": remarks_on(self.program, self.sources, self.wanted, [*notes, *more]),
        }

    def _most_wanted(self, functions: list[Frame]) -> list[Frame]:
        if len(functions) > MAX_FUNCTIONS:
            functions.sort(key=lambda f: fold(f["path"][-1]) not in self.wanted)
        return functions[:MAX_FUNCTIONS]

    def _classes(self) -> list[Frame]:
        found: dict[tuple[str, str], Frame] = {}
        for module in self.program.modules:
            for leaf in module.kept():
                if isinstance(leaf.node, ast.ClassDef):
                    found[module.name, leaf.node.name] = class_frame(leaf.node, leaf.part, module)
        return list(found.values())

    def _imports(self) -> list[Frame]:
        return [
            self._import(module, node, name)
            for module in self.program.modules
            for node in module.scope.imports
            for name, _ in imported(node)
        ]

    def _import(self, module: Module, node: ast.Import | ast.ImportFrom, name: str) -> Frame:
        level = node.level if isinstance(node, ast.ImportFrom) else 0
        root = name.partition(".")[0]
        if level or self.program.sibling(name, module) is not None:
            available = "sibling"
        else:
            available = self.program.availability(root)
        return {
            "module": module.name,
            "name": ("." * level + name)[: names.MAX_NAME],
            "root": root[:NAME],
            "line": node.lineno,
            "available": available,
        }

    def _calls(self) -> list[str]:
        calls: dict[str, None] = {}
        for module in self.program.modules:
            for call in module.scope.calls:
                if call:
                    calls.setdefault(call)
        return capped(list(calls), 4 * MAX_CALLS)

    def _skipped(self) -> list[Frame]:
        if self.program.run == "everything":
            return []
        found = [
            place_of(leaf, module) | {"what": leaf.first_line()}
            for module in self.program.modules
            for leaf in module.every_leaf()
            if not (leaf.kept or _is_idle(leaf.node)) and _outermost(leaf)
        ]
        return found[:MAX_SKIPPED]


def _outermost(leaf: Leaf) -> bool:
    return leaf.parent is None or leaf.parent.kept


def _is_idle(node: ast.stmt) -> bool:
    """Say whether a statement does nothing that anyone could miss."""
    return isinstance(node, ast.Pass) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )
