"""Right code as text, a statement a line, so that a mistake is a patch. Runs in the judge.

Theory of operation
-------------------
A network's wrong backpropagation differs from the right one in a line. Forty copies of twenty
lines would hide that line, and each would exist once per depth and activation. So the right code
is written as a :class:`Program` for an architecture, and a :class:`Slip` says which statements it
changes. The text of every program is self-contained: put into a file that imports numpy as
``np``, it runs. It is compiled when it is first called, and :func:`inspect.getsource` shows it.
"""

import linecache
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from grader_reference.catalogue import Misconception

Subject = TypeVar("Subject")


class Written:
    """A function that is known by its source and compiled when it is first needed."""

    def __init__(self, name: str, source: str, label: str) -> None:
        self.__name__ = name
        self.source = source
        self._file = f"<grader_reference {label}>"

    @cached_property
    def __wrapped__(self) -> Callable[..., Any]:
        """The compiled function; ``inspect`` finds its signature and its source through it."""
        lines = self.source.splitlines(keepends=True)
        linecache.cache[self._file] = (len(self.source), None, lines, self._file)
        scope: dict[str, Any] = {"np": np}
        exec(compile(self.source, self._file, "exec"), scope)  # noqa: S102 - our own text
        function: Callable[..., Any] = scope[self.__name__]
        return function

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self.__wrapped__(*arguments, **named)


@dataclass(frozen=True, kw_only=True)
class Program:
    """A function as text.

    Attributes:
        name: What it is called.
        parameters: Its parameters in order.
        statements: What is assigned, by name and in order.
        result: The expression it returns.
        imports: A line before the statements, where a module other than numpy is needed.
    """

    name: str
    parameters: tuple[str, ...]
    statements: Mapping[str, str]
    result: str
    imports: str = ""

    def patched(self, lines: Mapping[str, str]) -> "Program":
        """Return the program with other right-hand sides; ``return`` patches the result.

        A name that nothing was assigned to so far comes first.
        """
        changes = {name: code for name, code in lines.items() if name != "return"}
        new = {name: code for name, code in changes.items() if name not in self.statements}
        statements = {**new, **self.statements, **changes}
        return replace(self, statements=statements, result=lines.get("return", self.result))

    @property
    def source(self) -> str:
        """The program's text, a function definition."""
        body = [f"{name} = {code}" for name, code in self.statements.items()]
        lines = [*([self.imports] if self.imports else []), *body, f"return {self.result}"]
        head = f"def {self.name}({', '.join(self.parameters)}):\n"
        return head + "".join(f"    {line}\n" for line in lines)

    def function(self, label: str) -> Written:
        """Return the program as a function; the label tells its source from others'."""
        return Written(self.name, self.source, label)


@dataclass(frozen=True, kw_only=True)
class Slip(Generic[Subject]):
    """A mistake as a patch of the right program.

    Attributes:
        id: What comes after the function's name in the entry's id.
        lines: The changed statements for a subject, such as an architecture; none where the
            mistake cannot be made.
        claim: See :class:`~grader_reference.catalogue.Misconception`, as for the others.
    """

    id: str
    claim: str
    hints: tuple[str, ...]
    explanation: str
    lines: Callable[[Subject], Mapping[str, str]]
    under: tuple[str, ...] = ()
    alike: str = ""


class Patchable(Protocol):
    """Right code as text, of which a patch makes other code; a :class:`Program`, a trainer."""

    def patched(self, lines: Mapping[str, str], /) -> "Patchable": ...
    def function(self, label: str) -> Written: ...


def wrong(
    slips: tuple[Slip[Subject], ...], program: Patchable, subject: Subject, *, function: str
) -> tuple[Misconception, ...]:
    """Return the misconceptions that the slips make of a right program."""
    return tuple(
        Misconception(
            id=f"{function}.{slip.id}",
            claim=slip.claim,
            hints=slip.hints,
            explanation=slip.explanation,
            function=program.patched(lines).function(f"{function}.{slip.id} {subject}"),
            under=slip.under,
            alike=slip.alike,
        )
        for slip in slips
        if (lines := slip.lines(subject))
    )
