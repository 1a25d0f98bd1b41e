"""Runs what counts of a parsed submission, one statement at a time; runs confined.

Whatever a statement does, the next one runs: a failure is recorded with its place, a definition
that fails is tried again without what made it fail, and a block that fails still gives up the
definitions inside it. Before a statement that may take time its number is announced, so that the
other side can tell which one did not come back.
"""

import ast
import builtins
import copy
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType, TracebackType
from typing import Any, NoReturn

from grader.worker.loading import names, old_names, provided, removed
from grader.worker.loading.definitions import Leaf, Role, everything, pruned, takes_time
from grader.worker.loading.outcome import Failure, Modules, bound_by
from grader.worker.loading.overlay import Overlay
from grader.worker.loading.program import Module, Program, mains
from grader.worker.loading.relaxing import Relaxed, bare, relax, unwrapped
from grader.worker.loading.siblings import Importer
from grader.worker.loading.stand_ins import Harmless, MissingLibrary, is_stand_in

Announce = Callable[[dict[str, Any]], None]

MAX_RELAXED = 8
MAX_FAILURES = 60
MAX_WARNINGS = 60
MESSAGE = 300
CATCHES_IMPORTS = frozenset(("ImportError", "ModuleNotFoundError", "Exception", "BaseException"))


def define(program: Program, announce: Announce) -> tuple[Modules, dict[str, Any]]:
    """Run the definitions, or with ``run: everything`` all statements, of every module.

    Returns the live modules and a ``defined`` frame: what failed, and what a student should know.
    """
    overlay = Overlay(program.provided, program.files, scratch=program.scratch)
    installed = provided.install(overlay)
    take_away = removed.put_back(program.removed)
    runner = _Runner(program, announce)
    registered = _Registered()
    sys.argv, arguments = [_main_path(program)], sys.argv
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module in program.modules:
            runner.importer.start(module)
            registered.add(runner.importer.live[module.name])
        runner.try_again()
    undo = (installed.undo, take_away, registered.undo, lambda: setattr(sys, "argv", arguments))
    modules = Modules(runner.importer.live, runner.failures, undo, program)
    return modules, runner.frame()


def _main_path(program: Program) -> str:
    return program.modules[0].source.path if program.modules else ""


class _Registered:
    """The submission's modules in ``sys.modules``, where pickle and dataclasses look for them."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def add(self, live: ModuleType) -> None:
        name = live.__name__
        if name not in sys.modules and name.partition(".")[0] not in sys.stdlib_module_names:
            sys.modules[name] = live
            self._names.append(name)

    def undo(self) -> None:
        for name in self._names:
            sys.modules.pop(name, None)


@dataclass(slots=True)
class _Runner:
    """Runs modules statement by statement."""

    program: Program
    announce: Announce
    failures: list[Failure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    importer: Importer = field(init=False)
    builtins: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.importer = Importer(self.program, self.run)
        self.builtins = {**vars(builtins), **_interactive(self.importer)}

    @property
    def runs_everything(self) -> bool:
        return self.program.run == "everything"

    def run(self, module: Module, live: ModuleType) -> None:
        """Run one module from its first statement to its last."""
        space = vars(live)
        is_main = self.runs_everything and module.name in mains(self.program.modules)
        space["__name__"] = "__main__" if is_main else module.name
        space["__file__"] = module.source.path
        space["__package__"] = ".".join(module.folder)
        space["__builtins__"] = {**self.builtins, "__import__": self.importer.bound_to(module)}
        if module.source.is_python2:
            space["__builtins__"].update(old_names.python2_builtins())
        for leaf in module.leaves:
            if self.runs_everything or leaf.kept:
                self._run_leaf(leaf, module)

    def try_again(self) -> None:
        """Run failed imports of own modules once more, then what may have failed for them."""
        waiting = [f for f in self.failures if f.leaf.role is Role.IMPORT]
        solved = [f for f in waiting if self._repeat(f)]
        if not solved:
            return
        for failure in [f for f in self.failures if f.error in ("NameError", "AttributeError")]:
            if failure.leaf.role in (Role.DEFINE, Role.ASSIGN):
                self._repeat(failure)

    def _repeat(self, failure: Failure) -> bool:
        """Run a failed statement again; forget the failure where it now succeeds."""
        if failure.error == "MissingLibrary" or failure not in self.failures:
            return False
        self.failures.remove(failure)
        count = len(self.failures)
        self._run_leaf(failure.leaf, failure.module)
        return len(self.failures) == count

    def frame(self) -> dict[str, Any]:
        """Return what happened, as it crosses the wall."""
        return {
            "kind": "defined",
            "failed": [failure.frame() for failure in self.failures[:MAX_FAILURES]],
            "warnings": self.warnings[:MAX_WARNINGS],
        }

    def _run_leaf(self, leaf: Leaf, module: Module) -> None:
        """Run one statement, whatever it does."""
        if leaf.number in self.program.skip:
            self._run_skipped(leaf, module)
            return
        node = leaf.node if self.runs_everything else pruned(leaf)
        self.importer.is_strict = _catches_imports(node)
        problem = self._attempt(leaf, node, module)
        self.importer.is_strict = False
        if problem is not None:
            self._recover(leaf, node, problem, module)
        if leaf.role is Role.BLOCK:
            self._run_inside(leaf, module)
        elif isinstance(leaf.node, ast.ImportFrom) and leaf.node.names[0].name == "*":
            self._bind_starred(leaf.node, module)

    def _space(self, module: Module) -> dict[str, Any]:
        """Return the names of a module, as they stand now."""
        return vars(self.importer.live[module.name])

    def _attempt(self, leaf: Leaf, node: ast.stmt, module: Module) -> BaseException | None:
        """Compile and run a statement; return what it raised."""
        try:
            if self.runs_everything or takes_time(node):
                self._announce(leaf)
            tree = ast.Module([node], [])
            flags = module.source.flags
            code = compile(tree, leaf.part.filename, "exec", flags, dont_inherit=True)
            exec(code, self._space(module))  # noqa: S102 - what this process is for
        except BaseException as problem:  # noqa: BLE001 - student code may raise anything
            return problem
        return None

    def _announce(self, leaf: Leaf) -> None:
        self.announce(
            {
                "kind": "defining",
                "id": leaf.number,
                "file": leaf.part.filename,
                "line": leaf.node.lineno,
                "what": leaf.first_line(),
            }
        )

    def _run_skipped(self, leaf: Leaf, module: Module) -> None:
        """Leave out what did not come back before, and keep what it would have defined."""
        relaxed = bare(leaf.node)
        if relaxed is not None:
            problem = self._attempt(leaf, relaxed.node, module)
            self._warn(leaf, f"left out {relaxed.without}, which came to no end")
            if problem is not None:
                self._record(leaf, module, problem)
        self._run_inside(leaf, module)

    def _recover(
        self,
        leaf: Leaf,
        node: ast.stmt,
        problem: BaseException,
        module: Module,
    ) -> None:
        """Get out of a failed statement what can be got, and record the failure."""
        if leaf.role is Role.IMPORT and len(getattr(leaf.node, "names", ())) > 1:
            if not self._import_one_by_one(leaf, module):
                return
        elif leaf.role is Role.DEFINE:
            if self._relax(leaf, node, problem, module):
                return
        elif leaf.role is Role.ASSIGN and self._unwrap(leaf, problem, module):
            return
        self._record(leaf, module, problem)

    def _unwrap(self, leaf: Leaf, problem: BaseException, module: Module) -> bool:
        """Take the function itself where only a missing library would have wrapped it."""
        relaxed = unwrapped(leaf.node) if isinstance(problem, MissingLibrary) else None
        if relaxed is None or self._attempt(leaf, relaxed.node, module) is not None:
            return False
        self._warn(leaf, f"left out {relaxed.without} ({_error(problem)})")
        return True

    def _relax(
        self,
        leaf: Leaf,
        node: ast.stmt,
        problem: BaseException,
        module: Module,
    ) -> bool:
        """Define without what fails, step by step; say whether that went well."""
        left_out: list[str] = []
        current: BaseException | None = problem
        for _ in range(MAX_RELAXED):
            if current is None or isinstance(current, MemoryError):
                break
            relaxed: Relaxed | None = relax(node, _line(current, leaf), _missing(current))
            if relaxed is None:
                return False
            left_out.append(f"left out {relaxed.without}, which failed ({_error(current)})")
            node = relaxed.node
            current = self._attempt(leaf, node, module)
        if current is not None:
            return False
        for sentence in left_out:
            self._warn(leaf, sentence)
        return True

    def _import_one_by_one(self, leaf: Leaf, module: Module) -> bool:
        """Import each name alone; say whether any still fails."""
        node: Any = leaf.node
        failed = False
        for alias in node.names:
            single = copy.copy(node)
            single.names = [alias]
            failed |= self._attempt(leaf, single, module) is not None
        return failed

    def _run_inside(self, leaf: Leaf, module: Module) -> None:
        """Run imports and definitions of a block that the block itself did not come to."""
        for inner in everything(leaf.inside):
            is_wanted = inner.kept and inner.role in (Role.IMPORT, Role.DEFINE)
            if is_wanted and not bound_by(inner) <= self._space(module).keys():
                self._run_leaf(inner, module)

    def _bind_starred(self, node: ast.ImportFrom, module: Module) -> None:
        """Bind stand-ins for what ``import *`` would have brought from a missing library."""
        name = node.module or ""
        root = name.partition(".")[0]
        if node.level or self.program.sibling(name, module) is not None:
            return
        if self.program.availability(root) == "yes" or old_names.old_module(name) is not None:
            return
        space = self._space(module)
        library = self.importer.shelf.take(name, whole=True)
        unknown = module.scope.free - module.scope.binds - space.keys() - self.builtins.keys()
        if is_stand_in(library):
            space.update({missing: getattr(library, missing) for missing in unknown})

    def _record(self, leaf: Leaf, module: Module, problem: BaseException) -> None:
        error, message = _described(problem)
        self.failures.append(Failure(leaf, module, error, message))

    def _warn(self, leaf: Leaf, sentence: str) -> None:
        text = f"{leaf.part.filename}, line {leaf.node.lineno}: {sentence}"
        if text not in self.warnings:
            self.warnings.append(text)


def _interactive(importer: Importer) -> dict[str, Any]:
    """Return the names that a notebook or a prompt has beside the builtins."""
    shell = Harmless("IPython", importer.shelf.aliases)
    return {
        "input": _no_input,
        "exit": sys.exit,
        "quit": sys.exit,
        "get_ipython": lambda: shell,
        "display": lambda *_, **__: None,
    }


def _no_input(_: object = "") -> NoReturn:
    raise EOFError("input() has nobody to answer it here")


def _catches_imports(node: ast.stmt) -> bool:
    """Say whether a statement is a ``try`` that provides for a missing library."""
    if not isinstance(node, ast.Try):
        return False
    return any(
        handler.type is None
        or any(isinstance(n, ast.Name) and n.id in CATCHES_IMPORTS for n in ast.walk(handler.type))
        for handler in node.handlers
    )


def _line(problem: BaseException, leaf: Leaf) -> int:
    """Return the line of the student's statement on which an exception came up."""
    traceback: TracebackType | None = problem.__traceback__
    own = ("<module>", getattr(leaf.node, "name", ""))
    found = 0
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename == leaf.part.filename and code.co_name in own:
            found = traceback.tb_lineno
        traceback = traceback.tb_next
    if not found and isinstance(problem, SyntaxError):
        found = problem.lineno or 0
    return found


def _missing(problem: BaseException) -> str:
    """Return the name that was not there."""
    name = problem.name if type(problem) is NameError else ""
    return name if isinstance(name, str) else ""


def _described(problem: BaseException) -> tuple[str, str]:
    """Return the type and the text of an exception; the text is the student's to spoil."""
    try:
        message = str(problem)[:MESSAGE]
    except BaseException:  # noqa: BLE001 - the same
        message = ""
    if isinstance(problem, ImportError):
        message = message.partition(" (/")[0]
    return type(problem).__name__[: names.MAX_NAME], message


def _error(problem: BaseException) -> str:
    error, message = _described(problem)
    return f"{error}: {message}"[:160]
