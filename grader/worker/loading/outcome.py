"""What the definitions of a submission left behind: its functions, and what failed; confined."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from grader.worker.loading.absences import explained
from grader.worker.loading.definitions import Leaf
from grader.worker.loading.program import Module, Program


@dataclass(slots=True)
class Failure:
    """A statement that failed, and the exception that ended it."""

    leaf: Leaf
    module: Module
    error: str
    message: str

    def frame(self) -> dict[str, Any]:
        """Return it as it crosses the wall."""
        return {
            "id": self.leaf.number,
            "file": self.leaf.part.filename,
            "line": self.leaf.node.lineno,
            "where": self.leaf.where(),
            "name": ", ".join(sorted(bound_by(self.leaf)))[:64] or self.leaf.first_line(),
            "what": self.leaf.first_line(),
            "error": self.error,
            "message": self.message,
        }

    def sentence(self) -> str:
        """Say what failed where."""
        where = f"{self.leaf.part.filename}, line {self.leaf.node.lineno}"
        return f"{where}: {self.error}: {self.message}"


class Modules:
    """What the definitions left behind."""

    def __init__(
        self,
        live: dict[str, ModuleType],
        failures: list[Failure],
        undo: Iterable[Callable[[], object]] = (),
        program: Program | None = None,
    ) -> None:
        self._live = live
        self._program = program
        self._failures = failures
        self._undo = list(undo)

    def resolve(self, module: str, path: list[str]) -> Any:
        """Return the function or class at a path of names.

        Raises:
            LookupError: It is not there; the sentence says why, where that is known.
        """
        if module not in self._live:
            raise LookupError(f"no file was handed in for the module {module!r}")
        found: Any = self._live[module]
        for depth, name in enumerate(path):
            try:
                found = vars(found)[name] if depth == 0 else getattr(found, name)
            except (KeyError, AttributeError):
                raise LookupError(self._absence(module, path[: depth + 1])) from None
        return found

    def _absence(self, module: str, path: list[str]) -> str:
        for failure in self._failures:
            if failure.module.name == module and path[0] in bound_by(failure.leaf):
                return f"{'.'.join(path)} could not be defined: {failure.sentence()}"
        return f"{'.'.join(path)} is not defined once the definitions of {module} have run"

    def explain(self, problem: BaseException) -> str:
        """Say why a name that a function reads is not there; nothing of other exceptions."""
        name = problem.name if type(problem) is NameError else None
        if self._program is None or not isinstance(name, str):
            return ""
        return explained(name, self._program, self._failures)

    def restore(self) -> None:
        """Put back everything outside these modules that running them replaced."""
        while self._undo:
            self._undo.pop()()


def bound_by(leaf: Leaf) -> set[str]:
    """Return the names that a statement binds."""
    return leaf.scope.binds
