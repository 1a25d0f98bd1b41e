"""Grades a class again, and says what moves before it stands. Runs in the judge.

Theory of operation
-------------------
What stands for a submission has a key that digests all it rests on. Where the key of now is
another, the same bytes are graded again and the result is kept beside the first, under its own key:
a preview that is made again, or made to stand, is a look-up. Only with ``write`` does it stand; the
earlier one stays as history. Nothing that people decided is touched.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader import __version__
from grader.errors import ExitCode, UsageError
from grader.executing.desk import Errand, Graded
from grader.policies.points import Points, points
from grader.regrading.comparing import check_moves
from grader.regrading.moves import Move, Refused, Regrade, regrade_of
from grader.regrading.provenance import changed, provenance
from grader.regrading.reading_again import graded_name, shelf
from grader.store import marks, results, work
from grader.store.basis import basis_of
from grader.store.standings import standings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from grader.batch.classroom import Setting
    from grader.store.engine import Store
    from grader.store.results import Stored
    from grader.store.standings import Attempt


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Whether and how the new results stand.

    Attributes:
        write: They do.
        never_lower: The better total stays for each.
        who: Who says so.
        why: Why.
    """

    write: bool = False
    never_lower: bool = False
    who: str = ""
    why: str = ""


@dataclass(kw_only=True)
class Regrading:
    """One assignment, graded again.

    Attributes:
        setting: How.
        store: What is remembered.
        folder: Where submissions lie now; none: where they did.
        layout: How they lie there; empty: as what is there tells.
    """

    setting: "Setting"
    store: "Store"
    folder: Path | None = None
    layout: str = ""
    _new: dict[str, "Stored"] = field(default_factory=dict)
    _refused: list[Refused] = field(default_factory=list)

    def __post_init__(self) -> None:
        prepared = self.setting.prepared
        self._basis = basis_of(prepared, demand=self.setting.demand)

    def run(self, how: Standing) -> Regrade:
        """Grade again what rests on something else now, and compare.

        Raises:
            UsageError: Nothing was graded by this assignment.
            GraderError: The assignment or its wall cannot be set up, or the store fails.
        """
        graded, stale = self._stale()
        self.store.write(self._remember)
        self._grade(stale)
        with self.store.reading() as connection:
            void = marks.voids(connection, self._basis.slug)
            moves = [self._move(connection, each, void, how) for each in stale if self._after(each)]
            before = provenance(connection, [_standing(each).id for each in stale])
        regrade = regrade_of(
            self._basis.slug,
            tuple(moves),
            tuple(self._refused),
            changed=changed(before.values(), self._basis),
            current=len(graded) - len(stale),
        )
        return self._written(regrade, stale, void, how) if how.write else regrade

    def _stale(self) -> tuple[list["Attempt"], list["Attempt"]]:
        """Return what was graded, and of it what rests on something else now."""
        slug = self._basis.slug
        with self.store.reading() as connection:
            known = {
                each.submission: each
                for standing in standings(connection, slug)
                for each in standing.attempts
            }
        graded = [each for each in known.values() if each.result and each.result.outcome]
        if not graded:
            raise UsageError(
                f"nothing of {slug} is graded in {self.store.url}",
                hint="grade a class first, with `grader batch`",
            )
        stale = [each for each in graded if _standing(each).key != self._key(each)]
        return graded, stale

    def _key(self, attempt: "Attempt") -> str:
        return self._basis.key(attempt.digest, attempt.attempt)

    def _remember(self, connection: "Connection") -> None:
        loaded = self.setting.prepared.loaded
        work.remember_assignment(
            connection,
            slug=self._basis.slug,
            digest=self._basis.assignment,
            title=loaded.assignment.title,
            max_score=sum(check.points for check in loaded.assignment.checks),
            source=loaded.source,
        )

    def _grade(self, stale: Sequence["Attempt"]) -> None:
        """Grade what no result is known of, each once, and keep what comes."""
        secrets = (str(self.store.path.absolute()),) if self.store.path is not None else ()
        desk = replace(self.setting.desk(secrets), packs=True)
        of = defaultdict(list)
        for each in stale:
            of[self._key(each)].append(each)
        errands = self._errands(stale)
        for graded in self.setting.executor.run(desk, errands, workers=self.setting.workers):
            self._keep(graded, of[graded.key])

    def _errands(self, stale: Sequence["Attempt"]) -> Iterator[Errand]:
        with self.store.reading() as connection:
            lying = shelf(
                connection,
                self._basis.slug,
                self.setting.prepared.registry,
                folder=self.folder,
                layout=self.layout,
            )
        asked = set()
        for each in stale:
            key = self._key(each)
            with self.store.reading() as connection:
                known = results.look_up(connection, key)
                name = graded_name(connection, _standing(each).id)
            try:
                submission = lying.read(each, name)
            except UsageError as problem:
                self._refuse(
                    each, f"{problem.message} ({problem.hint})" if problem.hint else problem.message
                )
                continue
            if known is not None and known.outcome:
                self._new[key] = known
            elif key not in asked:
                asked.add(key)
                seed = self.setting.prepared.bench.seed
                yield Errand(key=key, submission=submission, seed=seed, attempt=each.attempt)

    def _keep(self, graded: Graded, attempts: Sequence["Attempt"]) -> None:
        """Keep a result for all who handed in these bytes; a failure leaves them what they have."""
        if graded.packed is None or graded.packed.status != "graded":
            why = graded.trouble or "the grader itself failed in a check"
            for each in attempts:
                self._refuse(each, f"it could not be graded again: {why}")
            return
        digest = attempts[0].digest
        self._new[graded.key] = self.store.write(
            lambda connection: results.record(
                connection, graded, basis=self._basis, digest=digest, submissions=()
            )
        )

    def _refuse(self, attempt: "Attempt", why: str) -> None:
        label = attempt.label or attempt.members[0]
        self._refused.append(
            Refused(submission=attempt.submission, label=label, attempt=attempt.attempt, why=why)
        )

    def _after(self, attempt: "Attempt") -> "Stored | None":
        """Return the result of now; none for what cannot be graded again."""
        if any(attempt.submission == refused.submission for refused in self._refused):
            return None
        return self._new.get(self._key(attempt))

    def _move(
        self,
        connection: "Connection",
        attempt: "Attempt",
        void: Sequence[marks.Voided],
        how: Standing,
    ) -> Move:
        old, new = self._both(attempt, void)
        reports = (
            results.report(connection, result.id)
            for result in (_standing(attempt), self._new[self._key(attempt)])
        )
        moved = check_moves(*reports, void=tuple(each.check for each in void))
        kept = how.never_lower and new.marked < old.marked
        return Move(
            submission=attempt.submission,
            label=attempt.label or attempt.members[0],
            people=attempt.members,
            attempt=attempt.attempt,
            before=old.marked,
            after=old.marked if kept else new.marked,
            max_before=old.max_score,
            max_after=new.max_score,
            kept=kept,
            checks=moved,
        )

    def _both(self, attempt: "Attempt", void: Sequence[marks.Voided]) -> tuple[Points, Points]:
        """Return the points of before and of now, both with what people decided."""
        old = points(_standing(attempt), attempt.marks, void)
        return old, points(self._new[self._key(attempt)], attempt.marks, void)

    def _written(
        self,
        regrade: Regrade,
        stale: Sequence["Attempt"],
        void: Sequence[marks.Voided],
        how: Standing,
    ) -> Regrade:
        """Let the new results stand, all in one transaction."""
        kept = {move.submission for move in regrade.moves if move.kept}

        def stand(connection: "Connection") -> None:
            run = results.began(connection, self._basis.slug, "regrade", __version__)
            for each in stale:
                result = self._after(each)
                if result is None:
                    continue
                results.stand(connection, each.submission, result.id, run)
                if each.submission in kept:
                    marks.give(connection, self._floor(each, void, how))
            results.finished(connection, run)

        self.store.write(stand)
        return regrade.model_copy(update={"written": True})

    def _floor(
        self, attempt: "Attempt", void: Sequence[marks.Voided], how: Standing
    ) -> marks.Given:
        old, _ = self._both(attempt, void)
        return marks.Given(
            submission=attempt.submission,
            kind=marks.Kind.AT_LEAST,
            points=old.base,
            who=how.who,
            why=how.why,
        )


def _standing(attempt: "Attempt") -> "Stored":
    assert attempt.result is not None
    return attempt.result


def exit_code(regrade: Regrade) -> ExitCode:
    """Return 1 where some cannot be graded again."""
    return ExitCode.FAILED if regrade.refused else ExitCode.PASSED
