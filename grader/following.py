"""Right code around a wrong function: compared with the reference fed with the student's own.

Runs in the judge. Theory of operation
--------------------------------------
A gradient that uses a wrong softmax is wrong, and may be the right gradient all the same. Where the
catalogue knows a function as a composition of others (``HasComposition``), the judge carries it out
step by step; where a step is a graded function that the student has wrong, that function is asked
on the judge's own input, and what came back goes into the next step. What the student's answer is
compared with is thus the reference around *observed* numbers: nothing the student's code says of
itself is believed. Three things keep it from being bought with nonsense: the function must call the
wrong one, as the sealed inventory shows, or the check must need it; every number observed must be
finite, of the right shape, and depend on what it is asked; and so must what is due.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.conventions.combinations import Combination, credit
from grader.hearing import Hearing
from grader.kinds import HasComposition, Question
from grader.models.assignment import CheckSpec
from grader.numerics import tolerance
from grader.numerics.comparison import as_numbers, compare, fitted
from grader.numerics.tolerance import EPSILON, Expected

ROUNDING = 1e-9
"""How far it may lie from what is due, relative to the largest number of each output."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A check that is right for functions of the student that are not.

    Attributes:
        parts: The parts in which every answer is.
        through: The student's names of the wrong functions.
        credit: What the conventions earn in which it is.
    """

    parts: frozenset[str]
    through: tuple[str, ...]
    credit: float


class _NoAnswerError(Exception):
    """A step came to nothing that may be used."""


def followed(spec: CheckSpec, hearing: Hearing) -> Followed | None:
    """Return in which parts a wrong check is right around wrong functions; ``None``: in none."""
    composition = _composition(spec, hearing)
    wrong = _wrong_behind(spec, hearing) if composition is not None else {}
    if not wrong:
        return None
    chain = _Chain(hearing, wrong)
    questions = [q for q in hearing.bench.questions(spec) if q.rule != "none"]
    due = {q.id: chain.carried_out(composition, q) for q in questions}
    if not chain.used or not _depends(due.values()):
        return None
    best: Followed | None = None
    for combination in _meant(spec, hearing):
        parts = _right_parts(spec, hearing, questions, due, combination)
        if parts and (best is None or len(parts) > len(best.parts)):
            earned = credit(combination, hearing.bench.function(spec), spec.accept)
            best = Followed(parts, tuple(sorted(chain.used)), earned)
    return best


def reached(names: Iterable[str], hearing: Hearing) -> set[str]:
    """Return every name that is called from functions of these names, however indirectly."""
    calls: dict[str, set[str]] = {}
    for function in hearing.inventory.functions:
        last = (call.rpartition(".")[2] for call in function.calls)
        calls.setdefault(function.name, set()).update(last)
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        new = calls.get(waiting.pop(), set()) - found
        found |= new
        waiting += sorted(new)
    return found


def is_wrong(check: CheckSpec, hearing: Hearing) -> bool:
    """Say whether a function was asked, and answered wrongly under the conventions found."""
    combination = hearing.combination(check)
    questions = [q for q in hearing.bench.questions(check) if q.rule != "none"]
    asked = [question for question in questions if hearing.asked(question, combination)]
    return any(not hearing.right(check, question, combination) for question in asked)


def wrong_functions(spec: CheckSpec, hearing: Hearing) -> Iterator[CheckSpec]:
    """Yield the checks of other functions that were found and do not answer rightly."""
    own = hearing.name(spec) if spec.function else ""
    seen: set[str] = set()
    for check in hearing.bench.checks.values():
        if not check.function or check.id not in hearing.names or hearing.name(check) == own:
            continue
        bound = hearing.binding(check)
        if bound.callable and hearing.name(check) not in seen and is_wrong(check, hearing):
            seen.add(hearing.name(check))
            yield check


def _composition(spec: CheckSpec, hearing: Hearing) -> Any:
    if not spec.function:
        return None
    function = hearing.bench.function(spec)
    return function.composition if isinstance(function, HasComposition) else None


def _wrong_behind(spec: CheckSpec, hearing: Hearing) -> dict[str, CheckSpec]:
    """Return wrong functions that a check calls or needs, by their names in the catalogue."""
    bound = hearing.binding(spec).function
    called = reached((bound.name,), hearing) if bound is not None else set()
    found = {}
    for check in wrong_functions(spec, hearing):
        function = hearing.binding(check).function
        if check.id in spec.needs or (function is not None and function.name in called):
            found[hearing.bench.function(check).name] = check
    return found


def _meant(spec: CheckSpec, hearing: Hearing) -> Iterator[Combination]:
    """Yield the accepted combinations that give the reference's own answer another form alone."""
    function = hearing.bench.function(spec)
    chosen = hearing.combination(spec)
    for combination in hearing.bench.combinations(spec):
        plain = all(c.function is None and not c.named for c in combination.choices)
        earns = credit(combination, function, spec.accept) > 0.0
        if plain and earns and combination.shared == chosen.shared:
            yield combination


class _Chain:
    """Carries compositions out with the student's own wrong functions in them."""

    def __init__(self, hearing: Hearing, wrong: Mapping[str, CheckSpec]) -> None:
        self._hearing = hearing
        self._wrong = wrong
        self.used: set[str] = set()

    def carried_out(self, composition: Any, question: Question) -> Any:
        """Return what right code around the wrong functions gives; ``None`` where it is nothing."""
        steps: Generator[Any, Any, Any] = composition(*question.arguments.values())
        try:
            with np.errstate(all="ignore"):
                return self._to_the_end(steps, question)
        except (_NoAnswerError, ValueError, TypeError, KeyError):
            return None

    def _to_the_end(self, steps: Generator[Any, Any, Any], question: Question) -> Any:
        answer: Any = None
        number = 0
        while True:
            try:
                name, given = steps.send(answer)
            except StopIteration as end:
                return end.value
            answer = self._step(name, given, f"{question.id}/through/{number}")
            number += 1

    def _step(self, name: str, given: Sequence[Any], identity: str) -> Any:
        spec = self._wrong.get(name)
        if spec is None:
            return self._hearing.bench.registry.functions[name].right(*given)
        self.used.add(self._hearing.binding(spec).reported().found.rpartition(".")[2])
        return self._observed(spec, given, identity)

    def _observed(self, spec: CheckSpec, given: Sequence[Any], identity: str) -> Any:
        """Ask the student's function, and return its answer in canonical form."""
        hearing = self._hearing
        function = hearing.bench.function(spec)
        names = [parameter.name for parameter in function.parameters]
        question = Question(
            id=identity,
            check=spec.id,
            function=spec.function,
            arguments=dict(zip(names, given, strict=True)),
            part="through",
            rule="none",
            kept=False,
        )
        combination = hearing.combination(spec)
        hearing.ask([(spec, question, combination)])
        answer = hearing.answer(question, combination)
        if not answer.came:
            raise _NoAnswerError
        right = np.asarray(function.right(*given), dtype=float)
        return _canonical(answer.value, right, combination.adapt(right, question.arguments))


def _canonical(value: Any, right: Any, adapted: Any) -> Any:
    """Return what came back in the form of the canonical answer, whose adapted form is known."""
    array = as_numbers(value)
    if isinstance(array, str):
        raise _NoAnswerError
    array = fitted(array, np.shape(adapted))
    if array.shape != np.shape(adapted) or not np.all(np.isfinite(array)):
        raise _NoAnswerError
    if np.ptp(array) == 0.0 and np.ptp(adapted) != 0.0:
        raise _NoAnswerError
    if np.array_equal(right, adapted):
        return array
    if np.ndim(right) == 2 and np.array_equal(np.transpose(right), adapted):
        return array.T
    raise _NoAnswerError


def _depends(due: Iterable[Any]) -> bool:
    """Say whether what is due is there, finite, and not the same for every question."""
    found = [tolerance.as_parts(one) for one in due if one is not None]
    if not all(np.all(np.isfinite(part)) for parts in found for part in parts):
        return False
    firsts = {tuple(float(part.reshape(-1)[0]) for part in parts if part.size) for parts in found}
    return len(firsts) > 1 or any(np.ptp(parts[0]) > 0.0 for parts in found)


def _right_parts(
    spec: CheckSpec,
    hearing: Hearing,
    questions: Sequence[Question],
    due: Mapping[str, Any],
    combination: Combination,
) -> frozenset[str]:
    """Return the parts in which every answer is what is due."""
    parts = dict.fromkeys((question.part for question in questions), True)
    for question in questions:
        parts[question.part] &= _is_due(spec, hearing, question, due[question.id], combination)
    return frozenset(part for part, right in parts.items() if right)


def _is_due(
    spec: CheckSpec, hearing: Hearing, question: Question, due: Any, combination: Combination
) -> bool:
    answer = hearing.answer(question, combination)
    if due is None or not answer.came:
        return False
    with np.errstate(all="ignore"):
        parts = tolerance.as_parts(combination.adapt(due, question.arguments))
    bounds = tuple(np.full(part.shape, _bound(part)) for part in parts)
    expected = Expected(parts, bounds, wanted=0.0)
    return compare(answer.value, expected, hearing.bench.function(spec).outputs, told=False).ok


def _bound(part: Any) -> float:
    return max(ROUNDING * float(np.max(np.abs(part), initial=0.0)), EPSILON)
