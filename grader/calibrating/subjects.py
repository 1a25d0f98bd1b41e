"""What can be calibrated, and what a measurement of it depends on. Runs in the judge."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import __version__
from grader.kinds import HasThresholds, Threshold
from grader.models.assignment import CheckSpec
from grader.plugin_manager import Registry
from grader.reading.assignment_file import LoadedAssignment
from grader.reading.folder import solution_files

DIGITS = 12
"""How many hexadecimal digits of a digest are kept: it tells states apart, it proves nothing."""
SURROUNDING = ("assignment", "run", "libraries", "data", "reference")
"""Keys of an assignment that a training may depend on."""
OWN = ("id", "kind", "function", "seed", "limits")
"""Keys of a check that it may depend on, beside its params."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A check with thresholds.

    Attributes:
        spec: The check.
        thresholds: What it measures, and against which lines.
        digest: Of all that a measurement depends on; not of the lines themselves.
    """

    spec: CheckSpec
    thresholds: tuple[Threshold, ...]
    digest: str

    @property
    def id(self) -> str:
        """The check's name."""
        return self.spec.id


def subjects(loaded: LoadedAssignment, registry: Registry) -> tuple[Subject, ...]:
    """Return the checks whose verdict depends on chance, in the order of the assignment."""
    registry = registry.beside(loaded.folder)
    found = []
    for spec in loaded.assignment.checks:
        thresholds = thresholds_of(spec, registry)
        if thresholds:
            found.append(Subject(spec, thresholds, _digest(spec, thresholds, loaded, registry)))
    return tuple(found)


def thresholds_of(spec: CheckSpec, registry: Registry) -> tuple[Threshold, ...]:
    """Return the thresholds of a check; none where its kind knows of none."""
    kind = registry.kinds[spec.kind]
    return tuple(kind.thresholds(spec)) if isinstance(kind, HasThresholds) else ()


def _digest(
    spec: CheckSpec,
    thresholds: tuple[Threshold, ...],
    loaded: LoadedAssignment,
    registry: Registry,
) -> str:
    """Return a digest of the check without its lines, of what surrounds it and of the solution."""
    plain = loaded.assignment.model_dump(mode="json", by_alias=True)
    checks = loaded.assignment.checks
    own = next(check for check in plain["checks"] if check["id"] == spec.id)
    dataset = registry.datasets.get(str(spec.params.get("dataset")))
    said = {
        "grader": __version__,
        "around": {key: plain[key] for key in SURROUNDING},
        "interface": _interface(plain["interface"], others={c.id for c in checks} - {spec.id}),
        "check": {key: own[key] for key in OWN},
        "params": _without(own["params"], {path for t in thresholds for path in _paths(t)}),
        "dataset": "" if dataset is None else f"{dataset.version} {dataset.digest}",
        "solution": list(_solution(loaded)),
    }
    text = json.dumps(said, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _interface(interface: Mapping[str, Any] | None, *, others: set[str]) -> Any:
    """Return an interface without the calls of other checks, as far as nothing else needs them."""
    if interface is None:
        return None
    calls = interface["calls"]
    kept: list[str] = []
    waiting = [name for name in calls if name not in others]
    while waiting:
        name = waiting.pop()
        if name in calls and name not in kept:
            kept.append(name)
            waiting += calls[name]["after"]
    beside = [_interface(each, others=others) for each in interface["others"]]
    return {**interface, "calls": {name: calls[name] for name in sorted(kept)}, "others": beside}


def _paths(threshold: Threshold) -> Iterator[tuple[str, ...]]:
    return (tuple(map(str, path)) for path, _ in (*threshold.least, *threshold.most))


def _without(value: Any, lines: set[tuple[str, ...]], here: tuple[str, ...] = ()) -> Any:
    """Return plain data with nothing in the place of every line."""
    if here in lines:
        return None
    if isinstance(value, Mapping):
        return {key: _without(item, lines, (*here, str(key))) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without(item, lines, (*here, str(n))) for n, item in enumerate(value)]
    return value


def _solution(loaded: LoadedAssignment) -> Iterator[tuple[str, str]]:
    """Yield the solution's files by name, each with its digest."""
    for path in solution_files(solution_of(loaded)):
        name = path.relative_to(loaded.folder).as_posix()
        yield name, hashlib.sha256(path.read_bytes()).hexdigest()


def solution_of(loaded: LoadedAssignment) -> Path:
    """Return where the assignment's solution lies, or would."""
    return loaded.folder / (loaded.assignment.solution or "solution")
