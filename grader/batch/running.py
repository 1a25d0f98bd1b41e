"""Grades a class: looks up what is known, has the rest graded, keeps each result as it is done.

Theory of operation
-------------------
A submission is read and digested by the command, so that what is looked up is what is graded. Its
key (:class:`~grader.store.basis.Basis`) says whether its result is known. If not, it is claimed in
the transaction that writes down who handed it in, some at a time, and becomes an errand when a
worker is free. What comes back is kept in one transaction with the end of its claim, after
its reports were written. So at whatever moment a process is killed, a submission has its result or
has none, and the same command goes on. The same bytes twice are graded once, for both.

Errands are drawn from the threads of an executor, results arrive in the caller's: one lock guards
what both look at. Runs in the judge.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from grader import __version__
from grader.batch.leases import renewed
from grader.batch.reading import read
from grader.errors import GraderError
from grader.executing.desk import Desk, Errand, Graded
from grader.store import claims, results, work
from grader.store.basis import Basis

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from grader.batch.found import Found
    from grader.handing_in.submission import Submission
    from grader.kinds import Executor
    from grader.preparation import Prepared
    from grader.store.engine import Store
    from grader.store.results import Stored

POLL_SECONDS = 0.5
"""How often is looked after what another process is grading."""

TOGETHER = 200
"""How many known results are read at a time."""

CHUNK, CHUNK_BYTES = 32, 4 * 1024 * 1024
"""How many submissions are written down at a time, and up to how many bytes are read ahead."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """A submission that has a result.

    Attributes:
        found: The submission.
        stored: What came of it.
        fresh: Whether it was graded now, and not known.
        moved: Whether something else stood for it before, or nothing.
    """

    found: "Found"
    stored: "Stored"
    fresh: bool
    moved: bool


Tell = Callable[[Done], None]
Write = Callable[["Found", bytes | None], None]
"""Writes the reports of a submission from the packed one; none: nothing could be graded."""


def write_nothing(found: "Found", report: bytes | None) -> None:
    """Write no reports."""
    del found, report


@dataclass(frozen=True, slots=True)
class _Read:
    """A submission that was read."""

    found: "Found"
    submission: "Submission"

    @property
    def digest(self) -> str:
        return self.submission.digest

    @property
    def size(self) -> int:
        return sum(len(data) for _, data in self.submission.files)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Submissions of the same bytes that wait for one grading."""

    digest: str
    submissions: list[tuple[int, "Found"]]


@dataclass(frozen=True, slots=True)
class _Taken:
    """What came of writing submissions down.

    Attributes:
        rows: Their numbers and attempts.
        keys: What their results are known by.
        stored: The results that are known.
        begun: Those that are graded now, by key.
        elsewhere: Keys that other processes are at.
    """

    rows: Sequence[tuple[int, int]]
    keys: Sequence[str]
    stored: Mapping[str, "Stored"]
    begun: Mapping[str, _Read]
    elsewhere: set[str]


@dataclass(kw_only=True)
class Batch:
    """One run over a class.

    Attributes:
        prepared: The assignment.
        basis: What results depend on.
        desk: How a worker sets itself up.
        executor: What grades.
        store: Where results are kept.
        tell: Hears of every submission that has a result.
        write: Writes reports.
        missing: Says whether a report that was written before is not there.
        workers: How many at once; none: as the executor has it.
    """

    prepared: "Prepared"
    basis: Basis
    desk: Desk
    executor: "Executor"
    store: "Store"
    tell: Tell
    write: Write = write_nothing
    missing: Callable[["Found"], bool] | None = None
    workers: int | None = None
    _owner: str = field(default_factory=claims.owner)
    _run: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _known: dict[str, work.Known] = field(default_factory=dict)
    _waiting: dict[str, _Waiting] = field(default_factory=dict)
    _unchanged: dict[int, list["Found"]] = field(default_factory=dict)

    def run(self, found: Sequence["Found"]) -> None:
        """Grade what is not known, and tell of everything.

        Raises:
            GraderError: The assignment or its wall cannot be set up, or the store fails.
        """
        self._run = self.store.write(self._begin)
        with self.store.reading() as connection:
            self._known = work.known(connection, self.basis.slug)
        with renewed(self.store, self._owner):
            left = self._graded(found)
            while left:
                time.sleep(POLL_SECONDS)
                left = self._graded(left)
        self.store.write(lambda connection: results.finished(connection, self._run))

    def _begin(self, connection: "Connection") -> int:
        claims.sweep(connection)
        self._remember_assignment(connection)
        return results.began(connection, self.basis.slug, "batch", __version__)

    def _remember_assignment(self, connection: "Connection") -> None:
        loaded = self.prepared.loaded
        work.remember_assignment(
            connection,
            slug=self.basis.slug,
            digest=self.basis.assignment,
            title=loaded.assignment.title,
            max_score=sum(check.points for check in loaded.assignment.checks),
            source=loaded.source,
        )

    def _graded(self, found: Sequence["Found"]) -> list["Found"]:
        """Grade, and return what other processes are grading just now."""
        elsewhere: list[Found] = []
        for graded in self.executor.run(
            replace(self.desk, packs=True), self._errands(found, elsewhere), workers=self.workers
        ):
            self._keep(graded)
        self._tell_unchanged()
        return elsewhere

    def _errands(self, found: Sequence["Found"], elsewhere: list["Found"]) -> Iterator[Errand]:
        """Read some submissions at a time, and yield those that must be graded."""
        read_now: list[_Read] = []
        for one in found:
            submission = self._read(one)
            if submission is not None:
                read_now.append(_Read(one, submission))
            if len(read_now) >= CHUNK or sum(each.size for each in read_now) > CHUNK_BYTES:
                yield from self._wanted(read_now, elsewhere)
                read_now = []
        yield from self._wanted(read_now, elsewhere)

    def _read(self, one: "Found") -> "Submission | None":
        """Return the bytes of a submission whose result is not known."""
        known = self._known.get(place_of(one))
        try:
            submission = read(one, self.prepared.registry)
        except GraderError as problem:
            self._cannot_be_read(one, problem, known)
            return None
        if known is not None and self._still(known, one, submission.digest):
            self._pass_over(one, known)
            return None
        return submission

    def _still(self, known: work.Known, one: "Found", digest: str) -> bool:
        """Say whether what stands for a place is what its bytes would come to now."""
        attempt = one.attempt if one.attempt is not None else known.attempt
        return known.final and known.key == self.basis.key(digest, attempt)

    def _wanted(self, read_now: Sequence["_Read"], elsewhere: list["Found"]) -> Iterator[Errand]:
        """Write submissions down; yield those whose results are not known and now ours to make."""
        if not read_now:
            return
        taken = self.store.write(lambda connection: self._taken(connection, read_now))
        for each, (number, attempt), key in zip(read_now, taken.rows, taken.keys, strict=True):
            if key in taken.stored:
                self._take_over(each.found, number, taken.stored[key])
            elif key in taken.begun and taken.begun[key] is each:
                seed = self.prepared.bench.seed
                yield Errand(key=key, submission=each.submission, seed=seed, attempt=attempt)
            elif key in taken.elsewhere:
                elsewhere.append(each.found)

    def _taken(self, connection: "Connection", read_now: Sequence["_Read"]) -> "_Taken":
        """Write submissions down, and claim what no result is known of.

        What waits is noted last: until then, all of it may be done again.
        """
        rows = self._handed_in(connection, [(each.found, each.digest) for each in read_now])
        keys = [
            self.basis.key(each.digest, attempt)
            for each, (_, attempt) in zip(read_now, rows, strict=True)
        ]
        with self._lock:
            free = {key for key in keys if key not in self._waiting}
            ours = claims.take_all(connection, [k for k in keys if k in free], self._owner)
            stored = results.look_up_all(connection, keys)
            claims.give_up(connection, *ours.intersection(stored))
            begun = self._await(read_now, rows, keys, ours.difference(stored))
        return _Taken(rows, keys, stored, begun, free - ours)

    def _await(
        self,
        read_now: Sequence["_Read"],
        rows: Sequence[tuple[int, int]],
        keys: Sequence[str],
        ours: set[str],
    ) -> dict[str, "_Read"]:
        """Note who waits for which grading; return those that begin now. The lock is held."""
        begun: dict[str, _Read] = {}
        for each, (number, _), key in zip(read_now, rows, keys, strict=True):
            if key in ours and key not in self._waiting:
                self._waiting[key] = _Waiting(each.digest, [])
                begun[key] = each
            if key in self._waiting:
                self._waiting[key].submissions.append((number, each.found))
        return begun

    def _handed_in(
        self, connection: "Connection", given: Sequence[tuple["Found", str]]
    ) -> list[tuple[int, int]]:
        all_given = [
            work.HandedIn(
                slug=self.basis.slug,
                who=one.who,
                digest=digest,
                label=one.label,
                place=place_of(one),
                attempt=one.attempt,
                handed_in_at=one.handed_in_at,
                late=one.late,
            )
            for one, digest in given
        ]
        return work.hand_in_all(connection, self.basis.slug, all_given)

    def _take_over(self, one: "Found", number: int, stored: "Stored") -> None:
        """Let a known result stand for a submission that had another, or none."""
        self._write(one, stored)
        self.store.write(lambda c: results.stand(c, number, stored.id, self._run))
        self.tell(Done(found=one, stored=stored, fresh=False, moved=True))

    def _write(self, one: "Found", stored: "Stored") -> None:
        if self.write is not write_nothing:
            with self.store.reading() as connection:
                self.write(one, results.packed_report(connection, stored.id))

    def _cannot_be_read(self, one: "Found", problem: GraderError, known: work.Known | None) -> None:
        """Keep why a submission cannot be read, once."""
        why = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
        key = self.basis.key(f"unreadable: {why}")
        if known is not None and known.final and known.key == key:
            self._pass_over(one, known)
            return
        graded = Graded(key=key, trouble=why, code=problem.exit_code)
        self.write(one, None)

        def keep(connection: "Connection") -> "Stored":
            numbers = [number for number, _ in self._handed_in(connection, [(one, "")])]
            return results.record(
                connection, graded, basis=self.basis, digest="", submissions=numbers, run=self._run
            )

        stored = self.store.write(keep)
        self.tell(Done(found=one, stored=stored, fresh=True, moved=True))

    def _keep(self, graded: Graded) -> None:
        """Keep what came of an errand, for everybody who handed in these bytes."""
        with self._lock:
            waiting = self._waiting[graded.key]
            written = len(waiting.submissions)
        report = graded.packed.report if graded.packed else None
        for _, one in waiting.submissions[:written]:
            self.write(one, report)

        def keep(connection: "Connection") -> "Stored":
            with self._lock:
                self._waiting.pop(graded.key, None)
            for _, one in waiting.submissions[written:]:
                self.write(one, report)
            return results.record(
                connection,
                graded,
                basis=self.basis,
                digest=waiting.digest,
                submissions=[number for number, _ in waiting.submissions],
                run=self._run,
            )

        stored = self.store.write(keep)
        for _, one in waiting.submissions:
            self.tell(Done(found=one, stored=stored, fresh=True, moved=True))

    def _pass_over(self, one: "Found", known: work.Known) -> None:
        """Remember that nothing has changed; what is known is read for many at a time."""
        assert known.result is not None
        self._unchanged.setdefault(known.result, []).append(one)
        if len(self._unchanged) >= TOGETHER:
            self._tell_unchanged()

    def _tell_unchanged(self) -> None:
        unchanged, self._unchanged = self._unchanged, {}
        with self.store.reading() as connection:
            found = list(results.stored(connection, unchanged))
        for stored in found:
            for one in unchanged[stored.id]:
                if self.missing is not None and self.missing(one):
                    self._write(one, stored)
                self.tell(Done(found=one, stored=stored, fresh=False, moved=False))


def place_of(found: "Found") -> str:
    """Return where a submission lies, the same from every current folder."""
    return str(found.path.absolute())
