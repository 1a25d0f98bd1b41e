"""A kind of check: what it asks, how it judges, and what it may show."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from grader.kinds.question import Question

if TYPE_CHECKING:
    from pydantic import BaseModel

    from grader.bench import Bench
    from grader.hearing import Hearing
    from grader.judgement import Judgement
    from grader.models.assignment import CheckSpec


class CheckKind(Protocol):
    """A kind of check: its parameters, its questions, and its judgement."""

    @property
    def name(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def params(self) -> "type[BaseModel]": ...

    def validate(self, spec: "CheckSpec", bench: "Bench") -> Sequence[str]:
        """Say what is wrong with a check of this kind, in sentences; empty when nothing is."""
        ...

    def questions(self, spec: "CheckSpec", bench: "Bench") -> Sequence[Question]:
        """Write the answer-free questions of a check."""
        ...

    def judge(self, spec: "CheckSpec", hearing: "Hearing") -> "Judgement":
        """Compare what came back with the reference; may ask further rounds."""
        ...


@runtime_checkable
class Shows(Protocol):
    """A kind that asks smaller inputs where something failed, and shows the first that fails."""

    def shown(self, spec: "CheckSpec", bench: "Bench") -> Sequence[Question]:
        """Write the questions that may be asked then, in the order of their size."""
        ...
