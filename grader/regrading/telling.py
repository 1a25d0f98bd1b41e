"""Grading again, told in lines: what changed, the counts, then everybody whose marks moved.

Runs in the judge.
"""

from collections.abc import Collection, Iterator

from grader.regrading.moves import CheckMove, Move, Regrade
from grader.reporting.sinks import one_line, plain

ARROWS = {"up": "↑", "down": "↓", "same": "="}


def narrowed(found: Regrade, checks: Collection[str]) -> Regrade:
    """Return only what moved in some checks; in all where none is named."""
    if not checks:
        return found
    moves = [
        move.model_copy(update={"checks": tuple(c for c in move.checks if c.check in checks)})
        for move in found.moves
    ]
    return found.model_copy(update={"moves": tuple(move for move in moves if move.checks)})


def text(found: Regrade) -> str:
    """Return it for a terminal."""
    return plain("\n".join(_lines(found)))


def _lines(found: Regrade) -> Iterator[str]:
    what = "stands now" if found.written else "a preview, nothing stands yet: say --write"
    yield f"{found.assignment}: graded again; {what}"
    for line in found.changed:
        yield f"  changed: {one_line(line)}"
    yield (
        f"  {found.up} up, {found.down} down, {found.same} the same, {found.current} current as"
        f" they were; {found.conventions} read in another convention"
    )
    kept = sum(move.kept for move in found.moves)
    if kept:
        yield f"  {kept} keep the better total of then"
    for move in sorted(found.moves, key=lambda move: (move.after - move.before, move.label)):
        if move.checks or move.direction != "same" or move.kept:
            yield from _move(move)
    if found.refused:
        yield ""
        yield "Cannot be graded again; what they have stays:"
        for refused in found.refused:
            yield f"  {one_line(refused.label)}, attempt {refused.attempt}: {one_line(refused.why)}"


def _move(move: Move) -> Iterator[str]:
    kept = ", the better total is kept" if move.kept else ""
    of = f"{move.max_after:g}"
    if move.max_before != move.max_after:
        of = f"{of} (before of {move.max_before:g})"
    yield ""
    yield (
        f"{ARROWS[move.direction]} {one_line(move.label)}, attempt {move.attempt}:"
        f" {move.before:g} → {move.after:g} of {of}{kept}"
    )
    for check in move.checks:
        yield f"    {_check(check)}"


def _check(check: CheckMove) -> str:
    told = f"{check.check}: {_number(check.before)} → {_number(check.after)}"
    if check.parts:
        parts = (f"{p.part} {_number(p.before)} → {_number(p.after)}" for p in check.parts)
        told = f"{told} ({', '.join(parts)})"
    if check.status_before != check.status_after:
        told = f"{told}, {check.status_before or 'new'} → {check.status_after or 'gone'}"
    return one_line(f"{told}; {check.why}" if check.why else told)


def _number(points: float | None) -> str:
    return "–" if points is None else f"{points:g}"
