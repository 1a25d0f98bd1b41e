"""The numbers of a dry run: a small network's example, rounded so that a pencil can follow it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.bench import Bench
from grader.drafting.plan import DryRun, Item
from grader.models.assignment import Assignment
from grader.plugin_manager import Registry

DIGITS = 1
SEEDS = 12
STRETCHES = (1.0, 4.0, 12.0)
"""By how much inputs are stretched, so that no known mistake hides in small numbers."""
SMALL = {2: "2-3-2", 3: "2-3-4-2"}
"""A small network of as many layers."""
KIND = "dry_run"


def dry_run(item: Item, registry: Registry, name: str) -> DryRun | None:
    """Return a dry run of gradients that shows every known mistake, or nothing if none is found."""
    architecture = item.match.candidate.architecture
    function = item.function
    if architecture:
        widths, _, activation = architecture.partition(" ")
        small = SMALL.get(widths.count("-"))
        if small is None or "x" in widths:
            return None
        architecture = f"{small} {activation}"
        function = registry.network(architecture, function.name)
    for stretch in STRETCHES:
        for seed in range(SEEDS):
            cases = list(function.small(np.random.default_rng(seed)))
            given = cases[-1].arguments if cases else {}
            first = next(iter(given), "")
            inputs = {k: _plain(v, stretch if k == first else 1.0) for k, v in given.items()}
            run = DryRun(name, item, architecture, inputs)
            if given and _shows_all(run, registry):
                return run
    return None


def params_of(run: DryRun) -> dict[str, Any]:
    """Return the parameters of a dry run's check."""
    own = {"architecture": run.architecture} if run.architecture else {}
    return {**own, "inputs": dict(run.inputs)}


def _shows_all(run: DryRun, registry: Registry) -> bool:
    """Say whether the kind of check has nothing against these numbers."""
    check: Mapping[str, Any] = {
        "id": run.id,
        "kind": KIND,
        "function": run.of.function.name,
        "points": 1,
        "params": params_of(run),
    }
    assignment = Assignment.model_validate({"assignment": "trial", "checks": [check]})
    return not registry.kinds[KIND].validate(assignment.checks[0], Bench(assignment, registry))


def _plain(value: Any, stretch: float) -> Any:
    """Return a number or nested lists of numbers, rounded; whole ones as they are."""
    rounded = np.round(np.asarray(value, dtype=float) * stretch, DIGITS)
    whole = bool(np.all(rounded == np.trunc(rounded)))
    return (rounded.astype(int) if whole else rounded).tolist()
