"""What names the causes of a failure."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from grader.hearing import Hearing
    from grader.models.assignment import CheckSpec
    from grader.models.report import Diagnosis


class Diagnoser(Protocol):
    """Names likely causes of a failed check, best first; silence rather than a guess."""

    @property
    def name(self) -> str: ...

    def diagnose(self, spec: "CheckSpec", hearing: "Hearing") -> "Sequence[Diagnosis]": ...


@runtime_checkable
class HasFindings(Protocol):
    """A diagnoser that says what its ids mean, without a submission: for ``grader explain``.

    Each id goes with a line that a student may read, then with sentences of what to look at. An id
    that ends in ``.*`` stands for all that end in a name.
    """

    @property
    def findings(self) -> Mapping[str, Sequence[str]]: ...
