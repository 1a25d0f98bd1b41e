"""``values``: the function against the reference on discriminating inputs. Runs in the judge."""

from collections.abc import Sequence

from pydantic import Field

from grader.bench import Bench
from grader.hearing import Hearing
from grader.judgement import Judgement
from grader.kinds import Question
from grader.models.assignment import CheckSpec
from grader.models.frozen import Model
from grader_plugins.checks.functions.comparing import (
    judge_compared,
    scored_questions,
    shown_questions,
)


class ValuesParams(Model):
    """Only a function of a network needs to be told which network."""

    architecture: str = Field(
        default="", description="for network_loss and network_forward, such as 784-H-10 relu"
    )


class Values:
    """Calls the function on inputs that tell right from wrong; named parts score separately."""

    name = "values"
    summary = "the function against the reference on discriminating inputs"
    params = ValuesParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Refuse inputs whose right answers are too uncertain to grade by."""
        default = bench.combinations(spec)[0]
        asked = {question.part for question in bench.questions(spec)}
        problems = [
            f"parts: no input belongs to {part}, so its points cannot be earned"
            for part, points in spec.parts.items()
            if points > 0 and part not in asked
        ]
        for question in bench.questions(spec):
            expected = bench.expected(spec, question, default)
            if expected is None or not expected.wanted <= 1.0:
                problems.append(f"the input {question.id} ({question.label}) is ill-conditioned")
        return problems

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write one question per discriminating input."""
        return scored_questions(spec, bench, bench.cases(spec))

    def shown(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write one question per smaller input, which may be shown."""
        return shown_questions(spec, bench.small(spec))

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Compare part by part; on failure look for the smallest input that fails."""
        return judge_compared(spec, hearing, small=hearing.bench.small)
