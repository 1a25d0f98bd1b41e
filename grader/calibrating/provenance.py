"""What is kept beside a threshold: when it was measured, how often, what is promised. In the judge.

It stands in a check's ``calibrated``, by the name of the threshold, and is read back to say which
thresholds have none, and which were measured of another state of the assignment.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from grader.calibrating.proposing import Edge, Proposal
from grader.calibrating.subjects import subjects, thresholds_of
from grader.models.assignment import Calibration
from grader.plugin_manager import Registry
from grader.reading.assignment_file import LoadedAssignment

FIGURES = 4
WIDTH = 128
_NUMBER = re.compile(r"[0-9.]+(e[0-9]+)?\Z")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.+-]*( [A-Za-z0-9_.+-]+)*\Z")


def missing_provenance(loaded: LoadedAssignment, registry: Registry) -> tuple[str, ...]:
    """Return the thresholds, as ``check: name``, that nobody says were ever calibrated."""
    return tuple(
        f"{spec.id}: {threshold.name}"
        for spec in loaded.assignment.checks
        for threshold in thresholds_of(spec, registry)
        if threshold.name not in spec.calibrated
    )


def outdated_provenance(loaded: LoadedAssignment, registry: Registry) -> tuple[str, ...]:
    """Return the thresholds that were calibrated for another state of check, solution or grader."""
    return tuple(
        f"{subject.id}: {name}"
        for subject in subjects(loaded, registry)
        for name, calibration in subject.spec.calibrated.items()
        if calibration.digest != subject.digest
    )


def calibration(proposal: Proposal, *, date: str, tighten: bool = False) -> Calibration:
    """Return what to keep of a proposal."""
    bounds = {edge.side: edge for edge in proposal.edges}
    weakest = max((edge.bound for edge in proposal.edges), key=lambda each: each.rate)
    return Calibration(
        date=date,
        seeds=(proposal.seeds[0], proposal.seeds[-1]),
        n=len(proposal.values),
        mean=_short(proposal.mean),
        sd=_short(proposal.sd),
        least=_short(min(proposal.values)),
        most=_short(max(proposal.values)),
        at_least=_strictest(bounds.get("least")),
        at_most=_strictest(bounds.get("most")),
        by=weakest.by,
        scale=proposal.shape.scale if weakest.by == "normal" else "plain",
        rate=float(f"{weakest.rate:.3g}"),
        confidence=weakest.confidence,
        kept=any(edge.chosen(tighten=tighten)[-1] != edge.proposed[-1] for edge in proposal.edges),
        digest=proposal.subject.digest,
    )


def _strictest(edge: Edge | None) -> float | None:
    return None if edge is None else edge.proposed[-1]


def _short(value: float) -> float:
    return float(f"{value:.{FIGURES}g}")


def block(records: Sequence[tuple[str, Calibration]], *, indent: int) -> str:
    """Return the lines of ``calibrated:`` for one check, as block YAML that begins at a column."""
    pad = " " * indent
    lines = [f"{pad}calibrated:"]
    for name, record in records:
        lines.append(f"{pad}  {key(name)}:")
        lines += (f"{pad}    {line}" for line in flow(record, WIDTH - indent - 4))
    return "\n".join(lines) + "\n"


def flow(record: Calibration, width: int) -> list[str]:
    """Return a record as a mapping in braces, broken between its keys into lines of some width."""
    items = list(_items(record))
    lines, line = [], "{"
    for number, item in enumerate(items):
        said = item + ("}" if number == len(items) - 1 else ",")
        if len(line) + len(said) + 1 > width:
            lines.append(line.rstrip())
            line = " "
        line += said if line.endswith("{") else f" {said}" if line.strip() else said
    return [*lines, line]


def _items(record: Calibration) -> Iterator[str]:
    plain = record.model_dump(mode="json", exclude_none=True)
    for name, value in plain.items():
        if value is not False and (name, value) != ("scale", "plain"):
            yield f"{name}: {_spelt(value)}"


def _spelt(value: Any) -> str:
    """Write a value as YAML reads it again."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_spelt, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    # A digest of digits alone, or with an e among them, would be read as a number.
    quoted = isinstance(value, str) and _NUMBER.match(value)
    return f"'{value}'" if quoted else str(value)


def key(name: str) -> str:
    """Return a threshold's name as a key."""
    if _WORD.match(name):
        return name
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
