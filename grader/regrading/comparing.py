"""Two reports of the same bytes: which checks and parts moved, and why. Runs in the judge."""

from collections.abc import Iterator, Sequence

from grader.models.report import CheckReport, Part, Report
from grader.regrading.moves import CheckMove, PartMove

LONGEST = 240


def check_moves(
    before: Report, after: Report, *, void: Sequence[str] = ()
) -> tuple[CheckMove, ...]:
    """Return the checks that came to something else.

    Args:
        before: The staff's report that stood.
        after: The staff's report of now.
        void: Checks that count for nobody; they move no mark.
    """
    old = {check.id: check for check in before.checks if check.id not in void}
    new = {check.id: check for check in after.checks if check.id not in void}
    pairs = ((old.get(name), new.get(name)) for name in dict.fromkeys((*old, *new)))
    return tuple(_move(one, other) for one, other in pairs if _moved(one, other))


def _moved(before: CheckReport | None, after: CheckReport | None) -> bool:
    if before is None or after is None:
        return True
    told = (
        (check.score, check.max_score, check.status, check.convention) for check in (before, after)
    )
    return len(set(told)) > 1


def _move(before: CheckReport | None, after: CheckReport | None) -> CheckMove:
    named = after or before
    assert named is not None
    return CheckMove(
        check=named.id,
        title=named.title,
        before=before.score if before else None,
        after=after.score if after else None,
        status_before=before.status.value if before else "",
        status_after=after.status.value if after else "",
        convention_before=before.convention if before else (),
        convention_after=after.convention if after else (),
        parts=tuple(_parts(before.parts if before else (), after.parts if after else ())),
        why=_why(before, after),
    )


def _parts(before: Sequence[Part], after: Sequence[Part]) -> Iterator[PartMove]:
    old = {part.id: part.score for part in before}
    new = {part.id: part.score for part in after}
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield PartMove(part=name, before=old.get(name), after=new.get(name))


def _why(before: CheckReport | None, after: CheckReport | None) -> str:
    """Return why a check moved: what the report says that found fault with it."""
    if before is None:
        return "a new check"
    if after is None:
        return "it is no check any more"
    reasons = []
    if before.max_score != after.max_score:
        reasons.append(f"it is worth {after.max_score:g} points now, {before.max_score:g} before")
    if before.convention != after.convention:
        old, new = (", ".join(c.convention) or "none" for c in (before, after))
        reasons.append(f"read as {new} now, as {old} before")
    if _faults(after) and _share(after) <= _share(before):
        reasons.append(f"now: {_faults(after)}")
    elif _faults(before):
        reasons.append(f"before: {_faults(before)}")
    return "; ".join(reasons)


def _share(check: CheckReport) -> float:
    return check.score / check.max_score if check.max_score else 0.0


def _faults(check: CheckReport) -> str:
    """Return what was found wrong, for staff: the diagnosis where there is one."""
    if check.status.value in ("passed", "pending"):
        return ""
    titles = "; ".join(each.title for each in check.diagnoses[:2])
    text = titles or " ".join((check.staff_text or check.student_text).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
