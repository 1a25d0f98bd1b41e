"""A check's answers as one combination of conventions reads them. Runs in the judge."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.bench import IMPOSSIBLE
from grader.conventions.combinations import Combination, unaccepted
from grader.hearing import Hearing
from grader.kinds import Misconception, Question
from grader.models.assignment import CheckSpec
from grader.numerics.tolerance import as_parts
from grader_plugins.diagnosis.closeness import Fit, Floats, fit, in_single, taken_apart


@dataclass(frozen=True, slots=True)
class Sheet:
    """Each answer is taken apart once.

    Attributes:
        far: How many of its conventions are not accepted in full, and deviate from those fixed.
        failed: The questions that were not answered rightly.
        first: Those of them that belong to the first part that failed.
    """

    spec: CheckSpec
    hearing: Hearing
    combination: Combination
    far: tuple[int, int]
    questions: tuple[Question, ...]
    failed: tuple[Question, ...]
    first: tuple[Question, ...]
    taken: dict[str, tuple[tuple[Floats, ...], bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, spec: CheckSpec, hearing: Hearing, combination: Combination) -> "Sheet":
        """Return the sheet of a check."""
        chosen = hearing.combination(spec)
        away = len(set(combination.ids) - set(chosen.ids))
        refused = len(unaccepted(combination, hearing.bench.function(spec), spec.accept))
        questions = hearing.bench.questions(spec)
        if away:
            wrong = [q for q in questions if not hearing.right(spec, q, combination)]
        else:
            wrong = [q for q in questions if not hearing.compared(spec, q, combination).ok]
        first = [q for q in wrong if q.part == wrong[0].part]
        far = (refused, away)
        return cls(spec, hearing, combination, far, questions, tuple(wrong), tuple(first))

    def came(self, question: Question) -> bool:
        """Say whether anything came back."""
        return self.hearing.answer(question, self.combination).came

    def fit(self, question: Question, misconception: Misconception) -> Fit:
        """Say how well a misconception's code gives this very answer."""
        answer = self.hearing.answer(question, self.combination)
        wrong = self.hearing.bench.wrong(question, misconception, self.combination)
        if not answer.came or isinstance(wrong, str):
            raised = answer.raised is not None and answer.raised.type == wrong
            return Fit.DOUBLE if raised else Fit.NOT
        if question.id not in self.taken:
            arrays = taken_apart(answer.value, self.hearing.bench.function(self.spec).outputs)
            self.taken[question.id] = arrays, in_single(arrays)
        arrays, single = self.taken[question.id]
        if not single:
            return fit(arrays, wrong, None, single=False)
        expected = self.hearing.bench.expected(self.spec, question, self.combination)
        right = expected.parts if expected else None
        found = fit(arrays, wrong, right, single=True)
        if found is Fit.NOT and not all(np.all(np.isfinite(array)) for array in arrays):
            return fit(arrays, self._in_single(question, misconception), right, single=True)
        return found

    def _in_single(self, question: Question, misconception: Misconception) -> tuple[Floats, ...]:
        """Return what a misconception's code gives in float32, which overflows sooner."""
        arguments = {name: _narrowed(value) for name, value in question.arguments.items()}
        try:
            with np.errstate(all="ignore"):
                answer = misconception.function(*arguments.values())
                return as_parts(self.combination.adapt(answer, question.arguments))
        except IMPOSSIBLE:
            return ()

    def share(self, misconception: Misconception) -> tuple[float, Fit]:
        """Return the share of answers an entry explains, and how well.

        It is zero unless the entry explains all of the part that failed first. An exception alone
        names nothing: many mistakes raise. Where an entry's own answer is right, being near it
        explains no failure.
        """
        if not self.failed or not set(misconception.under) <= set(self.combination.ids):
            return 0.0, Fit.NOT
        worst = Fit.DOUBLE
        for question in self.first:
            worst = min(worst, self.fit(question, misconception))
            if worst is Fit.NOT:
                return 0.0, Fit.NOT
        if not all(self._told_apart(question, misconception) for question in self.failed):
            return 0.0, Fit.NOT
        fits = {q.id: self.fit(q, misconception) for q in self.questions}
        fitting = [q for q in self.questions if fits[q.id] is not Fit.NOT]
        if not any(map(self.came, fitting)):
            return 0.0, Fit.NOT
        return len(fitting) / len(self.questions), min(fits[q.id] for q in fitting)

    def _told_apart(self, question: Question, misconception: Misconception) -> bool:
        bench = self.hearing.bench
        return bench.told_apart(self.spec, question, misconception, self.combination)


def _narrowed(value: Any) -> Any:
    """Return an array of fractions in float32, everything else as a copy of its own."""
    array = np.array(value)
    if array.dtype.kind != "f":
        return array if isinstance(value, np.ndarray) else value
    return array.astype(np.float32)
