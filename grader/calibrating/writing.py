"""Writes thresholds and their provenance into an assignment's YAML, and touches nothing else.

Comments, quotes and layout stay as they are: single numbers are replaced where they stand, and the
block of a check is put behind its last key. What comes of it is read again before it takes the
file's place, so that a file never ends up worse than it was. Runs in the judge.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from grader.calibrating.proposing import Edge, Proposal
from grader.calibrating.provenance import block, calibration, flow, key
from grader.errors import AssignmentError, GraderError, UsageError
from grader.models.assignment import Calibration
from grader.plugin_manager import Registry
from grader.reading.assignment_file import LoadedAssignment, read_assignment
from grader.reading.expansion import CHECKS, FULL
from grader.reading.places import Path as Below

CALIBRATED = "calibrated"
WIDTH = 120


def written(
    loaded: LoadedAssignment, proposals: Sequence[Proposal], *, date: str, tighten: bool = False
) -> str:
    """Return the assignment's text with the lines and the provenance of these proposals in it."""
    text = _Text(loaded.source)
    for proposal in proposals:
        for edge in proposal.edges:
            _put_lines(text, loaded, proposal.subject.id, edge, edge.chosen(tighten=tighten))
    for check in dict.fromkeys(proposal.subject.id for proposal in proposals):
        records = [
            (proposal.threshold.name, calibration(proposal, date=date, tighten=tighten))
            for proposal in proposals
            if proposal.subject.id == check
        ]
        _put_block(text, loaded, check, records)
    return text.changed()


def write(path: Path, text: str, registry: Registry) -> None:
    """Let a text take an assignment's place, once it has been read without a mistake.

    Raises:
        GraderError: It reads with mistakes; the file is as it was.
        UsageError: It cannot be written.
    """
    new = path.with_name(f".{path.name}.calibrated")
    try:
        new.write_text(text, encoding="utf-8", newline="")
        read_assignment(new, registry)
        new.chmod(path.stat().st_mode)
        new.replace(path)
    except AssignmentError as problem:
        first = problem.mistakes[0]
        raise GraderError(
            f"what would be written into {path} does not read: line {first.line}: {first.message}",
            hint="nothing was written; paste the block that is printed, and report this file",
        ) from problem
    except OSError as problem:
        message = f"{path} cannot be written: {problem.strerror or problem}"
        hint = "paste the block that is printed without --write"
        raise UsageError(message, hint=hint) from problem
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


@dataclass(slots=True)
class _Text:
    """A YAML text, its nodes, and what is to be put in the place of what."""

    source: str
    edits: dict[int, tuple[int, str]] = field(default_factory=dict)
    root: Any = None

    def __post_init__(self) -> None:
        self.root = yaml.compose(self.source, Loader=yaml.SafeLoader)

    def replace(self, start: int, end: int, new: str) -> None:
        """Put something in the place of what stands between two positions."""
        self.edits[start] = (end, new.replace("\n", "\r\n") if "\r\n" in self.source else new)

    def changed(self) -> str:
        """Return the text with every edit made, the last first."""
        text = self.source
        for start, (end, new) in sorted(self.edits.items(), reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def node(self, path: Below) -> Any:
        """Return the node at a path of the file; nothing where there is none."""
        node = self.root
        for step in path:
            node = _below(node, step)
            if node is None:
                return None
        return node


def _below(node: Any, step: str | int) -> Any:
    if isinstance(node, yaml.SequenceNode):
        number = int(step)
        return node.value[number] if number < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    return None


def _put_lines(
    text: _Text, loaded: LoadedAssignment, check: str, edge: Edge, chosen: Sequence[float]
) -> None:
    """Replace the lines that change, and the names of the parts that are called after them."""
    number = _number(loaded, check)
    for (path, now), new in zip(edge.lines, chosen, strict=True):
        if now == new:
            continue
        place = loaded.places.written((CHECKS, number, "params", *path))
        found = text.node(place) or _named(text.node(place[:-1]), now)
        if found is None:
            hint = "nothing was written; change the threshold by hand"
            raise GraderError(f"{check}: the threshold {now:g} cannot be found", hint=hint)
        _put_number(text, found, new)
        part = _named(text.node(loaded.places.written((CHECKS, number, "parts"))), now)
        if part is not None:
            _put_number(text, part, new)


def _number(loaded: LoadedAssignment, check: str) -> int:
    return next(i for i, spec in enumerate(loaded.assignment.checks) if spec.id == check)


def _named(node: Any, number: float) -> Any:
    """Return the key of a mapping that is a number."""
    keys = (key for key, _ in node.value) if isinstance(node, yaml.MappingNode) else ()
    return next((key for key in keys if _is(key.value, number)), None)


def _is(text: str, number: float) -> bool:
    try:
        return float(text) == number
    except ValueError:
        return False


def _put_number(text: _Text, node: Any, number: float) -> None:
    """Replace a scalar; one in quotes keeps them."""
    quote = node.style if node.style in ("'", '"') else ""
    start, end = node.start_mark.index, node.end_mark.index
    text.replace(start, end, f"{quote}{number:g}{quote}")


def _put_block(
    text: _Text, loaded: LoadedAssignment, check: str, records: Sequence[tuple[str, Calibration]]
) -> None:
    """Put the provenance of a check where it stands already, or behind its other keys."""
    below = (FULL,) if loaded.recipe else ()
    place = loaded.places.written((CHECKS, _number(loaded, check)))
    node = text.node((*place, *below))
    if not isinstance(node, yaml.MappingNode) or not node.value:
        hint = f"put the block that is printed into {check} by hand"
        raise GraderError(f"{check}: there is no place for its provenance", hint=hint)
    if node.flow_style:
        _into_braces(text, node, records)
    else:
        _into_lines(text, node, records)


def _into_lines(text: _Text, node: Any, records: Sequence[tuple[str, Calibration]]) -> None:
    """Write a block of its own: in the place of the last one, else before the longer recipe."""
    column = node.value[0][0].start_mark.column
    lines = block(records, indent=column)
    for name, value in node.value:
        if name.value == CALIBRATED:
            start = name.start_mark.index
            text.replace(start, _end(value), lines.strip())
            return
    others = [value for name, value in node.value if name.value != FULL]
    at = _line_after(text.source, _end(others[-1]))
    missing = "" if at == 0 or text.source[at - 1] == "\n" else "\n"
    text.replace(at, at, missing + lines)


def _into_braces(text: _Text, node: Any, records: Sequence[tuple[str, Calibration]]) -> None:
    """Write it as one more key of a mapping in braces, on lines of its own."""
    pad = " " * node.value[0][0].start_mark.column
    inner = _braced(records, pad)
    for name, value in node.value:
        if name.value == CALIBRATED:
            text.replace(name.start_mark.index, _end(value), inner)
            return
    at = _end(node.value[-1][1])
    text.replace(at, at, f",\n{pad}{inner}")


def _braced(records: Sequence[tuple[str, Calibration]], pad: str) -> str:
    items = list(_braced_items(records, pad))
    return f"{CALIBRATED}: {{" + f",\n{pad}  ".join(items) + "}"


def _braced_items(records: Sequence[tuple[str, Calibration]], pad: str) -> Iterator[str]:
    for name, record in records:
        yield f"{key(name)}: " + f"\n{pad}    ".join(flow(record, WIDTH - len(pad)))


def _end(node: Any) -> int:
    """Return where a value really ends: a block's own end mark lies behind later comments."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _line_after(source: str, at: int) -> int:
    """Return where the next line begins; a block of text ends there already."""
    if at > 0 and source[at - 1] == "\n":
        return at
    end = source.find("\n", at)
    return len(source) if end < 0 else end + 1


def shown(proposals: Sequence[Proposal], *, date: str, tighten: bool = False) -> Mapping[str, str]:
    """Return the block of each check, to paste."""
    found: dict[str, list[tuple[str, Calibration]]] = {}
    for proposal in proposals:
        record = calibration(proposal, date=date, tighten=tighten)
        found.setdefault(proposal.subject.id, []).append((proposal.threshold.name, record))
    return {check: block(records, indent=0) for check, records in found.items()}
