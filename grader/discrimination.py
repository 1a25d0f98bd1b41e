"""Which known mistakes a check's questions can tell from the right answer. Runs in the judge."""

from grader.bench import Bench
from grader.conventions import Combination
from grader.kinds import Misconception, Question
from grader.models.assignment import CheckSpec
from grader.numerics.comparison import compare


def unseen_by(spec: CheckSpec, bench: Bench) -> set[str]:
    """Return the misconceptions that none of a check's questions tells from the right answer.

    Entries that presuppose a convention other than the defaults are left out.
    """
    default = bench.combinations(spec)[0]
    return {
        entry.id
        for entry in bench.function(spec).misconceptions
        if set(entry.under) <= set(default.ids)
        and not any(told_apart(spec, bench, q, entry, default) for q in bench.questions(spec))
    }


def told_apart(
    spec: CheckSpec,
    bench: Bench,
    question: Question,
    misconception: Misconception,
    combination: Combination,
) -> bool:
    """Say whether an answer differs from the right one, or does not come at all."""
    expected = bench.expected(spec, question, combination)
    wrong = bench.wrong(question, misconception, combination)
    if expected is None or isinstance(wrong, str):
        return True
    outputs = bench.function(spec).outputs
    return not compare(wrong if outputs else wrong[0], expected, outputs).ok
