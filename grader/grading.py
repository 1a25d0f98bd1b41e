"""The journey of one submission; the only place that knows its order. Runs in the judge.

1. The assignment is read and its plugins are loaded; the bench prepares questions once.
2. A loader recognises the submission and copies its bytes, with digests.
3. A confined child unpacks and parses, sends its sealed inventory, then runs definitions.
4. Names are bound to what was found. Round one asks everything in the default conventions;
   functions that nothing accepted explains are asked in the others; one convention per group.
5. Checks are judged in the order of ``needs``; what cannot be judged is skipped with the reason;
   a kind may ask follow-ups; what is right around wrong functions earns its share of the points.
6. What failed is diagnosed. A diagnoser that breaks is a warning, never a lost mark.
7. Points follow, fail closed; a fault of the grader makes the report ungraded, never a zero; one
   of the assignment is told where it stands in the file.
8. The report is frozen and handed to whoever renders it.
"""

import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from grader import __version__
from grader.binding.functions import Bound, bind
from grader.binding.objects import bind_interface
from grader.conventions.fixing import first_round, fix_conventions
from grader.diagnosing import diagnosed
from grader.errors import ConfinementError, GraderError, SubmissionError
from grader.examination.conversation import Conversation
from grader.examination.inventory import Inventory
from grader.examination.wall import Wall, open_wall
from grader.following import Followed, followed
from grader.handing_in.submission import Submission
from grader.hearing import Hearing
from grader.judgement import Judgement
from grader.kinds import Question
from grader.levels import Confinement
from grader.models.assignment import CheckSpec
from grader.models.report import (
    AssignmentIdentity,
    CheckReport,
    Environment,
    Report,
    Status,
    SubmissionIdentity,
)
from grader.objections import refuse_faults_behind
from grader.official import other_versions
from grader.plugin_manager import Registry
from grader.preparation import Prepared, prepare
from grader.reading.sections import ADAPTED, RESTING
from grader.scoring import judged, without_verdict
from grader.seeds import Seed, named_seed
from grader.watching import Say, Watch, nobody

GRADED = (Status.PASSED, Status.PARTIAL)


def read_submission(path: Path, registry: Registry) -> Submission:
    """Let the first loader that recognises a path read its bytes.

    Raises:
        SubmissionError: Nothing there can be graded.
        GraderError: A loader failed.
    """
    from grader.handing_in.submission import unreadable, unrecognised

    for loader in registry.loaders.values():
        try:
            if loader.recognises(path):
                return loader.read(path)
        except GraderError:
            raise
        except OSError as problem:
            raise unreadable(path, problem) from problem
        except Exception as problem:
            raise GraderError(
                f"the loader {loader.name!r} failed on {path}: {type(problem).__name__}: {problem}",
                hint="the submission is not at fault; report this one",
            ) from problem
    raise unrecognised(path)


def raise_wall(
    wall: Wall,
    prepared: Prepared,
    *,
    demand: Confinement | None = None,
    secrets: Sequence[str] = (),
) -> None:
    """Let the wall admit the assignment's libraries, and let a canary try what it forbids.

    ``secrets`` are files that it tries to read beside the assignment's own, such as a store.

    Raises:
        ConfinementError: The level that was demanded, here or in the assignment, did not hold.
    """
    assignment = prepared.loaded.assignment
    wall.allow(assignment.libraries, scratch=assignment.limits.scratch_mib > 0)
    wall.canary((*prepared.secrets(), *secrets))
    for who, level in (("the assignment", assignment.confinement), ("the command", demand)):
        if level is not None and wall.level < level:
            why = "; ".join(wall.notes) or "a canary got through"
            raise ConfinementError(
                f"{who} demands confinement {level.value}, and this machine enforces"
                f" {wall.level.value}: {why}",
                hint="`grader doctor` shows each layer and what it would take",
            )


def grade(
    prepared: Prepared,
    submission: Submission,
    wall: Wall,
    *,
    only: str | Sequence[str] | None = None,
    attempt: int = 1,
    tell: Say = nobody,
) -> Report:
    """Grade one submission and return the staff's report.

    Args:
        prepared: The assignment.
        submission: What was handed in.
        wall: Where its children come from.
        only: Grade this check, or these, with what they need; nothing: all.
        attempt: Which attempt it is; some hints are released later.
        tell: Hears in a few words what is being waited for, and how long about.

    Raises:
        SubmissionError: It cannot be read at all.
        AssignmentError: A check could not be carried out as the assignment has it.
        GraderError: The wall failed.
    """
    began = time.perf_counter()
    chosen = with_needed(prepared.bench.checks, only)
    seconds = prepared.bench.seconds(chosen)
    watch = Watch(tell)
    with _conversation(prepared, submission, wall, watch, seconds=seconds) as conversation:
        conversation.begin()
        _refuse_without_source(submission, conversation.inventory)
        loaded = time.perf_counter()
        bound = bound_in(prepared, conversation.inventory)
        hearing = Hearing(
            prepared.bench,
            conversation,
            bound=bound,
            names=prepared.names,
            attempt=attempt,
            watch=watch,
        )
        checks, warnings = _checks(hearing, chosen)
        notes = _notes(submission, conversation, bound)
    refuse_faults_behind(prepared, checks)
    ended = time.perf_counter()
    timings = {"loading": loaded - began, "checking": ended - loaded, "total": ended - began}
    return _report(prepared, submission, wall, hearing, checks, (*notes, *warnings), timings)


def _conversation(
    prepared: Prepared, submission: Submission, wall: Wall, watch: Watch, *, seconds: float
) -> Conversation:
    """Return the conversation with a submission's children, within the assignment's limits.

    ``seconds`` is what the questions that are asked have as budgets of their own.
    """
    assignment = prepared.loaded.assignment
    return Conversation(
        wall,
        message=prepared.message(submission),
        budget_seconds=assignment.budget_seconds + seconds,
        memory_mib=assignment.limits.memory_mib,
        shared=prepared.bench.shared,
        scratch_mib=assignment.limits.scratch_mib,
        watch=watch,
    )


def bound_in(prepared: Prepared, inventory: Inventory) -> dict[str, Bound]:
    """Find every name that is asked for: functions by name, the rest through the interface."""
    bound = bind(prepared.wanted, inventory, named=prepared.file_names)
    interface = prepared.loaded.assignment.interface
    return bound | (bind_interface(interface, inventory) if interface else {})


def _refuse_without_source(submission: Submission, inventory: Inventory) -> None:
    """Refuse what held no source at all: a broken archive, a notebook that is none.

    Raises:
        SubmissionError: So it is.
    """
    if not inventory.has_source:
        notes = "; ".join((*inventory.warnings[-2:], *submission.notes)[:3])
        raise SubmissionError(
            f"{submission.id}: it holds no Python that can be read" + (f" ({notes})" * bool(notes)),
            hint="open what was handed in, and hand in the .py or .ipynb files themselves",
        )


def grade_path(
    submission: Path,
    *,
    assignment: Path,
    seed: Seed = 0,
    only: str | Sequence[str] | None = None,
    demand: Confinement | None = None,
    trust: bool = False,
) -> Report:
    """Grade one submission by its path; the plain way to call the grader from Python."""
    with open_wall(demand=demand, trust=trust) as wall:
        prepared = prepare(assignment, seed=seed)
        raise_wall(wall, prepared, demand=demand)
        return grade(prepared, read_submission(submission, prepared.registry), wall, only=only)


def with_needed(
    checks: Mapping[str, CheckSpec], only: str | Sequence[str] | None
) -> tuple[CheckSpec, ...]:
    """Return the checks to grade: all, or those that are named with what they need."""
    if not only:
        return tuple(checks.values())
    kept: set[str] = set()
    waiting = [only] if isinstance(only, str) else list(only)
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept.add(name)
            waiting += [n for n in (*checks[name].needs, *rests_on(checks[name])) if n in checks]
    return tuple(check for name, check in checks.items() if name in kept)


def rests_on(spec: CheckSpec) -> Iterator[str]:
    """Yield the checks without whose answers a check says nothing, or something else."""
    adapted = spec.params.get(ADAPTED) or {}
    for named in (
        *(spec.params.get(key, ()) for key in RESTING.get(spec.kind, ())),
        adapted.get("check", ()),
    ):
        yield from (named,) if isinstance(named, str) else named


def _checks(
    hearing: Hearing, checks: Sequence[CheckSpec]
) -> tuple[tuple[CheckReport, ...], tuple[str, ...]]:
    """Ask, fix conventions, judge in the order of needs, diagnose and score."""
    ordered = _in_order(checks)
    hearing.watch.expect([spec.id for spec in ordered])
    papers: list[tuple[CheckSpec, tuple[Question, ...]]] = []
    done: dict[str, CheckReport] = {}
    for spec in checks:
        try:
            papers.append((spec, hearing.bench.questions(spec)))
        except (Exception, SystemExit) as problem:  # noqa: BLE001 - told as our own
            done[spec.id] = _our_fault(hearing, spec, problem)
    first_round(hearing, papers)
    fix_conventions(hearing, papers)
    warnings: list[str] = []
    for spec in ordered:
        if spec.id not in done:
            hearing.watch.begin(spec.id)
            done[spec.id] = _check(hearing, spec, done, warnings)
    return tuple(done[spec.id] for spec in checks), tuple(warnings)


def _in_order(checks: Sequence[CheckSpec]) -> list[CheckSpec]:
    """Return the checks so that each comes after what it needs; cycles were refused before."""
    waiting = list(checks)
    ordered: list[CheckSpec] = []
    ids = {check.id for check in checks}
    while waiting:
        done = {check.id for check in ordered}
        ready = [c for c in waiting if all(n in done or n not in ids for n in c.needs)]
        ordered += ready
        waiting = [check for check in waiting if check not in ready]
    return ordered


def _check(
    hearing: Hearing, spec: CheckSpec, done: Mapping[str, CheckReport], warnings: list[str]
) -> CheckReport:
    """Judge one check; a fault of its kind is the grader's, not the student's."""
    needed = [name for name in spec.needs if name in done and not _goes_on(spec, done[name].status)]
    if needed:
        reason = f"skipped: it needs {', '.join(done[n].title for n in needed)} to be right first"
        return without_verdict(spec, hearing, Status.SKIPPED, student=reason)
    if spec.function and not hearing.binding(spec).callable:
        note = hearing.binding(spec).note
        return without_verdict(spec, hearing, Status.MISSING, student=note)
    try:
        judgement = hearing.bench.registry.kinds[spec.kind].judge(spec, hearing)
        hearing.judged[spec.id] = judgement
        right_around = _followed(hearing, spec, judgement)
        causes = diagnosed(hearing, spec, judgement, warnings)
        return judged(spec, hearing, judgement, causes, right_around)
    except (Exception, SystemExit) as problem:  # noqa: BLE001 - any fault of a kind is our own
        return _our_fault(hearing, spec, problem)


def _goes_on(spec: CheckSpec, needed: Status) -> bool:
    """Say whether a check is judged after one that it needs; one that follows it through is."""
    return needed in GRADED or (spec.follow_through > 0.0 and needed is Status.FAILED)


def _followed(hearing: Hearing, spec: CheckSpec, judgement: Judgement) -> Followed | None:
    """Say what of a wrong check is right around wrong functions, where that earns something."""
    wanted = spec.follow_through > 0.0 and not judgement.passed
    return followed(spec, hearing) if wanted else None


def _our_fault(hearing: Hearing, spec: CheckSpec, problem: BaseException) -> CheckReport:
    """Return the report of a check that its kind could not carry out."""
    return without_verdict(
        spec,
        hearing,
        Status.GRADER_ERROR,
        student="this check could not be carried out; that is the grader's fault, not yours",
        staff=f"the check kind {spec.kind} failed: {type(problem).__name__}: {problem}",
    )


def _notes(
    submission: Submission, conversation: Conversation, bound: Mapping[str, Bound]
) -> tuple[str, ...]:
    """Collect what a student should know about how their files were read."""
    notes = [
        *submission.notes,
        *conversation.inventory.warnings,
        *conversation.defined.warnings,
        *conversation.defined.failed,
        *conversation.notes,
        *(b.note for b in bound.values() if b.note and b.callable),
    ]
    return tuple(dict.fromkeys(notes))


def _report(
    prepared: Prepared,
    submission: Submission,
    wall: Wall,
    hearing: Hearing,
    checks: tuple[CheckReport, ...],
    warnings: tuple[str, ...],
    timings: Mapping[str, float],
) -> Report:
    """Freeze the report."""
    loaded = prepared.loaded
    conventions = {hearing.names[c.id]: c.convention for c in checks if c.id in hearing.names}
    ungraded = any(check.status is Status.GRADER_ERROR for check in checks)
    return Report(
        status="ungraded" if ungraded else "graded",
        provisional=any(check.status is Status.PENDING for check in checks),
        score=round(sum(check.score for check in checks), 6),
        max_score=round(sum(check.max_score for check in checks), 6),
        assignment=AssignmentIdentity(
            id=loaded.assignment.assignment,
            title=loaded.assignment.title,
            digest=loaded.digest,
        ),
        submission=SubmissionIdentity(
            id=submission.id, digest=submission.digest, files=hearing.inventory.files
        ),
        environment=Environment(
            grader=__version__,
            numpy=np.__version__,
            python=platform.python_version(),
            plugins=prepared.registry.versions,
            confinement=wall.level.value,
            seed=named_seed(prepared.bench.seed),
            recipe=loaded.recipe,
        ),
        timings=dict(timings),
        bindings={n: b.reported(conventions.get(n, ())) for n, b in hearing.bound.items()},
        warnings=(*warnings, *other_versions(loaded.assignment.environment)),
        checks=checks,
    )
