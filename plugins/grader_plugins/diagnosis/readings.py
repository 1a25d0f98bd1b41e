"""The conventions in which a wrong answer may have been meant, the likeliest first. In the judge.

What was fixed is looked at first, and what is farther from it only where nothing explains every
answer so far: a wrong answer may hide the layout it was written in.
"""

from collections.abc import Iterator, Mapping

from grader.conventions.combinations import Combination, credit
from grader.hearing import Hearing
from grader.models.assignment import CheckSpec


def readings(spec: CheckSpec, hearing: Hearing) -> Iterator[tuple[Combination, ...]]:
    """Yield combinations that may be meant, in stages.

    What was fixed comes first; then a function's own axes, at once where what was fixed earns
    nothing; then what a group shares, where nothing right in it says which; then its own axes in
    every form in which it was asked.
    """
    chosen = hearing.combination(spec)
    if hearing.credit(spec) > 0.0:
        yield (chosen,)
    else:
        yield (*_of_its_own(spec, hearing, chosen), chosen)
    yield _of_its_own(spec, hearing, chosen)
    yield _of_the_group(spec, hearing, chosen)
    yield _in_another_form(spec, hearing, chosen)


def _of_its_own(spec: CheckSpec, hearing: Hearing, chosen: Combination) -> tuple[Combination, ...]:
    """Return combinations with the group's shared choices.

    What was handed over in another form is looked at only where nothing came back in the fixed
    one, where that one earns nothing, or where it is a form that other checks of the group found,
    such as a rate for summed gradients.
    """
    known = {*chosen.ids, *_found_elsewhere(spec, hearing)}
    came = hearing.credit(spec) > 0.0 and _came(spec, hearing, chosen)
    return tuple(
        c
        for c in _accepted(spec, hearing, chosen)
        if c.shared == chosen.shared
        and (c.presentation == chosen.presentation or _forms(c) <= known or not came)
    )


def _forms(combination: Combination) -> set[str]:
    """Return the conventions that change what is handed over."""
    return {choice.id for choice in combination.choices if choice.present is not None}


def _in_another_form(
    spec: CheckSpec, hearing: Hearing, chosen: Combination
) -> tuple[Combination, ...]:
    """Return combinations with the group's shared choices that were asked in another form.

    A wrong answer to a rate for means may be a known mistake with the rate for sums, where no
    other check tells which of them was meant.
    """
    options = [
        c
        for c in _accepted(spec, hearing, chosen)
        if c.shared == chosen.shared
        and c.presentation != chosen.presentation
        and _came(spec, hearing, c)
    ]
    return tuple(sorted(options, key=lambda c: len(set(c.ids) - set(chosen.ids))))


def _of_the_group(
    spec: CheckSpec, hearing: Hearing, chosen: Combination
) -> tuple[Combination, ...]:
    """Return combinations in which the group may have been meant as a whole.

    Those come first in which what came back has the right form.
    """
    settled = _settled(spec, hearing)
    open_axes = set(chosen.shared) - set(settled)
    if not open_axes:
        return ()
    options = [
        c
        for c in _accepted(spec, hearing, chosen)
        if c.shared != chosen.shared
        and all(c.shared.get(axis, name) == name for axis, name in settled.items())
        and _came(spec, hearing, c)
    ]
    return tuple(sorted(options, key=lambda c: len(set(c.ids) - set(chosen.ids))))


def _accepted(spec: CheckSpec, hearing: Hearing, chosen: Combination) -> Iterator[Combination]:
    """Yield the other combinations that earn something.

    What only the right function is told, such as an epsilon, changes no wrong answer.
    """
    function = hearing.bench.function(spec)
    for combination in hearing.bench.combinations(spec):
        if combination.ids == chosen.ids or combination.named != chosen.named:
            continue
        if credit(combination, function, spec.accept) > 0.0:
            yield combination


def _came(spec: CheckSpec, hearing: Hearing, combination: Combination) -> bool:
    questions = hearing.bench.questions(spec)
    return any(hearing.answer(question, combination).came for question in questions)


def _found_elsewhere(spec: CheckSpec, hearing: Hearing) -> set[str]:
    """Return the conventions that other checks of the group were found to follow."""
    return {found for other in _group(spec, hearing) for found in hearing.combination(other).ids}


def _settled(spec: CheckSpec, hearing: Hearing) -> Mapping[str, str]:
    """Return the shared choices, by axis, in which some answer of the group is right."""
    settled: dict[str, str] = {}
    for each in (spec, *_group(spec, hearing)):
        combination = hearing.combination(each)
        questions = [q for q in hearing.bench.questions(each) if q.rule != "none"]
        if any(hearing.right(each, q, combination) for q in questions):
            settled.update(combination.shared)
    return settled


def _group(spec: CheckSpec, hearing: Hearing) -> list[CheckSpec]:
    """Return the other checks of functions in the same group."""
    checks = hearing.bench.checks.values()
    return [c for c in checks if c.function and c.group == spec.group and c.id != spec.id]
