"""What came of gradings: written once, found again by what they depend on. Runs in the judge."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    Row,
    Update,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from grader.errors import ExitCode, UsageError
from grader.store import claims, times
from grader.store.people import CHUNK
from grader.store.tables import Grading, Result, Run, plain

if TYPE_CHECKING:
    from grader.executing.desk import Graded
    from grader.executing.packing import Packed
    from grader.models.report import Report
    from grader.store.basis import Basis


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """A result without its report.

    Attributes:
        id: Its number; a report is asked for by it, and repeated.
        key: What it depends on, digested.
        final: Whether it is the answer for these bytes; else the next run tries again.
        status: ``graded`` or ``ungraded``.
        provisional: Whether a person has yet to fill something in.
        score: Points.
        max_score: Points that could be earned.
        seconds: How long it took.
        outcome: The checks in short, as :mod:`grader.executing.packing` writes them.
        trouble: Why there is no report.
        code: The exit code that ``grader check`` would have ended in.
    """

    id: int
    key: str
    final: bool
    status: str
    provisional: bool
    score: float
    max_score: float
    seconds: float
    outcome: str
    trouble: str
    code: int

    @property
    def checks(self) -> Mapping[str, Mapping[str, Any]]:
        """The checks in short, by their ids; none where nothing was graded."""
        found: Mapping[str, Mapping[str, Any]] = json.loads(self.outcome) if self.outcome else {}
        return found


COLUMNS = tuple(getattr(Result, name) for name in Stored.__dataclass_fields__)


def began(connection: Connection, slug: str, kind: str, grader: str) -> int:
    """Remember that a run began, and return its number."""
    values = {"slug": slug, "kind": kind, "began_at": times.now(), "grader": grader}
    return connection.execute(insert(Run).values(**values).returning(Run.id)).scalar_one()


def finished(connection: Connection, run: int) -> None:
    """Remember that a run came to its end."""
    connection.execute(update(Run).where(Run.id == run).values(ended_at=times.now()))


def look_up(connection: Connection, key: str) -> Stored | None:
    """Return the final result of a key, if there is one."""
    return look_up_all(connection, [key]).get(key)


def look_up_all(connection: Connection, keys: Sequence[str]) -> dict[str, Stored]:
    """Return the final results there are, by their keys."""
    return {each.key: each for each in _found(connection, Result.key.in_(keys) & Result.final)}


def stored(connection: Connection, ids: Iterable[int]) -> Iterator[Stored]:
    """Yield results by their numbers, in any order."""
    wanted = list(ids)
    for start in range(0, len(wanted), CHUNK):
        yield from _found(connection, Result.id.in_(wanted[start : start + CHUNK]))


def _found(connection: Connection, where: "ColumnElement[bool]") -> list[Stored]:
    return [_stored(row) for row in connection.execute(select(*COLUMNS).where(where))]


def _stored(row: "Row[Any]") -> Stored:
    return Stored(**row._mapping)  # noqa: SLF001 - the public name of a row's columns


def stand(connection: Connection, submission: int, result: int, run: int | None) -> None:
    """Let a result stand for a submission; what stood before becomes history."""
    ours = (Grading.submission == submission, Grading.superseded_at == "")
    if connection.scalar(select(Grading.result).where(*ours)) != result:
        _stand(connection, [submission], result, run)


def _stand(
    connection: Connection, submissions: Sequence[int], result: int, run: int | None
) -> None:
    made = times.now()
    earlier = [{"of": submission, "made": made} for submission in submissions]
    connection.execute(_superseding(), earlier)
    standing = {"result": result, "run": run, "made_at": made, "superseded_at": ""}
    rows = [{"submission": submission, **standing} for submission in submissions]
    connection.execute(_gradings(), rows)


# What is carried out for every submission is put together once.
@cache
def _superseding() -> Update:
    table = plain(Grading)
    ours = (table.c.submission == bindparam("of"), table.c.superseded_at == "")
    return update(table).where(*ours).values(superseded_at=bindparam("made"))


@cache
def _gradings() -> Insert:
    return insert(plain(Grading))


@cache
def _insertion(dialect: str) -> Any:
    table = plain(Result)
    made = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    return made.on_conflict_do_nothing().returning(table.c.id)


def record(
    connection: Connection,
    graded: "Graded",
    *,
    basis: "Basis",
    digest: str,
    submissions: Sequence[int],
    run: int | None = None,
) -> Stored:
    """Keep what came of a grading, let it stand for its submissions, and end its claim.

    Args:
        connection: A writing one: all of it is one transaction.
        graded: What came of it; its key is the result's.
        basis: What it depends on.
        digest: Of the bytes that were graded.
        submissions: For whom it stands; none: it is kept, for a preview.
        run: The run it was made in.
    """
    row = _row(graded, basis, digest)
    kept = connection.execute(_insertion(connection.dialect.name), row).scalar()
    if kept is None:  # another process, whose lease was over, was not dead
        found = look_up(connection, graded.key)
        assert found is not None
    else:
        found = Stored(**{name: row[name] for name in row.keys() & _NAMES}, id=int(kept))
    if submissions:
        _stand(connection, list(dict.fromkeys(submissions)), found.id, run)
    claims.give_up(connection, graded.key)
    return found


_NAMES = frozenset(Stored.__dataclass_fields__)


def _row(graded: "Graded", basis: "Basis", digest: str) -> dict[str, Any]:
    return {
        "key": graded.key,
        "slug": basis.slug,
        "assignment": basis.assignment,
        "digest": digest,
        "seed": basis.seed,
        "environment": json.dumps({**basis.environment}, sort_keys=True),
        "trouble": graded.trouble,
        "code": int(graded.code),
        "worker": graded.worker,
        "graded_at": times.now(),
        **_verdict(graded.packed, final=graded.code is ExitCode.SUBMISSION),
    }


def _verdict(packed: "Packed | None", *, final: bool) -> dict[str, Any]:
    """Return the columns of a report; bytes that cannot be graded will never be."""
    if packed is None:
        nothing = {"provisional": False, "score": 0.0, "max_score": 0.0, "seconds": 0.0}
        return {"final": final, "status": "ungraded", "outcome": "", "report": None, **nothing}
    return {
        "final": packed.status == "graded",
        "status": packed.status,
        "provisional": packed.provisional,
        "score": packed.score,
        "max_score": packed.max_score,
        "seconds": packed.seconds,
        "outcome": packed.outcome,
        "report": packed.report,
    }


def report(connection: Connection, result: int) -> "Report":
    """Return the staff's report of a result.

    Raises:
        UsageError: There is no such result, or nothing was graded.
    """
    from grader.executing.packing import unpacked

    row = connection.execute(select(Result.report, Result.trouble).where(Result.id == result))
    found = row.first()
    if found is None:
        raise UsageError(
            f"there is no result {result} in the store", hint="see `grader store info`"
        )
    if found[0] is None:
        raise UsageError(f"result {result} has no report: {found[1]}", hint="it was not graded")
    return unpacked(found[0])


def packed_report(connection: Connection, result: int) -> bytes | None:
    """Return a result's report as it is kept; none where nothing was graded."""
    return connection.scalar(select(Result.report).where(Result.id == result))


def history(connection: Connection, submission: int) -> list[tuple[Stored, str, str]]:
    """Return every result a submission had, the newest first: since when, and until when."""
    query = (
        select(*COLUMNS, Grading.made_at, Grading.superseded_at)
        .join(Grading, Grading.result == Result.id)
        .where(Grading.submission == submission)
        .order_by(Grading.id.desc())
    )
    width = len(COLUMNS)
    names = list(Stored.__dataclass_fields__)
    return [
        (Stored(**dict(zip(names, row[:width], strict=True))), str(row[width]), str(row[width + 1]))
        for row in connection.execute(query)
    ]
