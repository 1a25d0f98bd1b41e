"""Why a name is not there when a function reads it: the line that would set it; runs confined."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from grader.worker.loading.definitions import Leaf, Role
from grader.worker.loading.program import Module, Program

MESSAGE = 120


class Failed(Protocol):
    """A statement that failed, and the exception that ended it."""

    @property
    def leaf(self) -> Leaf: ...
    @property
    def module(self) -> Module: ...
    @property
    def error(self) -> str: ...
    @property
    def message(self) -> str: ...


def explained(name: str, program: Program, failures: Sequence[Failed]) -> str:
    """Say which line would have set a name, and why it did not; nothing where no line would."""
    failure = _failure_of(name, failures)
    if failure is not None:
        return _of_failure(name, failure, failures)
    return next(_places(name, program), "")


def _failure_of(name: str, failures: Sequence[Failed]) -> Failed | None:
    return next((f for f in failures if name in f.leaf.scope.binds), None)


def _of_failure(name: str, failure: Failed, failures: Sequence[Failed]) -> str:
    """Say what failed first on the way to a name."""
    said = f"{name} is set in {_line(failure.module, failure.leaf, failure.leaf.node.lineno)}"
    first = _first(failure, failures)
    what = f"{first.error}: {first.message[:MESSAGE]}" if first.message else first.error
    if first is failure:
        return f"{said}, which failed ({what})"
    where = _line(first.module, first.leaf, first.leaf.node.lineno)
    return f"{said}, which needs {where}, and that failed ({what})"


def _first(failure: Failed, failures: Sequence[Failed]) -> Failed:
    """Go back from what failed for want of a name to what failed before it."""
    seen: list[Failed] = []
    while failure not in seen:
        seen.append(failure)
        failure = _failure_of(_missing(failure), failures) or failure
    return seen[-1]


def _missing(failure: Failed) -> str:
    """Return the name that a statement failed for."""
    _, quote, rest = failure.message.partition("name '")
    return rest.partition("'")[0] if quote and failure.error == "NameError" else ""


def _places(name: str, program: Program) -> Iterator[str]:
    """Yield where a name is set that nothing carries out here."""
    for module in program.modules:
        for leaf in module.every_leaf():
            if leaf.kept or name not in leaf.scope.binds:
                continue
            line = _line(module, leaf, _line_of_name(name, leaf.node))
            guarded = leaf.role is Role.GUARD
            why = 'under if __name__ == "__main__"' if guarded else "outside functions"
            yield f"{name} is set in {line}, {why}; that does not run here: pass it as an argument"
        for node, scope in program.survey.functions.items():
            if name in scope.declared and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield f"{name} is set by calling {node.name}, which nobody does here"


def _line_of_name(name: str, node: ast.AST) -> int:
    stores: Iterable[int] = (
        n.lineno
        for n in ast.walk(node)
        if isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load)
    )
    return min(stores, default=getattr(node, "lineno", 0))


def _line(module: Module, leaf: Leaf, number: int) -> str:
    """Return the place of a line and what stands there, shortened."""
    lines = leaf.part.text.split("\n", number)
    text = lines[number - 1].strip()[:60] if 0 < number <= len(lines) else ""
    return f"{module.source.path}, {leaf.part.where(number)} ({text})"
