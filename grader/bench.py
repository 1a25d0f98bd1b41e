"""Prepared once per assignment: questions, expectations, encoded bytes. Runs in the judge."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from grader.conventions import Combination, combinations
from grader.examination.paper import Paper, Piece
from grader.kinds import Arguments, Case, Misconception, Question, ReferenceFunction
from grader.models.assignment import Assignment, CheckSpec
from grader.numerics import tolerance
from grader.numerics.tolerance import Expected
from grader.plugin_manager import Registry

T = TypeVar("T")

IMPOSSIBLE = (ValueError, TypeError, IndexError, ArithmeticError, AttributeError, KeyError)
"""What code raises that is given an input it makes no sense for."""


class Bench:
    """Everything a check may use that does not depend on a submission; nothing is done twice."""

    def __init__(self, assignment: Assignment, registry: Registry, *, seed: int = 0) -> None:
        self.assignment = assignment
        self.registry = registry
        self.seed = seed
        self.paper = Paper()
        self._functions: dict[str, ReferenceFunction] = {}
        self._cases: dict[str, tuple[Case, ...]] = {}
        self._combinations: dict[str, Sequence[Combination]] = {}
        self._questions: dict[str, tuple[Question, ...]] = {}
        self._expected: dict[tuple[str, tuple[str, ...]], Expected | None] = {}
        self._wrong: dict[tuple[str, tuple[str, ...], str], tuple[Any, ...] | str] = {}

    def function(self, spec: CheckSpec) -> ReferenceFunction:
        """Return the reference function a check is about; a network is made once."""
        if spec.id not in self._functions:
            architecture = spec.params.get("architecture")
            self._functions[spec.id] = (
                self.registry.network(str(architecture), spec.function or "backprop")
                if architecture
                else self.registry.functions[spec.function]
            )
        return self._functions[spec.id]

    def params(self, spec: CheckSpec) -> Any:
        """Return a check's own parameters as its kind's model."""
        return self.registry.kinds[spec.kind].params.model_validate(dict(spec.params))

    def rng(self, spec: CheckSpec, *labels: str) -> np.random.Generator:
        """Return a generator that depends on assignment, seed, check and labels alone."""
        seed = self.seed if spec.seed is None else spec.seed
        text = "/".join((self.assignment.assignment, str(seed), spec.function or spec.id, *labels))
        digest = hashlib.sha256(text.encode()).digest()
        return np.random.default_rng(int.from_bytes(digest[:8], "little"))

    def cases(self, spec: CheckSpec) -> tuple[Case, ...]:
        """Return the discriminating inputs of a check's function."""
        if spec.id not in self._cases:
            self._cases[spec.id] = tuple(self.function(spec).draw(self.rng(spec, "scored")))
        return self._cases[spec.id]

    def questions(self, spec: CheckSpec) -> tuple[Question, ...]:
        """Return the questions of a check, written once."""
        if spec.id not in self._questions:
            kind = self.registry.kinds[spec.kind]
            self._questions[spec.id] = tuple(kind.questions(spec, self))
        return self._questions[spec.id]

    def all_questions(self) -> tuple[tuple[CheckSpec, tuple[Question, ...]], ...]:
        """Return every check with its questions."""
        return tuple((spec, self.questions(spec)) for spec in self.assignment.checks)

    def piece(self, spec: CheckSpec, question: Question, combination: Combination) -> Piece:
        """Return a question encoded as a combination presents it."""
        return self.paper.piece(
            question,
            presentation=combination.presentation,
            arguments=combination.present(question.arguments),
            seconds=spec.limits.seconds,
            keep=question.kept,
        )

    def expected(
        self, spec: CheckSpec, question: Question, combination: Combination
    ) -> Expected | None:
        """Return the right answer under a combination; ``None`` where it has none."""
        key = (question.id, combination.ids)
        if key not in self._expected or not question.kept:
            self._expected[key] = _expectation(self.function(spec), question, combination)
        return self._expected[key]

    def wrong(
        self,
        question: Question,
        misconception: Misconception,
        combination: Combination,
    ) -> tuple[Any, ...] | str:
        """Return a misconception's answer under a combination, or the exception it raises."""
        key = (question.id, combination.ids, misconception.id)
        if key not in self._wrong or not question.kept:
            self._wrong[key] = _wrong_answer(misconception, question.arguments, combination)
        return self._wrong[key]

    def combinations(self, spec: CheckSpec) -> Sequence[Combination]:
        """Return every combination of conventions of a check's function."""
        if spec.id not in self._combinations:
            self._combinations[spec.id] = combinations(self.function(spec))
        return self._combinations[spec.id]


def _expectation(
    function: ReferenceFunction, question: Question, combination: Combination
) -> Expected | None:
    """Measure the right answer's bound by the question's rule."""
    arguments = question.arguments

    def right(given: Arguments) -> Any:
        return combination.right(function, given)

    with np.errstate(all="ignore"):
        if question.stated is not None:
            rtol, atol = question.stated
            return _attempt(lambda: tolerance.stated(right(arguments), rtol=rtol, atol=atol))
        if question.rule == "gradient":
            return _attempt(lambda: tolerance.of_largest(right(arguments)))
        if function.exact:
            return _attempt(lambda: tolerance.exact(right(arguments)))
        return _attempt(lambda: _measured(function, combination, arguments))


def _measured(
    function: ReferenceFunction, combination: Combination, arguments: Arguments
) -> Expected:
    own = combination.differs()
    values = arguments.values()
    magnitude = None
    if function.magnitude is not None and not own:
        magnitude = combination.adapt(function.magnitude(*values), arguments)
    formulas: list[Callable[[Arguments], Any]] = []
    if not own:
        formulas = [_adapted(formula, combination) for formula in function.equivalents]
    return tolerance.measured(
        lambda given: combination.right(function, given),
        arguments,
        equivalents=formulas,
        magnitude=magnitude,
        terms=function.terms(*values) if function.terms is not None else 1,
    )


def _adapted(formula: Callable[..., Any], combination: Combination) -> Callable[[Arguments], Any]:
    return lambda given: combination.adapt(formula(*given.values()), given)


def _wrong_answer(
    misconception: Misconception, arguments: Arguments, combination: Combination
) -> tuple[Any, ...] | str:
    try:
        with np.errstate(all="ignore"):
            answer = misconception.function(*_copies(arguments).values())
            return tolerance.as_parts(combination.adapt(answer, arguments))
    except IMPOSSIBLE as problem:
        return type(problem).__name__


def _attempt(compute: Callable[[], T]) -> T | None:
    """Compute, or give nothing where an input makes no sense under a combination."""
    try:
        with np.errstate(all="ignore"):
            return compute()
    except IMPOSSIBLE:
        return None


def _copies(arguments: Arguments) -> Mapping[str, Any]:
    """Copy arrays and lists: wrong code may change its arguments."""
    return {name: _copy(value) for name, value in arguments.items()}


def _copy(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy()
    return [_copy(item) for item in value] if isinstance(value, list) else value
