"""What all findings together say of an assignment's checks, parts and marks. Runs in the judge."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader import __version__
from grader.auditing.models import (
    COUNTED,
    Audit,
    AuditedCheck,
    ConventionTried,
    Finding,
    LeftOut,
    Rate,
    Verdict,
)
from grader.auditing.mutants.grafting import Left
from grader.auditing.mutants.mutant import Origin
from grader.auditing.plan import Plan
from grader.auditing.whole import Whole
from grader.calibrating.provenance import missing_provenance, outdated_provenance
from grader.models.assignment import CheckSpec
from grader.preparation import Prepared
from grader.seeds import named_seed

ENOUGH = 0.95
"""The share of slips in the source that must be caught."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What an audit found.

    Attributes:
        findings: Every mistake, and what became of it.
        left: What of the catalogue was not put into the solution.
        forms: The solution in other accepted forms.
    """

    findings: Sequence[Finding]
    left: Sequence[Left]
    forms: Sequence[ConventionTried]


def audit_of(
    prepared: Prepared, plan: Plan, whole: Whole, found: Found, *, training: bool, sample: int
) -> Audit:
    """Return what is to be said of an assignment."""
    loaded = prepared.loaded
    findings = found.findings
    catalogue = _rate(findings, Origin.CATALOGUE)
    source = _rate(findings, Origin.SOURCE)
    checks = _checks(prepared, plan, whole, findings, training=training)
    problems = (*whole.problems, *_refused(found.forms), *_survived(findings, source))
    return Audit(
        assignment=loaded.assignment.assignment,
        title=loaded.assignment.title,
        digest=loaded.digest,
        grader=__version__,
        seed=named_seed(prepared.bench.seed),
        sample=sample,
        training=training,
        passed=not problems,
        scores=whole.scores,
        problems=problems,
        warnings=(*_warnings(checks), *_provenance(prepared)),
        catalogue=catalogue,
        named=_named(findings),
        source=source,
        counts={v.value: n for v, n in sorted(Counter(f.verdict for f in findings).items())},
        checks=checks,
        together=_together(findings),
        conventions=tuple(found.forms),
        left_out=_left_out(found.left),
        findings=tuple(findings),
    )


def _rate(findings: Sequence[Finding], origin: Origin) -> Rate:
    counted = [f for f in findings if f.origin is origin and f.verdict in COUNTED]
    return Rate(count=sum(f.verdict is Verdict.CAUGHT for f in counted), of=len(counted))


def _named(findings: Sequence[Finding]) -> Rate:
    asked = [f for f in findings if f.named is not None]
    return Rate(count=sum(bool(f.named) for f in asked), of=len(asked))


def _checks(
    prepared: Prepared, plan: Plan, whole: Whole, findings: Sequence[Finding], *, training: bool
) -> tuple[AuditedCheck, ...]:
    specs = (*plan.cheap, *(plan.trained if training else ()))
    bare = _by_check(missing_provenance(prepared.loaded, prepared.registry))
    return tuple(
        _check(s, whole, findings, plan=plan, uncalibrated=bare.get(s.id, ())) for s in specs
    )


def _by_check(thresholds: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the names of thresholds, told as ``check: name``, by check."""
    found: dict[str, tuple[str, ...]] = {}
    for each in thresholds:
        check, _, name = each.partition(": ")
        found[check] = (*found.get(check, ()), name)
    return found


def _provenance(prepared: Prepared) -> Iterator[str]:
    """Yield which thresholds do not say how they were measured, or say it of something else."""
    loaded, registry = prepared.loaded, prepared.registry
    for check, names in _by_check(missing_provenance(loaded, registry)).items():
        yield f"{check}: nobody says how {', '.join(names)} was measured: grader calibrate does"
    for check, names in _by_check(outdated_provenance(loaded, registry)).items():
        yield (
            f"{check}: {', '.join(names)} was measured for another state of check, solution, data"
            " or grader: grader calibrate measures again"
        )


def _check(
    spec: CheckSpec,
    whole: Whole,
    findings: Sequence[Finding],
    *,
    plan: Plan,
    uncalibrated: tuple[str, ...],
) -> AuditedCheck:
    caught = [f for f in findings if spec.id in f.lost]
    by_origin = Counter(f.origin for f in caught)
    lost = {part for f in caught for part in f.lost[spec.id]}
    outcome = whole.right.checks.get(spec.id)
    earning = [n for n, score in outcome.parts.items() if score > 0] if outcome else []
    return AuditedCheck(
        id=spec.id,
        kind=spec.kind,
        points=outcome.max_score if outcome else spec.points,
        trains=spec in plan.trained,
        large=spec.id in plan.large,
        catalogue=by_origin[Origin.CATALOGUE],
        source=by_origin[Origin.SOURCE],
        alone=sum(set(f.lost) == {spec.id} for f in caught),
        never_lost=tuple(name for name in earning if name not in lost),
        seconds=outcome.seconds if outcome else 0.0,
        uncalibrated=uncalibrated,
    )


def _warnings(checks: Sequence[AuditedCheck]) -> tuple[str, ...]:
    graded = [c for c in checks if c.points > 0 and not c.trains and not c.large]
    idle = [f"{c.id} catches nothing" for c in graded if not c.catalogue + c.source]
    kept = [
        f"{c.id}: nothing loses the marks of {', '.join(c.never_lost)}"
        for c in graded
        if c.never_lost and c.catalogue + c.source
    ]
    return (*idle, *kept)


def _refused(forms: Sequence[ConventionTried]) -> list[str]:
    return [
        f"right code in the accepted form {f.convention} loses marks in {f.reason}"
        for f in forms
        if f.accepted is False
    ]


def _survived(findings: Sequence[Finding], source: Rate) -> list[str]:
    found = [
        f"nothing catches {f.misconception} in {f.check}: {f.what}"
        for f in findings
        if f.origin is Origin.CATALOGUE and f.verdict in (Verdict.SURVIVED, Verdict.UNREACHED)
    ]
    ungraded = sum(f.verdict is Verdict.UNGRADED for f in findings)
    if ungraded:
        found.append(f"the grader failed on {ungraded} mistakes; nothing is known of them")
    if source.share < ENOUGH:
        found.append(
            f"{source.count} of {source.of} slips in the source are caught, {source.share:.1%}:"
            f" at least {ENOUGH:.0%} should be"
        )
    return found


def _together(findings: Sequence[Finding]) -> tuple[tuple[str, ...], ...]:
    """Return groups of checks that always catch the same mistakes, two of them or more."""
    caught: dict[str, frozenset[str]] = {}
    for name in dict.fromkeys(name for f in findings for name in f.lost):
        caught[name] = frozenset(f.id for f in findings if name in f.lost)
    groups: dict[frozenset[str], list[str]] = {}
    for name, mistakes in caught.items():
        groups.setdefault(mistakes, []).append(name)
    return tuple(
        tuple(names) for mistakes, names in groups.items() if len(names) > 1 < len(mistakes)
    )


def _left_out(left: Sequence[Left]) -> tuple[LeftOut, ...]:
    groups: dict[tuple[str, str], list[str]] = {}
    for each in left:
        groups.setdefault((each.check, each.reason), []).append(each.misconception)
    return tuple(
        LeftOut(check=check, reason=reason, misconceptions=tuple(names))
        for (check, reason), names in groups.items()
    )
