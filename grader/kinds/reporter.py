"""What renders a report."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from grader.models.report import Report


class Reporter(Protocol):
    """Renders a finished report; sees only what its audience may see."""

    @property
    def name(self) -> str: ...
    @property
    def suffix(self) -> str: ...

    def render(self, report: "Report", *, color: bool, width: int) -> str: ...
