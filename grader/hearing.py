"""One submission before the bench: bindings, answers, conventions. Runs in the judge."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from grader.bench import Bench
from grader.binding.functions import Bound
from grader.conventions import precision
from grader.conventions.combinations import Combination, credit
from grader.examination.answers import Answer
from grader.examination.artifacts import Found, read_artifacts
from grader.examination.conversation import Conversation
from grader.examination.inventory import Inventory
from grader.examination.paper import Piece
from grader.examination.programs import Command, Ran, read_run
from grader.judgement import Judgement
from grader.kinds import Question
from grader.models.assignment import CheckSpec
from grader.models.report import Status
from grader.numerics.comparison import Comparison, compare
from grader.watching import Watch

READING_SECONDS = 20.0
"""What decoding the files of one check may take."""
ABSENT = Answer(status=Status.MISSING)
AS_IT_STANDS = Combination(())
"""No convention at all: what is asked is handed over as it was written."""


class Hearing:
    """Asks, keeps what came back, and compares each answer once per combination.

    Attributes:
        judged: What was judged so far, by check.
    """

    def __init__(
        self,
        bench: Bench,
        conversation: Conversation,
        *,
        bound: Mapping[str, Bound],
        names: Mapping[str, str],
        attempt: int = 1,
        watch: Watch | None = None,
    ) -> None:
        self.bench = bench
        self.watch = watch or Watch()
        self.bound = bound
        self.attempt = attempt
        self._conversation = conversation
        self.names = names
        self._answers: dict[tuple[str, str], Answer] = {}
        self._compared: dict[tuple[str, tuple[str, ...]], Comparison] = {}
        self._right: dict[tuple[str, tuple[str, ...]], bool] = {}
        self._near: dict[tuple[str, str], frozenset[tuple[str, ...]]] = {}
        self._chosen: dict[str, Combination] = {}
        self._artifacts: dict[tuple[str, ...], Found] = {}
        self.judged: dict[str, Judgement] = {}

    @property
    def inventory(self) -> Inventory:
        """The sealed inventory of the submission."""
        return self._conversation.inventory

    def binding(self, spec: CheckSpec) -> Bound:
        """Return how the function of a check was found."""
        return self.bound[self.names[spec.id]]

    def name(self, spec: CheckSpec) -> str:
        """Return the name under which a check's function was looked for."""
        return self.names[spec.id]

    @property
    def digest(self) -> str:
        """The digest of what was handed in."""
        return self._conversation.digest()

    def run(self, command: Command) -> Ran:
        """Run a program of the submission, in a child of its own that has seen no question."""
        what = f"running {command.scripts[0]}"
        message = command.message()
        return read_run(self._conversation.aside(message, seconds=command.seconds, what=what))

    def artifacts(self, patterns: Sequence[str], files: Mapping[str, bytes] | None = None) -> Found:
        """Return files that were handed in, or these, decoded where no student code ever ran."""
        if files is not None:
            content = [[name, data] for name, data in files.items()]
            return self._decoded(patterns, {"files": content, "archive": False})
        key = tuple(patterns)
        if key not in self._artifacts:
            self._artifacts[key] = self._decoded(patterns, {})
        return self._artifacts[key]

    def _decoded(self, patterns: Sequence[str], given: Mapping[str, Any]) -> Found:
        """Let a child decode files: those of the submission, unless others are given."""
        message = {"kind": "artifacts", "patterns": list(patterns), **given}
        what = f"reading {patterns[0]}"
        aside = self._conversation.aside(message, seconds=READING_SECONDS, what=what)
        return read_artifacts(aside)

    def ask(self, asked: Sequence[tuple[CheckSpec, Question, Combination]]) -> bool:
        """Put one round of questions and say whether there were any that had not been asked.

        Questions without a function to call stay unanswered.
        """
        pieces = []
        bindings = {}
        for spec, question, combination in asked:
            bound = self.binding(spec)
            key = (question.id, combination.presentation)
            if not bound.callable or key in self._answers:
                continue
            pieces.append(self._piece(spec, question, combination))
            bindings[self.name(spec)] = bound.on_the_wire()
        if pieces:
            self._answers.update(self._conversation.ask(pieces, bindings))
        return bool(pieces)

    def timed(
        self, spec: CheckSpec, question: Question, combination: Combination
    ) -> tuple[Answer, float]:
        """Put one question by itself; return its answer and how many seconds passed here."""
        bound = self.binding(spec)
        name = self.name(spec)
        piece = self._piece(spec, question, combination)
        began = time.perf_counter()
        answers = self._conversation.ask([piece], {name: bound.on_the_wire()})
        return answers.get(piece.key, ABSENT), time.perf_counter() - began

    def carry_out(
        self, spec: CheckSpec, name: str, questions: Sequence[Question]
    ) -> tuple[Answer, ...]:
        """Put questions of steps that no convention changes, in a round of their own."""
        bound = self.bound[name]
        if not bound.callable:
            return (ABSENT,) * len(questions)
        asked = [replace(question, function=name) for question in questions]
        pieces = [self.bench.piece(spec, question, AS_IT_STANDS) for question in asked]
        answers = self._conversation.ask(pieces, {name: bound.on_the_wire()})
        return tuple(answers.get(piece.key, ABSENT) for piece in pieces)

    def asked(self, question: Question, combination: Combination) -> bool:
        """Say whether a question was asked as a combination presents it."""
        return (question.id, combination.presentation) in self._answers

    def answer(self, question: Question, combination: Combination) -> Answer:
        """Return what came back for a question as a combination presents it."""
        return self._answers.get((question.id, combination.presentation), ABSENT)

    def compared(self, spec: CheckSpec, question: Question, combination: Combination) -> Comparison:
        """Compare an answer with the right one under a combination; kept."""
        key = (question.id, combination.ids)
        if key in self._compared:
            return self._compared[key]
        compared = self._compare(spec, question, combination)
        if self.asked(question, combination):
            self._compared[key] = compared
        return compared

    def right(self, spec: CheckSpec, question: Question, combination: Combination) -> bool:
        """Say whether an answer is right under a combination, without saying what is wrong."""
        key = (question.id, combination.ids)
        if not self.asked(question, combination):
            return False
        if key not in self._right:
            usual = combination is self.bench.combinations(spec)[0]  # most are: no need to look
            self._right[key] = (
                usual or combination.ids in self.near(spec, question, combination.presentation)
            ) and self._is_right(spec, question, combination)
        return self._right[key]

    def _is_right(self, spec: CheckSpec, question: Question, combination: Combination) -> bool:
        """Compare without a word of what is wrong; where nothing is, there is no more to say."""
        compared = self._compare(spec, question, combination, told=False)
        if compared.ok:
            self._compared[question.id, combination.ids] = compared
        return compared.ok

    def near(
        self, spec: CheckSpec, question: Question, presentation: str
    ) -> frozenset[tuple[str, ...]]:
        """Return the combinations that an answer could fit at all, as far as one look tells."""
        key = (question.id, presentation)
        if key not in self._near:
            answer = self._answers.get(key, ABSENT)
            sieve = self.bench.sieve(spec, question, presentation) if answer.came else None
            self._near[key] = sieve.near(answer.value) if sieve is not None else frozenset()
        return self._near[key]

    def candidates(self, spec: CheckSpec, questions: Sequence[Question]) -> Sequence[Combination]:
        """Return the combinations that any of the answers could fit, in their order."""
        options = self.bench.combinations(spec)
        asked = {c.presentation for c in options}
        near = {
            ids
            for question in questions
            for presentation in asked
            if (question.id, presentation) in self._answers
            for ids in self.near(spec, question, presentation)
        }
        return [c for c in options if c.ids in near]

    def _piece(self, spec: CheckSpec, question: Question, combination: Combination) -> Piece:
        """Return a question as it is put to this submission's function, or to its class."""
        known = self.bench.paper.known(question, combination.presentation)
        if known is not None:
            return known
        name = self.name(spec)
        called = question if question.function == name else replace(question, function=name)
        if self.binding(spec).defined is not None and called.procedure is None:
            called = replace(called, procedure=self.bench.procedure(spec, name, called))
        return self.bench.piece(spec, called, combination)

    def _compare(
        self, spec: CheckSpec, question: Question, combination: Combination, *, told: bool = True
    ) -> Comparison:
        answer = self.answer(question, combination)
        if not answer.came:
            return Comparison(
                ok=False,
                problem=answer.status.value,
                text=answer.trouble(brief=True, known=self.inventory.names),
            )
        expected = self.bench.expected(spec, question, combination)
        if expected is None:
            return Comparison(ok=False, problem="values", text="no right answer of this form")
        return compare(
            answer.value,
            expected,
            self.bench.function(spec).outputs,
            coarse=lambda number: self._coarse(spec, question, combination, number),
            told=told,
        )

    def _coarse(
        self, spec: CheckSpec, question: Question, combination: Combination, number: int
    ) -> bool:
        """Say whether one output of an answer went through float32 (see ``precision``)."""
        if question.stated is not None:
            return False
        asked = precision.moved(question)
        self.ask([(spec, moved, combination) for pair in asked for moved in pair])
        return any(self._still(spec, pair, combination, number) for pair in asked)

    def _still(
        self,
        spec: CheckSpec,
        questions: tuple[Question, Question],
        combination: Combination,
        number: int,
    ) -> bool:
        first, second = (self.answer(q, combination) for q in questions)
        before, after = (self.bench.expected(spec, q, combination) for q in questions)
        if not (first.came and second.came) or before is None or after is None:
            return False
        rights = (before.parts[number], after.parts[number])
        outputs = self.bench.function(spec).outputs
        return precision.stands_still((first.value, second.value), rights, number, outputs)

    def choose(self, name: str, combination: Combination) -> None:
        """Fix the conventions of a function."""
        self._chosen[name] = combination

    def combination(self, spec: CheckSpec) -> Combination:
        """Return the conventions that were fixed for a check's function, else the defaults."""
        chosen = self._chosen.get(self.name(spec))
        options = self.bench.combinations(spec)
        return next((c for c in options if chosen is not None and c.ids == chosen.ids), options[0])

    def credit(self, spec: CheckSpec) -> float:
        """Return what the conventions found earn of a check's points."""
        return credit(self.combination(spec), self.bench.function(spec), spec.accept)
