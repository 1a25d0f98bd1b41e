"""What a result depends on beside the bytes that were handed in: its key digests all of it."""

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any

from grader import __version__

if TYPE_CHECKING:
    from grader.levels import Confinement
    from grader.preparation import Prepared


@dataclass(frozen=True, kw_only=True, slots=True)
class Basis:
    """An assignment and all around it, as far as it may decide a mark.

    Attributes:
        slug: The assignment's name.
        assignment: Its digest.
        recipe: Which recipe of it.
        seed: What inputs are drawn from, by its name.
        only: The checks that are graded; none: all.
        environment: Versions of the grader, of plugins, libraries and data sets.
        demand: The confinement that was demanded.
    """

    slug: str
    assignment: str
    recipe: str
    seed: str
    environment: Mapping[str, str]
    only: tuple[str, ...] = ()
    demand: str = ""

    def key(self, digest: str, attempt: int = 1) -> str:
        """Return the key of the result for bytes of a digest; hints depend on the attempt."""
        parts: Sequence[Any] = (
            digest,
            attempt,
            self.assignment,
            self.recipe,
            self.seed,
            self.only,
            self.demand,
            sorted(self.environment.items()),
        )
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def basis_of(
    prepared: "Prepared", *, only: tuple[str, ...] = (), demand: "Confinement | None" = None
) -> Basis:
    """Return what results of a prepared assignment depend on."""
    from grader.seeds import named_seed

    loaded = prepared.loaded
    return Basis(
        slug=loaded.assignment.assignment,
        assignment=loaded.digest,
        recipe=loaded.recipe,
        seed=str(named_seed(prepared.bench.seed)),
        environment=dict(_environment(prepared)),
        only=only,
        demand=demand.value if demand is not None else "",
    )


def _environment(prepared: "Prepared") -> Iterator[tuple[str, str]]:
    yield "grader", __version__
    yield "python", platform.python_version()
    for library in ("numpy", *prepared.loaded.assignment.libraries):
        yield f"library {library}", _version(library)
    for name, version in prepared.registry.versions.items():
        yield f"plugin {name}", version
    named = set(_texts(prepared.loaded.assignment.model_dump(mode="json")))
    for name, dataset in prepared.registry.datasets.items():
        if name in named:
            yield f"data set {name}", f"{dataset.version} {dataset.digest}".strip()


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "?"


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
