"""Prepared once per assignment: questions, expectations, encoded bytes. Runs in the judge."""

import contextlib
import hashlib
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np

from grader.binding.interfaces import Compiler
from grader.conventions.combinations import Combination, combinations
from grader.conventions.formulas import Formulas
from grader.conventions.sieve import Sieve, by_presentation
from grader.examination.paper import Paper, Piece
from grader.examination.segment import Segment
from grader.kinds import (
    Arguments,
    Case,
    Misconception,
    Procedure,
    Question,
    ReferenceFunction,
)
from grader.models.assignment import Assignment, CheckSpec
from grader.models.interface import Interface
from grader.numerics import tolerance
from grader.numerics.comparison import compare
from grader.numerics.tolerance import Expected
from grader.plugin_manager import Registry
from grader.seeds import Seed, drawn_from

T = TypeVar("T")

IMPOSSIBLE = (ValueError, TypeError, IndexError, ArithmeticError, AttributeError, KeyError)
"""What code raises that is given an input it makes no sense for."""
SMALL = 512
"""Numbers of a wrong answer that is kept in every form; a larger one in its own alone."""


class Bench:
    """Everything a check may use that does not depend on a submission; nothing is done twice."""

    def __init__(self, assignment: Assignment, registry: Registry, *, seed: Seed = 0) -> None:
        self.assignment = assignment
        self.checks = MappingProxyType({check.id: check for check in assignment.checks})
        self.registry = registry
        self.seed = seed
        self.paper = Paper()
        self.shared = Segment()
        self._functions: dict[str, ReferenceFunction] = {}
        self._cases: dict[str, tuple[Case, ...]] = {}
        self._small: dict[tuple[str, str], tuple[Case, ...]] = {}
        self._combinations: dict[str, Sequence[Combination]] = {}
        self._questions: dict[str, tuple[Question, ...]] = {}
        self._expected: dict[tuple[str, tuple[str, ...]], Expected | None] = {}
        self._formulas: dict[str, Formulas] = {}
        self._sieves: dict[tuple[str, str], Sieve] = {}
        self._presentations: dict[str, Mapping[str, Sequence[Combination]]] = {}
        self._procedures: dict[tuple[str, str], Procedure] = {}
        self._made: dict[tuple[str, Callable[..., Any]], Any] = {}
        self._mistaken: dict[tuple[str, str], Any] = {}
        self._wrong: dict[tuple[str, tuple[str, ...], str], tuple[Any, ...] | str] = {}
        self._apart: dict[tuple[str, tuple[str, ...], str], bool] = {}

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
        seed = drawn_from(self.seed, spec.seed)
        text = "/".join((self.assignment.assignment, seed, spec.function or spec.id, *labels))
        digest = hashlib.sha256(text.encode()).digest()
        return np.random.default_rng(int.from_bytes(digest[:8], "little"))

    def cases(self, spec: CheckSpec) -> tuple[Case, ...]:
        """Return the discriminating inputs of a check's function."""
        if spec.id not in self._cases:
            self._cases[spec.id] = tuple(self.function(spec).draw(self.rng(spec, "scored")))
        return self._cases[spec.id]

    def small(self, spec: CheckSpec, purpose: str = "shown") -> tuple[Case, ...]:
        """Return inputs of increasing size for a purpose, drawn apart from the scored ones."""
        key = (spec.id, purpose)
        if key not in self._small:
            self._small[key] = tuple(self.function(spec).small(self.rng(spec, purpose)))
        return self._small[key]

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
            seconds=question.seconds or spec.limits.seconds,
            keep=question.kept,
        )

    def once(self, spec: CheckSpec, make: Callable[[CheckSpec, "Bench"], T]) -> T:
        """Return what a kind makes for a check, made once; its function is the key."""
        key = (spec.id, make)
        if key not in self._made:
            self._made[key] = make(spec, self)
        made: T = self._made[key]
        return made

    def seconds(self, checks: Sequence[CheckSpec]) -> float:
        """Return what questions with a budget of their own may take beside a submission's own.

        It writes the questions: what they hold in sealed memory is there before a child is born,
        be it that other checks were graded before, and had children.

        A kind that breaks here breaks again when it is asked, and is told then.
        """
        total = 0.0
        with self.shared.growing():
            for spec in checks:
                with contextlib.suppress(Exception, SystemExit):
                    total += sum(question.seconds for question in self.questions(spec))
        return total

    def expected(
        self, spec: CheckSpec, question: Question, combination: Combination
    ) -> Expected | None:
        """Return the right answer under a combination; ``None`` where it has none."""
        key = (question.id, combination.ids)
        if key not in self._expected or not question.kept:
            formulas = self._by_formula(spec, question)
            self._expected[key] = _expectation(self.function(spec), question, combination, formulas)
        return self._expected[key]

    def sieve(self, spec: CheckSpec, question: Question, presentation: str) -> Sieve:
        """Return the right answers of a question under all combinations of one presentation."""
        key = (question.id, presentation)
        if key not in self._sieves or not question.kept:
            together = self._presented(spec)[presentation]
            formulas = self._by_formula(spec, question)
            self._sieves[key] = Sieve(self.function(spec), question, together, _attempt, formulas)
        return self._sieves[key]

    def _by_formula(self, spec: CheckSpec, question: Question) -> Formulas:
        """Return the right answers to a question by formula; kept with it."""
        if not question.kept:
            return Formulas(self.function(spec), question, _attempt)
        if question.id not in self._formulas:
            self._formulas[question.id] = Formulas(self.function(spec), question, _attempt)
        return self._formulas[question.id]

    def _presented(self, spec: CheckSpec) -> Mapping[str, Sequence[Combination]]:
        """Return the combinations of a check's function by what they hand over."""
        if spec.id not in self._presentations:
            self._presentations[spec.id] = by_presentation(self.combinations(spec))
        return self._presentations[spec.id]

    def wrong(
        self,
        question: Question,
        misconception: Misconception,
        combination: Combination,
    ) -> tuple[Any, ...] | str:
        """Return a misconception's answer under a combination, or the exception it raises."""
        key = (question.id, combination.ids, misconception.id)
        if key in self._wrong and question.kept:
            return self._wrong[key]
        answer = self._mistake(question, misconception)
        found = answer if isinstance(answer, str) else _in_form(answer, question, combination)
        if isinstance(found, str) or sum(part.size for part in found) <= SMALL:
            self._wrong[key] = found
        return found

    def _mistake(self, question: Question, misconception: Misconception) -> Any:
        """Return a misconception's answer in canonical form, or the exception it raises."""
        key = (question.id, misconception.id)
        if key not in self._mistaken or not question.kept:
            self._mistaken[key] = _wrong_answer(misconception, question.arguments)
        return self._mistaken[key]

    def told_apart(
        self,
        spec: CheckSpec,
        question: Question,
        misconception: Misconception,
        combination: Combination,
    ) -> bool:
        """Say whether a misconception's answer differs from the right one, or does not come."""
        key = (question.id, combination.ids, misconception.id)
        if key not in self._apart or not question.kept:
            expected = self.expected(spec, question, combination)
            wrong = self.wrong(question, misconception, combination)
            outputs = self.function(spec).outputs
            self._apart[key] = _differs(wrong, expected, outputs)
        return self._apart[key]

    def interface(self, name: str) -> Interface | None:
        """Return the interface that describes how what goes by a name is called."""
        interface = self.assignment.interface
        return None if interface is None else interface.of(name)

    def procedure(self, spec: CheckSpec, name: str, question: Question) -> Procedure:
        """Return the steps that stand for a call of a check's function; kept with its question."""
        if not question.kept:
            return self._compiled(spec, name, question)
        key = (name, question.id)
        if key not in self._procedures:
            self._procedures[key] = self._compiled(spec, name, question)
        return self._procedures[key]

    def _compiled(self, spec: CheckSpec, name: str, question: Question) -> Procedure:
        interface = self.interface(name)
        assert interface is not None
        function = self.function(spec)
        found = dict(function.facts(question.arguments)) if function.facts is not None else {}
        names = [parameter.name for parameter in function.parameters]
        tensors = [each for each in names if each in function.tensors]
        facts = {**interface.facts, **found}
        compiler = Compiler(interface, words=(*names, *facts), layers=len(tensors) // 2)
        items = {each: len(v) for each, v in question.arguments.items() if np.ndim(v)}
        steps = compiler.steps(name, parameters=tensors, items=items)
        return Procedure(steps=steps, facts=facts)

    def combinations(self, spec: CheckSpec) -> Sequence[Combination]:
        """Return every combination of conventions of a check's function."""
        if spec.id not in self._combinations:
            self._combinations[spec.id] = combinations(self.function(spec), spec.accept)
        return self._combinations[spec.id]


def _expectation(
    function: ReferenceFunction,
    question: Question,
    combination: Combination,
    formulas: Formulas,
) -> Expected | None:
    """Measure the right answer's bound by the question's rule."""
    arguments = question.arguments

    def right(given: Arguments) -> Any:
        if given is arguments:
            return formulas.right(combination)
        return combination.right(function, given)

    with np.errstate(all="ignore"):
        if question.stated is not None:
            rtol, atol = question.stated
            return _attempt(lambda: tolerance.stated(right(arguments), rtol=rtol, atol=atol))
        if question.rule == "gradient":
            return _attempt(lambda: tolerance.of_largest(right(arguments)))
        if question.rule == "update":
            start = combination.adapt(tuple(arguments[n] for n in function.tensors), arguments)
            return _attempt(lambda: tolerance.of_update(right(arguments), start))
        if function.exact:
            return _attempt(lambda: tolerance.exact(right(arguments)))
        return _attempt(lambda: _measured(function, combination, arguments, right))


def _measured(
    function: ReferenceFunction,
    combination: Combination,
    arguments: Arguments,
    right: Callable[[Arguments], Any],
) -> Expected:
    values = arguments.values()
    magnitude = combination.magnitude(function)
    if magnitude is not None:
        magnitude = combination.adapt(magnitude(*values), arguments)
    formulas = [_adapted(formula, combination) for formula in combination.equivalents(function)]
    return tolerance.measured(
        right,
        arguments,
        equivalents=formulas,
        magnitude=magnitude,
        terms=function.terms(*values) if function.terms is not None else 1,
    )


def _adapted(formula: Callable[..., Any], combination: Combination) -> Callable[[Arguments], Any]:
    return lambda given: combination.adapt(formula(*given.values()), given)


def _wrong_answer(misconception: Misconception, arguments: Arguments) -> Any:
    try:
        with np.errstate(all="ignore"):
            return misconception.function(*_copies(arguments).values())
    except IMPOSSIBLE as problem:
        return type(problem).__name__


def _in_form(answer: Any, question: Question, combination: Combination) -> tuple[Any, ...] | str:
    try:
        with np.errstate(all="ignore"):
            return tolerance.as_parts(combination.adapt(answer, question.arguments))
    except IMPOSSIBLE as problem:
        return type(problem).__name__


def _differs(
    wrong: tuple[Any, ...] | str, expected: Expected | None, outputs: tuple[str, ...]
) -> bool:
    if expected is None or isinstance(wrong, str):
        return True
    return not compare(wrong if outputs else wrong[0], expected, outputs).ok


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
