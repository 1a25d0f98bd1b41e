"""What a result that stands rests on, and what is different now. Runs in the judge."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from grader.store.people import CHUNK
from grader.store.tables import Result

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from grader.store.basis import Basis

SHOWN = 8
OTHERWISE = "what was asked for: --full, or the confinement that was demanded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance:
    """What a result rests on: assignment, seed, and the versions around it."""

    assignment: str
    seed: str
    environment: Mapping[str, str]


def provenance(connection: "Connection", results: Iterable[int]) -> dict[int, Provenance]:
    """Return what results rest on, by their numbers."""
    wanted = list(results)
    found: dict[int, Provenance] = {}
    for start in range(0, len(wanted), CHUNK):
        columns = (Result.id, Result.assignment, Result.seed, Result.environment)
        query = select(*columns).where(Result.id.in_(wanted[start : start + CHUNK]))
        for number, assignment, seed, environment in connection.execute(query):
            found[number] = Provenance(
                assignment=assignment, seed=seed, environment=json.loads(environment)
            )
    return found


def changed(before: Iterable[Provenance], now: "Basis") -> tuple[str, ...]:
    """Return what is different now from what any of these results rest on, a line each."""
    found = (tuple(_changed(each, now)) or (OTHERWISE,) for each in before)
    return tuple(dict.fromkeys(line for lines in found for line in lines))


def _changed(before: Provenance, now: "Basis") -> Iterator[str]:
    if before.assignment != now.assignment:
        old, new = before.assignment[:SHOWN], now.assignment[:SHOWN]
        yield f"the assignment, its solution or its data: {old} → {new}"
    if before.seed != now.seed:
        yield f"seed: {before.seed} → {now.seed}"
    for name in sorted({*before.environment, *now.environment}):
        old, new = before.environment.get(name, "none"), now.environment.get(name, "none")
        if old != new:
            yield f"{name}: {old[:60]} → {new[:60]}"
