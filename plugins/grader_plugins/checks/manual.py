"""``manual``: what a person marks. Runs in the judge, and looks at nothing.

Its points count towards the most there is and are not earned yet; a report with such a check is
provisional. Criteria are for the staff who mark; students read that a person will.
"""

from collections.abc import Sequence

from pydantic import Field

from grader.bench import Bench
from grader.hearing import Hearing
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Question
from grader.models.assignment import CheckSpec
from grader.models.frozen import Model
from grader.models.report import Status

TOLD = "will be marked by a person"


class ManualParams(Model):
    """What whoever marks it should look at."""

    criteria: str = Field(min_length=1, max_length=4000, description="for staff; never shown")


class Manual:
    """Leaves its points to a person."""

    name = "manual"
    summary = "a rubric item that a person marks; the report is provisional until then"
    params = ManualParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Refuse what no machine could go on from: a check that waits for this one."""
        waiting = [check.id for check in bench.assignment.checks if spec.id in check.needs]
        said = "it cannot need what only a person marks, since it would never be judged"
        return [f"{check} needs {spec.id}: {said}" for check in waiting]

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Ask nothing."""
        del spec, bench
        return ()

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Leave every part, or the whole, pending."""
        names = tuple(spec.parts) or ("manual",)
        return Judgement(
            parts=tuple(PartVerdict(name, Status.PENDING, TOLD) for name in names),
            student_text=TOLD,
            staff_text=hearing.bench.params(spec).criteria,
        )
