"""Fixes one convention per group from the scored answers themselves. Runs in the judge.

Theory of operation
-------------------
No question can be told from a probe, because there are no probes: round one asks everything in
the default presentation. A function whose answers no accepted combination explains in full is
asked again in its other presentations. Then, for every choice on the axes a group shares (layout,
label form), each function takes the combination that earns most, and the group takes the choice
with the largest sum. What no accepted combination explains is left to diagnosis, in the form that
the assignment asks for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, product

from grader.bench import Bench
from grader.conventions.combinations import Combination, credit
from grader.hearing import Hearing
from grader.kinds import Question
from grader.models.assignment import CheckSpec

Questions = Sequence[tuple[CheckSpec, Sequence[Question]]]
Score = tuple[float, float, int]
Shared = tuple[tuple[str, str], ...]


def first_round(hearing: Hearing, papers: Questions) -> None:
    """Ask every question in its default presentation, as the check that its function is of."""
    checks = hearing.bench.checks
    owned = [
        (checks[question.check], question)
        for _, questions in papers
        for question in questions
        if not question.later
    ]
    hearing.ask([(owner, q, hearing.bench.combinations(owner)[0]) for owner, q in owned])


def fix_conventions(hearing: Hearing, papers: Questions) -> None:
    """Fix the conventions of every group, asking again where nothing accepted explains."""
    compared = [(s, [q for q in qs if q.rule != "none"]) for s, qs in papers if s.function]
    groups: dict[str, list[tuple[CheckSpec, list[Question]]]] = defaultdict(list)
    for spec, questions in compared:
        if questions and hearing.binding(spec).callable:
            groups[spec.group].append((spec, questions))
    _ask_again(hearing, [entry for entries in groups.values() for entry in entries])
    for entries in groups.values():
        _fix_group(hearing, entries)


def _ask_again(hearing: Hearing, papers: Sequence[tuple[CheckSpec, list[Question]]]) -> None:
    again = []
    for spec, questions in papers:
        options = hearing.bench.combinations(spec)
        first = options[0].presentation
        if _explains(hearing, spec, questions, options[0]):  # most are right: nothing to look for
            continue
        if any(_explains(hearing, spec, questions, c) for c in hearing.candidates(spec, questions)):
            continue
        others = {c.presentation: c for c in options if c.presentation != first}
        again += [(spec, q, c) for c in others.values() for q in questions]
    hearing.ask(again)


def _explains(
    hearing: Hearing, spec: CheckSpec, questions: Sequence[Question], combination: Combination
) -> bool:
    if credit(combination, hearing.bench.function(spec), spec.accept) < 1.0:
        return False
    return all(hearing.right(spec, q, combination) for q in questions)


def _fix_group(hearing: Hearing, entries: Sequence[tuple[CheckSpec, list[Question]]]) -> None:
    by_name: dict[str, list[tuple[CheckSpec, list[Question]]]] = defaultdict(list)
    for spec, questions in entries:
        by_name[hearing.name(spec)].append((spec, questions))
    best: tuple[float, float, float, int] | None = None
    taken: dict[str, Combination] = {}
    everything = sum(_weight(spec) for spec, _ in entries)
    for order, shared in enumerate(_shared_choices(hearing, entries)):
        options = {n: _best(hearing, checks, shared) for n, checks in by_name.items()}
        points = sum(score[0] for score, _ in options.values())
        explained = sum(score[1] for score, _ in options.values())
        asked_for = sum(
            credit(c, hearing.bench.function(by_name[n][0][0]), by_name[n][0][0].accept)
            for n, (_, c) in options.items()
        )
        if best is None or (points, explained, asked_for, -order) > best:
            best = (points, explained, asked_for, -order)
            taken = {name: combination for name, (_, combination) in options.items()}
        if points >= everything:
            break
    # A function that was right in the defaults may not have been asked in the group's own layout.
    if hearing.ask([(spec, q, taken[hearing.name(spec)]) for spec, qs in entries for q in qs]):
        shared = _agreed(taken.values())
        taken = {name: _best(hearing, checks, shared)[1] for name, checks in by_name.items()}
    for name, combination in taken.items():
        hearing.choose(name, combination)


def _agreed(combinations: Iterable[Combination]) -> Mapping[str, str]:
    """Return the shared choices that the combinations of a group have in common."""
    return {axis: chosen for c in combinations for axis, chosen in c.shared.items()}


def _shared_choices(
    hearing: Hearing, entries: Sequence[tuple[CheckSpec, list[Question]]]
) -> list[Mapping[str, str]]:
    """Return every choice on the shared axes of a group, the defaults first."""
    found: dict[str, list[str]] = {}
    for spec, _ in entries:
        for convention in hearing.bench.function(spec).conventions:
            if convention.shared and convention.id not in found.setdefault(convention.axis, []):
                found[convention.axis].append(convention.id)
    return [dict(zip(found, choice, strict=True)) for choice in product(*found.values())]


def _best(
    hearing: Hearing,
    checks: Sequence[tuple[CheckSpec, list[Question]]],
    shared: Mapping[str, str],
) -> tuple[Score, Combination]:
    """Return the combination that earns most for a function under a shared choice."""
    first = _asked_for(hearing, checks[0][0], shared)
    best = (_score(hearing, checks, first, 0), first)
    everything = sum(map(_weight, (spec for spec, _ in checks)))
    if best[0][0] >= everything:
        return best
    asked = [question for _, questions in checks for question in questions]
    near = hearing.candidates(checks[0][0], asked)
    for order, combination in enumerate((c for c in near if _agrees(c, shared)), start=1):
        score = _score(hearing, checks, combination, order)
        if score > best[0]:
            best = (score, combination)
        if score[0] >= everything:
            break
    return best


def _asked_for(hearing: Hearing, spec: CheckSpec, shared: Mapping[str, str]) -> Combination:
    """Return what the assignment asks for, by which an answer is told that nothing explains."""
    found = hearing.bench.once(spec, _all_asked_for)
    key = tuple(shared.items())
    if key not in found:
        found[key] = _agreeing(hearing.bench, spec, shared)
    return found[key]


def _all_asked_for(spec: CheckSpec, bench: Bench) -> dict[Shared, Combination]:
    """Return where what is asked for is kept, by the choices a group shares."""
    del spec, bench
    return {}


def _agreeing(bench: Bench, spec: CheckSpec, shared: Mapping[str, str]) -> Combination:
    function = bench.function(spec)
    options = bench.combinations(spec)
    agreeing = (c for c in options if _agrees(c, shared))
    first = next(agreeing, options[0])
    accepted = (c for c in chain((first,), agreeing) if credit(c, function, spec.accept) >= 1.0)
    return next(accepted, first)


def _weight(spec: CheckSpec) -> float:
    """Return what a check weighs in the choice: those without points still have a convention."""
    return max(spec.points, 1e-6)


def _agrees(combination: Combination, shared: Mapping[str, str]) -> bool:
    return all(shared.get(axis, chosen) == chosen for axis, chosen in combination.shared.items())


def _score(
    hearing: Hearing,
    checks: Sequence[tuple[CheckSpec, list[Question]]],
    combination: Combination,
    order: int,
) -> Score:
    """Return points earned, share of answers explained, and the order that breaks ties."""
    points = explained = 0.0
    for spec, questions in checks:
        right = sum(hearing.right(spec, q, combination) for q in questions) / len(questions)
        accepted = credit(combination, hearing.bench.function(spec), spec.accept)
        points += _weight(spec) * accepted * right
        explained += right
    return points, explained, -order
