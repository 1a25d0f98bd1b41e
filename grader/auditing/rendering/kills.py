"""The matrix in few rows: of each definition's mistakes, how many a check catches. In the judge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.auditing.models import COUNTED, Audit, Finding
from grader.auditing.mutants.mutant import Origin

TITLES = {Origin.CATALOGUE: "known mistakes", Origin.SOURCE: "slips"}


@dataclass(frozen=True, slots=True)
class Kills:
    """The mistakes in one definition.

    Attributes:
        name: The check whose function they are of, or the definition they were put into.
        count: How many there are.
        missed: How many nothing caught.
        by_check: How many each check caught, in the order of the audit's checks.
    """

    name: str
    count: int
    missed: int
    by_check: tuple[int, ...]


def kills(audit: Audit) -> Iterator[tuple[str, tuple[Kills, ...]]]:
    """Yield the catalogue's mistakes and the slips of the source, each by definition."""
    checks = [check.id for check in audit.checks]
    for origin, title in TITLES.items():
        groups: dict[str, list[Finding]] = {}
        for finding in audit.findings:
            if finding.origin is origin and finding.verdict in COUNTED:
                groups.setdefault(finding.check or finding.target, []).append(finding)
        if groups:
            yield title, tuple(_row(name, found, checks) for name, found in groups.items())


def _row(name: str, found: Sequence[Finding], checks: Sequence[str]) -> Kills:
    return Kills(
        name=name,
        count=len(found),
        missed=sum(not finding.lost for finding in found),
        by_check=tuple(sum(check in finding.lost for finding in found) for check in checks),
    )
