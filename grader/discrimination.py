"""Which known mistakes a check's questions can tell from the right answer. Runs in the judge."""

from grader.bench import Bench
from grader.models.assignment import CheckSpec


def unseen_by(spec: CheckSpec, bench: Bench) -> set[str]:
    """Return the misconceptions that none of a check's questions tells from the right answer.

    Entries that presuppose a convention other than the defaults are left out.
    """
    default = bench.combinations(spec)[0]
    return {
        entry.id
        for entry in bench.function(spec).misconceptions
        if set(entry.under) <= set(default.ids)
        and not any(bench.told_apart(spec, q, entry, default) for q in bench.questions(spec))
    }
