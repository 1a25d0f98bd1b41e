"""One submission, checked after each save; only what a save can have changed. Runs in the judge.

In this order: a child takes the outline; a new syntax error leaves the last report standing; the
plan says which checks are graded; visible checks that are soon done come first and are shown; then
all that the plan names, the long ones with it. Results that stand and fresh ones make one report,
the same as grading everything would.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.grading import grade, with_needed
from grader.handing_in.submission import Submission
from grader.models.report import Binding, CheckReport, Report, Status
from grader.preparation import Prepared
from grader.rechecking.choosing import Plan, plan
from grader.rechecking.looks import Looks, looks
from grader.rechecking.outline import Broken, Outline, outline_of
from grader.rechecking.stopping import StoppableWall
from grader.watching import Left, Say, nobody


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """Something to show.

    Attributes:
        report: The staff's report as of now; none: there is none yet.
        before: The one before this save; none: it is the first.
        changed: Names of definitions that are others now, came, or went.
        around: Whether code around the definitions changed: imports, statements, files.
        graded: Checks that were graded for this report.
        kept: Checks whose results stand from before.
        coming: Checks that are graded after this was shown.
        broken: What does not parse.
        stands: Whether the report is of an earlier save, because of what does not parse.
    """

    report: Report | None = None
    before: Report | None = None
    changed: tuple[str, ...] = ()
    around: bool = False
    graded: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    coming: tuple[str, ...] = ()
    broken: tuple[Broken, ...] = ()
    stands: bool = False


@dataclass(slots=True, kw_only=True)
class Session:
    """What is known of a submission from one save to the next.

    Attributes:
        prepared: The assignment.
        wall: Where children come from.
        only: The checks that are asked for; nothing: all.
        attempt: Which attempt it is.
        tell: Hears what is being waited for.
        report: The last that is whole.
    """

    prepared: Prepared
    wall: StoppableWall
    only: Sequence[str] = ()
    attempt: int = 1
    tell: Say = nobody
    report: Report | None = None
    _looks: Looks = field(default_factory=Looks)
    _results: Mapping[str, CheckReport] = field(default_factory=dict)
    _lost: Mapping[str, int] = field(default_factory=dict)

    def check(self, submission: Submission) -> Iterator[Step]:
        """Grade what may have changed, and yield what to show, the last of it whole.

        Raises:
            Superseded: The wall was stopped.
            SubmissionError: It cannot be read at all.
            AssignmentError: A check could not be carried out as the assignment has it.
            GraderError: The wall failed.
        """
        outline = outline_of(self.wall, self.prepared, submission)
        self.wall.look()
        if self.report is not None and _lost_more(outline, self._lost):
            yield Step(report=self.report, broken=outline.broken, stands=True)
            return
        now = looks(self.prepared, outline, submission.digest)
        among = [spec.id for spec in with_needed(self.prepared.bench.checks, self.only)]
        planned = plan(self.prepared, among, self._looks, now, self._results)
        yield from self._steps(submission, outline, now, planned)

    def _steps(
        self, submission: Submission, outline: Outline, now: Looks, planned: Plan
    ) -> Iterator[Step]:
        results = {name: self._results[name] for name in planned.kept}
        told = {
            "before": self.report,
            "changed": _changed(self._looks.definitions, now.definitions),
            "around": self.report is not None and self._looks.rest != now.rest,
            "kept": planned.kept,
            "broken": outline.broken,
        }
        if planned.then:
            yield self._soon(submission, planned, results, told)
        report = self.report
        if planned.every:
            report = self._merged(
                self._graded(submission, (*planned.every, *planned.beside_all)), results
            )
        assert report is not None
        self.report, self._looks, self._lost = report, now, _lost(outline)
        self._results = {check.id: check for check in report.checks}
        yield Step(report=report, graded=planned.every, **told)  # type: ignore[arg-type]

    def _soon(
        self,
        submission: Submission,
        planned: Plan,
        results: Mapping[str, CheckReport],
        told: Mapping[str, object],
    ) -> Step:
        """Return what is known before the long checks begin."""
        report = None
        if planned.first:
            report = self._merged(
                self._graded(submission, (*planned.first, *planned.beside_first)), results
            )
        elif self.report is not None and results:
            report = self._merged(self.report.model_copy(update={"checks": ()}), results)
        return Step(
            report=report,
            graded=planned.first,
            coming=planned.then,
            **told,  # type: ignore[arg-type]
        )

    def _graded(self, submission: Submission, checks: Sequence[str]) -> Report:
        """Grade some checks, as long as they are wanted."""
        report = grade(
            self.prepared, submission, self.wall, only=checks, attempt=self.attempt, tell=self._say
        )
        self.wall.look()
        return report

    def _say(self, words: str, left: Left | None = None) -> None:
        self.wall.look()
        self.tell(words, left)

    def _merged(self, fresh: Report, kept: Mapping[str, CheckReport]) -> Report:
        """Return a fresh report with the results that stand in it."""
        found = {**kept, **{check.id: check for check in fresh.checks}}
        checks = tuple(
            self._placed(found[name], fresh) for name in self.prepared.bench.checks if name in found
        )
        update = {
            "checks": checks,
            "bindings": self._bindings(fresh, checks),
            "status": "ungraded" if _any(checks, Status.GRADER_ERROR) else "graded",
            "provisional": _any(checks, Status.PENDING),
            "score": round(sum(check.score for check in checks), 6),
            "max_score": round(sum(check.max_score for check in checks), 6),
        }
        return fresh.model_copy(update=update)

    def _placed(self, check: CheckReport, fresh: Report) -> CheckReport:
        """Return a result with the line on which its function stands now."""
        binding = fresh.bindings.get(self.prepared.names.get(check.id, ""))
        if binding is None or not check.line or check.line == binding.line:
            return check
        return check.model_copy(update={"line": binding.line})

    def _bindings(self, fresh: Report, checks: Sequence[CheckReport]) -> dict[str, Binding]:
        """Return how names were found, each with the convention that its check was graded in."""
        found = dict(fresh.bindings)
        for check in checks:
            name = self.prepared.names.get(check.id, "")
            if name in found and check.convention:
                update = {"convention": check.convention}
                found[name] = found[name].model_copy(update=update)
        return found


def _any(checks: Sequence[CheckReport], status: Status) -> bool:
    return any(check.status is status for check in checks)


def _lost(outline: Outline) -> dict[str, int]:
    """Return in how many places of each file something does not parse."""
    lost: dict[str, int] = {}
    for broken in outline.broken:
        lost[broken.file] = lost.get(broken.file, 0) + broken.count
    return lost


def _lost_more(outline: Outline, before: Mapping[str, int]) -> bool:
    """Say whether something stopped being Python; what never was is graded around."""
    return any(count > before.get(file, 0) for file, count in _lost(outline).items())


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    names = dict.fromkeys((*after, *before))
    return tuple(name for name in names if before.get(name) != after.get(name))
