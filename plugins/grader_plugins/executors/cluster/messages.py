"""What the command and a worker of the cluster say to each other: plain data as bytes, no pickle.

The form is the one in which judges and students' children speak (:mod:`grader.worker.wire`); what
comes is checked strictly. In the judge, on both machines.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from grader import __version__
from grader.errors import ExitCode, GraderError
from grader.executing.desk import Desk, Errand, Graded
from grader.executing.packing import Packed
from grader.handing_in.submission import Submission
from grader.levels import Confinement
from grader.models.frozen import Model
from grader.seeds import SecretSeed, Seed
from grader.worker import wire
from grader_plugins.executors.stopped import Stopped


class _DeskMessage(Model):
    grader: str
    assignment: str
    plugins: tuple[str, ...]
    explicit: bool
    full: bool
    demand: str | None
    trust: bool
    secrets: tuple[str, ...]
    expected: dict[str, str]


class _ErrandMessage(Model):
    key: str
    submission: Submission
    seed: int | SecretSeed
    only: tuple[str, ...]
    attempt: int


class _GradedMessage(Model):
    key: str
    packed: Packed | None
    trouble: str
    code: int
    worker: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What came of a chunk.

    Attributes:
        graded: Of each errand.
        seconds: How long they took.
        stopped: Why there is nothing of them: the worker cannot begin.
    """

    graded: tuple[Graded, ...]
    seconds: float
    stopped: Stopped | None = None


def desk_written(desk: Desk) -> bytes:
    """Return a desk as it travels."""
    return wire.encode(
        {
            "grader": __version__,
            "assignment": str(desk.assignment),
            "plugins": desk.plugins,
            "explicit": desk.explicit,
            "full": desk.full,
            "demand": desk.demand.value if desk.demand is not None else None,
            "trust": desk.trust,
            "secrets": desk.secrets,
            "expected": dict(desk.expected),
        }
    )


def desk_read(data: bytes) -> Desk:
    """Return the desk of a message.

    Raises:
        GraderError: It is of another version of the grader.
    """
    plain = _decoded(data)
    if plain.get("grader") != __version__:
        raise GraderError(
            f"it has something else than the command: grader is {__version__} there and"
            f" {plain.get('grader')} here",
            hint="install the same there, and start the worker again",
        )
    message = _DeskMessage.model_validate(plain)
    return Desk(
        assignment=Path(message.assignment),
        plugins=message.plugins,
        explicit=message.explicit,
        full=message.full,
        demand=Confinement(message.demand) if message.demand else None,
        trust=message.trust,
        packs=True,
        secrets=message.secrets,
        expected=message.expected,
    )


def errands_written(errands: Sequence[Errand]) -> bytes:
    """Return errands, whose submissions were read, as they travel."""
    return wire.encode([_errand_plain(errand) for errand in errands])


def errands_read(data: bytes) -> list[Errand]:
    """Return the errands of a message."""
    messages = _ERRANDS.validate_python(_decoded(data))
    return [
        Errand(
            key=message.key,
            submission=message.submission,
            seed=message.seed,
            only=message.only,
            attempt=message.attempt,
        )
        for message in messages
    ]


def sheet_written(sheet: Sheet) -> bytes:
    """Return what came of a chunk as it travels."""
    return wire.encode(
        {
            "graded": [_graded_plain(graded) for graded in sheet.graded],
            "seconds": sheet.seconds,
            "stopped": asdict(sheet.stopped) if sheet.stopped is not None else None,
        }
    )


def sheet_read(data: bytes) -> Sheet:
    """Return what came of a chunk."""
    plain = _decoded(data)
    return Sheet(
        graded=tuple(map(_graded_of, _GRADED.validate_python(plain["graded"]))),
        seconds=float(plain["seconds"]),
        stopped=_STOPPED.validate_python(plain["stopped"]),
    )


def size_of(errand: Errand) -> int:
    """Return how many bytes a submission that was read has."""
    assert isinstance(errand.submission, Submission)
    return sum(len(data) for _, data in errand.submission.files)


_ERRANDS = TypeAdapter(list[_ErrandMessage])
_GRADED = TypeAdapter(list[_GradedMessage])
_STOPPED = TypeAdapter(Stopped | None)


def _errand_plain(errand: Errand) -> dict[str, Any]:
    assert isinstance(errand.submission, Submission)
    return {**asdict(errand), "seed": _seed_plain(errand.seed)}


def _seed_plain(seed: Seed) -> Any:
    return {"phrase": seed.phrase} if isinstance(seed, SecretSeed) else seed


def _graded_plain(graded: Graded) -> dict[str, Any]:
    assert graded.report is None, "a desk of the cluster packs"
    plain = asdict(graded)
    del plain["report"]
    return plain


def _graded_of(message: _GradedMessage) -> Graded:
    return Graded(
        key=message.key,
        packed=message.packed,
        trouble=message.trouble,
        code=ExitCode(message.code),
        worker=message.worker,
    )


def _decoded(data: bytes) -> Any:
    """Return what a message holds; it comes from a process of ours, and may be long."""
    return wire.decode(memoryview(data)[wire.HEAD.size :], max_json=len(data))
